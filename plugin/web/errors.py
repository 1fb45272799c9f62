"""Errors as people see them: a code, a sentence, what to do next. No stack trace, no reflected input."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from plugin import alarm
from plugin.domain.language import N_, say
from plugin.lms.errors import LaunchRefusedError
from plugin.web.admin import door

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sentence:
    """What is wrong and what to do next: marked by N_, and said in the reader's language when asked for."""

    wrong: str
    advice: str

    @property
    def title(self) -> str:
        return say(self.wrong)

    @property
    def next_step(self) -> str:
        return say(self.advice)


_AGAIN = N_("Go back to your course and open the assignment again.")
_ADMIN = N_("Ask your administrator to check Caveat's registration; the code below names what to look at.")
_INVITE = N_("Ask whoever runs Caveat for a new one: caveat admin invite")

SENTENCES = {
    # The visit
    "visit_over": Sentence(N_("This page is no longer open for this browser."), _AGAIN),
    "not_for_you": Sentence(N_("Your role in this course does not open this page."), _AGAIN),
    "no_role": Sentence(
        N_("You have no role in this course that Caveat knows."),
        N_("If you study or teach here, ask for the course role to be set in the LMS, then open the assignment again."),
    ),
    "not_found": Sentence(N_("There is nothing at this address."), _AGAIN),
    "form_expired": Sentence(N_("This form could not be accepted."), N_("Reload the page and send the form again.")),
    "method": Sentence(N_("This address does not work that way."), _AGAIN),
    "too_many": Sentence(
        N_("More came from here in a short time than Caveat takes at once."),
        N_("Wait a minute, then try again. Nothing that was there before is lost."),
    ),
    "internal": Sentence(
        N_("Something went wrong on our side. Nothing you handed in before is lost."), N_("Try again in a minute.")
    ),
    "report_not_shown": Sentence(
        N_("This report is not shown to students."), N_("Your receipt shows what was handed in. Ask your instructor.")
    ),
    # The administration
    "sample_gone": Sentence(
        N_("This sample is gone: it was deleted, or is more than a day old."),
        N_("Score it again under Score a sample."),
    ),
    "calibration_gone": Sentence(
        N_("There is no such calibration, or it was discarded."), N_("Go back to Calibrations.")
    ),
    # Deep linking
    "deep_linking_not_yours": Sentence(
        N_("Only people who teach in this course can add Caveat to it."), N_("Go back to your course.")
    ),
    "deep_linking_no_type": Sentence(
        N_("Your LMS asked for a kind of content that Caveat does not make."),
        N_("Add Caveat as an external tool or an assignment; or ask your administrator where it is placed."),
    ),
    # One submission, out of a gradebook
    "review_not_yours": Sentence(N_("This submission is not yours to open."), _AGAIN),
    "review_signature": Sentence(N_("This address of a submission was not made by Caveat."), _AGAIN),
    "review_unknown": Sentence(N_("There is no such submission in this course."), _AGAIN),
    # Handing in
    "empty": Sentence(N_("There is no text in what you sent."), N_("Paste your text or choose a file that holds it.")),
    "too_large": Sentence(N_("The file is too large."), N_("Save the text alone, without pictures, and hand that in.")),
    "unsupported_type": Sentence(
        N_("This file type cannot be read."), N_("Save your text as .docx, .pdf or .txt and hand it in again.")
    ),
    "unreadable": Sentence(
        N_("This file is damaged and cannot be opened."), N_("Save it anew as .docx, .pdf or .txt and hand that in.")
    ),
    "encrypted": Sentence(
        N_("The file is protected by a password."), N_("Save it without a password and hand that in.")
    ),
    "nothing_sent": Sentence(N_("Nothing was handed in."), N_("Paste your text or choose a file, then hand it in.")),
    "both_sent": Sentence(
        N_("You pasted a text and chose a file."), N_("Hand in one of the two: clear the text or the file.")
    ),
    "reply_empty": Sentence(
        N_("There is nothing in your reply."), N_("Write a few words or add a file, then send it.")
    ),
    "reply_too_long": Sentence(
        N_("The text of your reply is too long."),
        N_("Keep it under 20,000 characters, or add the longer text as a file."),
    ),
    "reply_too_many_files": Sentence(
        N_("These are too many files for one reply."), N_("Add at most five, and the rest with another reply.")
    ),
    "reply_too_many": Sentence(
        N_("You have sent as many replies as one report takes."), N_("Talk with your instructor about anything more.")
    ),
    "reply_too_late": Sentence(
        N_("The time for replies to this report is over."),
        N_("What you typed is still here: copy it, and send it to your instructor."),
    ),
    "too_many_attempts": Sentence(
        N_("You have handed in as often as one assignment takes."),
        N_("Talk with your instructor about anything more."),
    ),
    "busy": Sentence(N_("Two submissions came at the same moment."), N_("Hand in again.")),
    "not_kept": Sentence(
        N_("What you sent could not be kept: Caveat's file store does not answer."),
        N_("Nothing was sent. Try again in a few minutes; what you typed is still here."),
    ),
    "hand_in_at_lms": Sentence(
        N_("For this assignment you hand in to your LMS itself."), N_("Go back to the assignment in your course.")
    ),
    "not_read_yet": Sentence(
        N_("Caveat is still reading something of this submission."),
        N_("Go back and release it when its report is there."),
    ),
    "action_not_here": Sentence(
        N_("This assignment's settings do not allow that."),
        N_("Go back to the class; who sees reports, and how marks go back, is chosen under Settings."),
    ),
    "report_not_ready": Sentence(
        N_("There is nothing to take away yet: Caveat is still reading this text."),
        N_("Go back, and try again when the report is there."),
    ),
    # Files and reports in the LMS
    "settings_not_yours": Sentence(N_("Only people who teach in this course can change these settings."), _AGAIN),
    "report_not_yours": Sentence(N_("This report is not yours to open."), _AGAIN),
    "notices_not_offered": Sentence(
        N_("Your LMS does not tell Caveat of submissions."),
        N_("Ask your administrator to allow the scope noticehandlers for Caveat, then add it again."),
    ),
    "notices_no_token": Sentence(N_("Your LMS does not let Caveat ask to be told of submissions."), _ADMIN),
    "notices_refused": Sentence(N_("Your LMS refused to tell Caveat of submissions."), _ADMIN),
    "notices_unreachable": Sentence(N_("Your LMS did not answer Caveat."), N_("Try again in a minute.")),
    "report_unknown": Sentence(
        N_("Caveat has no such report."),
        N_("Ask the LMS to send the file again, or ask your administrator about notices."),
    ),
    # Login and launch
    "registration_unknown": Sentence(N_("This LMS is not connected to Caveat."), _ADMIN),
    "login_incomplete": Sentence(N_("The LMS's request to open Caveat was not complete."), _ADMIN),
    "login_too_long": Sentence(N_("The LMS's request to open Caveat was too long."), _ADMIN),
    "state": Sentence(
        N_("Caveat could not recognise this launch: it was opened twice, in another browser, or cookies are blocked."),
        _AGAIN,
    ),
    "cookies_blocked": Sentence(
        N_("Your browser keeps no cookies for Caveat."),
        N_(
            "Allow cookies for this site in your browser's settings. "
            "Go back to your course and open the assignment again."
        ),
    ),
    "state_expired": Sentence(N_("The launch took too long."), _AGAIN),
    "platform_error": Sentence(
        N_("The LMS did not let you in."), N_("Sign in to your LMS, then open the assignment again.")
    ),
    "deployment_pending": Sentence(
        N_("Caveat is installed here but not yet approved."),
        N_("Ask your administrator to approve this deployment: caveat admin deployments"),
    ),
    "deployment_blocked": Sentence(N_("Caveat is switched off here."), N_("Ask your administrator.")),
    "expired": Sentence(
        N_("The LMS's message had expired."),
        N_("Go back to your course and open the assignment again. If it happens again, a clock is wrong."),
    ),
    "iat": Sentence(N_("The LMS's clock and Caveat's differ too much."), _ADMIN),
    "keys_unreachable": Sentence(N_("Caveat could not fetch the LMS's public keys."), _ADMIN),
    "sub_missing": Sentence(
        N_("The LMS did not say who you are."),
        N_("Caveat does not work without a person. Sign in, then open it again."),
    ),
    "message_type_unknown": Sentence(N_("Caveat does not answer this kind of launch yet."), _ADMIN),
    # Connecting an LMS
    "invitation_unknown": Sentence(N_("This invitation is not known, or was withdrawn."), _INVITE),
    "invitation_used": Sentence(
        N_("This invitation was used: an LMS is connected by it."),
        N_("If that was not you: ask whoever runs Caveat for a new one: caveat admin invite"),
    ),
    "invitation_expired": Sentence(N_("This invitation has expired."), _INVITE),
    "registration_outside": Sentence(
        N_("This link is for your LMS, not for a browser."),
        N_("Paste it where your LMS takes the registration address of a tool. The page /connect says where that is."),
    ),
    "registration_address": Sentence(
        N_("The LMS named an address that Caveat does not call."),
        N_(
            "It must begin with https:// and be public, or whoever runs Caveat names its host in CAVEAT_CAMPUS_HOSTS. "
            "Look at the address at which your LMS knows itself."
        ),
    ),
    "registration_unreachable": Sentence(
        N_("Caveat could not reach the LMS."),
        N_("Caveat's server must reach its configuration over https, without a redirect. Then start again there."),
    ),
    "registration_configuration": Sentence(
        N_("The LMS's configuration cannot be used: it is no complete OpenID configuration."),
        N_("Ask who runs the LMS whether dynamic registration is turned on, or connect it by hand: see /connect."),
    ),
    "registration_issuer": Sentence(
        N_("The LMS calls itself something else than the address it was reached at."),
        N_(
            "Its issuer must be at the host of its configuration. Set the LMS's own address right, "
            "or connect it by hand."
        ),
    ),
    "registration_endpoint": Sentence(
        N_("The LMS wants to be registered with at another host."),
        N_("That is refused, for anybody could say it. Connect the LMS by hand: see /connect."),
    ),
    "registration_own_host": Sentence(
        N_("This Canvas names Instructure as its issuer, and answers at a host of its own."),
        N_("Confirm below that the host is your own Canvas, or close this page."),
    ),
    "registration_nowhere": Sentence(N_("Caveat would stand nowhere."), N_("Choose at least one place for it.")),
    "registration_form": Sentence(
        N_("This page was open for too long."), N_("Start the registration again in your LMS.")
    ),
    "registration_token": Sentence(
        N_("The LMS did not accept its own registration token: it has expired, or was used."),
        N_("Start the registration again in your LMS. The invitation still works."),
    ),
    "registration_token_used": Sentence(
        N_("The LMS has used this registration token already."),
        N_("A tool may be there from the first try: delete it, then start again. The invitation still works."),
    ),
    "registration_refused": Sentence(
        N_("The LMS refused the registration."),
        N_("Start again and choose less, or connect it by hand: see /connect. The invitation still works."),
    ),
    "registration_answer": Sentence(
        N_("The LMS's answer to the registration cannot be used: it names no client id."),
        N_("Look there whether a tool was made, and connect it by hand: see /connect."),
    ),
    "registration_known": Sentence(
        N_("This client id is connected already, with other addresses."),
        N_("Whoever runs Caveat can change it by caveat register, or remove it by caveat admin forget-registration."),
    ),
}
_BACK = N_("Go back to the administration.")
# An administrator came from no course, and hands nothing in.
_IN_ADMINISTRATION = {
    "not_found": Sentence(N_("There is nothing at this address."), _BACK),
    "method": Sentence(N_("This address does not work that way."), _BACK),
    "too_large": Sentence(N_("The file is too large."), N_("Go back and choose a smaller one.")),
}
_LAUNCH_FAULT = Sentence(N_("The LMS's message could not be trusted or was not complete."), _ADMIN)


