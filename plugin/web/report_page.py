"""A report as a page for those who teach: fetched within their course, and laid out for whom of them reads it."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from sqlalchemy.orm import Session

from plugin.domain.outcome import LEANINGS, OUTCOMES
from plugin.domain.policy import GradePolicy
from plugin.domain.words import GRADE_ANSWERS, GRADE_STATES
from plugin.services import calibrations, judgements, outcomes, reading_again, releases, reports
from plugin.services.report_neighbours import Neighbours, neighbours
from plugin.services.reports import ReportPage
from plugin.store.queries import judgements as judgement_queries
from plugin.store.queries import work
from plugin.store.tables import Run
from plugin.web import kept_view, visit
from plugin.web.errors import PageError
from plugin.web.parts import parts

GRADE_WORDS: dict[str, Any] = {"answers": GRADE_ANSWERS, "grade_states": GRADE_STATES}


def load(run_id: UUID) -> ReportPage:
    here, secret_key = visit.current(), parts().settings.secret_key
    with parts().database.session() as session:
        page = reports.load(session, parts().files, secret_key, here.membership.course_id, run_id)
    if page is None:
        raise PageError("not_found", 404)
    return page


def in_course(session: Session, run_id: UUID) -> Run:
    run = work.run_in_course(session, visit.current().membership.course_id, run_id)
    if run is None:
        raise PageError("not_found", 404)
    return run


def blind(run_id: UUID, typed: dict[str, str] | None = None, problem: str = "") -> str:
    """The text alone, and the question what this teacher thinks of it."""
    shown = typed or {"leans": "", "remark": ""}
    page = load(run_id)
    return render_template(
        "blind.html", page=page, typed=shown, problem=problem, leanings=LEANINGS, neighbours=_neighbours(page)
    )


def asked_first(page: ReportPage) -> bool:
    """On the server, for whatever would show the score."""
    with parts().database.session() as session:
        return judgements.is_asked(session, page.run, visit.current().membership.person_id)


def page_of(page: ReportPage, typed: dict[str, str] | None = None, problem: str = "") -> str:
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
            "found_by": outcomes.name_of_finder(session, page.submission),
            "may_read_again": reading_again.why_not(page.run, calibrations.detector_id(session, settings)) is None,
        }


def _neighbours(page: ReportPage) -> Neighbours:
    teacher, key = visit.current().membership.person_id, parts().settings.secret_key
    with parts().database.session() as session:
        return neighbours(session, key, page.assignment, teacher, kept_view.current(), page.run)
