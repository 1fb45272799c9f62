"""A course with a student and a teacher, written straight into the store."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.document import MediaType
from plugin.lms.platform import Platform
from plugin.services import platforms, submissions
from plugin.services.submissions import Accepted, HandedIn
from plugin.store.files import FileStore
from plugin.store.queries import platforms as queries
from plugin.store.tables import Assignment, Course, Membership, Person

SECRET = "a test's secret key, long enough to be one"


@dataclass
class World:
    course_id: UUID
    assignment_id: UUID
    student_id: UUID
    teacher_id: UUID


def make_world(session: Session, school: str = "one") -> World:
    platform = Platform("https://lms.example", school, "https://a.example", "https://t.example", "https://j.example")
    registration = platforms.register(session, platform, ["1"])
    deployment = queries.deployment(session, registration.id, "1")
    course = Course(deployment_id=deployment.id, lti_context_id="12", title="English 101")
    session.add(course)
    session.flush()
    assignment = Assignment(
        course_id=course.id, lti_resource_link_id="7", title="Essay", points=20,
        lti_lineitem_url="https://lms.example/lineitem", lti_lineitems_url="https://lms.example/lineitems",
        lti_ags_scopes=["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
    )  # fmt: skip
    student = Person(registration_id=registration.id, lti_sub="4", name="Mei Lindqvist")
    teacher = Person(registration_id=registration.id, lti_sub="2", name="Ines Okafor")
    session.add_all([assignment, student, teacher])
    session.flush()
    session.add(Membership(course_id=course.id, person_id=student.id, role="learner"))
    session.add(Membership(course_id=course.id, person_id=teacher.id, role="staff"))
    session.flush()
    return World(course.id, assignment.id, student.id, teacher.id)


def hand_in(
    session: Session, files: FileStore, world: World, text: bytes = b"An essay.", detector: str = "d"
) -> Accepted:
    return submissions.accept(
        session, files, world.assignment_id, world.student_id, HandedIn(text), MediaType.TEXT, detector
    )
