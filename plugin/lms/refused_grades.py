"""What platforms say when they do not take a grade, told apart by their own words as well as by the status."""

from enum import StrEnum

from plugin.lms.errors import ServiceError
from plugin.lms.quirks import moodle


class Refusal(StrEnum):
    UNREACHABLE = "unreachable"
    PLATFORM_ERROR = "platform_error"
    BUSY = "busy"
    NO_TOKEN = "no_token"  # noqa: S105 - a code
    KEY_UNREAD = "key_unread"
    STALE = "newer_there"
    SAME_AGAIN = "already_there"
    NO_PERSON = "not_enrolled"
    NO_ATTEMPT = "no_attempts_left"
    COURSE_CLOSED = "course_closed"
    NO_PERMISSION = "no_permission"
    GONE = "gone"
    OTHER = "refused"


# Every platform has a status and words of its own for the same thing (canvas-lms scores_controller.rb; Moodle measured;
# Blackboard's and D2L's as tools report them). Lower case, all words of a saying; Moodle's first: it repeats our whole
# body, and so the comment, after it.
_SAYINGS: tuple[tuple[tuple[str, ...], Refusal], ...] = (
    (("incorrect score received",), Refusal.NO_PERSON),
    (("not a student",), Refusal.NO_PERSON),
    (("user not found",), Refusal.NO_PERSON),
    (("user could not be found",), Refusal.NO_PERSON),
    (("user", "not enrolled"), Refusal.NO_PERSON),
    (("user", "does not exist"), Refusal.NO_PERSON),
    (("maximum number of allowed attempts",), Refusal.NO_ATTEMPT),
    (("concluded",), Refusal.COURSE_CLOSED),
    (("unpublished",), Refusal.COURSE_CLOSED),
)
_STATUSES = {
    400: Refusal.OTHER,
    401: Refusal.NO_PERMISSION,
    403: Refusal.NO_PERMISSION,
    404: Refusal.GONE,
    410: Refusal.GONE,
    422: Refusal.NO_PERSON,
}


def read_refusal(error: ServiceError, platform_family: str = "") -> Refusal:
    status, body = error.status, error.body.lower()
    if error.code == "scope_not_granted":
        return Refusal.NO_PERMISSION
    if status in (408, 425, 429) or (status == 403 and "rate limit" in body):
        return Refusal.BUSY
    if status == 0 or status >= 500:
        return Refusal.PLATFORM_ERROR if status else Refusal.UNREACHABLE
    if error.at_token:
        # Moodle answers 404 when it cannot fetch our key set: that can be mended while we wait.
        return Refusal.KEY_UNREAD if status == 404 else Refusal.NO_TOKEN
    return _of_a_grade(status, body, platform_family)


def _of_a_grade(status: int, body: str, platform_family: str) -> Refusal:
    if status == 400 and "already exists for the provided timestamp" in body:
        return Refusal.SAME_AGAIN  # Open edX, to a post whose answer was lost: it takes a timestamp once
    for words, refusal in _SAYINGS:
        if all(word in body for word in words):
            return refusal
    if status == 400 and platform_family == moodle.FAMILY:
        return Refusal.NO_PERSON  # its words stand in the reason phrase, and the body is often []
    if status == moodle.STALE_STATUS or (status == 400 and "timestamp" in body):
        return Refusal.STALE
    return _STATUSES.get(status, Refusal.OTHER)
