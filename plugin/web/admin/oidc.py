"""Single sign-on: to the provider, and back.

On the way back the browser comes from another site, so that no strict cookie travels with it: a page of our own
stands between, which leads on.
"""

import hmac
import logging
from dataclasses import astuple
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.lms.outgoing import PlatformSession
from plugin.oidc_settings import OidcSettings
from plugin.services import oidc_accounts, sign_in
from plugin.services.oidc import Journey, OidcFailedError, Provider, new_journey
from plugin.services.signing import NotOursError, Signer
from plugin.web.admin import door
from plugin.web.admin import sign_in as sign_in_page
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("admin_oidc", __name__, url_prefix="/admin/single-sign-on")
log = logging.getLogger(__name__)
COOKIE = "__Host-caveat-admin-oidc"
_SECONDS = 600  # somebody looks for their phone meanwhile


@blueprint.get("")
def start() -> Any:
    journey = new_journey()
    try:
        address = _provider().address(journey)
    except OidcFailedError as error:
        return _refused(_failed(error))
    way = [list(astuple(journey)), request.args.get("link", ""), door.place(request.args.get("next", ""))]
    response = make_response(redirect(address, 303))
    response.set_cookie(
        COOKIE, _signer().sign(way), max_age=_SECONDS, path="/", secure=True, httponly=True, samesite="Lax"
    )
    return response


@blueprint.get("/back")
def back() -> Any:
    try:
        journey, link, place = _way()
        claims = _provider().claims(_code(journey), journey)
        with parts().database.session() as session:
            row = oidc_accounts.account_of(session, _settings(), claims, link)
            entered = sign_in.enter(session, row, door.known_sent(), door.secret_sent())
    except OidcFailedError as error:
        return _refused(_failed(error))
    except NamedError as error:
        return _refused(error)
    onward = url_for("admin_sign_in.arrived", next=place)
    return _forget(door.keep(make_response(render_template("admin/onward.html", onward=onward)), entered))


def _way() -> tuple[Journey, str, str]:
    """What this browser set out with. Raise OidcFailedError when it did not, or too long ago."""
    try:
        journey, link, place = _signer().read(request.cookies.get(COOKIE, ""))
    except NotOursError as error:
        raise OidcFailedError("oidc_state") from error
    return Journey(*journey), link, place


def _code(journey: Journey) -> str:
    """Raise OidcFailedError for an answer to another question (RFC 9207 names the provider in it)."""
    if not hmac.compare_digest(request.args.get("state", "").encode(), journey.state.encode()):
        raise OidcFailedError("oidc_state")
    if request.args.get("iss", _settings().issuer) != _settings().issuer:
        raise OidcFailedError("oidc_issuer")
    if "error" in request.args or not request.args.get("code"):
        raise OidcFailedError("oidc_denied")
    return request.args["code"]


def _provider() -> Provider:
    uri = parts().settings.base_url + url_for("admin_oidc.back")
    return Provider(_settings(), PlatformSession(parts().settings.reach), uri)


def _settings() -> OidcSettings:
    found = parts().settings.oidc
    if found is None:
        raise PageError("not_found", 404)
    return found


def _failed(error: OidcFailedError) -> NamedError:
    log.warning("single sign-on failed: %s", error.code)
    step = say("Try again. If it stays so, the code tells whoever runs Caveat where to look.")
    return NamedError(error.code, say("Single sign-on did not work."), step)


def _refused(problem: NamedError) -> Any:
    return _forget(sign_in_page.page(problem)), 403


def _forget(response: Any) -> Any:
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def _signer() -> Signer:
    return Signer(parts().settings.secret_key, "caveat single sign-on", _SECONDS)
