"""A student's pages: the assignment, handing in, the receipt with its live state."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.roles import Role
from plugin.domain.status import FINISHED, RunState
from plugin.domain.typed import plain
from plugin.services import calibrations, submissions
from plugin.services.reports import why
from plugin.services.submissions import HandedIn, SubmissionRefusedError
from plugin.store.queries import work
from plugin.store.tables import Run, Submission
from plugin.web import visit
from plugin.web.errors import SENTENCES, PageError
from plugin.web.parts import parts

blueprint = Blueprint("submit", __name__, url_prefix="/visits/<uuid:visit_id>")

# What a student sees of a run's state: (word, sentence).
STATES = {
    RunState.QUEUED: ("Received", "Your submission is safe. It waits for its turn to be read."),
    RunState.RUNNING: ("Being read", "Your submission is safe. It is being read now."),
    RunState.SCORED: ("Done", "Your submission was read. Nothing that was measured sets your grade."),
    RunState.UNSCORABLE: ("Done", ""),
    RunState.FAILED: ("Received", ""),
}
STATUS_OF_CODE = {"too_large": 413, "unsupported_type": 415, "busy": 409}


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
            accepted = submissions.accept(
                session, parts().files, visit.assignment().id, here.membership.person_id,
                handed_in, media_type, calibrations.detector_id(session, parts().settings),
            )  # fmt: skip
    except SubmissionRefusedError as error:
        return _page(problem=error.code), STATUS_OF_CODE.get(error.code, 400)
    # After the commit: a bell that is not heard is rung again by the sweep.
    parts().bell.score(accepted.run_id)
    if accepted.announcement_id:
        parts().bell.announcement(accepted.announcement_id)
    return redirect(url_for("submit.receipt", visit_id=here.id, submission_id=accepted.submission_id), 303)


@blueprint.get("/submissions/<uuid:submission_id>")
@visit.only(Role.LEARNER)
def receipt(submission_id: UUID) -> Any:
    submission = _own(submission_id)
    shown = visit.assignment().policy.student_may_see(submission.released)
    return render_template("receipt.html", submission=submission, state=_state(submission), shown=shown)


@blueprint.get("/submissions/<uuid:submission_id>/state")
@visit.only(Role.LEARNER)
def state(submission_id: UUID) -> Any:
    return render_template("_state.html", state=_state(_own(submission_id)))


def _page(problem: str | None = None) -> str:
    here = visit.current()
    with parts().database.session() as session:
        attempts = work.attempts_of(session, visit.assignment().id, here.membership.person_id)
    return render_template(
        "assignment.html",
        assignment=visit.assignment(),
        attempts=[(attempt, _state(attempt)) for attempt in attempts],
        problem=SENTENCES[problem] if problem else None,
        typed=request.form.get("text", "") if problem else "",
        megabytes=parts().settings.max_upload // (1024 * 1024),
    )


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


def _state(submission: Submission) -> dict[str, Any]:
    if not submission.runs:  # handed in to the platform, and not fetched from there yet
        return {"submission_id": submission.id, "state": "queued", "finished": False,
                "word": "Received", "sentence": "Your LMS has your submission. It waits to be read."}  # fmt: skip
    run: Run = submission.runs[-1]
    state = RunState(run.state)
    word, sentence = STATES[state]
    return {
        "submission_id": submission.id,
        "state": state.value,
        "word": word,
        "sentence": sentence or why(run, student=True),
        "finished": state in FINISHED,
    }
