"""Replies of students to their reports: given here, and their files handed out, unread, to be saved and not opened."""

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, send_file, url_for

from plugin.domain.replying import MAX_FILES, MAX_TEXT
from plugin.domain.roles import Role
from plugin.services import judgements, replies
from plugin.services.replies import Thread
from plugin.services.reports import ReportPage
from plugin.services.submissions import HandedIn, SubmissionRefusedError
from plugin.store.queries import replies as queries
from plugin.store.queries import work
from plugin.store.tables import ReplyFile, Submission
from plugin.web import own_report, visit
from plugin.web.errors import SENTENCES, PageError, TooManyError, wait
from plugin.web.parts import parts

blueprint = Blueprint("replies", __name__, url_prefix="/visits/<uuid:visit_id>")

_STATUS = {"too_large": 413, "unsupported_type": 415, "reply_too_late": 409, "reply_too_many": 409, "not_kept": 503}
_MAX_KEY = 64


@blueprint.post("/own-reports/<uuid:run_id>/replies")
@visit.only(Role.LEARNER)
def give(run_id: UUID) -> Any:
    page = own_report.load(run_id)
    text, key = request.form.get("reply", ""), request.form.get("key", "")[:_MAX_KEY]
    try:
        draft = replies.draft(text, _added(), parts().settings.max_upload)
        with parts().database.session() as session:
            submission = session.get_one(Submission, page.submission.id)  # found to be the asker's own above
            replies.reply(session, parts().files, submission, draft, key)
    except SubmissionRefusedError as error:
        return own_report.page_of(page, text, SENTENCES[error.code]), _STATUS.get(error.code, 400)
    return redirect(url_for("own_report.show", visit_id=visit.current().id, run_id=run_id) + "#replies", 303)


@blueprint.errorhandler(TooManyError)
def wait_to_reply(error: TooManyError) -> Any:
    return wait(error, visit.only(Role.LEARNER)(_with_what_was_typed))


def _with_what_was_typed() -> str:
    page = own_report.load((request.view_args or {})["run_id"])
    return own_report.page_of(page, request.form.get("reply", ""), SENTENCES["too_many"])


@blueprint.get("/own-reports/<uuid:run_id>/replies/<uuid:file_id>")
@visit.only(Role.LEARNER)
def own_file(run_id: UUID, file_id: UUID) -> Any:
    page, person_id = own_report.load(run_id), visit.current().membership.person_id
    with parts().database.session() as session:
        found = queries.own_file(session, visit.assignment().id, person_id, page.submission.id, file_id)
    return _handed_out(found, found.file_name if found else "")


@blueprint.get("/reports/<uuid:run_id>/replies/<uuid:file_id>")
@visit.only(Role.STAFF)
def file(run_id: UUID, file_id: UUID) -> Any:
    here = visit.current().membership
    with parts().database.session() as session:
        run = work.run_in_course(session, here.course_id, run_id)
        if run is None or judgements.is_asked(session, run, here.person_id):
            raise PageError("not_found", 404)
        found = queries.file_in_course(session, here.course_id, run.submission_id, file_id)
        nameless = run.submission.assignment.hides_names
    return _handed_out(found, "" if nameless or found is None else found.file_name)


@blueprint.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {"replies_to": _replies_to, "most_reply_files": MAX_FILES, "longest_reply": MAX_TEXT}


def _replies_to(page: ReportPage) -> Thread:
    with parts().database.session() as session:
        return replies.thread(session, page.submission.id)


def _added() -> list[HandedIn]:
    chosen = [one for one in request.files.getlist("drafts") if one.filename]
    return [HandedIn(one.read(), one.filename or "file") for one in chosen]


def _handed_out(found: ReplyFile | None, name: str) -> Any:
    """Bytes that nobody has looked at: saved under their name, and run by no browser."""
    try:
        data = parts().files.get(found.sha256) if found else None
    except (FileNotFoundError, ValueError):
        data = None
    if data is None:
        raise PageError("not_found", 404)
    return send_file(io.BytesIO(data), "application/octet-stream", as_attachment=True, download_name=name or "reply")
