"""One visit begets another: of the same member in the same browser, for one assignment of the same course."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.purpose import Purpose
from plugin.store.queries import courses
from plugin.store.tables import Visit


def open_assignment(
    session: Session, here: Visit, assignment_id: UUID, facts: dict[str, Any] | None = None
) -> Visit | None:
    """A visit of an assignment of this course, as long as this one lasts; None for any other assignment."""
    if courses.assignment_in_course(session, here.membership.course_id, assignment_id) is None:
        return None
    visit = Visit(
        browser_hash=here.browser_hash,
        membership_id=here.membership_id,
        assignment_id=assignment_id,
        purpose=Purpose.ASSIGNMENT.value,
        facts=facts or {},
        locale=here.locale,
        expires=here.expires,
    )
    session.add(visit)
    session.flush()
    return courses.open_visit(session, visit.id, here.browser_hash)
