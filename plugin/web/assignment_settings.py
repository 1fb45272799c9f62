"""The settings of an assignment, for staff: what is free to change, and beside each field what is not and why."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.policy import PolicyError
from plugin.domain.policy_form import as_typed, policy_from_form
from plugin.domain.policy_words import AI_LEVELS, ai_use_words
from plugin.domain.roles import Role
from plugin.services import policies
from plugin.services.audit import Actor
from plugin.web import visit
from plugin.web.parts import parts
from plugin.web.policy_fields import typed_over

blueprint = Blueprint("settings", __name__, url_prefix="/visits/<uuid:visit_id>/settings")


@blueprint.get("")
@visit.only(Role.STAFF)
def show() -> Any:
    return _page(as_typed(visit.assignment().policy))


@blueprint.post("")
@visit.only(Role.STAFF)
def save() -> Any:
    here, assignment = visit.current(), visit.assignment()
    typed = typed_over(assignment.policy, request.form)
    actor = Actor("staff", here.membership.person_id)
    try:
        policy = policy_from_form(typed)
        with parts().database.session() as session:
            column_changed = policies.change(session, here.membership.course_id, assignment.id, policy, actor)
    except PolicyError as error:
        return _page(typed, str(error)), 400
    if column_changed:
        parts().bell.column(assignment.id)
    return redirect(url_for("course.class_page", visit_id=here.id, said="settings_kept"), 303)


@blueprint.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {"ai_use_words": ai_use_words}


def _page(typed: dict[str, str], problem: str = "") -> str:
    with parts().database.session() as session:
        locks = policies.locks_of(session, visit.assignment())
    return render_template(
        "settings.html", assignment=visit.assignment(), typed=typed, problem=problem, locks=locks, levels=AI_LEVELS
    )
