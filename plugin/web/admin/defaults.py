"""What new assignments begin with, and what of it no instructor may change."""

from typing import Any

from flask import Blueprint, render_template, request

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.domain.policy import PolicyError
from plugin.domain.policy_form import as_typed, policy_from_form
from plugin.domain.policy_locks import Locks
from plugin.domain.policy_words import AI_LEVELS, FIELD_NAMES
from plugin.services import defaults, institution, policies
from plugin.web.admin import door, said
from plugin.web.parts import parts
from plugin.web.policy_fields import typed_over

blueprint = Blueprint("admin_defaults", __name__, url_prefix="/admin/defaults")


@blueprint.get("")
def page() -> Any:
    with parts().database.session(lasting=False) as session:
        policy, locked = policies.default(session), institution.read(session).locks
    return _page(as_typed(policy), locked)


@blueprint.post("")
def save() -> Any:
    locked = tuple(request.form.getlist("locks"))
    with parts().database.session(lasting=False) as session:
        typed = typed_over(policies.default(session), request.form)
    try:
        policy = policy_from_form(typed)
        with parts().database.session() as session:
            defaults.decide(session, door.actor(), policy, locked)
    except PolicyError as error:
        problem = NamedError("defaults", str(error), say("Nothing was saved. What you chose is still here."))
        return _page(typed, locked, problem), 400
    return said.go_on("admin_defaults.page", "institution_saved")


def _page(typed: dict[str, str], locked: tuple[str, ...], problem: NamedError | None = None) -> str:
    with parts().database.session(lasting=False) as session:
        free = Locks(policies.default(session))
    return render_template(
        "admin/defaults.html", typed=typed, locked=locked, locks=free, levels=AI_LEVELS, names=FIELD_NAMES,
        error=problem, said=said.sentence(),
    )  # fmt: skip
