"""The courier's way to a gradebook without a network: a store, a strict platform, and marks that were decided."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import update

from plugin.domain.document import MediaType
from plugin.domain.grading import Decision, Mark
from plugin.domain.status import ReturnState
from plugin.lms.connector import Connector, TokenCache
from plugin.lms.keys import make_key
from plugin.lms.platform import Platform as ToolPlatform
from plugin.lms.platform import SigningKey
from plugin.services import grades, platforms, submissions
from plugin.services.submissions import HandedIn
from plugin.store.files import FileStore
from plugin.store.queries import platforms as queries
from plugin.store.secrets import TOOL_KEYS, seal
from plugin.store.session import Database
from plugin.store.tables import Announcement, Assignment, Course, GradeReturn, Membership, Person, Submission, ToolKey
from tests.platforms.app import make_platform
from tests.platforms.claims import lineitem_url
from tests.platforms.in_process import InProcess
from tests.platforms.personality import Personality
from tests.platforms.platform import Platform
from tests.platforms.school import Cell, School
from tests.platforms.signing import Key
from workers.gradebook import Gradebook

SECRET = "a test's secret key, long enough to be one"
TOOL = "https://caveat.example"
FAMILIES = {"d2l": "desire2learn", "blackboard": "blackboardlearn", "openedx": ""}


tool_key = cache(make_key)  # making one takes longer than most tests


@dataclass
class Desk:
    database: Database
    files: FileStore
    platform: Platform
    gradebook: Gradebook
    session: InProcess
    course_id: UUID
    assignment_id: UUID
    people: dict[str, UUID]

    def hand_in(self, key: str = "mei", text: str = "An essay.") -> submissions.Accepted:
        with self.database.session() as session:
            return submissions.accept(
                session, self.files, self.assignment_id, self.people[key], HandedIn(text.encode()), MediaType.TEXT, "d"
            )

    def mark(self, given: float, comment: str = "", key: str = "mei", maximum: float = 20) -> UUID:
        """A mark on what the student hands in now; the id under which it waits."""
        return self.mark_again(self.hand_in(key).submission_id, given, comment, maximum)

    def mark_again(
        self, submission_id: UUID, given: float, comment: str = "", maximum: float = 20, forced: bool = False
    ) -> UUID:
        with self.database.session() as session:
            submission = session.get_one(Submission, submission_id)
            decision = Decision(Mark(given, maximum, comment), ReturnState.PENDING)
            waiting = grades.write(session, submission, decision, self.people["teacher"], forced)
        assert waiting is not None
        return waiting

    def send(self, grade_id: UUID) -> str:
        """One try; the code of the answer."""
        self.let_time_pass()
        done = self.gradebook.return_grade(grade_id)
        return done[0].code if done else ""

    def send_until_done(self, grade_id: UUID, most: int = 8) -> str:
        for _ in range(most):
            code = self.send(grade_id)
            if self.row(grade_id).state != "pending":
                return code
        return code

    def let_time_pass(self) -> None:
        """What waits for another try is due now."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        with self.database.session() as session:
            for table in (GradeReturn, Announcement):
                session.execute(update(table).values(next_try=past, leased=None))
            session.execute(update(Assignment).values(lineitem_lease=None))

    def row(self, grade_id: UUID) -> GradeReturn:
        with self.database.session() as session:
            return session.get_one(GradeReturn, grade_id)

    def assignment(self, **changes: Any) -> Assignment:
        with self.database.session() as session:
            if changes:
                session.execute(update(Assignment).values(**changes))
            return session.get_one(Assignment, self.assignment_id, populate_existing=True)

    def cell(self, key: str = "mei") -> Cell:
        return self.platform.school.column.cell(self.platform.school.person(key).sub)

    def posts(self) -> list[dict[str, Any]]:
        """What was posted as a score so far."""
        import json

        return [json.loads(seen.body) for seen in self.platform.requests_seen if "/scores" in seen.path]


def make_desk(
    database: Database,
    files: FileStore,
    personality: Personality,
    key: Key,
    school: School | None = None,
    base_url: str = "https://lms.example",
) -> Desk:
    platform = make_platform(personality, base_url, TOOL, school, key=key)
    platform.timeout_seconds = 0
    values = platform.registration()
    deployment = values.pop("deployment_id")
    with database.session() as session:
        kid, private_pem, public = tool_key()
        session.add(ToolKey(kid=kid, private_pem=seal(private_pem, SECRET, TOOL_KEYS), public_jwk=public))
        registration = platforms.register(session, ToolPlatform(**values), [deployment])
        course = Course(deployment_id=queries.deployment(session, registration.id, deployment).id, lti_context_id="12")
        session.add(course)
        session.flush()
        assignment = _assignment(platform, course.id)
        people = [Person(registration_id=registration.id, lti_sub=person.sub) for person in platform.school.people]
        session.add_all([assignment, *people])
        session.flush()
        session.add_all(
            Membership(course_id=course.id, person_id=row.id, role="learner" if person.gradable else "staff")
            for row, person in zip(people, platform.school.people, strict=True)
        )
    wire, tokens = InProcess(platform, SigningKey(kid, private_pem.decode()), public), TokenCache()
    book = Gradebook(database, lambda at, by: Connector(at, by, wire, tokens), SECRET, TOOL)
    known = {person.key: row.id for row, person in zip(people, platform.school.people, strict=True)}
    return Desk(database, files, platform, book, wire, course.id, assignment.id, known)


def _assignment(platform: Platform, course_id: UUID) -> Assignment:
    p, school = platform.personality, platform.school
    return Assignment(
        course_id=course_id, lti_resource_link_id=school.link_id, title=school.assignment, points=school.points,
        lti_lineitem_url=lineitem_url(platform, 1) if school.line_items else None,
        lti_lineitems_url=platform.base_url + p.lineitems_path(school.course_id) + p.query,
        lti_ags_scopes=list(platform.scopes or ()), platform_family=FAMILIES.get(p.name, p.name),
    )  # fmt: skip
