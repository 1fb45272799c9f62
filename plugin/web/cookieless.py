"""Launches where a browser keeps no cookie for us in the LMS's frame, or has none yet.

In this order: a Partitioned cookie, the platform's storage (LTI postMessage Storage), a window of its own. Which one
works is found out before the authorization endpoint: Moodle and Canvas take a login's hint once, so that nothing can
begin again after it.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.id_token import MAX_TOKEN
from plugin.services import launches, logins
from plugin.services.logins import Knock
from plugin.web import browser, framing, page_session
from plugin.web.errors import refused_launch
from plugin.web.parts import parts

blueprint = Blueprint("cookieless", __name__)

PROOF = "X-Caveat-Proof"


def ask_for_cookie(parameters: Mapping[str, str]) -> Response:
    """A first login in this browser: set the cookie, and come back to see whether it stays."""
    with parts().database.session(lasting=False) as session:
        ticket = logins.take_ticket(session, parameters, parts().settings.launch_url)
    response = make_response(redirect(url_for("cookieless.go", login=ticket), 302))
    return browser.keep(response, browser.new_secret())


@blueprint.get("/lti/login/go")
def go() -> Any:
    kept = browser.secret_of(request)
    secret = kept or browser.new_secret()
    try:
        with parts().database.session(lasting=False) as session:
            knock = logins.redeem(session, request.args.get("login", ""))
            going = logins.start_login(session, knock.parameters, parts().settings.launch_url, secret)
            again = "" if kept else _later(session, knock)
    except LaunchRefusedError as error:
        return refused_launch(error)
    if kept:
        return redirect(going.url, 302)
    framing.allow(knock.registration)
    storage = _storage(knock, going.state)
    if storage is None:
        return _no_cookies() if _has_window() else render_template("new_window.html", login=again)
    return render_template("put_storage.html", login=again, storage=storage, secret=secret, url=going.url)


@blueprint.post("/lti/login/restart")
def restart() -> Any:
    """In a window of its own, where our cookie is nobody's third party.

    A page leads on and not a redirect: a form's target is held to our form-action through every redirect, and where
    an institution's sign-in stands before the LMS nobody knows them all.
    """
    secret = browser.secret_of(request) or browser.new_secret()
    try:
        with parts().database.session(lasting=False) as session:
            knock = logins.redeem(session, request.form.get("login", ""))
            parameters = {name: knock.parameters[name] for name in knock.parameters if name != "lti_storage_target"}
            going = logins.start_login(session, parameters, parts().settings.launch_url, secret)
    except LaunchRefusedError as error:
        return refused_launch(error)
    return browser.keep(make_response(render_template("going.html", url=going.url)), secret)


def unrecognised(parameters: Mapping[str, str], error: LaunchRefusedError) -> Any:
    """A launch whose browser sent no cookie of its login: the platform may have kept our secret, else begin again."""
    with parts().database.session(lasting=False) as session:
        knock = logins.waiting(session, parameters.get("state", ""))
        again = _later(session, knock) if knock else ""
    if knock is None:
        return refused_launch(error)
    if parameters.get("error"):  # the same page whoever sees it, so it needs no proof
        return refused_launch(LaunchRefusedError("platform_error"))
    framing.allow(knock.registration)
    storage = _storage(knock, parameters["state"])
    if storage is None and _has_window():
        return _no_cookies()
    if storage is None or not 0 < len(parameters.get("id_token", "")) <= MAX_TOKEN:
        return refused_launch(error, login=again)
    return render_template("get_storage.html", login=again, storage=storage, launch=parameters)


@blueprint.post("/lti/launch/confirm")
def confirm() -> Any:
    """The launch again, with what the platform's storage held. No other site's form can send this header."""
    proof, holder = request.headers.get(PROOF, ""), page_session.new_holder()
    sent_from = request.headers.get("Origin", "")
    try:
        if sent_from and sent_from != framing.origin(parts().settings.base_url):
            raise LaunchRefusedError("state", 401)
        visit_id = launches.accept_launch(
            parts().database, request.form.to_dict(), proof, parts().key_sets, parts().settings.host, holder
        )
    except LaunchRefusedError as error:
        return refused_launch(error)
    token = page_session.issue(parts().settings.secret_key, visit_id, holder)
    return jsonify(session=token, go=url_for("lti.arrive", visit_id=visit_id))


@blueprint.get("/visits/<uuid:visit_id>/session")
def stay() -> Any:
    """An open page asks now and then, so that an hour of typing outlives its session's twenty minutes."""
    return "", 204


def _has_window() -> bool:
    """Whether this is no frame: then another window would help no more."""
    return request.headers.get("Sec-Fetch-Dest") == "document"


def _no_cookies() -> Any:
    return refused_launch(LaunchRefusedError("cookies_blocked", 401))


def _storage(knock: Knock, state: str) -> dict[str, str] | None:
    target = logins.storage_target(knock.parameters)
    if target is None:
        return None
    return {"target": target, "key": f"lti_state_{state}", "origin": framing.origin(knock.registration.auth_url)}


def _later(session: Session, knock: Knock) -> str:
    """A ticket for the button of a page, which may stand a while before somebody presses it."""
    return logins.take_ticket(session, knock.parameters, parts().settings.launch_url, logins.STATE_LIFETIME)
