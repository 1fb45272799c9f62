"""What people say about a submission: before its score is shown to them, and in the end."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for

from plugin.domain import typed
from plugin.domain.language import say
from plugin.domain.outcome import Leaning, Outcome
from plugin.domain.roles import Role
from plugin.services import judgements, outcomes
from plugin.store.queries import work
from plugin.web import report_page, visit
from plugin.web.errors import PageError
from plugin.web.parts import parts

LONGEST_REMARK = 2_000

blueprint = Blueprint("outcomes", __name__, url_prefix="/visits/<uuid:visit_id>/reports")


@blueprint.post("/<uuid:run_id>/outcome")
@visit.only(Role.STAFF)
def decide(run_id: UUID) -> Any:
    chosen = request.form.get("outcome", "")
    if chosen and chosen not in set(Outcome):
        raise PageError("form_expired", 400)
    here = visit.current().membership
    with parts().database.session() as session:
        run = work.run_in_course(session, here.course_id, run_id)
        if run is None or judgements.is_asked(session, run, here.person_id):
            raise PageError("not_found", 404)
        found = Outcome(chosen) if chosen else None
        outcomes.decide(session, run.submission, here.course_id, here.person_id, found)
    return redirect(_report(run_id) + "#outcome", 303)


@blueprint.post("/<uuid:run_id>/judgement")
@visit.only(Role.STAFF)
def judge(run_id: UUID) -> Any:
    skipped = request.form.get("action") == "skip"
    leans = Leaning.SKIPPED.value if skipped else request.form.get("leans", "")
    remark = typed.plain(request.form.get("remark", "")).strip()
    if problem := _problem(leans, remark):
        return report_page.blind(run_id, {"leans": leans, "remark": remark}, problem), 400
    here = visit.current().membership
    with parts().database.session() as session:
        run = work.run_in_course(session, here.course_id, run_id)
        if run is None:
            raise PageError("not_found", 404)
        if judgements.is_asked(session, run, here.person_id):
            judgements.give(session, run.submission, here.course_id, here.person_id, Leaning(leans), remark)
    return redirect(_report(run_id), 303)


def _problem(leans: str, remark: str) -> str:
    if leans not in set(Leaning):
        return say("Choose one of the three, or skip.")
    if len(remark) > LONGEST_REMARK:
        return say("Keep the remark under %(n)s characters.", n=f"{LONGEST_REMARK:,}")
    return ""


def _report(run_id: UUID) -> str:
    return url_for("reports.show", visit_id=visit.current().id, run_id=run_id)
