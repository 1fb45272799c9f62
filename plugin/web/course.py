"""The class page and the assignment's settings, for staff."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.policy import PolicyError
from plugin.domain.policy_form import as_typed, policy_from_form
from plugin.domain.roles import Role
from plugin.domain.status import RunState
from plugin.domain.words import BAND_NAMES, GRADE_ANSWERS
from plugin.services import class_files, policies, releases, reports
from plugin.services.reports import ClassRow
from plugin.store.tables import Course
from plugin.web import visit
from plugin.web.parts import parts

blueprint = Blueprint("course", __name__, url_prefix="/visits/<uuid:visit_id>")

# Why somebody who wanted a report is on this page.
SAID = {
    "nothing_yet": "This student has not handed in anything here.",
    "no_report_yet": "There is no report of this submission yet.",
}
POLICY_FIELDS = ("grade", "points", "ai_use", "student_sees")


@blueprint.get("/class")
@visit.only(Role.STAFF)
def class_page() -> Any:
    assignment = visit.assignment()
    with parts().database.session() as session:
        rows = reports.class_rows(session, assignment)
        if assignment.kind == "processor":
            rows = class_files.by_file(session, assignment, rows)
    return render_template(
        "class.html", assignment=assignment, rows=rows, counts=_counts(rows), bands=BAND_NAMES,
        answers=GRADE_ANSWERS, expected=reports.expected_false_flags(rows), said=SAID.get(request.args.get("said", "")),
        reading=_is_being_read(visit.current().membership.course),
    )  # fmt: skip


@blueprint.get("/settings")
@visit.only(Role.STAFF)
def settings() -> Any:
    return _settings_page(as_typed(visit.assignment().policy))


@blueprint.post("/settings")
@visit.only(Role.STAFF)
def save_settings() -> Any:
    here = visit.current()
    typed = as_typed(visit.assignment().policy) | {name: request.form.get(name, "") for name in POLICY_FIELDS}
    try:
        policy = policy_from_form(typed)
    except PolicyError as error:
        return _settings_page(typed, str(error)), 400
    with parts().database.session() as session:
        column_changed = policies.change(session, here.membership.course_id, visit.assignment().id, policy)
    if column_changed:
        parts().bell.column(visit.assignment().id)
    return redirect(url_for("course.class_page", visit_id=here.id), 303)


def _settings_page(typed: dict[str, str], problem: str = "") -> str:
    return render_template("settings.html", assignment=visit.assignment(), typed=typed, problem=problem)


def _is_being_read(course: Course) -> bool:
    """The LMS's list of members, for the first time: until then nobody can say who is in the class."""
    return course.lti_memberships_url is not None and course.roster_read is None


def _counts(rows: list[ClassRow]) -> dict[str, int]:
    runs = [row.run for row in rows if row.run]
    waiting = (RunState.QUEUED.value, RunState.RUNNING.value)
    return {
        "students": sum(row.first and not row.test_user for row in rows),
        "handed_in": sum(row.first and not row.test_user and row.submission is not None for row in rows),
        "waiting": sum(run.state in waiting for run in runs),
        "unreleased": sum(
            row.first and row.submission is not None and releases.is_ready(row.submission) for row in rows
        ),
    }
