"""Assignment and Grade Services 2.0: line items, scores, results, with the habits of each family."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from tests.platforms.answers import body_object, need_accept, need_content_type, need_scope, typed, whole
from tests.platforms.claims import lineitem_url
from tests.platforms.personality import AGS
from tests.platforms.platform import Platform
from tests.platforms.refusals import ServiceError
from tests.platforms.school import Cell, LineItem
from tests.platforms.scores import take_score
from tests.platforms.troubles import after_storing, before_storing

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
    item = p.lineitem_rule(school.course_id)

    @room.get(items)
    def list_items() -> Any:
        need_scope(platform, *READ)
        need_accept(platform, LINEITEMS)
        found = [row for row in list(school.line_items.values()) if _is_wanted(row)]
        return _page(platform, [_item(platform, row) for row in found], LINEITEMS)

    @room.post(items)
    def add_item() -> Any:
        need_scope(platform, AGS + "lineitem")
        need_content_type(platform, LINEITEM)
        made = school.add_line_item(**_fields(platform, body_object()))
        return typed(_item(platform, made), p.created_type(LINEITEM), 201)

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
        for name, value in _fields(platform, body_object()).items():
            setattr(row, name, value)
        return typed(_item(platform, row), LINEITEM)

    @room.delete(item)
    def remove_item(number: int) -> Any:
        need_scope(platform, AGS + "lineitem")
        _find(platform, number)
        if status := p.may_delete(number):
            raise ServiceError(status, "Cannot delete this line item")
        del school.line_items[number]
        return "", 204

    @room.post(item + "/scores")
    def score(number: int) -> Any:
        need_scope(platform, AGS + "score")
        trouble = before_storing(platform)
        need_content_type(platform, SCORE)
        with school.lock:
            take_score(platform, _find(platform, number), body_object())
        after_storing(trouble)
        body, status = p.score_answer(request.base_url)
        return (b"", status) if body is None else (jsonify(body), status)

    @room.get(item + "/results")
    def results(number: int) -> Any:
        need_scope(platform, AGS + "result.readonly")
        need_accept(platform, RESULTS)
        if p.refuses_results(request.args.to_dict()):
            return Response("<html>404</html>", 404, mimetype="text/html")
        row, wanted = _find(platform, number), request.args.get("user_id") if platform.filters_results else None
        with school.lock:
            found = [
                _result(platform, row, sub, cell)
                for sub, cell in row.cells.items()
                if wanted in (None, sub) and p.shows_result(cell)
            ]
        return _page(platform, found, RESULTS)

    return room


def _page(platform: Platform, found: list[dict[str, Any]], mimetype: str) -> Response:
    """A part of a list, and where the next part is."""
    size = whole("limit", platform.personality.page_size or len(found)) or len(found)
    start = whole("from", 0)
    response = typed(found[start : start + size], mimetype)
    if start + size < len(found):
        url = platform.base_url + request.path
        response.headers["Link"] = platform.personality.next_link(url + _same_filters(), size, start + size)
    return response


def _same_filters() -> str:
    kept = {name: value for name, value in request.args.items() if name not in ("limit", "from", "type_id")}
    return "?" + urlencode(kept) if kept else ""


def _is_wanted(row: LineItem) -> bool:
    asked = {"resource_link_id": row.resource_link_id, "resource_id": row.resource_id, "tag": row.tag}
    return all(request.args.get(name) in (None, value) for name, value in asked.items())


def _fields(platform: Platform, body: dict[str, Any]) -> dict[str, Any]:
    label, maximum = body.get("label"), body.get("scoreMaximum")
    if not isinstance(label, str) or not label.strip():
        raise ServiceError(400, "label is required")
    if isinstance(maximum, bool) or not isinstance(maximum, int | float) or maximum <= 0:
        raise ServiceError(400, "scoreMaximum is required and above zero")
    platform.personality.check_line_item(body)
    extra = {name: value for name, value in body.items() if name not in _FIELDS and name != "id"}
    return {ours: body.get(theirs) for theirs, ours in _FIELDS.items()} | {"extra": extra}


def _find(platform: Platform, number: int) -> LineItem:
    if number not in platform.school.line_items:
        raise ServiceError(404, "Not found")
    return platform.school.line_items[number]


def _item(platform: Platform, row: LineItem) -> dict[str, Any]:
    known = {theirs: getattr(row, ours) for theirs, ours in _FIELDS.items() if getattr(row, ours) is not None}
    return platform.personality.listed_line_item({"id": lineitem_url(platform, row.number)} | known | row.extra)


def _result(platform: Platform, row: LineItem, sub: str, cell: Cell) -> dict[str, Any]:
    result = {
        "id": f"{request.base_url}/{sub}", "scoreOf": lineitem_url(platform, row.number), "userId": sub,
        "resultScore": cell.score, "resultMaximum": row.maximum,
    }  # fmt: skip
    comment = platform.personality.result_comment(cell, "user_id" in request.args)
    return result | ({"comment": comment} if comment else {})
