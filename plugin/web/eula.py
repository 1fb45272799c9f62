"""Our terms of use, where a platform asks a person for them before a first submission."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.purpose import Purpose
from plugin.services import eula
from plugin.store.queries import eula as queries
from plugin.web import visit
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("eula", __name__, url_prefix="/visits/<uuid:visit_id>/terms")

_ANSWERS = {"accept": True, "decline": False}


@blueprint.get("")
@visit.only(None, Purpose.EULA)
def show() -> Any:
    here = visit.current()
    with parts().database.session() as session:
        answer = queries.answer_of(session, here.membership.course.deployment_id, here.membership.person_id)
    return render_template("eula.html", version=eula.VERSION, answer=answer)


@blueprint.post("")
@visit.only(None, Purpose.EULA)
def answer() -> Any:
    here = visit.current()
    accepted = _ANSWERS.get(request.form.get("answer", ""))
    if accepted is None:
        raise PageError("form_expired", 400)
    with parts().database.session() as session:
        deployment_id = here.membership.course.deployment_id
        written = eula.answer(session, deployment_id, here.membership.person_id, accepted)
    _ring(written)
    return redirect(url_for("eula.done", visit_id=here.id), 303)


@blueprint.get("/done")
@visit.only(None, Purpose.EULA)
def done() -> Any:
    here = visit.current()
    with parts().database.session() as session:
        answer = queries.answer_of(session, here.membership.course.deployment_id, here.membership.person_id)
    if answer is None:
        return redirect(url_for("eula.show", visit_id=here.id), 303)
    return render_template("eula_done.html", answer=answer)


def _ring(written: eula.Written) -> None:
    bell = parts().bell
    bell.eula_answer(written.answer_id)
    for asset_id in written.assets:
        bell.asset(asset_id)
    for report_id in written.reports:
        bell.report(report_id)
