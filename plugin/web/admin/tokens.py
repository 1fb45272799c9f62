"""Tokens of programs: made, seen once, revoked."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.api_scopes import OF_ONE_INSTALLATION, SCOPES
from plugin.domain.errors import NamedError
from plugin.services import api_tokens
from plugin.store.queries import api_tokens as queries
from plugin.web.admin import door, once
from plugin.web.parts import parts

blueprint = Blueprint("admin_tokens", __name__, url_prefix="/admin/tokens")


@blueprint.get("")
def page() -> Any:
    return _page(made=once.told())


@blueprint.post("")
def make() -> Any:
    try:
        asked = api_tokens.wanted(
            request.form.get("name", ""),
            request.form.getlist("scope"),
            _deployment(),
            request.form.get("days", 0, int),
        )
        with parts().database.session() as session:
            _, token = api_tokens.make(session, door.actor(), asked)
    except NamedError as error:
        return _page(problem=error), 400
    return once.lead_to(url_for("admin_tokens.page"), token)


@blueprint.post("/<uuid:token_id>/revoke")
def revoke(token_id: UUID) -> Any:
    with parts().database.session() as session:
        api_tokens.revoke(session, door.actor(), token_id)
    return redirect(url_for("admin_tokens.page", done="revoked"), 303)


def _page(problem: NamedError | None = None, made: str = "") -> Any:
    with parts().database.session(lasting=False) as session:
        rows = [(row, api_tokens.state_of(row)) for row in queries.all_of_them(session)]
        deployments = queries.deployments(session)
        makers = queries.names_of_makers(session)
    typed = request.form if problem else {}
    return render_template(
        "admin/tokens.html",
        rows=rows,
        makers=makers,
        deployments=deployments,
        named={row.id: row for row in deployments},
        scopes=list(SCOPES.items()),
        of_one=OF_ONE_INSTALLATION,
        typed=typed,
        typed_scopes=request.form.getlist("scope") if problem else [],
        most_days=api_tokens.MOST_DAYS,
        problem=problem,
        made=made,
        done=request.args.get("done", ""),
    )


def _deployment() -> UUID | None:
    try:
        return UUID(request.form.get("deployment", ""))
    except ValueError:
        return None
