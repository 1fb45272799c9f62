"""Where a launch leads: each kind of message to what it is about, in the course that it came from."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from plugin.domain.purpose import Purpose
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.messages import (
    DeepLinking,
    Eula,
    Launch,
    ProcessorSettings,
    ReportReview,
    ResourceLink,
    SubmissionReview,
)
from plugin.lms.quirks import canvas
from plugin.services.arrival import Arrival, landing
from plugin.services.deep_linking import at_deep_linking
from plugin.services.linked import link_assignment
from plugin.services.processor_launches import at_eula, at_processor_settings, at_report_review
from plugin.services.review_links import review_value
from plugin.services.reviews import at_submission_review
from plugin.store.tables import Course, Membership

Arrive = Callable[[Session, Course, Membership, Launch], Arrival]


def arrive(session: Session, course: Course, membership: Membership, launch: Launch) -> Arrival:
    """Write down what the message tells of an assignment; raise LaunchRefusedError where it leads nowhere."""
    lead = _ARRIVALS.get(type(launch.message))
    if lead is None:
        raise LaunchRefusedError("message_type_unknown", detail=type(launch.message).__name__)
    return lead(session, course, membership, launch)


def _at_link(session: Session, course: Course, membership: Membership, launch: Launch) -> Arrival:
    assert isinstance(launch.message, ResourceLink)  # noqa: S101 - by the table below
    if value := review_value(launch.target_link_uri):  # Canvas's SpeedGrader: whatever link it names
        return Arrival(Purpose.COURSE, facts=landing("review.show", value=value))
    if _from_course_menu(launch, launch.message, course):
        return Arrival(Purpose.COURSE)
    return Arrival(Purpose.ASSIGNMENT, link_assignment(session, course, launch.message, launch))


def _from_course_menu(launch: Launch, link: ResourceLink, course: Course) -> bool:
    """Canvas names the course as link there. Elsewhere the two may be equal by chance: Moodle numbers both from 1."""
    by_canvas = launch.platform_family == canvas.FAMILY and link.lti_id == course.lti_context_id
    return by_canvas or launch.placement == "course_navigation"


_ARRIVALS: dict[type, Arrive] = {
    ResourceLink: _at_link,
    DeepLinking: at_deep_linking,
    SubmissionReview: at_submission_review,
    ProcessorSettings: at_processor_settings,
    ReportReview: at_report_review,
    Eula: at_eula,
}
