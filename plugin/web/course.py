"""The class page, for staff."""

from typing import Any
from urllib.parse import urlencode

import flask_babel
from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from plugin.domain.asset_report import ERRORS, AssetError
from plugin.domain.class_view import JUDGE_FIRST, Marked, Sort, View, view_from
from plugin.domain.language import N_, Spoken, say
from plugin.domain.policy import GradePolicy, StudentSees
from plugin.domain.roles import Role
from plugin.domain.score import Band
from plugin.domain.words import BAND_NAMES
from plugin.domain.words import class_page as words
from plugin.services.class_list import ClassList, Classroom, ClassRow
from plugin.store.tables import Assignment, Course
from plugin.web import class_done, visit
from plugin.web.parts import parts

blueprint = Blueprint("course", __name__, url_prefix="/visits/<uuid:visit_id>")

# Why somebody who wanted something else is on this page.
SAID = Spoken(
    {
        "nothing_yet": N_("This student has not handed in anything here."),
        "none_ticked": N_("Nobody was ticked. Tick the students first, then choose what to do."),
        "settings_kept": N_("The settings are saved."),
        "no_report_yet": N_("There is no report of this submission yet."),
    }
)


@blueprint.get("/class")
@visit.only(Role.STAFF)
def class_page() -> Any:
    assignment = visit.assignment()
    with parts().database.session() as session:
        found = classroom(session, assignment).page(view_from(request.args))
    return render_template("class.html", said=_said(), **_shown(assignment, found))


def _shown(assignment: Assignment, found: ClassList) -> dict[str, Any]:
    view, reading = found.view, _is_being_read(visit.current().membership.course)
    return {
        "assignment": assignment, "found": found, "view": view, "counts": found.counts, "columns": _columns(view),
        "words": words, "bands": BAND_NAMES, "sort": Sort, "band_choices": _band_choices(assignment),
        "reading": reading, "settled": _is_settled(found, reading), "may": actions_of(assignment), "waits": _waits,
        "judge_first": JUDGE_FIRST, "address": _address, "kept": _query(view), "grade_word": _grade_word, "few": _few,
        "heads": {one.value: words.COLUMNS[one] for one in Sort}, "marks_here": assignment.kind != "processor",
        "only": lambda **wish: _address(View(sort=view.sort, down=view.down, group=view.group, **wish)),
        "at": lambda page: _address(view.at(page)),
    }  # fmt: skip


def classroom(session: Session, assignment: Assignment) -> Classroom:
    """This assignment through the eyes of whoever visits."""
    teacher_id = visit.current().membership.person_id
    return Classroom(session, parts().settings.secret_key, assignment, teacher_id)


def actions_of(assignment: Assignment) -> dict[str, bool]:
    """What can be done with many at once, as the policy has it."""
    return {
        "release": assignment.student_sees == StudentSees.RELEASED.value,
        "return_marks": assignment.policy.grade is not GradePolicy.NONE,
        "read_again": True,
    }


def _said() -> str:
    return class_done.sentence(request.args) or SAID.get(request.args.get("said", ""), "")


def _is_being_read(course: Course) -> bool:
    """The LMS's list of members, for the first time: until then nobody can say who is in the class."""
    return course.lti_memberships_url is not None and course.roster_read is None


def _is_settled(found: ClassList, reading: bool) -> bool:
    """Nothing is under way that this page would show soon."""
    return not (reading or found.counts.waiting or found.counts.pending)


def _columns(view: View) -> list[dict[str, str]]:
    """The heads of the table: each the link that sorts by it."""
    columns = []
    for one in Sort:
        order = ("descending" if view.down else "ascending") if view.sort is one else ""
        columns.append({"name": words.COLUMNS[one], "href": _address(view.sorted_by(one)), "order": order})
    return columns


def _band_choices(assignment: Assignment) -> list[tuple[str, str]]:
    names = [(band.value, BAND_NAMES[band]) for band in Band]
    return [*names, (JUDGE_FIRST, words.RUN_STATES[JUDGE_FIRST])] if assignment.blind_first else names


def _address(view: View) -> str:
    return url_for("course.class_page", visit_id=visit.current().id, **view.args)


def _query(view: View) -> str:
    return f"?{urlencode(view.args)}" if view.args else ""


def _grade_word(row: ClassRow) -> str:
    return words.MARKED[Marked.NOT_DELIVERED if row.grade in ("refused", "given_up") else Marked(row.grade or "held")]


def _few(number: float) -> str:
    """Two digits are more than such an expectation is good for."""
    return str(flask_babel.format_decimal(float(f"{number:.2g}")))


def _waits(row: ClassRow) -> str:
    """Why there is nothing to show of a file, or not yet."""
    if row.file_state == "failed":
        return ERRORS[AssetError(row.file_error or AssetError.DOWNLOAD)]
    return say("Waits to be fetched from the LMS") if row.file_state == "waiting" else ""
