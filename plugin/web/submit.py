"""A student's pages: the assignment, handing in, the receipt with its live state."""

import secrets
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.language import N_, Spoken, say
from plugin.domain.policy_words import AI_LEVELS, SEES, reply_words
from plugin.domain.roles import Role
from plugin.domain.status import FINISHED, RunState
from plugin.domain.typed import plain
from plugin.domain.word_count import MIN_WORDS
from plugin.services import calibrations, institution, own_work, submissions
from plugin.services.own_work import Attempt
from plugin.services.reports import why
from plugin.services.submissions import HandedIn, SubmissionRefusedError
from plugin.store.queries import work
from plugin.store.tables import Submission
from plugin.web import visit
from plugin.web.errors import SENTENCES, PageError, TooManyError, wait
from plugin.web.parts import parts

blueprint = Blueprint("submit", __name__, url_prefix="/visits/<uuid:visit_id>")

# What a student sees of a run's state: (word, sentence).
STATES: Spoken[RunState, tuple[str, str]] = Spoken(
    {
        RunState.QUEUED: (N_("Received"), N_("Your submission is safe. It waits for its turn to be read.")),
        RunState.RUNNING: (N_("Being read"), N_("Your submission is safe. It is being read now.")),
        RunState.SCORED: (N_("Done"), N_("Your submission was read. Nothing that was measured sets your grade.")),
        RunState.UNSCORABLE: (N_("Done"), ""),
        RunState.FAILED: (N_("Received"), ""),
    }
)
STATUS_OF_CODE = {"too_large": 413, "unsupported_type": 415, "busy": 409, "too_many_attempts": 409, "not_kept": 503}
_MAX_KEY = 64


@blueprint.get("/assignment")
@visit.only(Role.LEARNER)
def assignment() -> Any:
    return _page()


@blueprint.post("/submissions")
@visit.only(Role.LEARNER)
def submit() -> Any:
    here = visit.current()
    if visit.assignment().kind == "processor":
        raise PageError("hand_in_at_lms", 403)
    try:
        handed_in = _handed_in()
        media_type = submissions.media_type_of(handed_in, parts().settings.max_upload)
        with parts().database.session() as session:
            submissions.check_attempts(session, visit.assignment().id, here.membership.person_id)
            accepted = submissions.accept(
                session, parts().files, visit.assignment().id, here.membership.person_id,
                handed_in, media_type, calibrations.detector_id(session, parts().settings),
                request.form.get("key", "")[:_MAX_KEY],
            )  # fmt: skip
    except SubmissionRefusedError as error:
        return _page(problem=error.code), STATUS_OF_CODE.get(error.code, 400)
    # After the commit: a bell that is not heard is rung again by the sweep.
    parts().bell.handed_in(accepted.run_id, accepted.later)
    if accepted.announcement_id:
        parts().bell.announcement(accepted.announcement_id)
    return redirect(url_for("submit.receipt", visit_id=here.id, submission_id=accepted.submission_id), 303)


@blueprint.errorhandler(TooManyError)
def wait_to_submit(error: TooManyError) -> Any:
    return wait(error, visit.only(Role.LEARNER)(lambda: _page(problem="too_many")))


@blueprint.get("/submissions/<uuid:submission_id>")
@visit.only(Role.LEARNER)
def receipt(submission_id: UUID) -> Any:
    submission = _own(submission_id)
    return render_template(
        "receipt.html", submission=submission, assignment=visit.assignment(), state=_state_of(submission)
    )


@blueprint.get("/submissions/<uuid:submission_id>/state")
@visit.only(Role.LEARNER)
def state(submission_id: UUID) -> Any:
    return render_template("_state.html", state=_state_of(_own(submission_id)))


def _page(problem: str | None = None) -> str:
    here, assignment = visit.current(), visit.assignment()
    with parts().database.session() as session:
        attempts = own_work.attempts(session, assignment, here.membership.person_id)
        decided = institution.read(session)
    return render_template(
        "assignment.html", assignment=assignment, policy=assignment.policy, institution=decided,
        attempts=[(attempt, _state(attempt)) for attempt in attempts],
        problem=SENTENCES[problem] if problem else None, code=problem,
        typed=request.form.get("text", "") if problem else "",
        megabytes=parts().settings.max_upload // (1024 * 1024), minimum=MIN_WORDS,
        key=secrets.token_urlsafe(12), levels=AI_LEVELS, sees=SEES, reply_words=reply_words,
    )  # fmt: skip


def _handed_in() -> HandedIn:
    text = plain(request.form.get("text", ""))
    file = request.files.get("file")
    chosen = file is not None and bool(file.filename)
    if chosen and text.strip():
        raise SubmissionRefusedError("both_sent")
    if chosen and file is not None:
        return HandedIn(file.read(), file.filename or "file")
    if not text.strip():
        raise SubmissionRefusedError("nothing_sent")
    return HandedIn(text.encode("utf-8", "replace"))


def _own(submission_id: UUID) -> Submission:
    here = visit.current()
    with parts().database.session() as session:
        found = work.own_submission(session, visit.assignment().id, here.membership.person_id, submission_id)
    if found is None:
        raise PageError("not_found", 404)
    return found


def _state_of(submission: Submission) -> dict[str, Any]:
    return _state(own_work.attempt_of(visit.assignment(), submission))


def _state(attempt: Attempt) -> dict[str, Any]:
    told = {"submission_id": attempt.submission.id, "report": attempt.report, "reply_until": attempt.reply_until}
    if attempt.run is None:  # handed in to the platform, and not fetched from there yet
        return told | {"state": "queued", "finished": False, "word": STATES[RunState.QUEUED][0],
                       "sentence": say("Your LMS has your submission. It waits to be read.")}  # fmt: skip
    state = RunState(attempt.run.state)
    word, sentence = STATES[state]
    sentence = sentence or why(attempt.run, student=True)
    return told | {"state": state.value, "word": word, "sentence": sentence, "finished": state in FINISHED}
