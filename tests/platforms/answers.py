"""What the services share: errors, scopes, media types, pages."""

from typing import Any

from flask import Response, jsonify, request

from tests.platforms.platform import Platform
from tests.platforms.refusals import ServiceError


def need_scope(platform: Platform, *scopes: str) -> None:
    """A missing token and a missing scope are answered alike: 401, at Open edX 403 (measured)."""
    if not platform.allows(request.headers.get("Authorization", ""), *scopes):
        raise ServiceError(platform.personality.no_token_status, "Unauthorized")


def need_content_type(platform: Platform, wanted: str) -> None:
    """Moodle finds no handler for another type, and says so with 400; Open edX says 415 (both measured)."""
    if request.mimetype != wanted:
        raise ServiceError(platform.personality.wrong_type_status, "No handler found")


def need_accept(platform: Platform, wanted: str) -> None:
    """Stricter than Canvas, which overlooks it; Moodle refuses even */* (measured)."""
    accepted = [part.partition(";")[0].strip() for part in request.headers.get("Accept", "").split(",")]
    if wanted not in accepted:
        raise ServiceError(platform.personality.wrong_accept_status, "No handler found")


def body_object() -> dict[str, Any]:
    """The JSON object that was sent."""
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ServiceError(400, "the body is not a JSON object")
    return body


def typed(body: Any, mimetype: str, status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code, response.mimetype = status, mimetype
    return response


def whole(name: str, default: int) -> int:
    """A whole number of the query."""
    text = request.args.get(name, "")
    if text and not text.isdecimal():
        raise ServiceError(400, f"{name} is not a whole number")
    return int(text) if text else default
