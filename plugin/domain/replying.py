"""Until when a student may reply to the report of their own text."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from plugin.domain.policy import Policy, StudentSees

MAX_REPLIES = 20
MAX_FILES = 5
MAX_TEXT = 20_000


def could_be_seen(
    policy: Policy, shown_since: datetime | None, released: datetime | None, finished: Iterable[datetime | None]
) -> datetime | None:
    """From when on the report could be seen: a text read anew has a new report, and with it new time."""
    if not policy.student_may_see(released):
        return None
    read = max(filter(None, finished), default=None)
    begins = released if policy.student_sees is StudentSees.RELEASED else read
    return max(begins, shown_since) if begins and shown_since else begins


def reply_until(policy: Policy, seen: datetime | None) -> datetime | None:
    """None where no reply is taken."""
    return seen + timedelta(days=policy.reply_days) if seen and policy.takes_replies else None
