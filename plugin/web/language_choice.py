"""The switch at the foot of each page. Whoever has a visit or an account keeps the choice there; in frames without
cookies too, for it is a form like any other. For the rest it stands in the address."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from plugin.domain.language import LOCALES
from plugin.services import languages as choices
from plugin.web import visit
from plugin.web.admin import door
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("language", __name__)
admin_blueprint = Blueprint("admin_language", __name__)


@blueprint.post("/visits/<uuid:visit_id>/language")
def choose() -> Any:
    here = visit.current()
    with parts().database.session() as session:
        choices.choose_for_visit(session, here.id, _chosen())
    return _back_to(url_for("lti.arrive", visit_id=here.id))


@admin_blueprint.post("/admin/language")
def choose_in_administration() -> Any:
    with parts().database.session() as session:
        choices.choose_for_administrator(session, door.administrator().id, _chosen())
    return _back_to(url_for("admin_overview.page"))


def _chosen() -> str:
    locale = request.form.get("locale", "")
    if locale not in LOCALES:
        raise PageError("form_expired", 400)
    return locale


def _back_to(home: str) -> Any:
    """Where the reader was, which is under `home`: no address of another site."""
    back = request.form.get("back", "")
    return redirect(back if back.startswith(home) and back.isprintable() else home, 303)
