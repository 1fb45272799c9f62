"""Moodle: what it does otherwise than the specifications (measured on 4.5.6)."""

from datetime import UTC, datetime, timedelta

FAMILY = "moodle"
STALE_STATUS = 409
AHEAD = timedelta(seconds=1)


def next_timestamp(last: datetime | None) -> datetime:
    """A timestamp that counts as newer than `last`: Moodle compares whole seconds and refuses equal ones."""
    now = datetime.now(UTC)
    if last is None or now.replace(microsecond=0) > last.replace(microsecond=0):
        return now
    return last.replace(microsecond=0) + timedelta(seconds=1)


def seconds_too_early(timestamp: datetime) -> float:
    """How long to wait before this timestamp may be sent: one in the future locks the grade until then."""
    ahead = timestamp - datetime.now(UTC)
    return (ahead - AHEAD).total_seconds() if ahead > AHEAD else 0.0
