"""Where a launch leads: each kind of message to what it is about, in the course that it came from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from plugin.domain.purpose import Purpose
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.messages import Launch, ResourceLink
from plugin.store.queries.unique import get_or_create
from plugin.store.tables import Assignment, Course, Membership


@dataclass(frozen=True)
class Arrival:
    """What the visit is for. `facts`: what its pages need of the launch, as plain JSON; `landing` among them names
    the page to open first, where it is not the purpose's own."""

    purpose: Purpose
    assignment: Assignment | None = None
    facts: dict[str, Any] = field(default_factory=dict)


Arrive = Callable[[Session, Course, Membership, Launch], Arrival]


def arrive(session: Session, course: Course, membership: Membership, launch: Launch) -> Arrival:
    """Write down what the message tells of an assignment; raise LaunchRefusedError where it leads nowhere."""
    lead = _ARRIVALS.get(type(launch.message))
    if lead is None:
        raise LaunchRefusedError("message_type_unknown", detail=type(launch.message).__name__)
    return lead(session, course, membership, launch)


def _at_link(session: Session, course: Course, membership: Membership, launch: Launch) -> Arrival:
    assert isinstance(launch.message, ResourceLink)  # noqa: S101 - by the table below
    if launch.message.lti_id == course.lti_context_id:  # Canvas: out of the course's navigation
        return Arrival(Purpose.COURSE)
    return Arrival(Purpose.ASSIGNMENT, link_assignment(session, course, launch.message, launch))


def link_assignment(session: Session, course: Course, link: ResourceLink, launch: Launch) -> Assignment:
    """The assignment of a resource link, with what this launch knows of it; made when it was never seen."""
    assignment = get_or_create(session, Assignment, course_id=course.id, lti_resource_link_id=link.lti_id)
    note_launch(assignment, link.title, launch)
    return assignment


def note_launch(assignment: Assignment, title: str, launch: Launch) -> None:
    assignment.title = title or assignment.title
    assignment.platform_family = launch.platform_family or assignment.platform_family
    if launch.gradebook:  # addresses change when a platform moves: the newest launch is right
        assignment.lti_lineitem_url = launch.gradebook.lti_lineitem_url or assignment.lti_lineitem_url
        assignment.lti_lineitems_url = launch.gradebook.lti_lineitems_url or assignment.lti_lineitems_url
        assignment.lti_ags_scopes = list(launch.gradebook.lti_scopes)


_ARRIVALS: dict[type, Arrive] = {ResourceLink: _at_link}
