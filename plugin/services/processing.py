"""A notice says that a student handed in to the platform: person, submission and assets are written down, and a
report that work is under way waits for the courier. Nothing is fetched here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.domain.roles import Role
from plugin.domain.status import RunState
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.notices import CourseCopied, Notice, Submitted
from plugin.services import asset_reports, eula, offers, processors, runs
from plugin.services.submissions import next_attempt
from plugin.store.queries import assets
from plugin.store.queries import processors as queries
from plugin.store.queries.unique import get_or_create
from plugin.store.tables import Asset, Assignment, Course, Deployment, Membership, Person, Submission

_MOST_ATTEMPTS = 1000


@dataclass(frozen=True)
class ToRing:
    """What waits now: assets to fetch, reports to send, runs to score again."""

    assets: tuple[UUID, ...] = ()
    reports: tuple[UUID, ...] = ()
    runs: tuple[UUID, ...] = ()


def act(session: Session, deployment: Deployment, notice: Notice, max_bytes: int) -> ToRing:
    """Do what the notice asks for. Raises LaunchRefusedError, and then nothing of it may be kept."""
    if isinstance(notice.content, Submitted):
        return _submitted(session, _course(session, deployment, notice), notice, notice.content, max_bytes)
    if isinstance(notice.content, CourseCopied):
        course = _course(session, deployment, notice)
        processors.copy_course(session, course, notice.content.lti_origin_ids)
    return ToRing()


def _course(session: Session, deployment: Deployment, notice: Notice) -> Course:
    course = get_or_create(session, Course, deployment_id=deployment.id, lti_context_id=notice.lti_context_id)
    course.title = notice.course_title or course.title
    return course


def _submitted(session: Session, course: Course, notice: Notice, told: Submitted, max_bytes: int) -> ToRing:
    item = notice.custom.get("item", "")
    assignment = processors.assignment_at(session, course, told.lti_activity_id, item, told.title)
    assignment.platform_family = notice.platform_family or assignment.platform_family
    person = _student(session, course, told)
    submission = _submission(session, assignment, person, told.lti_submission_id)
    queries.lock_submission(session, submission.id)
    may_read = eula.may_read(session, course.deployment, person.id)
    taken = []
    for offered in told.assets:
        asset, changed = offers.write(session, submission, offered, told.report_url)
        offers.decide(asset, offered, changed, may_read, max_bytes)
        taken.append(asset)
    return _to_ring(session, taken)


def _student(session: Session, course: Course, told: Submitted) -> Person:
    person = get_or_create(session, Person, registration_id=course.deployment.registration_id, lti_sub=told.lti_sub)
    person.name = told.name or person.name
    membership = get_or_create(session, Membership, course_id=course.id, person_id=person.id)
    if membership.role == Role.GUEST.value:  # who hands in is a learner, until a launch or the class list says more
        membership.role = Role.LEARNER.value
    return person


def _submission(session: Session, assignment: Assignment, person: Person, lti_id: str) -> Submission:
    found = queries.submission_of_lti_id(session, assignment.id, lti_id) or _numbered(
        session, assignment, person, lti_id
    )
    if found is None:
        found = next_attempt(session, assignment.id, person.id)
        found.lti_submission_id = lti_id
    if found.person_id != person.id:
        raise LaunchRefusedError("submission_of_another", 403)
    return found


def _numbered(session: Session, assignment: Assignment, person: Person, lti_id: str) -> Submission | None:
    """Canvas's ids end in ":<attempt>", and a later attempt may be told first. None where the number is taken."""
    number = lti_id.rpartition(":")[2]
    if not (number.isascii() and number.isdecimal() and 0 < int(number) < _MOST_ATTEMPTS):
        return None
    row = Submission(assignment_id=assignment.id, person_id=person.id, attempt=int(number), lti_submission_id=lti_id)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # told twice at the same moment, or an attempt of that number is there
        return queries.submission_of_lti_id(session, assignment.id, lti_id)
    return row


def _to_ring(session: Session, taken: Iterable[Asset]) -> ToRing:
    """Every asset gets a word at once, a stored result included: it goes again with a new time."""
    waiting, again, reports = [], [], []
    for asset in taken:
        if asset.state == "waiting":
            waiting.append(asset.id)
        elif asset.state == "fetched" and (run_id := _failed_run(session, asset)):
            again.append(run_id)
        reports.append(asset_reports.mark(session, asset))
    return ToRing(tuple(waiting), tuple(reports), tuple(again))


def _failed_run(session: Session, asset: Asset) -> UUID | None:
    """A run that failed is tried once more when the platform sends the file again."""
    run = assets.newest_run(session, asset.document_id) if asset.document_id else None
    if run is None or run.state != RunState.FAILED.value or not runs.retry(session, run.id):
        return None
    run.rung = datetime.now(UTC)
    return run.id
