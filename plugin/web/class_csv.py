"""The class as a table to take away, filtered and sorted as the page is."""

from typing import Any

from flask import Blueprint, Response, request

from plugin.domain.class_view import view_from
from plugin.domain.csv_rows import csv_text
from plugin.domain.roles import Role
from plugin.services import audit, class_table
from plugin.services.audit import Actor
from plugin.web import course, visit
from plugin.web.parts import parts

blueprint = Blueprint("class_csv", __name__, url_prefix="/visits/<uuid:visit_id>")


@blueprint.get("/class.csv")
@visit.only(Role.STAFF)
def table() -> Any:
    assignment, member = visit.assignment(), visit.current().membership
    with parts().database.session() as session:
        rows = course.classroom(session, assignment).all(view_from(request.args))
        actor = Actor("staff", member.person_id)
        audit.note(
            session, actor, "class.exported", course_id=member.course_id, subject_id=assignment.id, rows=len(rows)
        )
    # Whole before it is sent: said in the reader's language, which a stream would have lost.
    response = Response("".join(csv_text(class_table.table_of(rows, assignment))), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="caveat-{assignment.id}.csv"'
    return response
