"""The platform's services: line items, scores, results, members, each with the habits of its personality."""

import math
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from tests.platforms.platform import Platform
from tests.platforms.school import LineItem

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_CANVAS = "https://canvas.instructure.com/lti/submission"
LINEITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINEITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"


class ServiceError(Exception):
    def __init__(self, status: int, words: str):
        super().__init__(words)
        self.status, self.words = status, words


def services(platform: Platform) -> Blueprint:
    room = Blueprint("services", __name__)
    p, course = platform.personality, platform.school.course_id
    items = p.lineitems_path(course)
    item = items + ("/<int:number>/lineitem" if p.name == "moodle" else "/<int:number>")
    members = p.members_path(course)

    @room.before_request
    def note() -> None:
        platform.seen.append((request.method, request.full_path.rstrip("?")))

    @room.errorhandler(ServiceError)
    def refuse(error: ServiceError) -> Any:
        return jsonify({"errors": {"type": "error", "message": error.words}}), error.status

    @room.get(items)
    def list_items() -> Any:
        _need(platform, _AGS + "lineitem", _AGS + "lineitem.readonly")
        if p.name == "moodle" and LINEITEMS not in request.headers.get("Accept", ""):
            raise ServiceError(400, "No handler found")
        wanted = request.args.get("resource_link_id")
        rows = [i for i in platform.school.line_items.values() if wanted in (None, i.resource_link_id)]
        return _json([_item(platform, row) for row in rows], LINEITEMS)

    @room.post(items)
    def add_item() -> Any:
        _need(platform, _AGS + "lineitem")
        _content_type(LINEITEM)
        body = request.get_json(force=True)
        if not body.get("label") or not body.get("scoreMaximum", 0) > 0:
            raise ServiceError(400, "label and scoreMaximum are required")
        row = platform.school.add_line_item(
            label=body["label"], maximum=body["scoreMaximum"], resource_link_id=body.get("resourceLinkId"),
            resource_id=body.get("resourceId"), tag=body.get("tag"),
        )  # fmt: skip
        return _json(_item(platform, row), LINEITEM), 201

    @room.route(item, methods=["GET", "DELETE"])
    def one_item(number: int) -> Any:
        _need(platform, _AGS + "lineitem", *([_AGS + "lineitem.readonly"] if request.method == "GET" else []))
        row = _find(platform, number)
        if request.method == "DELETE":
            del platform.school.line_items[number]
            return "", 204
        return _json(_item(platform, row), LINEITEM)

    @room.post(item + "/scores")
    def score(number: int) -> Any:
        _need(platform, _AGS + "score")
        trouble = platform.troubles.pop(0) if platform.troubles else ""
        if trouble and trouble != "lost answer":
            raise ServiceError(int(trouble), "trouble")
        _content_type(SCORE)
        with platform.school.lock:
            _take_score(platform, _find(platform, number), request.get_json(force=True))
        if trouble == "lost answer":
            raise ServiceError(504, "the answer is lost; the score is in")
        return ("", 200) if p.name == "moodle" else (jsonify({"resultUrl": request.base_url}), 200)

    @room.get(item + "/results")
    def results(number: int) -> Any:
        _need(platform, _AGS + "result.readonly")
        if p.name == "moodle" and "limit" in request.args:
            return Response("<html>404</html>", 404, mimetype="text/html")
        row, wanted = _find(platform, number), request.args.get("user_id")
        found = [
            {"id": f"{request.base_url}/{sub}", "scoreOf": _item(platform, row)["id"], "userId": sub,
             "resultScore": cell.score, "resultMaximum": row.maximum, "comment": cell.comments[-1] if cell.comments else None}
            for sub, cell in row.cells.items() if cell.score is not None and wanted in (None, sub)
        ]  # fmt: skip
        return _json(found, RESULTS)

    @room.get(members)
    def list_members() -> Any:
        _need(platform, _NRPS)
        start = int(request.args.get("from", 0))
        people = platform.school.people
        page = people[start : start + p.page_size] if p.page_size else people
        response = _json(
            {
                "id": request.url,
                "context": {"id": p.context_id(course)},
                "members": [_member(platform, person) for person in page],
            },
            "application/vnd.ims.lti-nrps.v2.membershipcontainer+json",
        )
        if p.page_size and start + p.page_size < len(people):
            # Mixed case on purpose: an address must go back as it came.
            here = request.base_url
            response.headers["Link"] = f'<{here}?From=X&from={start + p.page_size}>; rel="next", <{here}>; rel="first"'
        return response

    return room


