"""What was just done, said at the head of the page that follows: the address carries its code."""

from typing import Any

from flask import redirect, request, url_for

from plugin.domain.language import N_, Spoken

SAID: Spoken[str, str] = Spoken(
    {
        "retried": N_("Queued again. The state below follows."),
        "nothing_to_retry": N_("There was nothing left to queue again."),
        "sent_again": N_("The marks that could not be delivered are tried again."),
        "retention_saved": N_(
            "Saved. The courier deletes what is due, some hundreds at a time, until all of it is gone."
        ),
        "kept_saved": N_("Saved. Nothing is deleted by its age."),
        "person_erased": N_("The person and all they handed in are deleted. The counts stand below as proof."),
        "person_gone": N_("There is no such person, or they were deleted already."),
        "approved": N_("Approved. People can open Caveat there now."),
        "blocked": N_("Blocked. Nobody can open Caveat there."),
        "withdrawn": N_("Withdrawn. The link opens nothing any more."),
        "renamed": N_("Renamed."),
        "connected": N_("Saved. The connection is being tried."),
        "forgotten": N_("The LMS and all that came from it are deleted. Remove the tool in the LMS as well."),
        "registration_gone": N_("There is no such LMS, or it was deleted already."),
        "deployment_gone": N_("There is no such installation, or it was deleted already."),
        "check_asked": N_("The courier tries the connection; what it finds stands below."),
        "check_waits": N_("The courier was not reached. It tries the connection as soon as it is back."),
        "key_made": N_("A new key is published. It signs in a day, when LMSs had time to read it."),
        "key_signs": N_("That key signs from now on."),
        "key_retired": N_("That key is published no longer."),
        "key_gone": N_("There is no such key, or it was retired already."),
        "key_in_use": N_("That key signs. Publish another one first, and wait until it signs."),
        "institution_saved": N_("Saved."),
        "calibration_used": N_("Chosen. New submissions are compared with it; what is scored stays as it is."),
        "calibration_discarded": N_("Discarded. What was scored with it stays as it is."),
        "calibration_again": N_("Begun anew with the same texts."),
        "texts_deleted": N_("The texts are deleted. The numbers stay."),
        "texts_gone": N_("The texts are gone. Upload them again."),
    }
)


def go_on(endpoint: str, code: str, **values: Any) -> Any:
    return redirect(url_for(endpoint, said=code, **values), 303)


def sentence() -> str:
    return SAID.get(request.args.get("said", ""), "")
