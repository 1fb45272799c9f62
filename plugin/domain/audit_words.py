"""What each code of the audit log says. The log keeps ids and codes; a test looks for a code without words."""

from plugin.domain.language import N_, Spoken

ACTORS: Spoken[str, str] = Spoken(
    {
        "administrator": N_("An administrator"),
        "staff": N_("A teacher"),
        "learner": N_("A student"),
        "command": N_("The command line"),
        "program": N_("A program with an API token"),
        "system": N_("Caveat itself"),
    }
)

_ADMINISTRATORS = {
    "administrator.setup_link": N_("A link for the first administrator was made."),
    "administrator.invited": N_("An administrator was invited by a link."),
    "administrator.reset_link": N_("A link was made by which an administrator chooses new secrets."),
    "administrator.link_withdrawn": N_("A link for an administrator was withdrawn."),
    "administrator.made": N_("An administrator's account was made."),
    "administrator.reset": N_("An administrator chose new secrets by a link."),
    "administrator.signed_in": N_("Signed in to the administration."),
    "administrator.locked": N_("An account waits after several tries to sign in to it failed."),
    "administrator.recovery_used": N_("A recovery code was used in place of a one-time code."),
    "administrator.password_changed": N_("Changed their own password."),
    "administrator.codes_changed": N_("Set up new one-time codes."),
    "administrator.recovery_renewed": N_("Made new recovery codes."),
    "administrator.signed_out_everywhere": N_("Signed out in all other browsers."),
    "administrator.disabled": N_("An administrator's account was switched off."),
    "administrator.enabled": N_("An administrator's account was switched on again."),
    "administrator.removed": N_("An administrator's account was removed."),
    "token.made": N_("An API token was made."),
    "token.revoked": N_("An API token was revoked."),
}

_CONNECTIONS = {
    "invitation.made": N_("A link was made by which an LMS connects itself."),
    "invitation.withdrawn": N_("A link for connecting an LMS was withdrawn."),
    "registration.connected": N_("An LMS connected itself by a link."),
    "registration.made": N_("An LMS was connected."),
    "registration.changed": N_("The addresses of an LMS were changed."),
    "registration.renamed": N_("An LMS was renamed."),
    "registration.forgotten": N_("An LMS was deleted, with all that came from it."),
    "deployment.approved": N_("An installation in an LMS was approved."),
    "deployment.blocked": N_("An installation in an LMS was blocked."),
    "key.made": N_("A key that signs to the LMSs was made."),
    "key.signs": N_("A key began to sign."),
    "key.retired": N_("A key is published no longer."),
    "report_key.made": N_("A key that signs exported reports was made."),
    "report_key.retired": N_("A key signs exported reports no longer; what it signed can still be checked."),
}

_RULES = {
    "secrets.resealed": N_("What lies sealed in the database was sealed with the newest secret key."),
    "institution.changed": N_("A setting of the whole institution was changed."),
    "settings.changed": N_("An assignment's settings were changed."),
    "retention.deleted": N_("Submissions older than the days of keeping were deleted."),
    "person.exported": N_("All that is kept of one person was exported."),
    "person.erased": N_("All that is kept of one person was deleted."),
    "calibration.asked": N_("A calibration was to be drawn from the institution's own texts."),
    "calibration.made": N_("A calibration was made."),
    "calibration.used": N_("Another calibration is in use."),
    "calibration.discarded": N_("A calibration was discarded."),
    "calibration.texts_deleted": N_("The texts of a calibration were deleted."),
    "sample.scored": N_("A sample text was scored."),
    "sample.deleted": N_("A sample text was deleted."),
    "run.retried": N_("A text that could not be scored was queued again."),
    "grades.tried_again": N_("Marks that an LMS did not take are sent again."),
}

_WORK = {
    "reply.given": N_("A student replied to a report."),
    "judgement.given": N_("Said what they think of a text before its score was shown."),
    "outcome.decided": N_("Recorded, changed or took back what was found in the end."),
    "report.released": N_("A report was released to its student."),
    "report.withdrawn": N_("A report that had been released to its student was taken back."),
    "grade.returned": N_("A mark was sent to the gradebook, among several at once."),
    "run.read_again": N_("A text was to be read again by the version in use."),
    "class.exported": N_("A class list was taken away as a file."),
    "report.exported": N_("A report was taken away as a file."),
    "submission.imported": N_("A program handed in a text."),
}

ACTIONS: Spoken[str, str] = Spoken(_ADMINISTRATORS | _CONNECTIONS | _RULES | _WORK)


def words_of(action: str) -> str:
    """The code itself where an older or newer Caveat wrote one that this one does not know."""
    return ACTIONS.get(action, action)


def actor_words(kind: str) -> str:
    return ACTORS.get(kind, kind)
