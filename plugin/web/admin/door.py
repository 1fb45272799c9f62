"""The guard before the administration: pages of blueprints named admin… open for who is signed in, and nobody else."""

from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugin.domain.language import nearest
from plugin.services import administrators, known_browsers, languages
from plugin.services.audit import Actor
from plugin.services.sign_in import SignedIn
from plugin.store.tables import Administrator
from plugin.web import browser
from plugin.web.languages import ASKED, changed
from plugin.web.parts import parts

COOKIE = "__Host-caveat-admin"
KNOWN = "__Host-caveat-admin-known"
PREFIX = "admin"
HOME = "/admin"

AResponse = TypeVar("AResponse", bound=AnyResponse)


def is_here(endpoint: str) -> bool:
    return endpoint.split(".")[0].startswith(PREFIX)


def is_below(path: str) -> bool:
    """Of an address that need not lead anywhere."""
    return f"{path}/".startswith(f"{HOME}/")


def open_or_lead_to_sign_in() -> AnyResponse | None:
    if recognise():
        return None
    asked = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("admin_sign_in.form", next=None if asked in ("", HOME) else asked), 303)


def recognise() -> bool:
    """Is somebody signed in? Then this page is theirs, and in their language."""
    secret = secret_sent()
    with parts().database.session(lasting=False) as session:
        found = administrators.session_of(session, secret) if secret else None
    if found is None:
        return False
    g.administrator, g.administrator_session, g.browser = found.administrator, found, secret
    changed()
    return True


def secret_sent() -> str:
    return request.cookies.get(COOKIE, "")


def known_sent() -> str:
    return request.cookies.get(KNOWN, "")


def administrator() -> Administrator:
    return g.administrator  # type: ignore[no-any-return]


def actor() -> Actor:
    return Actor("administrator", administrator().id)


def form_token() -> str:
    return browser.form_token(parts().settings.secret_key, g.browser, g.administrator_session.id)


def form_token_is_right(sent: str) -> bool:
    return browser.form_token_is_right(sent, parts().settings.secret_key, g.browser, g.administrator_session.id)


def is_from_elsewhere() -> bool:
    """A form that another site sent to a page where nobody is signed in yet: it could sign a person in as another."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != request.host


def place(asked: str) -> str:
    """Where somebody was on the way to: a page of the administration, else its first one."""
    inside = asked == HOME or asked.startswith((HOME + "/", HOME + "?"))
    safe = inside and asked.isprintable() and "\\" not in asked and "//" not in asked.partition("?")[0]
    return asked if safe and len(asked) <= 2000 else HOME


def keep(response: AResponse, entered: SignedIn) -> AResponse:
    """No page of another site, frame or form ever comes with these. A language that was chosen at the door stays."""
    if chosen := nearest(request.args.get(ASKED, "")):
        with parts().database.session() as session:
            if found := administrators.session_of(session, entered.session):
                languages.choose_for_administrator(session, found.administrator.id, chosen)
    options = {"path": "/", "secure": True, "httponly": True, "samesite": "Strict"}
    response.set_cookie(COOKIE, entered.session, **options)  # type: ignore[arg-type]
    long = int(known_browsers.LIFETIME / timedelta(seconds=1))
    response.set_cookie(KNOWN, entered.known, max_age=long, **options)  # type: ignore[arg-type]
    return response


def forget(response: AResponse) -> AResponse:
    """Signed out; the browser stays a known one."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    return response
