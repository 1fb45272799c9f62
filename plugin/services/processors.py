"""Which assignment of ours looks after an assignment of the platform: by its activity and the item of deep linking."""

from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services import policies
from plugin.services.copies import clone_settings
from plugin.store.queries import ancestors
from plugin.store.queries import processors as queries
from plugin.store.queries.unique import get_or_create
from plugin.store.tables import Assignment, Course

KIND = "processor"
NO_ITEM = UUID(int=0)


def assignment_at(session: Session, course: Course, lti_activity_id: str, item: str, title: str) -> Assignment:
    """Known; or attached for the first time; or a copy with the settings of the one it was copied from; or new.

    The item is looked for in this deployment alone: one of another tenant finds nothing and stands for a new one.
    """
    item_id = item_id_of(item)
    made = ancestors.by_item(session, course.deployment_id, item_id, KIND)
    here = [row for row in made if row.course_id == course.id]
    found = next((row for row in here if row.lti_activity_id == lti_activity_id), None)
    found = found or _attached(session, here, lti_activity_id)
    found = found or _new(session, course, lti_activity_id, item_id, made[0] if made else None)
    found.title = title or found.title
    return found


def item_id_of(item: str) -> UUID:
    try:
        return UUID(item)
    except ValueError:
        return NO_ITEM


def copy_course(session: Session, course: Course, lti_origin_ids: tuple[str, ...]) -> None:
    """A course was made out of others: each processor of theirs waits there for its first word, set as it was."""
    tenant = course.deployment.registration_id, course.deployment_id
    origins = [row for row in ancestors.courses_by_context(session, *tenant, lti_origin_ids) if row.id != course.id]
    known = {row.item_id for row in queries.processors_of(session, course.id)}
    for ancestor in (row for origin in origins for row in queries.processors_of(session, origin.id)):
        if ancestor.item_id not in known and ancestor.item_id != NO_ITEM:
            known.add(ancestor.item_id)
            copy = Assignment(course_id=course.id, kind=KIND, item_id=ancestor.item_id)
            clone_settings(session, ancestor, copy)
            session.add(copy)
    if origins and course.copied_from is None:
        course.copied_from = origins[0].id


def _attached(session: Session, here: list[Assignment], lti_activity_id: str) -> Assignment | None:
    for row in here:
        if row.lti_activity_id is None and queries.attach_activity(session, row.id, lti_activity_id):
            session.refresh(row)
            return row
    return None


def _new(
    session: Session, course: Course, lti_activity_id: str, item_id: UUID, ancestor: Assignment | None
) -> Assignment:
    key = {"course_id": course.id, "lti_activity_id": lti_activity_id, "item_id": item_id}
    assignment = get_or_create(session, Assignment, **key)
    if assignment.kind != KIND:
        assignment.kind = KIND
        policies.begin(session, assignment)
        if ancestor is not None:
            clone_settings(session, ancestor, assignment)
    return assignment
