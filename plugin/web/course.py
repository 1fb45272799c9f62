"""The class page and the assignment's settings, for staff."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.policy import GradePolicy, PolicyError, policy_from_form
from plugin.domain.roles import Role
from plugin.domain.status import RunState
from plugin.domain.words import BAND_NAMES, GRADE_ANSWERS
from plugin.services import policies, reports
from plugin.services.reports import ClassRow
from plugin.web import visit
from plugin.web.parts import parts

blueprint = Blueprint("course", __name__, url_prefix="/visits/<uuid:visit_id>")


@blueprint.get("/class")
@visit.only(Role.STAFF)
def class_page() -> Any:
    assignment = visit.assignment()
    with parts().database.session() as session:
        rows = reports.class_rows(session, assignment)
    return render_template(
        "class.html", assignment=assignment, rows=rows, counts=_counts(rows), bands=BAND_NAMES,
        answers=GRADE_ANSWERS, expected=reports.expected_false_flags(rows),
    )  # fmt: skip


@blueprint.get("/settings")
@visit.only(Role.STAFF)
def settings() -> Any:
    policy = visit.assignment().policy
    return _settings_page(policy.grade.value, f"{policy.points:g}", policy.ai_use)


@blueprint.post("/settings")
@visit.only(Role.STAFF)
def save_settings() -> Any:
    here = visit.current()
    typed = {name: request.form.get(name, "") for name in ("grade", "points", "ai_use")}
    try:
        policy = policy_from_form(**typed)
    except PolicyError as error:
        return _settings_page(**typed, problem=str(error)), 400
    with parts().database.session() as session:
        policies.change(session, here.membership.course_id, visit.assignment().id, policy)
    return redirect(url_for("course.class_page", visit_id=here.id), 303)


def _settings_page(grade: str, points: str, ai_use: str, problem: str = "") -> str:
    return render_template(
        "settings.html", assignment=visit.assignment(), policies=GradePolicy,
        grade=grade, points=points, ai_use=ai_use, problem=problem,
    )  # fmt: skip


def _counts(rows: list[ClassRow]) -> dict[str, int]:
    runs = [row.run for row in rows if row.run]
    waiting = (RunState.QUEUED.value, RunState.RUNNING.value)
    return {
        "students": len(rows),
        "handed_in": len(runs),
        "waiting": sum(run.state in waiting for run in runs),
    }
