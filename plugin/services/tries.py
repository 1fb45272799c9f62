"""What waits to be told to a platform, or asked of it: whose turn it is, what an answer means, when to try again."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from plugin.domain.standing import Found
from plugin.domain.status import ReturnState, move_return
from plugin.lms.connector import ServiceError

LEASE = timedelta(minutes=5)  # longer than any call with its time-outs
DOWNLOAD_LEASE = timedelta(minutes=10)
PATIENCE = 120.0  # seconds, for a database that is away when an answer is to be written down: within the lease
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


SENT = Answer(Outcome.SENT, "sent")


class Waiting(Protocol):
    """A row that waits. `next_try`: not before; `leased`: somebody is at it, until then at the latest. They are two,
    for news may ask for another try at once while somebody is still at the old."""

    state: str
    attempts: int
    next_try: datetime | None
    leased: datetime | None


def lease(row: Waiting, now: datetime, lasting: timedelta = LEASE) -> None:
    """Whoever holds the row tries now, and nobody else until it is settled, or the lease is over."""
    row.attempts += 1
    row.leased = now + lasting


def settle(row: Waiting, answer: Answer, now: datetime) -> float | None:
    """Write down what came of it; the seconds until the next try, None when there is none. The last one ends in
    "given up"."""
    row.leased = None
    if answer.outcome is Outcome.RETRY:
        if (seconds := next_try(row, answer, now)) is not None:
            return seconds
        end = ReturnState.GIVEN_UP
    else:
        end = ReturnState.SENT if answer.outcome is Outcome.SENT else ReturnState.REFUSED
    row.state, row.next_try = move_return(ReturnState(row.state), end).value, None
    return None


def next_try(row: Waiting, answer: Answer, now: datetime, most: int = len(BACKOFF)) -> float | None:
    """None after the last one."""
    if row.attempts > most:
        return None
    seconds = seconds_until_next(row.attempts, answer)
    row.next_try = now + timedelta(seconds=seconds)
    return seconds


def seconds_until_next(attempts: int, answer: Answer) -> float:
    if answer.renew_timestamp:
        return SOON
    if answer.wait is not None:
        return min(max(answer.wait, SOON), LONGEST_WAIT)
    return BACKOFF[attempts - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311 - no secret


def read_error(error: ServiceError) -> Answer:
    """Of any service but a gradebook, which has grade_answers.read_error. 409 says that something newer stands there
    already: then there is nothing left to do."""
    status = error.status or None
    if passing(error):
        return Answer(Outcome.RETRY, error.code or "unreachable", status, wait=error.retry_after)
    if error.status == 409 and not error.at_token:
        return Answer(Outcome.SENT, "newer_there", status)
    return Answer(Outcome.REFUSED, "no_token" if error.at_token else error.code or "refused", status)


def passing(error: ServiceError) -> bool:
    """Trouble that may be over later. Canvas throttles with 403 and these words (doc/api/throttling)."""
    if error.code in ("address_refused", "too_large"):
        return False
    if error.status == 403:
        return "rate limit exceeded" in error.body.lower()
    return error.status in (0, 408, 425, 429) or error.status >= 500
