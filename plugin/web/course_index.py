"""Out of a course's own menu: its assignments for who teaches it, and what to do for who studies."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from plugin.domain.purpose import Purpose
from plugin.domain.roles import Role
from plugin.services import visits
from plugin.store.queries import course_work
from plugin.web import visit
from plugin.web.errors import PageError
from plugin.web.leading_on import lead_on
from plugin.web.parts import parts

blueprint = Blueprint("course_index", __name__, url_prefix="/visits/<uuid:visit_id>/course")


@blueprint.get("")
@visit.only(Role.STAFF, Purpose.COURSE)
def index() -> Any:
    with parts().database.session() as session:
        rows = course_work.by_assignment(session, visit.current().membership.course_id)
    return render_template("course_index.html", rows=rows)


@blueprint.get("/student")
@visit.only(Role.LEARNER, Purpose.COURSE)
def student() -> Any:
    return render_template("course_student.html")


@blueprint.post("/assignments/<uuid:assignment_id>")
@visit.only(Role.STAFF, Purpose.COURSE)
def open_assignment(assignment_id: UUID) -> Any:
    with parts().database.session() as session:
        found = visits.open_assignment(session, visit.current(), assignment_id)
    if found is None:
        raise PageError("not_found", 404)
    return lead_on(found)