def _need(platform: Platform, *scopes: str) -> None:
    if not platform.allows(request.headers.get("Authorization", ""), *scopes):
        raise ServiceError(401, "Unauthorized")


def _content_type(wanted: str) -> None:
    if request.mimetype != wanted:
        raise ServiceError(415, "No handler found")


def _find(platform: Platform, number: int) -> LineItem:
    if number not in platform.school.line_items:
        raise ServiceError(404, "Not found")
    return platform.school.line_items[number]


def _item(platform: Platform, row: LineItem) -> dict[str, Any]:
    p = platform.personality
    url = platform.base_url + p.lineitem_path(platform.school.course_id, row.number) + p.query
    body = {"id": url, "label": row.label, "scoreMaximum": row.maximum, "tag": row.tag or ""}
    return body | ({"resourceLinkId": row.resource_link_id} if row.resource_link_id else {})


def _take_score(platform: Platform, row: LineItem, body: dict[str, Any]) -> None:
    for name in ("userId", "timestamp", "activityProgress", "gradingProgress"):
        if name not in body:
            raise ServiceError(400, f"{name} is missing")
    (_take_moodle if platform.personality.name == "moodle" else _take_canvas)(platform, row, body)


def _take_moodle(platform: Platform, row: LineItem, body: dict[str, Any]) -> None:
    person, moment = platform.school.by_sub(body["userId"]), _moment(body["timestamp"])
    if person is None or not person.gradable:
        raise ServiceError(400, f"Incorrect score received {body}")
    cell = row.cell(person.sub)
    if cell.timestamp is not None and math.floor(cell.timestamp.timestamp()) >= math.floor(moment.timestamp()):
        raise ServiceError(409, "Refusing score with an earlier timestamp for item and user")
    cell.timestamp, cell.posts = moment, cell.posts + 1
    graded = body["gradingProgress"] == "FullyGraded" and body.get("scoreGiven") is not None
    share = min(max(body["scoreGiven"] / body.get("scoreMaximum", 1), 0), 1) if graded else None
    cell.score = share * row.maximum if share is not None else None
    cell.maximum = row.maximum
    cell.comments = [body["comment"]] if body.get("comment") else []


def _take_canvas(platform: Platform, row: LineItem, body: dict[str, Any]) -> None:
    person, moment = platform.school.by_sub(body["userId"]), _moment(body["timestamp"])
    if person is None or not person.gradable or any(role.endswith("#TestUser") for role in person.roles):
        raise ServiceError(422, "User not found in course or is not a student")
    if "scoreGiven" in body and not body.get("scoreMaximum", 0) > 0:
        raise ServiceError(422, "ScoreMaximum must be greater than 0")
    submitted = body.get("submission", {}).get("submittedAt")
    if submitted and _moment(submitted) > datetime.now(UTC) + timedelta(minutes=1):
        raise ServiceError(400, "submittedAt is in the future")
    cell = row.cell(person.sub)
    if cell.timestamp is not None and moment < cell.timestamp:
        raise ServiceError(400, "Provided timestamp before last updated timestamp")
    extension = body.get(_CANVAS, {})
    cell.timestamp, cell.posts = moment, cell.posts + 1
    cell.attempts += bool(extension.get("new_submission", True))
    if body.get("comment"):
        cell.comments.append(body["comment"])
    if extension.get("prioritize_non_tool_grade") and cell.by_teacher:
        return
    if body["gradingProgress"] in ("FullyGraded", "PendingManual") and body.get("scoreGiven") is not None:
        cell.score, cell.maximum = body["scoreGiven"] / body["scoreMaximum"] * row.maximum, row.maximum
    elif not extension.get("preserve_score"):
        cell.score = None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ServiceError(400, "timestamp") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _member(platform: Platform, person: Any) -> dict[str, Any]:
    roles = list(person.roles)
    if platform.personality.short_roles:
        ends = (role.partition("membership")[2] for role in roles if "membership" in role)
        roles = sorted({end.lstrip("/#").split("#")[0] for end in ends})
    return {
        "status": "Active", "user_id": person.sub, "roles": roles,
        "name": person.name, "given_name": person.given, "family_name": person.family, "email": person.email,
    }  # fmt: skip


def _json(body: Any, mimetype: str) -> Response:
    response = jsonify(body)
    response.mimetype = mimetype
    response.headers["Date-Made"] = str(int(time.time()))
    return response
