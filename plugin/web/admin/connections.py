"""The LMSs that are connected: invited by a link or connected by hand, and the installations that wait for a word."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import connecting, connection_check, platforms
from plugin.store.queries import invitations
from plugin.store.queries import platforms as queries
from plugin.store.tables import Deployment, Registration
from plugin.web.admin import connection, door, keys, once, said
from plugin.web.parts import parts

blueprint = Blueprint("admin_connections", __name__, url_prefix="/admin/connections")
DAYS = 7


@blueprint.get("")
def page() -> Any:
    return _page()


@blueprint.post("/invitations")
def invite() -> Any:
    note = "".join(c for c in request.form.get("note", "") if c.isprintable()).strip()[:255]
    days = request.form.get("days", "")
    if not (days.isascii() and days.isdigit() and len(days) < 5 and 1 <= int(days) <= connecting.MAX_DAYS):
        return _page(_days_problem(), note, days)
    with parts().database.session() as session:
        platforms.ensure_key(session, parts().settings.secret_key)
        row, token = connecting.invite(session, note, int(days), door.actor())
    return once.lead_to(url_for("admin_connections.invited", invitation_id=row.id), token)


@blueprint.get("/invitations/<uuid:invitation_id>")
def invited(invitation_id: UUID) -> Any:
    """The link, which is shown this once."""
    with parts().database.session(lasting=False) as session:
        row = invitations.by_id(session, invitation_id)
    token = once.told()
    if row is None or not token:
        return redirect(url_for("admin_connections.page"), 303)
    link = connecting.link(parts().settings.base_url, token)
    return render_template("admin/invitation.html", invitation=row, link=link)


@blueprint.post("/invitations/<uuid:invitation_id>/withdraw")
def withdraw(invitation_id: UUID) -> Any:
    with parts().database.session() as session:
        connecting.withdraw(session, invitation_id, door.actor())
    return said.go_on("admin_connections.page", "withdrawn")


@blueprint.post("/deployments/<uuid:deployment_id>/<any(approved,blocked):state>")
def decide(deployment_id: UUID, state: str) -> Any:
    try:
        with parts().database.session() as session:
            row = platforms.decide_deployment(session, deployment_id, state, door.actor())
    except platforms.NoSuchDeploymentError:
        return said.go_on("admin_connections.page", "deployment_gone")
    if "here" in request.form:
        return said.go_on("admin_connections.one", state, registration_id=row.registration_id)
    return said.go_on("admin_connections.page", state)


def _page(problem: NamedError | None = None, note: str = "", days: str = str(DAYS)) -> Any:
    with parts().database.session(lasting=False) as session:
        registrations, deployments = queries.registrations(session), queries.deployments(session)
        invited = invitations.all_of_them(session)
    page = render_template(
        "admin/connections.html",
        said=said.sentence(),
        problem=problem,
        note=note,
        days=days,
        most_days=connecting.MAX_DAYS,
        rows=[_row(one, deployments) for one in registrations],
        pending=[one for one in deployments if one.state == "pending"],
        invited=[(one, connecting.state_of(one)) for one in reversed(invited)],
    )
    return page, 400 if problem else 200


def _row(registration: Registration, deployments: list[Deployment]) -> dict[str, Any]:
    mine = [one for one in deployments if one.registration_id == registration.id]
    launched: list[datetime] = [one.launched for one in mine if one.launched]
    return {
        "registration": registration,
        "deployments": {state: sum(one.state == state for one in mine) for state in ("approved", "pending", "blocked")},
        "launched": max(launched, default=None),
        "passed": connection_check.passed(registration),
    }


def _days_problem() -> NamedError:
    return NamedError(
        "invitation_days",
        say("No link was made."),
        say("Say for how many days it shall work: from 1 to %(most)s.", most=connecting.MAX_DAYS),
    )


connection.add_to(blueprint)
keys.add_to(blueprint)
