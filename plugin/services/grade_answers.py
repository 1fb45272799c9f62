"""What a gradebook answers, what that means for a row that waits to be sent, and when it is tried again."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from plugin.domain.standing import Found
from plugin.domain.status import ReturnState, move_return
from plugin.lms.connector import ServiceError
from plugin.lms.refused_grades import Refusal, read_refusal
from plugin.store.tables import Announcement, GradeReturn

LEASE = timedelta(minutes=5)  # longer than any call with its time-outs
BACKOFF = (10, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
JITTER = 0.2  # a platform that comes back is not met by everything at once
SOON = 2.0
LONGEST_WAIT = 24 * 3600.0


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"
    RETRY = "retry"


@dataclass(frozen=True)
class Answer:
    """What the platform said: a code for the page, the HTTP status where there was one.

    `wait`: the seconds that it asked for; `posted`: it took what was posted, whatever became of it; `found`: the grade
    that stands there in place of ours.
    """

    outcome: Outcome
    code: str
    status: int | None = None
    renew_timestamp: bool = False
    wait: float | None = None
    posted: bool = False
    found: Found | None = None


_RETRY = frozenset({Refusal.UNREACHABLE, Refusal.PLATFORM_ERROR, Refusal.BUSY, Refusal.KEY_UNREAD, Refusal.STALE})
_CODES = {Refusal.KEY_UNREAD: "no_token"}


def read_error(error: ServiceError, platform_family: str = "") -> Answer:
    """What a platform's refusal means: permanent, or worth another try."""
    refusal = read_refusal(error, platform_family)
    if refusal is Refusal.SAME_AGAIN:
        return Answer(Outcome.SENT, refusal.value, error.status, posted=True)
    outcome = Outcome.RETRY if refusal in _RETRY else Outcome.REFUSED
    code = _CODES.get(refusal, refusal.value)
    return Answer(outcome, code, error.status or None, refusal is Refusal.STALE, error.retry_after)


def end(row: GradeReturn | Announcement, answer: Answer) -> None:
    _note(row, answer)
    sent = answer.outcome is Outcome.SENT
    row.state = move_return(ReturnState.PENDING, ReturnState.SENT if sent else ReturnState.REFUSED).value


def again(row: GradeReturn | Announcement, answer: Answer) -> float | None:
    """The seconds until the next try; None when there is none."""
    _note(row, answer)
    if row.attempts > len(BACKOFF):
        row.state = move_return(ReturnState.PENDING, ReturnState.GIVEN_UP).value
        return None
    seconds = seconds_until_next(row.attempts, answer)
    row.next_try = datetime.now(UTC) + timedelta(seconds=seconds)
    return seconds


def seconds_until_next(attempts: int, answer: Answer) -> float:
    if answer.renew_timestamp:
        return SOON
    if answer.wait is not None:
        return min(max(answer.wait, SOON), LONGEST_WAIT)
    return BACKOFF[attempts - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311 - no secret


def _note(row: GradeReturn | Announcement, answer: Answer) -> None:
    row.answer_code, row.answer_status, row.updated = answer.code, answer.status, datetime.now(UTC)
    row.next_try = None
