"""The guard before the administration: pages of blueprints named admin… open for who is signed in, and nobody else."""

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugin.services import administrators
from plugin.services.audit import Actor
from plugin.store.tables import Administrator
from plugin.web import browser
from plugin.web.parts import parts

COOKIE = "__Host-caveat-admin"
PREFIX = "admin"


def is_here(endpoint: str) -> bool:
    return endpoint.split(".")[0].startswith(PREFIX)


def open_or_lead_to_sign_in() -> AnyResponse | None:
    secret = request.cookies.get(COOKIE, "")
    with parts().database.session(lasting=False) as session:
        found = administrators.session_of(session, secret) if secret else None
    if found is None:
        return redirect(url_for("admin_sign_in.form"), 303)
    g.administrator, g.administrator_session, g.browser = found.administrator, found, secret
    return None


def administrator() -> Administrator:
    return g.administrator  # type: ignore[no-any-return]


def actor() -> Actor:
    return Actor("administrator", administrator().id)


def form_token() -> str:
    return browser.form_token(parts().settings.secret_key, g.browser, g.administrator_session.id)


def form_token_is_right(sent: str) -> bool:
    return browser.form_token_is_right(sent, parts().settings.secret_key, g.browser, g.administrator_session.id)


def keep(response: Response, secret: str) -> Response:
    """No page of another site, frame or form ever comes with this one."""
    response.set_cookie(COOKIE, secret, path="/", secure=True, httponly=True, samesite="Strict")
    return response


def forget(response: AnyResponse) -> AnyResponse:
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    return response
