"""A course or a link was copied: the settings follow, and never a submission, a person or a grade."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.messages import Launch
from plugin.services import policies
from plugin.store.queries import ancestors
from plugin.store.tables import Assignment, Course

# Not its dates: last year's are wrong this year, and the platform tells the new ones.
_SETTINGS = (
    "title", "grade_policy", "points", "ai_use", "student_sees", "ai_level", "instructions", "reply_days",
    "blind_first", "anonymous",
)  # fmt: skip

# As our own links ask for them, and as registrations written by hand or by other tools' rules name them.
_LINK_HISTORY = ("rl_history", "resourcelink.id.history", "resourcelink_id_history")
_COURSE_HISTORY = ("ctx_history", "context.id.history", "context_id_history")
_MOST_ANCESTORS = 100


def clone_settings(session: Session, ancestor: Assignment, copy: Assignment) -> None:
    """`copy` is as its ancestor was set, but for what the institution has locked, and stands at the beginning."""
    for name in _SETTINGS:
        setattr(copy, name, getattr(ancestor, name))
    # Points that came from the old gradebook are read again from the new one.
    copy.points_from = "instructor" if ancestor.points_from == "instructor" else "nobody"
    copy.copied_from = ancestor.id
    policies.hold_locked(session, copy)


def note_copied_course(session: Session, course: Course, launch: Launch) -> None:
    """Which course this one was copied from, as far as we have seen that one."""
    history = _history(launch.custom, _COURSE_HISTORY)
    if history and course.copied_from is None:
        known = ancestors.courses_by_context(session, *_tenant(course), history)
        course.copied_from = next((one.id for one in known if one.id != course.id), None)


def made_for(session: Session, course: Course, launch: Launch) -> Assignment | None:
    """What deep linking made for this link, or for the one that it was copied from.

    A teacher can edit custom parameters (Moodle shows them): an id of another deployment finds nothing.
    """
    try:
        item_id = UUID(launch.custom.get("item", ""))
    except ValueError:
        return None
    found = ancestors.by_item(session, course.deployment_id, item_id, "link")
    return next((one for one in found if one.course_id == course.id), found[0] if found else None)


def ancestor_of(session: Session, course: Course, title: str, launch: Launch) -> Assignment | None:
    """Of a link that deep linking did not make: by the history of the link, then by that of its course."""
    links = _history(launch.custom, _LINK_HISTORY)
    if found := ancestors.by_links(session, *_tenant(course), links):
        return found
    for known in ancestors.courses_by_context(session, *_tenant(course), _history(launch.custom, _COURSE_HISTORY)):
        if known.id != course.id and (found := _same_in(session, known.id, title)):
            return found
    return None


def _same_in(session: Session, course_id: UUID, title: str) -> Assignment | None:
    """The only assignment of that title; else the only one there is."""
    there = ancestors.links_of(session, course_id)
    same = [one for one in there if title and one.title == title]
    candidates = same or there
    return candidates[0] if len(candidates) == 1 else None


def _tenant(course: Course) -> tuple[UUID, UUID]:
    return course.deployment.registration_id, course.deployment_id


def _history(custom: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    """Ids, newest ancestor first. Canvas ends a long one with the word "truncated", which is nobody's id."""
    told = next((custom[name] for name in names if name in custom), "")
    return [part.strip() for part in told.split(",") if part.strip()][:_MOST_ANCESTORS]
