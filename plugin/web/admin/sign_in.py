"""Signing in to the administration."""

from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import administrators, sign_in
from plugin.services.sign_in import Attempt
from plugin.store.queries import administrators as queries
from plugin.web.admin import door
from plugin.web.parts import parts

blueprint = Blueprint("admin_sign_in", __name__, url_prefix="/admin")


@blueprint.get("/sign-in")
def form() -> Any:
    """Whoever follows a link of another site, as in a mail, comes without the strict cookie though they may be signed
    in: a page of our own leads here once more, and then it is there."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        onward = url_for("admin_sign_in.form", next=door.place(request.args.get("next", "")))
        return render_template("admin/onward.html", onward=onward)
    if _session_is_open():
        return redirect(door.place(request.args.get("next", "")), 303)
    return page(None)


@blueprint.post("/sign-in")
def enter() -> Any:
    if door.is_from_elsewhere():
        abort(400)
    try:
        entered = sign_in.sign_in(parts().database, parts().settings.secret_key, _attempt())
    except NamedError as error:
        return page(error), 503
    if entered is None:
        return page(_refused()), 401
    way = url_for("admin_sign_in.arrived", next=door.place(request.form.get("next", "")))
    return door.keep(redirect(way, 303), entered)


@blueprint.get("/arrived")
def arrived() -> Any:
    """Whether the browser kept the cookie shows on the next page that it asks for."""
    if not _session_is_open():
        return page(_no_cookies()), 400
    return redirect(door.place(request.args.get("next", "")), 303)


def _session_is_open() -> bool:
    secret = door.secret_sent()
    with parts().database.session(lasting=False) as session:
        return bool(secret) and administrators.session_of(session, secret) is not None


def page(problem: NamedError | None) -> Any:
    """What was typed stays, but for the secrets."""
    with parts().database.session(lasting=False) as session:
        first = not queries.any_there(session)
    return make_response(
        render_template(
            "admin/sign_in.html",
            first=first,
            problem=problem,
            single_sign_on=parts().settings.oidc is not None,
            name=request.form.get("name", ""),
            next=door.place(request.values.get("next", "")),
        )
    )


def _attempt() -> Attempt:
    name, password, code = (request.form.get(field, "") for field in ("name", "password", "code"))
    return Attempt(name, password, code, known=door.known_sent(), before=door.secret_sent())


def _refused() -> NamedError:
    return NamedError(
        "sign_in_refused",
        say("Name, password and code do not go together."),
        say("A code works once, for half a minute: wait for the next. After several tries, wait for 15 minutes."),
    )


def _no_cookies() -> NamedError:
    return NamedError(
        "cookies_blocked",
        say("Your browser keeps no cookies for Caveat."),
        say("The administration needs one to know you on the next page. Allow cookies here, and sign in again."),
    )
