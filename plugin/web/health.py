"""Is the web process alive, and can it do its work?"""

import time
from datetime import timedelta
from threading import Lock
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template

from plugin.queue import broker_answers
from plugin.services import queue_state, sweeping, worker_beats
from plugin.web.parts import parts

blueprint = Blueprint("health", __name__)
SWEPT = timedelta(minutes=10)
FRESH_SECONDS = 1.0
_KEPT = "caveat_ready"
_turn = Lock()


@blueprint.get("/")
def front() -> str:
    """Whoever comes without an LMS learns what this is."""
    return render_template("front.html")


@blueprint.get("/health/live")
def live() -> Any:
    return jsonify({"ok": True})


@blueprint.get("/health/ready")
def ready() -> Any:
    """Not ready without a migrated database. Without the broker or a worker submissions are still accepted, and wait:
    that is only told. So is a place for files that takes none: all hosts may share it, and none would be left.
    """
    told = _lately()
    return jsonify(told), 200 if told["ok"] else 503


def _lately() -> dict[str, Any]:
    """Anybody may ask, and each time Redis, the database and the disk are asked, who may hang: one at a time does it,
    and whoever comes meanwhile, or in the same moment, is told what was found last."""
    at, told = current_app.extensions.get(_KEPT, (float("-inf"), None))
    if time.monotonic() - at > FRESH_SECONDS and _turn.acquire(blocking=told is None):
        try:
            told = _now()
            current_app.extensions[_KEPT] = (time.monotonic(), told)
        finally:
            _turn.release()
    return told  # type: ignore[no-any-return]


def _now() -> dict[str, Any]:
    found = _database()
    ok, broker = bool(found), broker_answers(parts().settings.redis_url)
    told: dict[str, Any] = {"ok": ok, "database": ok, "broker": broker, "files": _files()}
    return told | {"workers": {}, "scored": None, "swept": False, **found}


def _database() -> dict[str, Any]:
    """What the tables tell of workers: queue -> how many are alive; the seconds since any scorer last scored a text, or
    tried its model for want of one; whether somebody sweeps. {} where the database does not answer, or has no such
    table yet."""
    try:
        with parts().database.session(lasting=False) as session:
            scored = min(worker_beats.since_scored(session).values(), default=None)
            return {
                "workers": queue_state.workers_alive(session),
                "scored": round(scored.total_seconds()) if scored is not None else None,
                "swept": sweeping.overdue(session) < SWEPT,
            }
    except Exception:  # noqa: BLE001 - any failure at all means no
        return {}


def _files() -> bool | None:
    """None where asking would take longer than a probe waits."""
    if parts().settings.files.url.startswith("s3:"):
        return None
    try:
        parts().files.try_out()
    except OSError:
        return False
    return True
