"""Each platform's words for a grade that it does not take."""

import pytest

from plugin.lms.errors import ServiceError
from plugin.lms.refused_grades import Refusal, read_refusal

MOODLES = 'Incorrect score received {"timestamp": "2026-01-24T21:03:11Z", "comment": "You concluded well."}'


@pytest.mark.parametrize(
    ("error", "family", "refusal"),
    [
        (ServiceError(422, "User not found in course or is not a student"), "canvas", Refusal.NO_PERSON),
        (ServiceError(422, "The maximum number of allowed attempts has been reached"), "canvas", Refusal.NO_ATTEMPT),
        (ServiceError(422, "This course has concluded"), "canvas", Refusal.COURSE_CLOSED),
        (ServiceError(400, "Provided timestamp before last updated timestamp"), "canvas", Refusal.STALE),
        (ServiceError(403, "403 Forbidden (Rate Limit Exceeded)"), "canvas", Refusal.BUSY),
        (ServiceError(403, "Forbidden"), "canvas", Refusal.NO_PERMISSION),
        (ServiceError(400, MOODLES), "moodle", Refusal.NO_PERSON),
        (ServiceError(400, "[]"), "moodle", Refusal.NO_PERSON),
        (ServiceError(409, "[]"), "moodle", Refusal.STALE),
        (ServiceError(400, "User could not be found: 12"), "blackboardlearn", Refusal.NO_PERSON),
        (ServiceError(403, "User in requested score is not enrolled"), "desire2learn", Refusal.NO_PERSON),
        (ServiceError(404, "User does not exist"), "desire2learn", Refusal.NO_PERSON),
        (ServiceError(404, "Not found"), "desire2learn", Refusal.GONE),
        (ServiceError(400, "Score already exists for the provided timestamp"), "", Refusal.SAME_AGAIN),
        (ServiceError(400, "Score timestamp can only be updated to a later point in time"), "", Refusal.STALE),
        (ServiceError(400, "[]"), "", Refusal.OTHER),
        (ServiceError(500), "", Refusal.PLATFORM_ERROR),
        (ServiceError(0), "", Refusal.UNREACHABLE),
        (ServiceError(429), "", Refusal.BUSY),
        (ServiceError(403, "", True, code="scope_not_granted"), "", Refusal.NO_PERMISSION),
        (ServiceError(400, "invalid_client", at_token=True), "", Refusal.NO_TOKEN),
        (ServiceError(404, "<html>", at_token=True), "moodle", Refusal.KEY_UNREAD),
        (ServiceError(409, "[]", at_token=True), "", Refusal.NO_TOKEN),
    ],
)
def test_a_refusal_is_understood_by_status_and_words(error: ServiceError, family: str, refusal: Refusal) -> None:
    assert read_refusal(error, family) is refusal
