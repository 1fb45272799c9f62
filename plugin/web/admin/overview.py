"""The administration's first page: what is to be done next, and how things stand."""

from typing import Any

from flask import Blueprint, render_template, request

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.domain.words.first_steps import FIRST_STEPS
from plugin.services import first_steps, institution
from plugin.web.admin import door, said
from plugin.web.parts import parts

blueprint = Blueprint("admin_overview", __name__, url_prefix="/admin")
LONGEST = {"name": 200, "contact": 500}
# step -> (endpoint, place on its page) where it is done; none: in the environment
PLACES = {
    "administrator": ("admin_account.page", ""),
    "named": ("admin_overview.page", "institution"),
    "workers": ("admin_queue.page", "workers"),
    "model": ("admin_queue.page", "workers"),
    "calibration": ("admin_calibrations.page", ""),
    "registration": ("admin_connections.page", "invite"),
    "launch": ("admin_connections.page", ""),
    "retention": ("admin_retention.page", ""),
}


@blueprint.get("")
def page() -> Any:
    return _page()


@blueprint.post("/institution")
def save() -> Any:
    typed = {name: _one_line(request.form.get(name, "")) for name in LONGEST}
    if any(len(text) > LONGEST[name] for name, text in typed.items()):
        problem = NamedError(
            "institution_too_long", say("Nothing was saved."), say("Write the name or the contact more shortly.")
        )
        return _page(problem, typed)
    with parts().database.session() as session:
        institution.change(session, door.actor(), **typed)
    return said.go_on("admin_overview.page", "institution_saved")


def _page(problem: NamedError | None = None, typed: dict[str, str] | None = None) -> Any:
    with parts().database.session(lasting=False) as session:
        standing = first_steps.read(session, parts().settings)
    now = standing.institution
    page = render_template(
        "admin/overview.html",
        said=said.sentence(),
        problem=problem,
        standing=standing,
        typed=typed or {"name": now.name, "contact": now.contact},
        longest=LONGEST,
        words=FIRST_STEPS,
        places=PLACES,
        looked_at=first_steps.LOOKED_AT,
    )
    return page, 400 if problem else 200


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()
