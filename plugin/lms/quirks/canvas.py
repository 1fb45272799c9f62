"""Canvas: what it does otherwise than the specifications."""

from typing import Any

FAMILY = "canvas"
_SUBMISSION = "https://canvas.instructure.com/lti/submission"


def keep_attempts_as_they_are() -> dict[str, Any]:
    """By default every posted score makes a new attempt of the student's, and may replace a grade that a teacher
    gave in Canvas itself (canvas-lms doc/api/score, app/controllers/lti/ims/scores_controller.rb)."""
    return {_SUBMISSION: {"new_submission": False, "prioritize_non_tool_grade": True}}
