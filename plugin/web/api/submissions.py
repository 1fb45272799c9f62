"""Submissions of one deployment: listed, looked up, brought."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import jsonify, request, url_for

from plugin.domain.api_scopes import ApiScope
from plugin.domain.status import RunState
from plugin.services import api_submissions
from plugin.services.api_submissions import Import, Imported
from plugin.services.submissions import HandedIn, SubmissionRefusedError
from plugin.store.queries import api_reading
from plugin.store.queries.api_reading import Wanted
from plugin.web.api.door import ProblemError, actor, blueprint, deployment_id, needs, not_found
from plugin.web.parts import parts

_MOST = 200
_REFUSED = {
    "no_assignment": (404, "There is no assignment of this id in this installation to hand in to."),
    "no_student": (404, "No student of that lti_sub is in the assignment's course. They come by launch or roster."),
    "too_large": (413, "The file is larger than this server takes."),
    "unsupported_type": (415, "This type of file cannot be read."),
    "unreadable": (400, "The file is damaged and cannot be opened."),
    "encrypted": (400, "The file is protected by a password."),
    "empty": (400, "There is no text in it."),
    "not_kept": (503, "The file store does not answer. Nothing was taken: send it again in some minutes."),
    "too_many_attempts": (409, "This student has handed in as often as one assignment takes."),
    "busy": (409, "Two came for the same student at the same moment. Send it again."),
}


@blueprint.get("/submissions")
@needs(ApiScope.SUBMISSIONS_READ)
def listed() -> Any:
    limit = min(max(request.args.get("limit", 50, int), 1), _MOST)
    with parts().database.session(lasting=False) as session:
        rows = api_reading.submissions(session, deployment_id(), _wanted(), _id("after"), limit + 1)
        told = [api_submissions.described(row) for row in rows[:limit]]
    return jsonify({"submissions": told, "next": told[-1]["id"] if len(rows) > limit else None})


@blueprint.get("/submissions/<uuid:submission_id>")
@needs(ApiScope.SUBMISSIONS_READ)
def one(submission_id: UUID) -> Any:
    with parts().database.session(lasting=False) as session:
        row = api_reading.submission(session, deployment_id(), submission_id)
        return jsonify(api_submissions.described(row)) if row else not_found()


@blueprint.post("/submissions")
@needs(ApiScope.SUBMISSIONS_WRITE)
def bring() -> Any:
    brought = _brought()
    try:
        with parts().database.session() as session:
            done = api_submissions.bring(session, parts().files, parts().settings, deployment_id(), actor(), brought)
    except SubmissionRefusedError as error:
        raise ProblemError(error.code, *_REFUSED.get(error.code, (400, "It could not be taken."))) from error
    _ring(done)
    answer = jsonify({"id": str(done.submission_id), "new": done.accepted is not None})
    answer.status_code = 201 if done.accepted else 200
    answer.headers["Location"] = url_for("api.one", submission_id=done.submission_id)
    return answer


def _brought() -> Import:
    """A form of text or a file, or the same in JSON; `assignment` and `student` in either."""
    told = request.get_json(silent=True) if request.is_json else request.form
    if not hasattr(told, "get"):
        raise ProblemError("request", 400, "Send a form, or an object in JSON.")
    assignment, student, text = (told.get(name, "") for name in ("assignment", "student", "text"))  # type: ignore[union-attr]
    file = request.files.get("file")
    try:
        assignment_id = UUID(assignment)
    except (ValueError, TypeError, AttributeError) as error:
        raise ProblemError(
            "request", 400, "`assignment` is the id of an assignment, as submissions tell it."
        ) from error
    if not isinstance(student, str) or not student or not isinstance(text, str):
        raise ProblemError("request", 400, "`student` is the lti_sub of the writer, `text` what they wrote.")
    handed_in = HandedIn(file.read(), file.filename or "file") if file else HandedIn(text.encode("utf-8", "replace"))
    return Import(assignment_id, student, handed_in)


def _ring(done: Imported) -> None:
    """After the commit: a bell that is not heard is rung again by the sweep."""
    if done.accepted is None:
        return
    parts().bell.score_later(done.accepted.run_id)
    if done.accepted.announcement_id:
        parts().bell.announcement(done.accepted.announcement_id)


def _wanted() -> Wanted:
    state, since = request.args.get("state", ""), request.args.get("since", "")
    if state and state not in list(RunState):
        raise ProblemError("request", 400, f"`state` is one of: {', '.join(RunState)}")
    return Wanted(_id("assignment"), _id("course"), state, _moment(since))


def _id(name: str) -> UUID | None:
    told = request.args.get(name, "")
    try:
        return UUID(told) if told else None
    except ValueError as error:
        raise ProblemError("request", 400, f"`{name}` is an id, as other answers tell it.") from error


def _moment(told: str) -> datetime | None:
    if not told:
        return None
    try:
        found = datetime.fromisoformat(told.replace(" ", "+"))  # a plus that nobody escaped
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ProblemError("request", 400, "`since` is a time with its zone, as 2026-11-28T09:00:00Z.")
    return found