class PageError(Exception):
    """Raised by web code: `code` picks the sentence."""

    def __init__(self, code: str, status: int):
        super().__init__(code)
        self.code = code
        self.status = status


class TooManyError(Exception):
    """More than plugin.web.limits allows; it does again in `seconds`."""

    def __init__(self, seconds: int):
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


def install(app: Flask) -> None:
    app.register_error_handler(TooManyError, wait)
    app.register_error_handler(PageError, lambda error: page(error.code, error.status))
    app.register_error_handler(RequestEntityTooLarge, lambda _: page("too_large", 413))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def page(code: str, status: int, sentence: Sentence | None = None, login: str = "") -> tuple[str, int]:
    inside = door.is_below(request.path)
    known = SENTENCES | _IN_ADMINISTRATION if inside else SENTENCES
    sentence = sentence or known.get(code, SENTENCES["internal"])
    shown = render_template("error.html", code=code, sentence=sentence, status=status, login=login, inside=inside)
    return shown, status


def wait(error: TooManyError, shown: Callable[[], str] | None = None) -> Any:
    """`shown` makes a page that says so and holds what was typed, for whom it may be shown at all."""
    try:
        text = shown() if shown else page("too_many", 429)[0]
    except PageError as refused:
        return page(refused.code, refused.status)
    return text, 429, {"Retry-After": str(error.seconds)}


def refused_launch(error: LaunchRefusedError, login: str = "") -> tuple[str, int]:
    """Any code a launch can be refused with; those without words of their own share a sentence.

    `login` is the ticket of a login that can begin again in a window of its own.
    """
    log.warning("launch refused: %s", error.code)
    return page(error.code, error.status, SENTENCES.get(error.code, _LAUNCH_FAULT), login)


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    code = {404: "not_found", 400: "form_expired", 405: "method"}.get(status, "internal")
    return page(code, status)


def _unexpected(error: Exception) -> tuple[str, int]:
    # The type and place only: a message may quote a person's text.
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
    log.error("unexpected %s at %s", type(error).__name__, place)
    alarm.ring(error)
    return page("internal", 500)
