"""Assignment and Grade Services 2.0: line items, scores, results, with the habits of each family."""

import contextlib
import socket
import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from tests.platforms.answers import ServiceError, body_object, need_accept, need_content_type, need_scope, typed, whole
from tests.platforms.claims import lineitem_url
from tests.platforms.personality import AGS
from tests.platforms.platform import Platform
from tests.platforms.school import Cell, LineItem
from tests.platforms.scores import take_score

LINEITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINEITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
READ = (AGS + "lineitem", AGS + "lineitem.readonly")
_FIELDS = {"label": "label", "scoreMaximum": "maximum", "resourceLinkId": "resource_link_id",
           "resourceId": "resource_id", "tag": "tag"}  # fmt: skip


def services(platform: Platform) -> Blueprint:
    room = Blueprint("services", __name__)
    p, school = platform.personality, platform.school
    items = p.lineitems_path(school.course_id)
    item = items + ("/<int:number>/lineitem" if p.name == "moodle" else "/<int:number>")

    @room.get(items)
    def list_items() -> Any:
        need_scope(platform, *READ)
        need_accept(platform, LINEITEMS)
        found = [row for row in list(school.line_items.values()) if _is_wanted(row)]
        size, start = whole("limit", len(found)) or len(found), whole("from", 0)
        response = typed([_item(platform, row) for row in found[start : start + size]], LINEITEMS)
        if start + size < len(found):
            response.headers["Link"] = _next(platform, size, start + size)
        return response

    @room.post(items)
    def add_item() -> Any:
        need_scope(platform, AGS + "lineitem")
        need_content_type(platform, LINEITEM)
        return typed(_item(platform, school.add_line_item(**_fields(body_object()))), LINEITEM, 201)

    @room.get(item)
    def one_item(number: int) -> Any:
        need_scope(platform, *READ)
        need_accept(platform, LINEITEM)
        return typed(_item(platform, _find(platform, number)), LINEITEM)

    @room.put(item)
    def change_item(number: int) -> Any:
        """PUT replaces everything: what is not sent is gone (AGS 2.0 section 3.2)."""
        need_scope(platform, AGS + "lineitem")
        need_content_type(platform, LINEITEM)
        row = _find(platform, number)
        for name, value in _fields(body_object()).items():
            setattr(row, name, value)
        return typed(_item(platform, row), LINEITEM)

    @room.delete(item)
    def remove_item(number: int) -> Any:
        need_scope(platform, AGS + "lineitem")
        _find(platform, number)
        if p.name == "canvas" and number == 1:  # made together with the assignment
            raise ServiceError(401, "Cannot delete a line item that belongs to an assignment")
        del school.line_items[number]
        return "", 204

    @room.post(item + "/scores")
    def score(number: int) -> Any:
        need_scope(platform, AGS + "score")
        with school.lock:
            trouble = platform.troubles.pop(0) if platform.troubles else ""
        if trouble == "timeout":
            time.sleep(platform.timeout_seconds)
            return _hang_up()
        if trouble and trouble != "lost answer":
            raise ServiceError(int(trouble), "trouble")
        need_content_type(platform, SCORE)
        with school.lock:
            take_score(platform, _find(platform, number), body_object())
        if trouble == "lost answer":
            return _hang_up()
        return Response(b"", 200) if p.name == "moodle" else jsonify({"resultUrl": request.base_url})

    @room.get(item + "/results")
    def results(number: int) -> Any:
        need_scope(platform, AGS + "result.readonly")
        need_accept(platform, RESULTS)
        if p.name == "moodle" and "limit" in request.args:  # measured; results.php meets a null
            return Response("<html>404</html>", 404, mimetype="text/html")
        row, wanted = _find(platform, number), request.args.get("user_id")
        with school.lock:
            found = [
                _result(platform, row, sub, cell)
                for sub, cell in row.cells.items()
                if wanted in (None, sub) and _counts(platform, cell)
            ]
        return typed(found, RESULTS)

    return room


def _hang_up() -> Any:
    """Drop the connection without an answer. Without werkzeug's socket to drop, a gateway's answer."""
    connection = request.environ.get("werkzeug.socket")
    if connection is None:
        raise ServiceError(504, "the answer is lost")
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    return "", 504


def _is_wanted(row: LineItem) -> bool:
    asked = {"resource_link_id": row.resource_link_id, "resource_id": row.resource_id, "tag": row.tag}
    return all(request.args.get(name) in (None, value) for name, value in asked.items())


def _next(platform: Platform, size: int, start: int) -> str:
    """Moodle writes HTML entities and typographic quotes here (measured); headers travel as Latin-1."""
    url = platform.base_url + request.path
    if platform.personality.name == "moodle":
        return f"<{url}?type_id=4&amp;limit={size}&amp;from={start}>; rel=“next”".encode().decode("latin-1")
    return f'<{url}?limit={size}&from={start}>; rel="next"'


def _fields(body: dict[str, Any]) -> dict[str, Any]:
    label, maximum = body.get("label"), body.get("scoreMaximum")
    if not isinstance(label, str) or not label.strip():
        raise ServiceError(400, "label is required")
    if isinstance(maximum, bool) or not isinstance(maximum, int | float) or maximum <= 0:
        raise ServiceError(400, "scoreMaximum is required and above zero")
    extra = {name: value for name, value in body.items() if name not in _FIELDS and name != "id"}
    return {ours: body.get(theirs) for theirs, ours in _FIELDS.items()} | {"extra": extra}


def _find(platform: Platform, number: int) -> LineItem:
    if number not in platform.school.line_items:
        raise ServiceError(404, "Not found")
    return platform.school.line_items[number]


def _item(platform: Platform, row: LineItem) -> dict[str, Any]:
    known = {theirs: getattr(row, ours) for theirs, ours in _FIELDS.items() if getattr(row, ours) is not None}
    return {"id": lineitem_url(platform, row.number)} | known | row.extra


def _counts(platform: Platform, cell: Cell) -> bool:
    """Moodle leaves a grade of zero out of the results (gradebookservices)."""
    return cell.score is not None and (cell.score != 0 or platform.personality.name != "moodle")


def _result(platform: Platform, row: LineItem, sub: str, cell: Cell) -> dict[str, Any]:
    result = {
        "id": f"{request.base_url}/{sub}", "scoreOf": lineitem_url(platform, row.number), "userId": sub,
        "resultScore": cell.score, "resultMaximum": row.maximum,
    }  # fmt: skip
    return result | ({"comment": cell.comments[-1]} if cell.comments else {})
