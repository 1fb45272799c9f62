"""/help: what each band, caveat and method is, and what people do with a report. The same pages inside a visit."""

from typing import Any

from flask import Blueprint, Flask, g, render_template

from plugin.domain.help.topics import KINDS, topics
from plugin.domain.help.topics import topic as topic_of
from plugin.web.errors import PageError

blueprint = Blueprint("help", __name__)
GUIDES = ("students", "teachers", "numbers", "limits")
_VISIT = "/visits/<uuid:visit_id>"


@blueprint.get("/help")
@blueprint.get(_VISIT + "/help")
def index() -> Any:
    return render_template("help/index.html", topics={kind: topics(kind) for kind in KINDS})


@blueprint.get("/help/<name>")
@blueprint.get(_VISIT + "/help/<name>")
def guide(name: str) -> Any:
    if name not in GUIDES:
        raise PageError("not_found", 404)
    return render_template(f"help/{name}.html")


@blueprint.get("/help/<kind>/<code>")
@blueprint.get(_VISIT + "/help/<kind>/<code>")
def topic(kind: str, code: str) -> Any:
    found = topic_of(kind, code)
    if found is None:
        raise PageError("not_found", 404)
    return render_template("help/topic.html", kind=kind, code=code, topic=found)


def stay_in_visit(app: Flask) -> None:
    @app.url_defaults
    def keep_visit(endpoint: str, values: dict[str, Any]) -> None:
        """Whoever came from a visit reads help within it, and finds back."""
        if endpoint.startswith("help.") and g.get("visit") is not None:
            values.setdefault("visit_id", g.visit.id)
