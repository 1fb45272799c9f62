"""What waits to be asked of a platform's services, or told to them: what an answer means, and when to try again."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from plugin.domain.status import ReturnState, move_return
from plugin.lms.connector import ServiceError
from plugin.services.grade_answers import BACKOFF, Answer, Outcome, seconds_until_next

LEASE = timedelta(minutes=10)  # longer than any download with its time-outs
SENT = Answer(Outcome.SENT, "sent")


class Waiting(Protocol):
    """A row that waits."""

    state: str
    attempts: int
    next_try: datetime | None


def read_error(error: ServiceError) -> Answer:
    """409 says that something newer stands there already: then there is nothing left to do."""
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


def lease(row: Waiting) -> None:
    """Whoever holds the row tries now, and nobody else until the lease is over."""
    row.attempts += 1
    row.next_try = datetime.now(UTC) + LEASE


def settle(row: Waiting, answer: Answer) -> float | None:
    """Write down what came of it; the seconds until the next try, None when there is none."""
    if answer.outcome is Outcome.RETRY:
        if (seconds := next_try(row, answer)) is not None:
            return seconds
        end = ReturnState.GIVEN_UP
    else:
        end = ReturnState.SENT if answer.outcome is Outcome.SENT else ReturnState.REFUSED
    row.state, row.next_try = move_return(ReturnState(row.state), end).value, None
    return None


def next_try(row: Waiting, answer: Answer, most: int = len(BACKOFF)) -> float | None:
    """None after the last one."""
    if row.attempts > most:
        return None
    seconds = seconds_until_next(row.attempts, answer)
    row.next_try = datetime.now(UTC) + timedelta(seconds=seconds)
    return seconds
