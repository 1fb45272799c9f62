"""A student's own report, where and when the assignment's policy shows it."""

import secrets
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for

from plugin.domain.roles import Role
from plugin.services import reports
from plugin.services.reports import ReportPage
from plugin.web import visit
from plugin.web.errors import PageError, Sentence
from plugin.web.parts import parts

blueprint = Blueprint("own_report", __name__, url_prefix="/visits/<uuid:visit_id>/own-reports")


@blueprint.get("/<uuid:run_id>")
@visit.only(Role.LEARNER)
def show(run_id: UUID) -> Any:
    return page_of(load(run_id))


def load(run_id: UUID) -> ReportPage:
    """Of whoever asks, and only where they may see it."""
    here, assignment = visit.current(), visit.assignment()
    with parts().database.session() as session:
        page = reports.load_own(session, parts().files, assignment.id, here.membership.person_id, run_id)
    if page is None:
        raise PageError("report_not_shown", 403)
    return page


def page_of(page: ReportPage, typed: str = "", problem: Sentence | None = None) -> str:
    """`typed`, `problem`: of a reply that could not be taken."""
    address = url_for("own_report.show", visit_id=visit.current().id, run_id=page.run.id)
    return render_template(
        "report.html", page=page, report=page.report, address=address, typed_reply=typed, reply_problem=problem,
        reply_key=secrets.token_urlsafe(12), megabytes=parts().settings.max_upload // (1024 * 1024),
    )  # fmt: skip
