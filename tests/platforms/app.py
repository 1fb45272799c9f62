"""The platform as a web application, with a few pages for a person: a stand-in for an LMS, never the real thing."""

from pathlib import Path
from typing import Any

from flask import Flask, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from tests.platforms.personality import Personality
from tests.platforms.platform import Platform, RefusedError, Tool
from tests.platforms.school import School, example_school
from tests.platforms.services import services

_HERE = Path(__file__).parent


def make_platform(
    personality: Personality, base_url: str, tool_url: str, school: School | None = None, **more: Any
) -> Platform:
    return Platform(personality, base_url, Tool(tool_url), school or example_school(personality.subs), **more)


def make_app(platform: Platform) -> Flask:
    app = Flask(__name__, template_folder=str(_HERE / "templates"), static_folder=str(_HERE / "static"))
    app.register_blueprint(services(platform))
    app.context_processor(lambda: {"platform": platform, "school": platform.school})

    @app.errorhandler(RefusedError)
    def refused(error: RefusedError) -> ResponseReturnValue:
        return jsonify({"error": error.error, "error_description": error.detail}), 400

    @app.get("/")
    def course() -> str:
        return render_template("course.html")

    @app.get("/as/<key>")
    def assignment(key: str) -> str:
        """The assignment page: the tool stands in a frame."""
        return render_template("assignment.html", person=_person(platform, key))

    @app.get("/as/<key>/launch")
    def launch(key: str) -> str:
        fields = platform.begin(_person(platform, key))
        return render_template("post.html", action=platform.tool.login_url, fields=fields)

    @app.route("/auth", methods=["GET", "POST"])
    def auth() -> str:
        fields = platform.authenticate(request.values.to_dict())
        return render_template("post.html", action=platform.tool.launch_url, fields=fields)

    @app.get("/jwks")
    def key_set() -> ResponseReturnValue:
        platform.seen.append(("GET", "/jwks"))
        return jsonify(platform.key_set())

    @app.post("/token")
    def token() -> ResponseReturnValue:
        response = jsonify(platform.grant(request.form.to_dict()))
        response.headers["Content-Type"] = platform.personality.token_content_type
        return response

    @app.get("/gradebook")
    def gradebook() -> str:
        return render_template("gradebook.html")

    @app.get("/gradebook.json")
    def gradebook_json() -> ResponseReturnValue:
        return jsonify(grades(platform))

    return app


def grades(platform: Platform) -> dict[str, Any]:
    """What the gradebook shows, by person and column."""
    return {
        person.key: {
            item.label: {"score": cell.score, "maximum": item.maximum, "comments": cell.comments, "posts": cell.posts}
            for item in platform.school.line_items.values()
            if (cell := item.cells.get(person.sub))
        }
        for person in platform.school.people
    }


def _person(platform: Platform, key: str) -> Any:
    try:
        return platform.school.person(key)
    except StopIteration:
        abort(404)
