"""What a gradebook answers, and what that means for a row that waits to be sent."""

from datetime import datetime

from plugin.lms.connector import ServiceError
from plugin.lms.refused_grades import Refusal, read_refusal
from plugin.services import tries
from plugin.services.tries import Answer, Outcome
from plugin.store.tables import Announcement, AssetReport, GradeReturn

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


def settle(row: GradeReturn | Announcement | AssetReport, answer: Answer, now: datetime) -> float | None:
    """As tries.settle, with the answer noted for the page."""
    row.answer_code, row.answer_status, row.updated = answer.code, answer.status, now
    return tries.settle(row, answer, now)
