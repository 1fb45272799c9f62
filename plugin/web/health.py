"""Is the web process alive, and can it do its work?"""

from typing import Any

import redis
from flask import Blueprint, jsonify, render_template

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
    """Not ready without the database. Without the broker submissions are still accepted: it is only told."""
    database, broker = _answers(parts().database.ping), _answers(_ping_broker)
    return jsonify({"ok": database, "database": database, "broker": broker}), 200 if database else 503


def _ping_broker() -> None:
    client = redis.Redis.from_url(parts().settings.redis_url, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    finally:
        client.close()


def _answers(ask: Any) -> bool:
    try:
        ask()
    except Exception:  # noqa: BLE001 - any failure at all means no
        return False
    return True
