"""Who administers: invited by a link, switched off and on, given new secrets, removed. Never the last one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from plugin.domain.errors import NamedError
from plugin.services import administrator_links, administrators
from plugin.services.audit import Actor
from plugin.store.tables import Administrator
from plugin.web.admin import door, once
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("admin_administrators", __name__, url_prefix="/admin/administrators")

Change = Callable[[Session, Actor, Administrator], None]
CHANGES: dict[str, Change] = {
    "disable": administrators.disable,
    "enable": administrators.enable,
    "remove": administrators.remove,
}


@blueprint.get("")
def page() -> Any:
    return _page(link=once.told())


@blueprint.post("/invite")
def invite() -> Any:
    with parts().database.session() as session:
        token = administrator_links.invite(session, door.actor(), request.form.get("remark", ""))
    return once.lead_to(url_for("admin_administrators.page"), token)


@blueprint.post("/<uuid:administrator_id>/reset")
def reset(administrator_id: UUID) -> Any:
    try:
        with parts().database.session() as session:
            token = administrator_links.reset(session, door.actor(), _row(session, administrator_id))
    except NamedError as error:
        return _page(problem=error), 409
    return once.lead_to(url_for("admin_administrators.page"), token)


@blueprint.post("/<uuid:administrator_id>/<any(disable, enable, remove):change>")
def decide(administrator_id: UUID, change: str) -> Any:
    """Whoever switches themselves off is led to the sign-in by the door."""
    try:
        with parts().database.session() as session:
            CHANGES[change](session, door.actor(), _row(session, administrator_id))
    except NamedError as error:
        return _page(problem=error), 409
    return redirect(url_for("admin_administrators.page", done=change), 303)


@blueprint.post("/links/<uuid:link_id>/withdraw")
def withdraw(link_id: UUID) -> Any:
    with parts().database.session() as session:
        administrator_links.withdraw(session, door.actor(), link_id)
    return redirect(url_for("admin_administrators.page", done="withdraw"), 303)


def _page(problem: NamedError | None = None, link: str = "") -> Any:
    with parts().database.session(lasting=False) as session:
        listed = administrators.listed(session)
        links = administrator_links.still_open(session)
    address = administrator_links.address(parts().settings.base_url, link) if link else ""
    done = request.args.get("done", "")
    return render_template(
        "admin/administrators.html", listed=listed, links=links, problem=problem, address=address, done=done
    )


def _row(session: Session, administrator_id: UUID) -> Administrator:
    row = session.get(Administrator, administrator_id)
    if row is None:
        raise PageError("not_found", 404)
    return row
