"""Methods and models: what reads the texts, where, and which methods reports show."""

from typing import Any

from flask import Blueprint, render_template, request

from plugin.domain.job import JobKind
from plugin.domain.methods_shown import MEMBERS
from plugin.domain.words import METHODS
from plugin.services import methods
from plugin.services.methods import UnknownMethodError
from plugin.store.queries import jobs
from plugin.web.admin import door
from plugin.web.parts import parts

blueprint = Blueprint("admin_methods", __name__, url_prefix="/admin/methods")


@blueprint.get("")
def page() -> Any:
    return _page()


@blueprint.post("/<code>")
def switch(code: str) -> Any:
    """Shown again at once: what was switched says so, and keeps the keyboard where it was."""
    on = request.form.get("shown") == "1"
    try:
        with parts().database.session() as session:
            methods.switch(session, door.actor(), code, on)
    except UnknownMethodError as error:
        return _page(error=error), 400
    return _page(switched=code)


def _page(switched: str = "", error: UnknownMethodError | None = None) -> str:
    settings = parts().settings
    with parts().database.session(lasting=False) as session:
        scorers, states = methods.scorers(session), methods.states(session, settings)
        samples = jobs.of_kind(session, JobKind.SAMPLE, 1)
    return render_template(
        "admin/methods.html", scorers=scorers, states=states, words=METHODS, members=MEMBERS, settings=settings,
        switched=switched, error=error, samples=samples,
    )  # fmt: skip
