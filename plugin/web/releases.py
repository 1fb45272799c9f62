"""The button that shows a student the report of their own text, or takes that back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for

from plugin.domain.roles import Role
from plugin.services import judgements, releases
from plugin.store.queries import work
from plugin.web import visit
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("releases", __name__, url_prefix="/visits/<uuid:visit_id>")


@blueprint.post("/reports/<uuid:run_id>/release")
@visit.only(Role.STAFF)
def release(run_id: UUID) -> Any:
    here = visit.current()
    with parts().database.session() as session:
        run = work.run_in_course(session, here.membership.course_id, run_id)
        person_id = here.membership.person_id
        if run is None or judgements.is_asked(session, run, person_id):
            raise PageError("not_found", 404)
        withdrawn = request.form.get("action") == "withdraw"
        marked = releases.decide(session, run.submission, person_id, not withdrawn)
        if not withdrawn and run.submission.released is None:
            raise PageError("not_read_yet", 409)
    _ring(marked)
    return redirect(url_for("reports.show", visit_id=here.id, run_id=run_id) + "#release", 303)


def _ring(report_ids: list[UUID]) -> None:
    for report_id in report_ids:
        parts().bell.report(report_id)
