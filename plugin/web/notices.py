"""/lti/notices: a platform tells what happened in it. Open to anybody: each notice proves itself by its signature."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from plugin.services import notified
from plugin.services.notified import Taken
from plugin.web.parts import parts

blueprint = Blueprint("notices", __name__)

MAX_BODY = 2 * 1024 * 1024
MAX_NOTICES = 100


@blueprint.post("/lti/notices")
def receive() -> Any:
    """Answered at once: what takes time waits in a table. 400, or 500 for a fault of ours, when none could be taken."""
    tokens = _tokens()
    if tokens is None:
        return jsonify({"error": "notices_invalid"}), 400
    if len(tokens) > MAX_NOTICES:
        return jsonify({"error": "notices_too_many"}), 413
    here = parts()
    taken = [notified.receive(here.database, here.key_sets, token, here.settings.max_upload) for token in tokens]
    _ring(taken)
    return jsonify({"notices": [_told(one) for one in taken]}), _status(taken)


def _tokens() -> list[Any] | None:
    request.max_content_length = MAX_BODY
    try:
        body = request.get_json(force=True, silent=True)
    except RequestEntityTooLarge:
        return [None] * (MAX_NOTICES + 1)
    except RecursionError:
        return None
    listed = body.get("notices") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not listed:
        return None
    return [entry.get("jwt") if isinstance(entry, dict) else None for entry in listed]


def _status(taken: list[Taken]) -> int:
    if not all(one.refused for one in taken):
        return 200
    return 500 if any(one.code == notified.INTERNAL for one in taken) else 400


def _told(taken: Taken) -> dict[str, str]:
    return {"id": taken.notice_id, "result": "refused" if taken.refused else "accepted", "code": taken.code}


def _ring(taken: Iterable[Taken]) -> None:
    bell = parts().bell
    for one in taken:
        _ring_all(bell.asset, one.waits.assets)
        _ring_all(bell.report, one.waits.reports)
        _ring_all(bell.score, one.waits.runs)


def _ring_all(ring: Callable[[UUID], bool], waiting: Iterable[UUID]) -> None:
    """A broker that is down costs one time-out and not one for each: the sweep rings for the rest."""
    for row_id in waiting:
        if not ring(row_id):
            return
