"""The mark that a person enters on a report, and its way to the gradebook."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.grading import Decision, MarkError, mark_from_form
from plugin.domain.language import say
from plugin.domain.roles import Role
from plugin.domain.status import ReturnState
from plugin.services import grades
from plugin.services.grades import StaleMarkError
from plugin.services.reports import ReportPage
from plugin.web import visit
from plugin.web.errors import PageError
from plugin.web.parts import parts
from plugin.web.report_page import GRADE_WORDS, asked_first, blind, in_course, load, page_of

blueprint = Blueprint("marks", __name__, url_prefix="/visits/<uuid:visit_id>")


@blueprint.post("/reports/<uuid:run_id>/grade")
@visit.only(Role.STAFF)
def grade(run_id: UUID) -> Any:
    typed = {name: request.form.get(name, "") for name in ("mark", "comment")}
    page = _load_for_mark(run_id, typed)
    if isinstance(page, str):
        return page, 404
    if asked_first(page):
        return blind(run_id), 409
    try:
        _same_points(page)
        mark = mark_from_form(typed["mark"], typed["comment"], page.assignment.policy)
    except MarkError as error:
        return page_of(page, typed, str(error)), 400
    hold = request.form.get("action") == "hold"
    decision = Decision(mark, ReturnState.HELD if hold else ReturnState.PENDING)
    here = visit.current()
    with parts().database.session() as session:
        run = in_course(session, run_id)
        try:
            waiting = grades.write_seen(session, run.submission, decision, here.membership.person_id, _seen())
        except StaleMarkError:
            session.rollback()
            fresh = load(run_id)
            return page_of(fresh, typed, _overtaken(fresh)), 409
    return _ring_and_go_back(run_id, waiting)


def _seen() -> int:
    """The version of the mark that the form was shown with; 0: there was none."""
    version = request.form.get("version", "0")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1


def _overtaken(page: ReportPage) -> str:
    mine = page.grade_return is not None and page.grade_return.decided_by == visit.current().membership.person_id
    if mine:
        return say(
            "You entered another mark in another window, or before you went back. It stands above; what you typed is "
            "still here, and replaces it when you send it again."
        )
    return say(
        "Somebody else entered a mark while this page was open. It stands above; what you typed is still here, "
        "and replaces it when you send it again."
    )


def _load_for_mark(run_id: UUID, typed: dict[str, str]) -> ReportPage | str:
    """The report; or, where it was deleted meanwhile, a page that still holds what was typed."""
    try:
        return load(run_id)
    except PageError:
        return render_template("report_gone.html", typed=typed)


@blueprint.post("/reports/<uuid:run_id>/send-again")
@visit.only(Role.STAFF)
def send_again(run_id: UUID) -> Any:
    with parts().database.session() as session:
        forced = request.form.get("forced") == "1"  # whoever presses it has read that another grade is there
        waiting = grades.send_again(session, in_course(session, run_id).submission, forced)
    return _ring_and_go_back(run_id, waiting)


@blueprint.get("/reports/<uuid:run_id>/grade-state")
@visit.only(Role.STAFF)
def state(run_id: UUID) -> Any:
    page = load(run_id)
    return render_template("_grade_state.html", grade=page.grade_return, **GRADE_WORDS)


def _same_points(page: ReportPage) -> None:
    """The points may have changed since the form was shown: 17 of 20 must not become 17 of 100."""
    points = f"{page.assignment.points:g}"
    if request.form.get("out_of", points) != points:
        raise MarkError(
            say(
                "Marks are out of %(points)s now; that changed while this page was open. Check the mark.", points=points
            )
        )


def _ring_and_go_back(run_id: UUID, waiting: UUID | None) -> Any:
    if waiting:
        parts().bell.grade(waiting)
    return _back_to(run_id)


def _back_to(run_id: UUID) -> Any:
    return redirect(url_for("reports.show", visit_id=visit.current().id, run_id=run_id) + "#mark", 303)
