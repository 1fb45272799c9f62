"""Who may hold a page in a frame, and what the page itself may load."""

import re
from urllib.parse import urlsplit

from flask import Response, g, request

from plugin.store.tables import Registration
from plugin.web.admin import door

_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")


def allow(registration: Registration) -> None:
    """The answer to this request may stand in this platform's frame, though there is no visit yet."""
    g.ancestors = _ancestors(registration)


def allow_addresses(*urls: str) -> None:
    """The same for a platform that is not registered yet."""
    g.ancestors = _origins(*urls)


def allow_form_to(url: str) -> None:
    """The page of this answer has a form that leads there; from there the platform may lead on within its own hosts,
    to which browsers hold a form's target through every redirect."""
    g.forms_to = origin(url)


def frame(response: Response) -> Response:
    """Only the platform that launched may hold the page in a frame. Asks no database: where it is away, the page that
    says so would be lost with it.

    A refusal before there is a visit may stand in any frame: it shows nothing of anybody and has no button, and
    in the LMS's frame people would see an empty box instead of its words. One of the administration is a page with
    its buttons, and stands in none.
    """
    if response.mimetype == "text/html" and (ancestors := _of_answer(response.status_code)):
        forms = f"{g.forms_to} {ancestors}" if "forms_to" in g else "'self'"
        response.headers["Content-Security-Policy"] = content_policy(ancestors, forms)
    return response


def content_policy(ancestors: str, forms: str = "'self'") -> str:
    """No script, style or request but to our own address; `ancestors` may hold the page in a frame."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors {ancestors}"
    )


def _of_answer(status: int) -> str:
    visit = g.get("visit")
    if visit is not None:
        return _ancestors(visit.membership.course.deployment.registration)
    if request.endpoint is not None and door.is_here(request.endpoint):
        return ""
    return str(g.get("ancestors", "*" if status >= 400 else ""))


def _ancestors(registration: Registration) -> str:
    return _origins(registration.issuer, registration.auth_url)


def _origins(*urls: str) -> str:
    """Those of a platform's addresses; Canvas shares one issuer among many hosts, and a frame within a school's own
    host would be refused: there any Instructure host is named as well."""
    origins = {origin(url) for url in urls}
    if any(found.endswith((".instructure.com", ".canvaslms.com")) for found in origins):
        origins |= {"https://*.instructure.com", "https://*.canvaslms.com"}
    return " ".join(sorted(origins - {""})) or "'none'"


def origin(url: str) -> str:
    """ "" where it could not stand in a policy: whatever else a host holds would be read as more of it."""
    parsed = urlsplit(url)
    return f"{parsed.scheme}://{parsed.netloc}" if _HOST.fullmatch(parsed.netloc) else ""
