"""The guard at every door: an address under /visits/<id>/ opens only for the browser that was launched into it, known
by its cookie or, where cookies are blocked, by the session that its page holds.

Default deny: an endpoint is open only when it is named in OPEN; a test walks the URL map.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from flask import Flask, Response, abort, g, request
from werkzeug.wrappers import Response as AnyResponse

from plugin.domain.purpose import Purpose
from plugin.domain.roles import Role
from plugin.services.tokens import hashed
from plugin.store.queries import courses
from plugin.store.tables import Assignment, Visit
from plugin.web import browser, framing, languages, page_session
from plugin.web.admin import door, menu
from plugin.web.api import door as api
from plugin.web.errors import PageError
from plugin.web.parts import parts

OPEN = frozenset(
    {
        "lti.login",
        "lti.launch",
        "cookieless.go",
        "cookieless.confirm",
        "cookieless.restart",
        "lti.key_set",
        "notices.receive",
        "connecting.connect",
        "connecting.canvas_key",
        "connecting.options",
        "connecting.register",
        "health.live",
        "health.ready",
        "health.front",
        "metrics.show",  # to its own token
        "conformance.tests",
        "report_keys.keys",
        "help.index",
        "help.guide",
        "help.topic",
        "admin_sign_in.form",
        "admin_sign_in.enter",
        "admin_sign_in.arrived",
        "admin_first_run.form",
        "admin_first_run.make",
        "admin_oidc.start",
        "admin_oidc.back",
        "static",
    }
)

_READING = ("GET", "HEAD", "OPTIONS")

P = ParamSpec("P")
R = TypeVar("R")


def guard(app: Flask) -> None:
    app.before_request(_open)
    app.after_request(framing.frame)
    app.after_request(_renew)
    app.context_processor(_for_templates)


def current() -> Visit:
    return g.visit  # type: ignore[no-any-return]


def assignment() -> Assignment:
    """Of a visit whose purpose it is."""
    found = current().assignment
    if found is None:
        raise PageError("not_for_you", 403)
    return found


def only(role: Role | None, purpose: Purpose = Purpose.ASSIGNMENT) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Marks a view as being for one role of the course (None: any), and for visits of one purpose."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            here = current()
            if here.purpose != purpose.value or (role is not None and here.membership.role != role.value):
                raise PageError("not_for_you", 403)
            return view(*args, **kwargs)

        return guarded

    return mark


def _open() -> AnyResponse | None:
    if request.endpoint is None and door.is_below(request.path):
        door.recognise()  # what they are told is that there is no such page
    if request.endpoint is None or _is_open(request.endpoint):
        return None
    if door.is_here(request.endpoint):
        return _open_administration()
    if api.is_here(request.endpoint):
        api.open_or_refuse()
        return None
    _open_visit()
    languages.changed()
    return None


def _is_open(endpoint: str) -> bool:
    """Help opens for anybody; below the address of a visit it is one of its pages, with its menu and language."""
    return endpoint in OPEN and "visit_id" not in (request.view_args or {})


def _open_administration() -> AnyResponse | None:
    if elsewhere := door.open_or_lead_to_sign_in():
        return elsewhere
    if request.method not in _READING and not door.form_token_is_right(_sent_form_token()):
        abort(400)
    return None


def _open_visit() -> None:
    visit_id = (request.view_args or {}).pop("visit_id", None)  # views read it from the visit, checked
    secret = _secret(visit_id)
    visit = _find(visit_id, secret)
    if secret is None or visit is None:
        raise PageError("visit_over", 401)
    g.visit, g.browser = visit, secret
    if request.method not in _READING:
        _check_form_token(visit, secret)


def _secret(visit_id: object) -> str | None:
    """What the cookie says, or the session that a page without cookies sends."""
    token = page_session.sent_header(request)
    if token is None:
        if secret := browser.secret_of(request):
            return secret
        token = page_session.sent_field(request)
    if token is None:
        return None
    g.page_session = True
    return page_session.secret_in(token, parts().settings.secret_key, visit_id)


def _find(visit_id: object, secret: str | None) -> Visit | None:
    if secret is None or not isinstance(visit_id, UUID):
        return None
    with parts().database.session() as session:
        return courses.open_visit(session, visit_id, hashed(secret))


def _renew(response: Response) -> Response:
    if not in_page_session():
        return response
    return page_session.hand_out(response, _token(), page_session.sent_header(request) is not None)


def in_page_session() -> bool:
    return "page_session" in g and "visit" in g


def _token() -> str:
    return page_session.issue(parts().settings.secret_key, current().id, g.browser)


def _check_form_token(visit: Visit, secret: str) -> None:
    if not browser.form_token_is_right(_sent_form_token(), parts().settings.secret_key, secret, visit.id):
        abort(400)


def _sent_form_token() -> str:
    return request.form.get("form_token", "") or request.headers.get("X-Form-Token", "")


def _for_templates() -> dict[str, Any]:
    return {"administrator": g.get("administrator"), "admin_menu": menu.PAGES} | _of_reader()


def _of_reader() -> dict[str, Any]:
    if "administrator" in g:
        return {"visit": None, "form_token": door.form_token(), "page_session": ""}
    visit = g.get("visit")
    if visit is None:
        return {"visit": None, "form_token": "", "page_session": ""}
    token = browser.form_token(parts().settings.secret_key, g.browser, visit.id)
    return {"visit": visit, "form_token": token, "page_session": _token() if in_page_session() else ""}
