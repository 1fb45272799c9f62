"""The assignment of a resource link: made by deep linking, copied or new; and what a launch tells of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from plugin.domain.draft import YEARS
from plugin.lms.messages import Launch, ResourceLink
from plugin.services import column_work, copies, policies
from plugin.store.queries import courses
from plugin.store.queries.unique import get_or_create
from plugin.store.tables import Assignment, Course


def link_assignment(session: Session, course: Course, link: ResourceLink, launch: Launch) -> Assignment:
    """The assignment of a resource link, with what this launch knows of it; made when it was never seen."""
    assignment = courses.assignment_of_link(session, course.id, link.lti_id) or _first_seen(
        session, course, link, launch
    )
    note_launch(session, assignment, link.title, launch)
    return assignment


def _first_seen(session: Session, course: Course, link: ResourceLink, launch: Launch) -> Assignment:
    made = copies.made_for(session, course, launch)
    if made and made.course_id == course.id and courses.attach_link(session, made.id, link.lti_id):
        session.refresh(made)
        return made
    ancestor = made or copies.ancestor_of(session, course, link.title, launch)
    assignment = get_or_create(session, Assignment, course_id=course.id, lti_resource_link_id=link.lti_id)
    policies.begin(session, assignment)
    if ancestor and assignment.copied_from is None and ancestor.id != assignment.id:
        copies.clone_settings(session, ancestor, assignment)
    return assignment


def note_launch(session: Session, assignment: Assignment, title: str, launch: Launch) -> None:
    assignment.note(
        title=title or assignment.title,
        platform_family=launch.platform_family or assignment.platform_family,
        opens=_first_moment(launch, "opens_at", "available_at") or assignment.opens,
        due=_first_moment(launch, "due_at") or assignment.due,
    )
    if launch.gradebook:  # addresses change when a platform moves: the newest launch is right
        if launch.gradebook.lti_lineitem_url:
            column_work.use(session, assignment, launch.gradebook.lti_lineitem_url)
        assignment.note(
            lti_lineitems_url=launch.gradebook.lti_lineitems_url or assignment.lti_lineitems_url,
            lti_ags_scopes=list(launch.gradebook.lti_scopes),
        )


def _first_moment(launch: Launch, *names: str) -> datetime | None:
    """Platforms fill different ones: a variable that is not known arrives as it stands, and is no time."""
    return next(filter(None, (_moment(launch.custom.get(name, "")) for name in names)), None)


def _moment(told: str) -> datetime | None:
    """A time as ISO 8601 with its zone: without one it could be wrong by half a day, and says nothing. Nor does one of
    another age, which may have no UTC."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in YEARS else None
