"""/lti/: login, launch and our public keys."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from plugin.domain.purpose import Purpose
from plugin.domain.roles import Role
from plugin.lms.errors import LaunchRefusedError
from plugin.services import launches, logins, platforms, points, rosters
from plugin.store.queries import courses
from plugin.web import browser, cookieless, visit
from plugin.web.errors import PageError, refused_launch
from plugin.web.parts import parts

blueprint = Blueprint("lti", __name__)


@blueprint.route("/lti/login", methods=["GET", "POST"])
def login() -> Any:
    secret = browser.secret_of(request)
    try:
        parameters = _parameters()
        if secret is None:
            return cookieless.ask_for_cookie(parameters)
        with parts().database.session(lasting=False) as session:
            going = logins.start_login(session, parameters, parts().settings.launch_url, secret)
    except LaunchRefusedError as error:
        return refused_launch(error)
    return browser.keep(_redirect(going.url), secret)


@blueprint.post("/lti/launch")
def launch() -> Any:
    secret = browser.secret_of(request) or ""
    parameters: dict[str, str] = {}
    try:
        parameters = _parameters()
        visit_id = launches.accept_launch(parts().database, parameters, secret, parts().key_sets, parts().settings.host)
    except LaunchRefusedError as error:
        return cookieless.unrecognised(parameters, error) if error.code == "state" else refused_launch(error)
    return browser.keep(_redirect(url_for("lti.arrive", visit_id=visit_id)), secret)


# Where a visit begins: by purpose, and by role (None: whatever the role).
_FIRST_PAGES: dict[tuple[Purpose, Role | None], str] = {
    (Purpose.ASSIGNMENT, Role.LEARNER): "submit.assignment",
    (Purpose.ASSIGNMENT, Role.STAFF): "course.class_page",
    (Purpose.COURSE, Role.STAFF): "course_index.index",
    (Purpose.COURSE, Role.LEARNER): "course_index.student",
    (Purpose.DEEP_LINKING, Role.STAFF): "deep_linking.choose",
    (Purpose.DEEP_LINKING, None): "deep_linking.refused",
    (Purpose.EULA, None): "eula.show",
}


@blueprint.get("/visits/<uuid:visit_id>/")
def arrive() -> Any:
    """Learners land on the assignment, staff on the class; what a launch is about may name another page."""
    here = visit.current()
    _freshen()
    purpose, role = Purpose(here.purpose), Role(here.membership.role)
    endpoint = _FIRST_PAGES.get((purpose, role)) or _FIRST_PAGES.get((purpose, None))
    if endpoint is None:
        raise PageError("no_role", 403) if role is Role.GUEST else PageError("not_for_you", 403)
    landing = here.facts.get("landing") or {"endpoint": endpoint}
    return _redirect(url_for(landing["endpoint"], visit_id=here.id, **landing.get("values", {})))


@blueprint.get("/lti/jwks")
def key_set() -> Response:
    with parts().database.session() as session:
        platforms.ensure_key(session, parts().settings.secret_key)
        response = jsonify(platforms.key_set(session))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _freshen() -> None:
    """Have members and points read in the background when they are old or were never read."""
    here = visit.current()
    with parts().database.session() as session:
        course = courses.course(session, here.membership.course_id)
        old_roster = course is not None and rosters.is_stale(course)
    if old_roster:
        parts().bell.roster(here.membership.course_id)
    if here.assignment is not None and points.are_open(here.assignment):
        parts().bell.points(here.assignment.id)


def _parameters() -> dict[str, str]:
    """Parameters of a GET or POST; one that comes twice could be read two ways, so it is refused."""
    values: MultiDict[str, str] = request.values
    if any(len(values.getlist(name)) > 1 for name in values):
        raise LaunchRefusedError("parameter_twice")
    return values.to_dict()


def _redirect(url: str) -> Response:
    return make_response(redirect(url, code=302))
