"""The keys that we sign with, the same for all LMSs: published ahead, signing, retired."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request

from plugin.lms.tool_description import Tool
from plugin.services import platforms
from plugin.store.queries import platforms as queries
from plugin.store.tables import ToolKey
from plugin.web.admin import door, said
from plugin.web.parts import parts


def add_to(blueprint: Blueprint) -> None:
    for rule, view, methods in (
        ("/keys", keys, ("GET",)),
        ("/keys", make_key, ("POST",)),
        ("/keys/sign", sign_now, ("POST",)),
        ("/keys/retire", retire, ("POST",)),
    ):
        blueprint.add_url_rule(rule, view.__name__, view, methods=methods)


def keys() -> Any:
    with parts().database.session(lasting=False) as session:
        signing, rows = queries.signing_key(session), queries.keys(session)
    return render_template(
        "admin/keys.html",
        said=said.sentence(),
        keys=[(row, platforms.key_state(row, signing)) for row in rows],
        tool=Tool(parts().settings.base_url),
        hours=round(platforms.PUBLISHED_AHEAD.total_seconds() / 3600),
    )


def make_key() -> Any:
    """A first key has nobody to wait for."""
    secret = parts().settings.secret_key
    with parts().database.session() as session:
        platforms.ensure_key(session, secret)
        platforms.rotate_key(session, secret, platforms.PUBLISHED_AHEAD, door.actor())
    return said.go_on("admin_connections.keys", "key_made")


def sign_now() -> Any:
    return _with_key(platforms.sign_now, "key_signs")


def retire() -> Any:
    return _with_key(platforms.retire_key, "key_retired")


def _with_key(do: Callable[..., ToolKey], code: str) -> Any:
    try:
        with parts().database.session() as session:
            do(session, request.form.get("kid", ""), door.actor())
    except platforms.NoSuchKeyError:
        code = "key_gone"
    except platforms.KeyInUseError:
        code = "key_in_use"
    return said.go_on("admin_connections.keys", code)
