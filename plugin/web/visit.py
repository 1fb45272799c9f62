"""The guard at every door: an address under /visits/<id>/ opens only for the browser that was launched into it.

Default deny: an endpoint is open only when it is named in OPEN; a test walks the URL map.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, abort, g, request

from plugin.domain.purpose import Purpose
from plugin.domain.roles import Role
from plugin.services.tokens import hashed
from plugin.store.queries import courses
from plugin.store.tables import Assignment, Visit
from plugin.web import browser
from plugin.web.errors import PageError
from plugin.web.parts import parts

OPEN = frozenset({"lti.login", "lti.launch", "lti.key_set", "health.live", "health.ready", "health.front", "static"})

P = ParamSpec("P")
R = TypeVar("R")


def guard(app: Flask) -> None:
    app.before_request(_open_visit)
    app.after_request(_frame)
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


def _open_visit() -> None:
    if request.endpoint is None or request.endpoint in OPEN:
        return
    secret = browser.secret_of(request)
    visit = _find(request.view_args or {}, secret)
    if secret is None or visit is None:
        raise PageError("visit_over", 401)
    g.visit, g.browser = visit, secret
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _check_form_token(visit, secret)


def _find(arguments: dict[str, Any], secret: str | None) -> Visit | None:
    visit_id = arguments.pop("visit_id", None)  # views read it from the visit, checked
    if secret is None or not isinstance(visit_id, UUID):
        return None
    with parts().database.session() as session:
        return courses.open_visit(session, visit_id, hashed(secret))


def _check_form_token(visit: Visit, secret: str) -> None:
    sent = request.form.get("form_token", "") or request.headers.get("X-Form-Token", "")
    if not browser.form_token_is_right(sent, parts().settings.secret_key, secret, visit.id):
        abort(400)


def _frame(response: Response) -> Response:
    """Only the platform that launched may hold the page in a frame.

    A refusal before there is a visit may stand in any frame: it shows nothing of anybody and has no button, and
    in the LMS's frame people would see an empty box instead of its words.
    """
    visit = g.get("visit")
    if response.mimetype == "text/html" and (visit is not None or response.status_code >= 400):
        response.headers["Content-Security-Policy"] = content_policy(_ancestors(visit) if visit is not None else "*")
    return response


def content_policy(ancestors: str) -> str:
    """No script, style or request but to our own address; `ancestors` may hold the page in a frame."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )


def _ancestors(visit: Visit) -> str:
    """The issuer's origin and the authorization endpoint's; Canvas shares one issuer among many hosts, and a
    frame within a school's own host would be refused: there any Instructure host is named as well."""
    with parts().database.session() as session:
        course = courses.course(session, visit.membership.course_id)
        registration = course.deployment.registration if course else None
        origins = {_origin(registration.issuer), _origin(registration.auth_url)} if registration else set()
    if any(origin.endswith((".instructure.com", ".canvaslms.com")) for origin in origins):
        origins |= {"https://*.instructure.com", "https://*.canvaslms.com"}
    return " ".join(sorted(origins - {""})) or "'none'"


def _origin(url: str) -> str:
    parsed = urlsplit(url)
    return f"{parsed.scheme}://{parsed.netloc}" if parsed.netloc else ""


def _for_templates() -> dict[str, Any]:
    visit = g.get("visit")
    if visit is None:
        return {"visit": None, "form_token": ""}
    token = browser.form_token(parts().settings.secret_key, g.browser, visit.id)
    return {"visit": visit, "form_token": token}
