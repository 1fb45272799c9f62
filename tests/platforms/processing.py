"""The services that a document processor uses: notices, assets, reports, terms of use, with Canvas's own rules."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, redirect, request

from tests.platforms import native as n
from tests.platforms.answers import body_object, need_content_type, need_scope
from tests.platforms.platform import Platform
from tests.platforms.refusals import ServiceError

_PROCESSOR = "/api/lti/asset_processors/17"
_EULA = "/api/lti/asset_processor_eulas/45"
_TEXTS = {"title": 1024, "comment": 65536, "indicationAlt": 1024, "errorCode": 1024, "result": 255, "type": 1024}
_KNOWN = {*_TEXTS, "assetId", "timestamp", "processingProgress", "priority", "indicationColor", "visibleToOwner"}


def processing(platform: Platform) -> Blueprint:
    room, native = Blueprint("processing", __name__), platform.native

    @room.get("/api/lti/notice-handlers/45")
    def handlers() -> Any:
        need_scope(platform, n.HANDLERS)
        listed = [{"notice_type": kind, "handler": native.handlers.get(kind, ""), "max_batch_size": None}
                  for kind in n.KINDS]  # fmt: skip
        deployment = platform.registration()["deployment_id"]
        return jsonify({"client_id": platform.client_id, "deployment_id": deployment, "notice_handlers": listed})

    @room.put("/api/lti/notice-handlers/45")
    def subscribe() -> Any:
        need_scope(platform, n.HANDLERS)
        need_content_type(platform, "application/json")
        body = body_object()
        kind, handler, size = body.get("notice_type"), body.get("handler"), body.get("max_batch_size")
        if kind not in n.KINDS or not isinstance(handler, str) or not (size is None or size >= 10):
            raise ServiceError(400, "invalid handler")
        if handler and urlsplit(handler).netloc != urlsplit(platform.tool.launch_url).netloc:
            raise ServiceError(400, "handler is of another host than the tool")
        native.handlers[kind] = handler
        if kind == n.HELLO and handler:
            n.say_hello(platform, handler)
        return jsonify(body)

    @room.get(_PROCESSOR + "/assets/<asset_id>")
    def asset(asset_id: str) -> Any:
        need_scope(platform, n.ASSETS)
        trouble = native.asset_troubles.pop(0) if native.asset_troubles else ""
        if trouble.isdecimal():
            raise ServiceError(int(trouble), "trouble")
        if trouble == "elsewhere":  # Canvas keeps files with another host
            return redirect(platform.base_url.replace("127.0.0.1", "localhost") + f"/stored/{asset_id}?signed=1")
        return _file(platform, asset_id, short=trouble == "short")

    @room.get("/stored/<asset_id>")
    def stored(asset_id: str) -> Any:
        native.bearers_elsewhere.append(request.headers.get("Authorization", ""))
        return _file(platform, asset_id)

    @room.post(_PROCESSOR + "/reports")
    def report() -> Any:
        need_scope(platform, n.REPORTS)
        need_content_type(platform, "application/json")
        if native.report_troubles:
            raise ServiceError(int(native.report_troubles.pop(0)), "trouble")
        body = body_object()
        check_report(platform, body)
        before = native.reports.get(body["assetId"])
        if before and datetime.fromisoformat(body["timestamp"]) < datetime.fromisoformat(before["timestamp"]):
            raise ServiceError(409, "a newer report is there")
        native.reports[body["assetId"]] = body
        native.told.append(body)
        return jsonify(body), 201

    @room.post(_EULA + "/user")
    def eula_answer() -> Any:
        need_scope(platform, n.EULA_USER)
        body = body_object()
        if platform.school.by_sub(body.get("userId", "")) is None or not isinstance(body.get("accepted"), bool):
            raise ServiceError(400, "invalid answer")
        before = native.eula.get(body["userId"])
        if before and datetime.fromisoformat(body["timestamp"]) <= datetime.fromisoformat(before["timestamp"]):
            raise ServiceError(409, "a newer answer is there")
        native.eula[body["userId"]] = body
        return jsonify(body), 201

    @room.delete(_EULA + "/user")
    def forget_answers() -> Any:
        need_scope(platform, n.EULA_USER)
        native.eula.clear()
        return "", 204

    @room.put(_EULA + "/deployment")
    def eula_required() -> Any:
        need_scope(platform, n.EULA_DEPLOYMENT)
        required = body_object().get("eulaRequired")
        if not isinstance(required, bool):
            raise ServiceError(400, "eulaRequired")
        native.eula_required = required
        return jsonify({"eulaRequired": required})

    return room


def check_report(platform: Platform, body: dict[str, Any]) -> None:
    """Canvas's rules (canvas-lms app/models/lti/asset_report.rb); more strictly, no keys that nobody knows."""
    if platform.native.asset(str(body.get("assetId"))) is None:
        raise ServiceError(400, "unknown asset")
    for name, longest in _TEXTS.items():
        if name in body and not (isinstance(body[name], str) and 0 < len(body[name]) <= longest):
            raise ServiceError(400, f"{name} is empty or too long")
    _need(bool(body.get("type")), "type")
    _need(isinstance(body.get("priority"), int) and 0 <= body["priority"] <= 5, "priority")
    _need(isinstance(body.get("processingProgress"), str), "processingProgress")
    _need(isinstance(body.get("visibleToOwner", False), bool), "visibleToOwner")
    _need(set(body) <= _KNOWN, "unknown keys")
    if "indicationColor" in body or "indicationAlt" in body:
        _need(re.fullmatch("#[0-9A-Fa-f]{6}", body.get("indicationColor", "")), "indicationColor")
        _need(body.get("indicationAlt"), "indicationAlt")
    try:
        _need(datetime.fromisoformat(str(body.get("timestamp"))).tzinfo, "timestamp without a zone")
    except ValueError as error:
        raise ServiceError(400, "timestamp") from error


def _need(fine: Any, words: str) -> None:
    if not fine:
        raise ServiceError(400, words)


def _file(platform: Platform, asset_id: str, short: bool = False) -> Response:
    found = platform.native.asset(asset_id)
    if found is None:
        raise ServiceError(404, "gone")
    return Response(found.content[:-1] if short else found.content, mimetype=found.content_type)
