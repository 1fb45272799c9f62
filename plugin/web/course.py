"""The class page, for staff."""

from typing import Any

from flask import Blueprint, render_template, request

from plugin.domain.roles import Role
from plugin.domain.status import RunState
from plugin.domain.words import BAND_NAMES, GRADE_ANSWERS
from plugin.services import class_files, releases, reports
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
