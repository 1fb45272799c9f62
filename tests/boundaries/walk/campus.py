"""A course with everything in it that could be taken, and all the others who might ask for it: real rows, real ids."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.document import MediaType
from plugin.domain.grading import Decision, Mark
from plugin.domain.purpose import Purpose
from plugin.domain.status import ReturnState
from plugin.lms.deep_linking import LINK
from plugin.lms.platform import Platform
from plugin.services import grades, platforms, runs, submissions
from plugin.services.submissions import HandedIn
from plugin.services.tokens import hashed
from plugin.store.files import FileStore
from plugin.store.queries import platforms as queries
from plugin.store.tables import (
    Assignment,
    Base,
    Course,
    Deployment,
    Judgement,
    Membership,
    Person,
    Reply,
    ReplyFile,
    Run,
    Submission,
    Visit,
)
from tests.domain.examples import TEXT, example_score

ISSUER = "https://lms.example"
# What the course at home knows of one student and may tell nobody else; and what it may tell nobody outside.
PERSONAL = ("Lindqvist-Ybarra", "Another follows it", "heron-draft", "Grandmother told me", "13.25", "Quiet work",
            "39 of 1,204", "1,204", "22 to 43", "too even", "grey-heron")  # fmt: skip
OF_THE_COURSE = ("Ornithology 9041", "Waders of Velbruck", "Okafor-Home", "Jonas Home", "Greta Home", "Lapwings")
CAVEATS = (Caveat(Code.NOT_EVIDENCE, Severity.STOP),)
_OPEN = {"return_url": f"{ISSUER}/back", "kind": LINK, "multiple": True, "columns": True, "title": "", "text": "",
         "data": None, "chosen": {}, "answered": False}  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """`secret`: of the browser; `visits`: theirs, by purpose."""

    secret: str
    role: str
    person_id: UUID
    visits: dict[str, UUID]


@dataclass(frozen=True)
class Place:
    deployment_id: UUID
    course_id: UUID
    assignment_id: UUID
    unplaced_id: UUID
    people: dict[str, Somebody] = field(default_factory=dict)


def make_place(session: Session, name: str, client: str = "one", issuer: str = ISSUER, deployment: str = "1") -> Place:
    """A course of that name at an installation, with one who teaches, two who study and a guest."""
    registration = platforms.register(
        session, Platform(issuer, client, f"{issuer}/auth", f"{issuer}/token", f"{issuer}/keys"), [deployment]
    )
    found = queries.deployment(session, registration.id, deployment)
    assert found is not None
    home = name == "home"
    course = Course(deployment_id=found.id, lti_context_id=name, title="Ornithology 9041" if home else f"At {name}")
    course.roster_read = datetime.now(UTC)
    session.add(course)
    session.flush()
    assignment = Assignment(
        course_id=course.id, lti_resource_link_id=name, title="Waders of Velbruck" if home else f"Of {name}",
        points=20, student_sees="at_once", points_from="lms",
    )  # fmt: skip
    unplaced = Assignment(course_id=course.id, title="Lapwings" if home else f"Next of {name}")
    session.add_all([assignment, unplaced])
    session.flush()
    place = Place(found.id, course.id, assignment.id, unplaced.id)
    for person, role in (("teacher", "staff"), ("student", "learner"), ("other", "learner"), ("guest", "guest")):
        place.people[person] = enrol(session, place, registration.id, f"{name} {person}", role)
    return place


_NAMES = {"home teacher": "Ines Okafor-Home", "home student": "Mei Lindqvist-Ybarra", "home other": "Jonas Home",
          "home guest": "Greta Home"}  # fmt: skip


def enrol(session: Session, place: Place, registration_id: UUID, name: str, role: str, **more: Any) -> Somebody:
    """`more`: of the membership."""
    person = Person(registration_id=registration_id, lti_sub=f"sub {name}", name=_NAMES.get(name, f"{name} of theirs"))
    session.add(person)
    session.flush()
    member = Membership(course_id=place.course_id, person_id=person.id, role=role, **more)
    session.add(member)
    session.flush()
    secret = f"secret-of-{name.replace(' ', '-')}-0123456789"
    return Somebody(secret, role, person.id, visits_of(session, place, member.id, secret))


def visits_of(session: Session, place: Place, membership_id: UUID, secret: str, hours: int = 1) -> dict[str, UUID]:
    made = {}
    for purpose in Purpose:
        visit = Visit(
            browser_hash=hashed(secret), membership_id=membership_id, purpose=purpose.value,
            assignment_id=place.assignment_id if purpose is Purpose.ASSIGNMENT else None,
            expires=datetime.now(UTC) + timedelta(hours=hours),
            facts=_OPEN if purpose is Purpose.DEEP_LINKING else {},
        )  # fmt: skip
        session.add(visit)
        session.flush()
        made[purpose.value] = visit.id
    return made


def hand_in_all(session: Session, files: FileStore, place: Place) -> dict[str, UUID]:
    """A student's scored text with mark, reply, file and judgement; the ids of each."""
    student, teacher = place.people["student"], place.people["teacher"]
    done = submissions.accept(
        session, files, place.assignment_id, student.person_id, HandedIn(TEXT.encode(), "grey-heron.txt"),
        MediaType.TEXT, "d",
    )  # fmt: skip
    runs.claim(session, done.run_id)
    runs.finish(session, done.run_id, example_score(), CAVEATS, files.put(TEXT.encode()))
    submission = session.get_one(Submission, done.submission_id)
    grades.write(session, submission, Decision(Mark(13.25, 20, "Quiet work"), ReturnState.HELD), teacher.person_id)
    reply = Reply(submission_id=submission.id, text="Grandmother told me of it.")
    session.add(reply)
    session.flush()
    file = ReplyFile(reply_id=reply.id, sha256=files.put(b"heron-draft, the bytes"), media_type="text/plain", size=22)
    file.file_name = "heron-draft.txt"
    judged = Judgement(submission_id=submission.id, person_id=teacher.person_id, leans="unsure", remark="too even")
    session.add_all([file, judged])
    session.flush()
    return {"run_id": done.run_id, "submission_id": submission.id, "file_id": file.id,
            "person_id": student.person_id, "assignment_id": place.unplaced_id, "deployment_id": place.deployment_id,
            "registration_id": session.get_one(Deployment, place.deployment_id).registration_id}  # fmt: skip


def failed_run(session: Session, files: FileStore, place: Place) -> UUID:
    """Of another text of the student: what a retry would queue again."""
    student = place.people["student"]
    done = submissions.accept(
        session, files, place.assignment_id, student.person_id, HandedIn(b"Grandmother told me more."),
        MediaType.TEXT, "d",
    )  # fmt: skip
    runs.claim(session, done.run_id)
    runs.fail(session, done.run_id, "time_limit")
    assert session.get_one(Run, done.run_id).state == "failed"
    return done.run_id


# What a visit or a token itself writes when it is used says nothing of what it changed.
_OWN_TRACES = {"visits": None, "administrator_sessions": None, "api_tokens": "used"}


def all_rows(session: Session) -> dict[tuple[str, tuple[Any, ...]], dict[str, Any]]:
    """Every row by its table and key."""
    found = {}
    for table in Base.metadata.sorted_tables:
        left_out = _OWN_TRACES.get(table.name, "")
        if left_out is None:
            continue
        for row in session.execute(select(table)).mappings():
            key = tuple(row[column.name] for column in table.primary_key)
            found[table.name, key] = {name: value for name, value in row.items() if name != left_out}
    return found
