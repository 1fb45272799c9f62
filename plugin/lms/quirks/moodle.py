"""Moodle: what it does otherwise than the specifications (measured on 4.5.6)."""

from datetime import UTC, datetime, timedelta

STALE_STATUS = 409


def next_timestamp(last: datetime | None) -> datetime:
    """A timestamp that counts as newer than `last`: Moodle compares whole seconds and refuses equal ones.

    Never ahead of the clock by more than that second: a timestamp in the future locks the grade until then.
    """
    now = datetime.now(UTC)
    if last is None or now.replace(microsecond=0) > last.replace(microsecond=0):
        return now
    return last.replace(microsecond=0) + timedelta(seconds=1)
