"""What the courier says to a gradebook: a grade, an announcement, a column's new points.

Take, ask, record: no transaction is open while a platform is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import UUID

from plugin.domain.standing import Found, Step, next_step
from plugin.lms.connector import Connector, ServiceError
from plugin.lms.gradebook import announce_submission, post_grade, read_result
from plugin.lms.lineitems import find_or_create_lineitem, update_lineitem
from plugin.lms.platform import Platform, SigningKey
from plugin.services import announcements, column_changes, column_work, grade_sending
from plugin.services.column_work import COLUMN_UNDER_WAY, Column
from plugin.services.grade_answers import read_error
from plugin.services.grade_sending import GradeWork
from plugin.services.tries import PATIENCE, Answer, Outcome
from plugin.store.session import Database
from workers.hanging import Hanging

Told = tuple[Answer, float | None]
Connect = Callable[[Platform, SigningKey], Connector]
SENT = Answer(Outcome.SENT, "sent", posted=True)
ALREADY_THERE = Answer(Outcome.SENT, "already_there", posted=True)
ANOTHER_MARK = Answer(Outcome.RETRY, "newer_there")
HANGS = Answer(Outcome.RETRY, "unreachable")
REMOVED = Answer(Outcome.REFUSED, "grade_removed")


@dataclass(frozen=True)
class Gradebook:
    """The ways there, with what they need. Each returns the answer and the seconds until the next try, if any.
    `worker`: what this one is called in its beats."""

    database: Database
    connect: Connect
    secret_key: str
    base_url: str
    hanging: Hanging = field(default_factory=Hanging)
    worker: str | None = None

    def return_grade(self, grade_return_id: UUID) -> Told | None:
        """None when there is nothing to send."""
        with self.database.session() as session:
            work = grade_sending.take(session, grade_return_id, self.secret_key, self.worker)
        if work is None:
            return None
        answer = grade_sending.impossible(work) or self._tell(work.column, work.attempts, self._grade_to(work))
        return answer, self.database.patiently(lambda session: grade_sending.record(session, work, answer), PATIENCE)

    def announce(self, announcement_id: UUID) -> Told | None:
        with self.database.session() as session:
            work = announcements.take(session, announcement_id, self.secret_key, self.base_url)
        if work is None:
            return None

        def ask(connector: Connector, lineitem_url: str) -> Answer:
            announce_submission(connector, lineitem_url, work.post)
            return SENT

        answer = announcements.impossible(work) or self._tell(work.column, work.attempts, ask)
        return answer, self.database.patiently(lambda session: announcements.record(session, work, answer), PATIENCE)

    def update_column(self, assignment_id: UUID) -> Answer | None:
        with self.database.session() as session:
            work = column_changes.take(session, assignment_id, self.secret_key)
        if work is None:
            return None
        connector = self.connect(work.column.platform, work.column.key)
        try:
            ours = update_lineitem(connector, work.lti_lineitem_url, work.changes)
            answer = SENT if ours else Answer(Outcome.REFUSED, "column_of_others")
        except ServiceError as error:
            answer = read_error(error, work.column.platform_family)
        with self.database.session() as session:
            column_changes.record(session, work, answer)
        return answer

    def _tell(self, column: Column, attempts: int, ask: Callable[[Connector, str], Answer]) -> Answer:
        if self.hanging.is_left_in_peace(column.platform):
            return HANGS
        connector = self.connect(column.platform, column.key)
        try:
            with self.hanging.watching(column.platform):
                lineitem_url = column.lti_lineitem_url or self._make_column(connector, column)
                return ask(connector, lineitem_url) if lineitem_url else COLUMN_UNDER_WAY
        except ServiceError as error:
            answer = read_error(error, column.platform_family)
        if not column_work.is_gone(column, answer, attempts):
            return answer
        with self.database.session() as session:
            column_work.doubt(session, column)
        return Answer(Outcome.RETRY, "gone", answer.status)

    def _make_column(self, connector: Connector, column: Column) -> str | None:
        with self.database.session() as session:
            if not column_work.may_make(session, column):
                return None
        url = find_or_create_lineitem(
            connector, column.lti_lineitems_url or "", column.lti_resource_link_id,
            column.title, column.points, str(column.item_id),
        )  # fmt: skip
        with self.database.session() as session:
            return url if column_work.remember(session, column, url) else None

    def _grade_to(self, work: GradeWork) -> Callable[[Connector, str], Answer]:
        def ask(connector: Connector, lineitem_url: str) -> Answer:
            readable, found = _look(connector, lineitem_url, work)
            step = next_step(work.post.mark, found, work.ours, work.habits, work.post.forced) if readable else Step.POST
            if answer := _without_posting(step, found):
                return answer
            with self.database.session() as session:
                if not grade_sending.note_posting(session, work, found):
                    return ANOTHER_MARK
            post_grade(connector, lineitem_url, work.post, work.column.platform_family)
            return _look_again(connector, lineitem_url, work, found) if step is Step.POST_AND_LOOK else SENT

        return ask


def _without_posting(step: Step, found: Found | None) -> Answer | None:
    answers = {
        Step.DONE: ALREADY_THERE,
        Step.LOWERED: replace(ALREADY_THERE, found=found),
        Step.TAKEN: _taken(found),
        Step.REMOVED: REMOVED,
    }
    return answers.get(step)


def _look_again(connector: Connector, lineitem_url: str, work: GradeWork, before: Found | None) -> Answer:
    """Canvas takes a post and may keep a person's grade all the same. The post is not to be repeated for the look."""
    try:
        _, after = _look(connector, lineitem_url, work)
    except ServiceError as error:
        return replace(read_error(error, work.column.platform_family), posted=True)
    return _taken(before, posted=True) if after == before else SENT


def _taken(found: Found | None, posted: bool = False) -> Answer:
    return Answer(Outcome.REFUSED, "grade_there", posted=posted, found=found)


def _look(connector: Connector, lineitem_url: str, work: GradeWork) -> tuple[bool, Found | None]:
    """What stands there; (False, None) where it may not be seen. Raises ServiceError for a fault of the moment."""
    if not work.may_read_results:
        return False, None
    try:
        return True, read_result(connector, lineitem_url, work.post.lti_sub)
    except ServiceError as error:
        if read_error(error, work.column.platform_family).outcome is Outcome.RETRY:
            raise
        return False, None  # some grant the scope and answer 403 or 404 all the same: the post will tell
