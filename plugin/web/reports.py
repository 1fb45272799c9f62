"""The instructor's report of one run: shown, or after a judgement, or made anew."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for

from plugin.domain.roles import Role
from plugin.services import calibrations, reading_again
from plugin.web import visit
from plugin.web.parts import parts
from plugin.web.report_page import asked_first, blind, in_course, load, page_of

blueprint = Blueprint("reports", __name__, url_prefix="/visits/<uuid:visit_id>")


@blueprint.get("/reports/<uuid:run_id>")
@visit.only(Role.STAFF)
def show(run_id: UUID) -> Any:
    page = load(run_id)
    return blind(run_id) if asked_first(page) else page_of(page)


@blueprint.post("/reports/<uuid:run_id>/retry")
@visit.only(Role.STAFF)
def retry(run_id: UUID) -> Any:
    """Once more: a text that could not be scored, or one that an earlier version read. Its report is of a run anew."""
    with parts().database.session() as session:
        run = in_course(session, run_id)
        detector_id = calibrations.detector_id(session, parts().settings)
        asked = reading_again.ask_by(session, run, detector_id, visit.current().membership.person_id)
    if asked:
        parts().bell.score(asked)
    return redirect(url_for("reports.show", visit_id=visit.current().id, run_id=asked or run_id), 303)
