"""Until when a student may reply: from when the report could be seen, and for as long as they were told."""

from datetime import UTC, datetime, timedelta

import pytest

from plugin.domain.policy import Policy, StudentSees
from plugin.domain.replying import could_be_seen, reply_until

READ, RELEASED, OPENED = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 5, 9))
AT_ONCE, RELEASED_BY_HAND = Policy(student_sees=StudentSees.AT_ONCE), Policy(student_sees=StudentSees.RELEASED)


@pytest.mark.parametrize(
    ("policy", "shown_since", "released", "expected"),
    [
        (AT_ONCE, None, None, READ),
        (AT_ONCE, OPENED, None, OPENED),
        (RELEASED_BY_HAND, None, None, None),
        (RELEASED_BY_HAND, None, RELEASED, RELEASED),
        (RELEASED_BY_HAND, OPENED, RELEASED, OPENED),
        (Policy(), OPENED, RELEASED, None),
    ],
)
def test_time_begins_when_the_report_could_be_seen(
    policy: Policy, shown_since: datetime | None, released: datetime | None, expected: datetime | None
) -> None:
    assert could_be_seen(policy, shown_since, released, [READ, None]) == expected


def test_nothing_read_is_nothing_to_reply_to() -> None:
    assert could_be_seen(AT_ONCE, OPENED, None, [None]) is None


def test_it_lasts_as_long_as_was_told() -> None:
    assert reply_until(AT_ONCE, READ) == READ + timedelta(days=14)
    assert reply_until(Policy(student_sees=StudentSees.AT_ONCE, reply_days=0), READ) is None
