"""The platform as a web application, with a few pages for a person: a stand-in for an LMS, never the real thing."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tests.platforms.choosing import choosing
from tests.platforms.members import members
from tests.platforms.native_pages import native_pages
from tests.platforms.pages import pages
from tests.platforms.personality import Personality
from tests.platforms.platform import Platform, Seen
from tests.platforms.processing import processing
from tests.platforms.refusals import ServiceError
from tests.platforms.registrations import registrations
from tests.platforms.school import School
from tests.platforms.services import services
from tests.platforms.tokens import KeysUnreachableError, RefusedError
from tests.platforms.tool import ToolSettings

_HERE = Path(__file__).parent


def create_platform(
    personality: Personality, base_url: str, tool: ToolSettings, school: School | None = None, **more: Any
) -> Flask:
    """The application; its Platform, with all that it recorded, is `platform_of(app)`."""
    return make_app(Platform(personality, base_url, tool, school or personality.school(), **more))


def platform_of(app: Flask) -> Platform:
    found: Platform = app.extensions["platform"]
    return found


def make_platform(
    personality: Personality, base_url: str, tool_url: str, school: School | None = None, **more: Any
) -> Platform:
    """A platform for a tool with Caveat's own addresses below `tool_url`."""
    tool = ToolSettings.at(tool_url)
    return Platform(personality, base_url, tool, school or personality.school(), **more)


def make_app(platform: Platform) -> Flask:
    app = Flask(__name__, template_folder=str(_HERE / "templates"), static_folder=str(_HERE / "static"))
    app.extensions["platform"] = platform
    rooms = (services, members, pages, choosing, registrations, processing, native_pages)
    for room in rooms:
        app.register_blueprint(room(platform))
    app.context_processor(lambda: {"platform": platform, "school": platform.school})
    _endpoints(app, platform)
    _token_endpoint(app, platform)
    _keep_record(app, platform)
    return app


def make_services_app(platform: Platform) -> Flask:
    """The services alone, for a tool that is tested without launches: made in a fraction of the time."""
    app = Flask(__name__, static_folder=None)
    for room in (services(platform), members(platform)):
        app.register_blueprint(room)
    _token_endpoint(app, platform)
    _keep_record(app, platform)
    return app


def _keep_record(app: Flask, platform: Platform) -> None:
    @app.before_request
    def keep() -> None:
        request.get_data()  # read before the form is, it stays for the record

    @app.after_request
    def note(response: Response) -> Response:
        path, body = request.full_path.rstrip("?"), request.get_data(as_text=True)
        platform.requests_seen.append(Seen(request.method, path, dict(request.headers), body, response.status_code))
        return response

    @app.errorhandler(ServiceError)
    def unserved(error: ServiceError) -> ResponseReturnValue:
        return jsonify({"errors": {"type": "error", "message": error.words}}), error.status, error.headers


def _endpoints(app: Flask, platform: Platform) -> None:
    p = platform.personality

    @app.get("/jwks")
    def key_set() -> ResponseReturnValue:
        return jsonify(platform.key_set())

    @app.get("/as/<key>/launch")
    def launch(key: str) -> ResponseReturnValue:
        """Begins a launch; ?fault= and ?variant= name how it is to go wrong or be unusual."""
        try:
            person = platform.school.person(key)
            fields = platform.begin(person, request.args.get("fault", ""), request.args.get("variant", ""))
        except (KeyError, StopIteration):
            abort(404)
        if p.login_method == "get":
            return redirect(f"{platform.tool.login_url}?{urlencode(fields)}")
        return render_template("post.html", action=platform.tool.login_url, fields=fields)

    @app.route("/auth", methods=["GET", "POST"])
    def auth() -> ResponseReturnValue:
        try:
            fields = platform.authenticate(_once(request.values))
        except RefusedError as error:
            if not error.to_tool:
                return render_template("refused.html", error=error), p.page_status
            fields = {"error": error.error, "error_description": error.detail, "state": request.values.get("state", "")}
        return render_template("post.html", action=platform.tool.launch_url, fields=fields)


def _token_endpoint(app: Flask, platform: Platform) -> None:
    p = platform.personality

    @app.post("/token")
    def token() -> ResponseReturnValue:
        try:
            response = jsonify(platform.grant(_once(request.form)))
        except RefusedError as error:
            if isinstance(error, KeysUnreachableError) and p.keys_unreachable_page:
                return render_template("refused.html", error=error), 404
            response = jsonify({"error": error.error, "error_description": error.detail})
            response.status_code = 400
        response.headers["Content-Type"] = p.token_content_type
        return response


def _once(values: Any) -> dict[str, str]:
    """OAuth 2.0 section 3.1: no parameter may come twice."""
    twice = [name for name in values if len(values.getlist(name)) > 1]
    if twice:
        raise RefusedError("invalid_request", f"{twice[0]} came twice")
    return dict(values.items())


def grades(platform: Platform) -> dict[str, Any]:
    """What the gradebook shows, by person and column."""
    return platform.gradebook
