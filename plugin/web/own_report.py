"""A student's own report, where and when the assignment's policy shows it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for

from plugin.domain.roles import Role
from plugin.services import reports
from plugin.web import visit
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("own_report", __name__, url_prefix="/visits/<uuid:visit_id>/own-reports")


@blueprint.get("/<uuid:run_id>")
@visit.only(Role.LEARNER)
def show(run_id: UUID) -> Any:
    here = visit.current()
    with parts().database.session() as session:
        page = reports.load_own(session, parts().files, visit.assignment().id, here.membership.person_id, run_id)
    if page is None:
        raise PageError("report_not_shown", 403)
    address = url_for("own_report.show", visit_id=here.id, run_id=run_id)
    return render_template("report.html", page=page, report=page.report, address=address)
