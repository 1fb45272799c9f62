"""A posted score: what every family demands of it; what becomes of it is the family's own affair."""

from typing import Any

from tests.platforms.families.base import is_number
from tests.platforms.families.canvas import CANVAS_SUBMISSION
from tests.platforms.platform import Platform
from tests.platforms.refusals import ServiceError
from tests.platforms.school import LineItem

__all__ = ["CANVAS_SUBMISSION", "take_score"]
_ACTIVITY = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
_GRADING = ("NotReady", "Failed", "Pending", "PendingManual", "FullyGraded")


def take_score(platform: Platform, row: LineItem, body: dict[str, Any]) -> None:
    """Store the score or raise ServiceError; AGS 2.0 section 3.4, then the family's rules."""
    for name in ("userId", "timestamp", "activityProgress", "gradingProgress"):
        if not isinstance(body.get(name), str):
            raise ServiceError(400, f"{name} is missing")
    if body["activityProgress"] not in _ACTIVITY or body["gradingProgress"] not in _GRADING:
        raise ServiceError(platform.personality.unknown_progress_status, "unknown progress")
    for name in ("scoreGiven", "scoreMaximum"):
        if body.get(name) is not None and not is_number(body[name]):
            raise ServiceError(400, f"{name} is not a number")
    if refused := platform.refused.get(body["userId"]):
        raise ServiceError(*refused)
    platform.personality.take_score(platform.school, row, body)
