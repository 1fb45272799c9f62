"""Buttons of the class page that act on many submissions: first a page that says on how many, then the deed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from plugin.domain.class_action import TITLES, Action
from plugin.domain.class_view import View, view_from
from plugin.domain.language import say
from plugin.domain.roles import Role
from plugin.services import calibrations
from plugin.services.class_actions import Chosen, Done
from plugin.web import class_done, course, visit
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("class_actions", __name__, url_prefix="/visits/<uuid:visit_id>/class")

_MOST = 20_000  # more than any class has


@blueprint.post("/chosen")
@visit.only(Role.STAFF)
def confirm() -> Any:
    action, view = _action(), view_from(request.form)
    with parts().database.session() as session:
        run_ids = _run_ids(session, view)
        plan = _chosen(session).plan(action, run_ids)
    if not run_ids:
        return redirect(_class_page(view, {"said": "none_ticked"}), 303)
    return render_template(
        "class/confirm.html", assignment=visit.assignment(), action=action, titles=TITLES, number=len(plan.runs),
        passed=class_done.passed_over(plan.passed), runs=",".join(str(run.id) for run in plan.runs), view=view,
        back=_class_page(view, {}), button=_button(action, len(plan.runs)),
    )  # fmt: skip


@blueprint.post("/done")
@visit.only(Role.STAFF)
def carry_out() -> Any:
    """The rows may have changed since the question: each is looked at again."""
    action, view = _action(), view_from(request.form)
    with parts().database.session() as session:
        done, plan = _chosen(session).carry_out(action, _ids(request.form.get("runs", "").split(",")))
    _ring(done)
    return redirect(_class_page(view, class_done.args_of(action, done.number, plan.passed)), 303)


def _action() -> Action:
    asked = request.form.get("action", "")
    if asked not in set(Action):
        raise PageError("form_expired", 400)
    if not course.actions_of(visit.assignment())[asked]:
        raise PageError("action_not_here", 409)
    return Action(asked)


def _chosen(session: Session) -> Chosen:
    detector_id = calibrations.detector_id(session, parts().settings)
    return Chosen(session, visit.assignment(), visit.current().membership.person_id, detector_id)


def _run_ids(session: Session, view: View) -> list[UUID]:
    """Those ticked; or all of this list, whatever page they stand on; or everybody, whatever is listed."""
    if request.args.get("everybody") == "1":
        return _all_of(session, View())
    return _all_of(session, view) if request.form.get("all") == "1" else _ids(request.form.getlist("run"))


def _all_of(session: Session, view: View) -> list[UUID]:
    rows = course.classroom(session, visit.assignment()).all(view)
    return [row.run_id for row in rows if row.run_id is not None]


def _ids(typed: list[str]) -> list[UUID]:
    """What is no id of anything counts as nothing."""
    ids = []
    for one in typed[:_MOST]:
        try:
            ids.append(UUID(one))
        except ValueError:
            continue
    return ids


def _button(action: Action, n: int) -> str:
    return {
        Action.RELEASE: lambda: say("Release %(n)s", n=n),
        Action.RETURN_MARKS: lambda: say("Return %(n)s", n=n),
        Action.READ_AGAIN: lambda: say("Read %(n)s again", n=n),
    }[action]()


def _class_page(view: View, more: dict[str, str]) -> str:
    return url_for("course.class_page", visit_id=visit.current().id, **view.args | more)


def _ring(done: Done) -> None:
    bell = parts().bell
    for ring, ids in ((bell.score_later, done.runs), (bell.grade, done.grades), (bell.report, done.reports)):
        for one in ids:
            ring(one)
