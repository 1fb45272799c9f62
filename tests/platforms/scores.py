"""What becomes of a posted score: Canvas's and Moodle's own rules, each as its gradebook keeps it."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.platforms.answers import ServiceError
from tests.platforms.platform import Platform
from tests.platforms.school import Cell, LineItem

CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"
_ACTIVITY = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
_GRADING = ("NotReady", "Failed", "Pending", "PendingManual", "FullyGraded")


def take_score(platform: Platform, row: LineItem, body: dict[str, Any]) -> None:
    """Store the score or raise ServiceError; AGS 2.0 section 3.4, then the family's rules."""
    for name in ("userId", "timestamp", "activityProgress", "gradingProgress"):
        if not isinstance(body.get(name), str):
            raise ServiceError(400, f"{name} is missing")
    if body["activityProgress"] not in _ACTIVITY or body["gradingProgress"] not in _GRADING:
        raise ServiceError(400, "unknown progress")
    for name in ("scoreGiven", "scoreMaximum"):
        if body.get(name) is not None and not _is_number(body[name]):
            raise ServiceError(400, f"{name} is not a number")
    (_take_moodle if platform.personality.name == "moodle" else _take_canvas)(platform, row, body)


def _take_moodle(platform: Platform, row: LineItem, body: dict[str, Any]) -> None:
    """Measured on 4.5.6: whole seconds, capped, wiped unless FullyGraded, comment replaced or removed."""
    person, moment = platform.school.by_sub(body["userId"]), _moment(body["timestamp"], naive=True)
    if person is None or not person.gradable:
        raise ServiceError(400, f"Incorrect score received {body}")
    cell = row.cell(person.sub)
    if cell.timestamp is not None and math.floor(cell.timestamp.timestamp()) >= math.floor(moment.timestamp()):
        raise ServiceError(409, "Refusing score with an earlier timestamp for item and user")
    cell.timestamp, cell.posts, cell.maximum = moment, cell.posts + 1, row.maximum
    graded = body["gradingProgress"] == "FullyGraded" and body.get("scoreGiven") is not None
    cell.score = min(max(_share(body), 0), 1) * row.maximum if graded else None
    cell.comments = [body["comment"]] if body.get("comment") else []


def _take_canvas(platform: Platform, row: LineItem, body: dict[str, Any]) -> None:
    """canvas-lms app/controllers/lti/ims/scores_controller.rb."""
    person, moment = platform.school.by_sub(body["userId"]), _moment(body["timestamp"])
    if person is None or not person.gradable or person.test_user:
        raise ServiceError(422, "User not found in course or is not a student")
    if body.get("scoreGiven") is not None and not (body.get("scoreMaximum") or 0) > 0:
        raise ServiceError(422, "ScoreMaximum must be greater than 0")
    submitted = body.get("submission", {}).get("submittedAt")
    if submitted and _moment(submitted) > datetime.now(UTC) + timedelta(minutes=1):
        raise ServiceError(400, "Provided submittedAt timestamp of date in the future")
    cell, extension = row.cell(person.sub), body.get(CANVAS_SUBMISSION, {})
    if cell.timestamp is not None and moment < cell.timestamp:
        raise ServiceError(400, "Provided timestamp before last updated timestamp")
    _attempt(row, cell, extension)
    cell.timestamp, cell.posts = moment, cell.posts + 1
    if body.get("comment"):
        cell.comments.append(body["comment"])  # each post adds one; nothing takes one away
    if not (extension.get("prioritize_non_tool_grade") and cell.by_teacher):
        _canvas_score(row, cell, body, bool(extension.get("preserve_score")))


def _attempt(row: LineItem, cell: Cell, extension: dict[str, Any]) -> None:
    """A new attempt at every post, unless new_submission is false or the submission's type is none."""
    default = extension.get("submission_type") != "none"
    if not extension.get("new_submission", default):
        return
    if row.attempts_allowed is not None and cell.attempts >= row.attempts_allowed:
        raise ServiceError(422, "The maximum number of allowed attempts has been reached for this submission")
    cell.attempts += 1


def _canvas_score(row: LineItem, cell: Cell, body: dict[str, Any], preserve: bool) -> None:
    if body["gradingProgress"] in ("FullyGraded", "PendingManual") and body.get("scoreGiven") is not None:
        cell.score, cell.maximum = _share(body) * row.maximum, row.maximum
    elif not preserve:
        cell.score = None


def _share(body: dict[str, Any]) -> float:
    return float(body["scoreGiven"]) / float(body.get("scoreMaximum") or 1)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _moment(text: str, naive: bool = False) -> datetime:
    """ISO 8601; a zone is demanded by AGS and Canvas, Moodle does without (measured)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ServiceError(400, "timestamp") from error
    if moment.tzinfo is None and not naive:
        raise ServiceError(400, "timestamp without a zone")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
