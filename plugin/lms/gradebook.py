"""Assignment and Grade Services 2.0: a line item, a grade posted, a result read back."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from plugin.domain.grading import Mark
from plugin.lms.connector import Connector, ServiceError
from plugin.lms.quirks import canvas

_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCORE = _SCOPE + "score"
LINEITEM = _SCOPE + "lineitem"
LINEITEM_READ = _SCOPE + "lineitem.readonly"
RESULT = _SCOPE + "result.readonly"
ALL_SCOPES = (LINEITEM, LINEITEM_READ, RESULT, SCORE)

_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_LINEITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_LINEITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
TAG = "caveat-mark"


@dataclass(frozen=True)
class GradePost:
    """One grade for one person. `timestamp` must grow with every post for the same line item and person."""

    lti_sub: str
    mark: Mark
    timestamp: datetime
    submitted: datetime
    scoring_lti_sub: str | None = None


def post_grade(connector: Connector, lineitem_url: str, post: GradePost, platform_family: str) -> None:
    """POST the grade; raise ServiceError when the platform does not take it."""
    body: dict[str, Any] = {
        "userId": post.lti_sub,
        "timestamp": iso(post.timestamp),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": post.mark.given,
        "scoreMaximum": post.mark.maximum,
        "submission": {"submittedAt": iso(post.submitted)},
    }
    if post.mark.comment:
        body["comment"] = post.mark.comment
    if post.scoring_lti_sub:
        body["scoringUserId"] = post.scoring_lti_sub
    if platform_family == canvas.FAMILY:
        body |= canvas.keep_attempts_as_they_are()
    url = with_path_ending(lineitem_url, "scores")
    connector.call("POST", url, SCORE, json_text=json.dumps(body), content_type=_SCORE_TYPE)


def read_result(connector: Connector, lineitem_url: str, lti_sub: str) -> tuple[float, float] | None:
    """(score, maximum) that the gradebook holds for one person, or None. Raises ServiceError."""
    url = with_path_ending(lineitem_url, "results")
    url += ("&" if "?" in url else "?") + "user_id=" + quote(lti_sub, safe="")
    # No `limit`: Moodle 4.5 answers any limit on results with a 404 page.
    reply = connector.call("GET", url, RESULT, accept=_RESULTS_TYPE)
    for result in reply.body if isinstance(reply.body, list) else []:
        if isinstance(result, dict) and result.get("userId") == lti_sub:
            score, maximum = result.get("resultScore"), result.get("resultMaximum", 1)
            if isinstance(score, int | float) and isinstance(maximum, int | float):
                return float(score), float(maximum)
    return None


def read_maximum(connector: Connector, lineitem_url: str, scope: str) -> float | None:
    """The points of a line item, by whichever of the two scopes was granted. Raises ServiceError."""
    reply = connector.call("GET", lineitem_url, scope, accept=_LINEITEM_TYPE)
    maximum = reply.body.get("scoreMaximum") if isinstance(reply.body, dict) else None
    return float(maximum) if isinstance(maximum, int | float) and maximum > 0 else None


def find_or_create_lineitem(
    connector: Connector, lineitems_url: str, resource_link_id: str, label: str, points: float
) -> str:
    """The line item of this resource link, made if there is none. Raises ServiceError.

    It carries the resourceLinkId: without it Open edX takes scores that never reach its gradebook (pylti1.3#54).
    """
    url = lineitems_url + ("&" if "?" in lineitems_url else "?")
    url += "resource_link_id=" + quote(resource_link_id, safe="")
    reply = connector.call("GET", url, LINEITEM, accept=_LINEITEMS_TYPE)
    for item in reply.body if isinstance(reply.body, list) else []:
        if isinstance(item, dict) and item.get("resourceLinkId") == resource_link_id and item.get("id"):
            return str(item["id"])
    body = {
        "label": label[:100] or "Caveat",
        "scoreMaximum": int(points) if float(points).is_integer() else points,  # Open edX takes whole ones only
        "resourceLinkId": resource_link_id,
        "tag": TAG,
    }
    reply = connector.call(
        "POST", lineitems_url, LINEITEM,
        json_text=json.dumps(body), content_type=_LINEITEM_TYPE, accept=_LINEITEM_TYPE,
    )  # fmt: skip
    made = reply.body.get("id") if isinstance(reply.body, dict) else None
    if not made:
        raise ServiceError(0, "no line item")
    return str(made)


def with_path_ending(url: str, ending: str) -> str:
    """`…/lineitem?type_id=3` and `scores` give `…/lineitem/scores?type_id=3` (AGS 2.0 section 3.4)."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/" + ending))


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
