"""Is the web process alive, and can it do its work?"""

from typing import Any

from flask import Blueprint, jsonify, render_template

from plugin.queue import broker_answers
from plugin.services import queue_state
from plugin.web.parts import parts

blueprint = Blueprint("health", __name__)


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
    that is only told."""
    workers = _workers()
    database, broker = workers is not None, broker_answers(parts().settings.redis_url)
    told = {"ok": database, "database": database, "broker": broker, "workers": workers or {}}
    return jsonify(told), 200 if database else 503


def _workers() -> dict[str, int] | None:
    """Queue -> workers that are alive; None where the database does not answer, or has no such table yet."""
    try:
        with parts().database.session(lasting=False) as session:
            return queue_state.workers_alive(session)
    except Exception:  # noqa: BLE001 - any failure at all means no
        return None
