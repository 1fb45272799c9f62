"""Errors as people see them: a code, a sentence, what to do next. No stack trace, no reflected input."""

import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from plugin.lms.errors import LaunchRefusedError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sentence:
    title: str
    next_step: str


_AGAIN = "Go back to your course and open the assignment again."
_ADMIN = "Ask your administrator to check Caveat's registration; the code below names what to look at."
_INVITE = "Ask whoever runs Caveat for a new one: caveat admin invite"

SENTENCES = {
    # The visit
    "visit_over": Sentence("This page is no longer open for this browser.", _AGAIN),
    "not_for_you": Sentence("Your role in this course does not open this page.", _AGAIN),
    "no_role": Sentence(
        "You have no role in this course that Caveat knows.",
        "If you study or teach here, ask for the course role to be set in the LMS, then open the assignment again.",
    ),
    "not_found": Sentence("There is nothing at this address.", _AGAIN),
    "form_expired": Sentence("This form could not be accepted.", "Reload the page and send the form again."),
    "method": Sentence("This address does not work that way.", _AGAIN),
    "internal": Sentence(
        "Something went wrong on our side. Nothing you handed in before is lost.", "Try again in a minute."
    ),
    "report_not_shown": Sentence(
        "This report is not shown to students.", "Your receipt shows what was handed in. Ask your instructor."
    ),
    # Deep linking
    "deep_linking_not_yours": Sentence(
        "Only people who teach in this course can add Caveat to it.", "Go back to your course."
    ),
    "deep_linking_no_type": Sentence(
        "Your LMS asked for a kind of content that Caveat does not make.",
        "Add Caveat as an external tool or an assignment; or ask your administrator where it is placed.",
    ),
    # One submission, out of a gradebook
    "review_not_yours": Sentence("This submission is not yours to open.", _AGAIN),
    "review_signature": Sentence("This address of a submission was not made by Caveat.", _AGAIN),
    "review_unknown": Sentence("There is no such submission in this course.", _AGAIN),
    # Handing in
    "empty": Sentence("There is no text in what you sent.", "Paste your text or choose a file that holds it."),
    "too_large": Sentence("The file is too large.", "Save the text alone, without pictures, and hand that in."),
    "unsupported_type": Sentence(
        "This file type cannot be read.", "Save your text as .docx, .pdf or .txt and hand it in again."
    ),
    "nothing_sent": Sentence("Nothing was handed in.", "Paste your text or choose a file, then hand it in."),
    "both_sent": Sentence("You pasted a text and chose a file.", "Hand in one of the two: clear the text or the file."),
    "busy": Sentence("Two submissions came at the same moment.", "Hand in again."),
    "hand_in_at_lms": Sentence(
        "For this assignment you hand in to your LMS itself.", "Go back to the assignment in your course."
    ),
    "not_read_yet": Sentence(
        "Caveat is still reading something of this submission.", "Go back and release it when its report is there."
    ),
    # Files and reports in the LMS
    "settings_not_yours": Sentence("Only people who teach in this course can change these settings.", _AGAIN),
    "report_not_yours": Sentence("This report is not yours to open.", _AGAIN),
    "notices_not_offered": Sentence(
        "Your LMS does not tell Caveat of submissions.",
        "Ask your administrator to allow the scope noticehandlers for Caveat, then add it again.",
    ),
    "notices_no_token": Sentence("Your LMS does not let Caveat ask to be told of submissions.", _ADMIN),
    "notices_refused": Sentence("Your LMS refused to tell Caveat of submissions.", _ADMIN),
    "notices_unreachable": Sentence("Your LMS did not answer Caveat.", "Try again in a minute."),
    "report_unknown": Sentence(
        "Caveat has no such report.", "Ask the LMS to send the file again, or ask your administrator about notices."
    ),
    # Login and launch
    "registration_unknown": Sentence("This LMS is not connected to Caveat.", _ADMIN),
    "login_incomplete": Sentence("The LMS's request to open Caveat was not complete.", _ADMIN),
    "login_too_long": Sentence("The LMS's request to open Caveat was too long.", _ADMIN),
    "state": Sentence(
        "Caveat could not recognise this launch: it was opened twice, in another browser, or cookies are blocked.",
        _AGAIN,
    ),
    "cookies_blocked": Sentence(
        "Your browser keeps no cookies for Caveat.",
        "Allow cookies for this site in your browser's settings. " + _AGAIN,
    ),
    "state_expired": Sentence("The launch took too long.", _AGAIN),
    "platform_error": Sentence("The LMS did not let you in.", "Sign in to your LMS, then open the assignment again."),
    "deployment_pending": Sentence(
        "Caveat is installed here but not yet approved.",
        "Ask your administrator to approve this deployment: caveat admin deployments",
    ),
    "deployment_blocked": Sentence("Caveat is switched off here.", "Ask your administrator."),
    "expired": Sentence("The LMS's message had expired.", _AGAIN + " If it happens again, a clock is wrong."),
    "iat": Sentence("The LMS's clock and Caveat's differ too much.", _ADMIN),
    "keys_unreachable": Sentence("Caveat could not fetch the LMS's public keys.", _ADMIN),
    "sub_missing": Sentence(
        "The LMS did not say who you are.", "Caveat does not work without a person. Sign in, then open it again."
    ),
    "message_type_unknown": Sentence("Caveat does not answer this kind of launch yet.", _ADMIN),
    # Connecting an LMS
    "invitation_unknown": Sentence("This invitation is not known, or was withdrawn.", _INVITE),
    "invitation_used": Sentence(
        "This invitation was used: an LMS is connected by it.",
        "If that was not you: " + _INVITE[0].lower() + _INVITE[1:],
    ),
    "invitation_expired": Sentence("This invitation has expired.", _INVITE),
    "registration_outside": Sentence(
        "This link is for your LMS, not for a browser.",
        "Paste it where your LMS takes the registration address of a tool. The page /connect says where that is.",
    ),
    "registration_address": Sentence(
        "The LMS named an address that Caveat does not call.",
        "It must begin with https:// and be public. Look at the address at which your LMS knows itself.",
    ),
    "registration_unreachable": Sentence(
        "Caveat could not reach the LMS.",
        "Caveat's server must reach its configuration over https, without a redirect. Then start again there.",
    ),
    "registration_configuration": Sentence(
        "The LMS's configuration cannot be used: it is no complete OpenID configuration.",
        "Ask who runs the LMS whether dynamic registration is turned on, or connect it by hand: see /connect.",
    ),
    "registration_issuer": Sentence(
        "The LMS calls itself something else than the address it was reached at.",
        "Its issuer must be at the host of its configuration. Set the LMS's own address right, or connect it by hand.",
    ),
    "registration_endpoint": Sentence(
        "The LMS wants to be registered with at another host.",
        "That is refused, for anybody could say it. Connect the LMS by hand: see /connect.",
    ),
    "registration_own_host": Sentence(
        "This Canvas names Instructure as its issuer, and answers at a host of its own.",
        "Confirm below that the host is your own Canvas, or close this page.",
    ),
    "registration_nowhere": Sentence("Caveat would stand nowhere.", "Choose at least one place for it."),
    "registration_form": Sentence("This page was open for too long.", "Start the registration again in your LMS."),
    "registration_token": Sentence(
        "The LMS did not accept its own registration token: it has expired, or was used.",
        "Start the registration again in your LMS. The invitation still works.",
    ),
    "registration_token_used": Sentence(
        "The LMS has used this registration token already.",
        "A tool may be there from the first try: delete it, then start again. The invitation still works.",
    ),
    "registration_refused": Sentence(
        "The LMS refused the registration.",
        "Start again and choose less, or connect it by hand: see /connect. The invitation still works.",
    ),
    "registration_answer": Sentence(
        "The LMS's answer to the registration cannot be used: it names no client id.",
        "Look there whether a tool was made, and connect it by hand: see /connect.",
    ),
    "registration_known": Sentence(
        "This client id is connected already, with other addresses.",
        "Whoever runs Caveat can change it by caveat register, or remove it by caveat admin forget-registration.",
    ),
}
_LAUNCH_FAULT = Sentence("The LMS's message could not be trusted or was not complete.", _ADMIN)


class PageError(Exception):
    """Raised by web code: `code` picks the sentence."""

    def __init__(self, code: str, status: int):
        super().__init__(code)
        self.code = code
        self.status = status


def install(app: Flask) -> None:
    app.register_error_handler(PageError, lambda error: page(error.code, error.status))
    app.register_error_handler(RequestEntityTooLarge, lambda _: page("too_large", 413))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def page(code: str, status: int, sentence: Sentence | None = None, login: str = "") -> tuple[str, int]:
    sentence = sentence or SENTENCES.get(code, SENTENCES["internal"])
    return render_template("error.html", code=code, sentence=sentence, status=status, login=login), status


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
    return page("internal", 500)
