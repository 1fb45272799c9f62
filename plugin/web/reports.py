"""The instructor's report of one run, and the mark entered on it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from plugin.domain.grading import Decision, MarkError, mark_from_form
from plugin.domain.language import say
from plugin.domain.outcome import LEANINGS, OUTCOMES
from plugin.domain.policy import GradePolicy
from plugin.domain.roles import Role
from plugin.domain.status import ReturnState
from plugin.domain.words import GRADE_ANSWERS, GRADE_STATES
from plugin.services import calibrations, grades, judgements, reading_again, releases, reports
from plugin.services.grades import StaleMarkError
from plugin.services.report_neighbours import Neighbours, neighbours
from plugin.services.reports import ReportPage
from plugin.store.queries import judgements as judgement_queries
from plugin.store.queries import work
from plugin.store.tables import Run
from plugin.web import kept_view, visit
from plugin.web.errors import PageError
from plugin.web.parts import parts

GRADE_WORDS: dict[str, Any] = {"answers": GRADE_ANSWERS, "grade_states": GRADE_STATES}

blueprint = Blueprint("reports", __name__, url_prefix="/visits/<uuid:visit_id>")


@blueprint.get("/reports/<uuid:run_id>")
@visit.only(Role.STAFF)
def show(run_id: UUID) -> Any:
    page = _load(run_id)
    return blind(run_id) if _asked_first(page) else _page(page)


def blind(run_id: UUID, typed: dict[str, str] | None = None, problem: str = "") -> str:
    """The text alone, and the question what this teacher thinks of it."""
    shown = typed or {"leans": "", "remark": ""}
    page = _load(run_id)
    return render_template(
        "blind.html", page=page, typed=shown, problem=problem, leanings=LEANINGS, neighbours=_neighbours(page)
    )


def _asked_first(page: ReportPage) -> bool:
    """On the server, for whatever would show the score."""
    with parts().database.session() as session:
        return judgements.is_asked(session, page.run, visit.current().membership.person_id)


@blueprint.post("/reports/<uuid:run_id>/grade")
@visit.only(Role.STAFF)
def grade(run_id: UUID) -> Any:
    typed = {name: request.form.get(name, "") for name in ("mark", "comment")}
    page = _load_for_mark(run_id, typed)
    if isinstance(page, str):
        return page, 404
    if _asked_first(page):
        return blind(run_id), 409
    try:
        _same_points(page)
        mark = mark_from_form(typed["mark"], typed["comment"], page.assignment.policy)
    except MarkError as error:
        return _page(page, typed, str(error)), 400
    hold = request.form.get("action") == "hold"
    decision = Decision(mark, ReturnState.HELD if hold else ReturnState.PENDING)
    here = visit.current()
    with parts().database.session() as session:
        run = _in_course(session, run_id)
        try:
            waiting = grades.write_seen(session, run.submission, decision, here.membership.person_id, _seen())
        except StaleMarkError:
            session.rollback()
            fresh = _load(run_id)
            return _page(fresh, typed, _overtaken(fresh)), 409
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
        return _load(run_id)
    except PageError:
        return render_template("report_gone.html", typed=typed)


@blueprint.post("/reports/<uuid:run_id>/send-again")
@visit.only(Role.STAFF)
def send_again(run_id: UUID) -> Any:
    with parts().database.session() as session:
        forced = request.form.get("forced") == "1"  # whoever presses it has read that another grade is there
        waiting = grades.send_again(session, _in_course(session, run_id).submission, forced)
    return _ring_and_go_back(run_id, waiting)


@blueprint.post("/reports/<uuid:run_id>/retry")
@visit.only(Role.STAFF)
def retry(run_id: UUID) -> Any:
    """Once more: a text that could not be scored, or one that an earlier version read. Its report is of a run anew."""
    with parts().database.session() as session:
        run = _in_course(session, run_id)
        detector_id = calibrations.detector_id(session, parts().settings)
        asked = reading_again.ask_by(session, run, detector_id, visit.current().membership.person_id)
    if asked:
        parts().bell.score(asked)
    return redirect(url_for("reports.show", visit_id=visit.current().id, run_id=asked or run_id), 303)


@blueprint.get("/reports/<uuid:run_id>/grade-state")
@visit.only(Role.STAFF)
def grade_state(run_id: UUID) -> Any:
    page = _load(run_id)
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


def _load(run_id: UUID) -> ReportPage:
    here, secret_key = visit.current(), parts().settings.secret_key
    with parts().database.session() as session:
        page = reports.load(session, parts().files, secret_key, here.membership.course_id, run_id)
    if page is None:
        raise PageError("not_found", 404)
    return page


def _in_course(session: Session, run_id: UUID) -> Run:
    run = work.run_in_course(session, visit.current().membership.course_id, run_id)
    if run is None:
        raise PageError("not_found", 404)
    return run


def _ring_and_go_back(run_id: UUID, waiting: UUID | None) -> Any:
    if waiting:
        parts().bell.grade(waiting)
    return _back_to(run_id)


def _page(page: ReportPage, typed: dict[str, str] | None = None, problem: str = "") -> str:
    grade = page.grade_return
    shown = {"mark": f"{grade.mark:g}", "comment": grade.comment} if grade else {"mark": "", "comment": ""}
    address = url_for("reports.show", visit_id=visit.current().id, run_id=page.run.id)
    return render_template(
        "report.html", page=page, address=address, report=page.report, typed=typed or shown, problem=problem,
        takes_marks=page.assignment.policy.grade is GradePolicy.MARK, grade=grade, **GRADE_WORDS,
        may_release=releases.is_ready(page.submission), outcomes=OUTCOMES, leanings=LEANINGS, **_beside(page),
    )  # fmt: skip


def _beside(page: ReportPage) -> dict[str, Any]:
    """What else this teacher sees on it. Another version than the one that said this may say something else."""
    teacher, settings = visit.current().membership.person_id, parts().settings
    with parts().database.session() as session:
        return {
            "neighbours": neighbours(
                session, settings.secret_key, page.assignment, teacher, kept_view.current(), page.run
            ),
            "judgement": judgement_queries.of_person(session, page.submission.id, teacher),
            "may_read_again": reading_again.why_not(page.run, calibrations.detector_id(session, settings)) is None,
        }


def _neighbours(page: ReportPage) -> Neighbours:
    teacher, key = visit.current().membership.person_id, parts().settings.secret_key
    with parts().database.session() as session:
        return neighbours(session, key, page.assignment, teacher, kept_view.current(), page.run)


def _back_to(run_id: UUID) -> Any:
    return redirect(url_for("reports.show", visit_id=visit.current().id, run_id=run_id) + "#mark", 303)
