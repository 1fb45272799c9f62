"""A person asks for attention to a report beside a file in the platform, or takes that back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for

from plugin.domain.roles import Role
from plugin.services import asset_reports
from plugin.store.queries import assets, work
from plugin.web import visit
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("attention", __name__, url_prefix="/visits/<uuid:visit_id>")


@blueprint.post("/reports/<uuid:run_id>/attention")
@visit.only(Role.STAFF)
def ask(run_id: UUID) -> Any:
    here = visit.current()
    with parts().database.session() as session:
        run = work.run_in_course(session, here.membership.course_id, run_id)
        asset = assets.asset_of_run(session, run.id) if run else None
        if asset is None:
            raise PageError("not_found", 404)
        report_id = asset_reports.ask_for_attention(session, asset, request.form.get("action") == "ask")
    parts().bell.report(report_id)
    return redirect(url_for("reports.show", visit_id=here.id, run_id=run_id) + "#attention", 303)
