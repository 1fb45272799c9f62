"""Assignment and Grade Services 2.0: a grade posted, a submission announced, a result read back."""

import json
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from plugin.domain.grading import Mark
from plugin.domain.standing import Found
from plugin.lms.connector import Connector
from plugin.lms.paging import read_pages
from plugin.lms.quirks import blackboard, canvas, openedx
from plugin.lms.scopes import RESULT, SCORE

TAG = "caveat-mark"  # of the columns that are ours

_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"


@dataclass(frozen=True)
class GradePost:
    """One grade for one person. `timestamp` must grow with every post for the same line item and person.

    `forced`: it replaces what a person gave in the gradebook itself.
    """

    lti_sub: str
    mark: Mark
    timestamp: datetime
    submitted: datetime
    scoring_lti_sub: str | None = None
    forced: bool = False


@dataclass(frozen=True)
class SubmissionPost:
    """Somebody has handed in; `review_url` opens it for whoever may see it."""

    lti_sub: str
    timestamp: datetime
    submitted: datetime
    review_url: str


def post_grade(connector: Connector, lineitem_url: str, post: GradePost, platform_family: str) -> None:
    """POST the grade; raise ServiceError when the platform does not take it."""
    mark = _worded(post.mark, lineitem_url, platform_family)
    body = _about(post) | {
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": mark.given,
        "scoreMaximum": mark.maximum,
    }
    if mark.comment:
        body["comment"] = mark.comment
    if post.scoring_lti_sub:
        body["scoringUserId"] = post.scoring_lti_sub
    if platform_family == canvas.FAMILY:
        body |= canvas.with_a_grade(post.forced)
    _post(connector, lineitem_url, body)


def announce_submission(connector: Connector, lineitem_url: str, post: SubmissionPost) -> None:
    """Canvas alone: on Moodle a post without a grade empties the one that stands (measured)."""
    progress = {"activityProgress": "Submitted", "gradingProgress": "PendingManual"}
    _post(connector, lineitem_url, _about(post) | progress | canvas.new_submission(post.review_url))


def read_result(connector: Connector, lineitem_url: str, lti_sub: str) -> Found | None:
    """What the gradebook holds for one person. Raises ServiceError."""
    url = with_path_ending(lineitem_url, "results")
    url += ("&" if "?" in url else "?") + "user_id=" + quote(lti_sub, safe="")
    # No `limit`: Moodle 4.5 answers any limit on results with a 404 page.
    for reply in read_pages(connector, url, RESULT, _RESULTS_TYPE):
        for result in reply.body if isinstance(reply.body, list) else []:
            if isinstance(result, dict) and result.get("userId") == lti_sub:
                return _found(result)
    return None


def with_path_ending(url: str, ending: str) -> str:
    """`…/lineitem?type_id=3` and `scores` give `…/lineitem/scores?type_id=3` (AGS 2.0 section 3.4)."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/" + ending))


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _about(post: GradePost | SubmissionPost) -> dict[str, Any]:
    return {
        "userId": post.lti_sub,
        "timestamp": iso(post.timestamp),
        "submission": {"submittedAt": iso(min(post.submitted, datetime.now(UTC)))},  # Canvas takes none of the future
    }


def _worded(mark: Mark, lineitem_url: str, platform_family: str) -> Mark:
    if openedx.is_openedx(lineitem_url):
        return openedx.in_whole_points(mark)
    if platform_family == blackboard.FAMILY:
        return replace(mark, comment=blackboard.comment(mark.comment))
    return mark


def _post(connector: Connector, lineitem_url: str, body: dict[str, Any]) -> None:
    url = with_path_ending(lineitem_url, "scores")
    connector.call("POST", url, SCORE, json_text=json.dumps(body), content_type=_SCORE_TYPE)


def _found(result: dict[str, Any]) -> Found | None:
    score, maximum, by = result.get("resultScore"), result.get("resultMaximum", 1), result.get("scoringUserId")
    given, out_of = number(score), number(maximum)
    if given is None or out_of is None:
        return None
    return Found(given, out_of, by[:255] if isinstance(by, str) else "")


def number(value: Any) -> float | None:
    """JSON's true is no number, and neither is what no database holds (1e999)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None
