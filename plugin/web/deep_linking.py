"""Deep linking: an instructor configures an assignment here, and the platform is told in a form that posts itself."""

import secrets
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from plugin.domain.draft import MAX_TITLE, Draft, draft_from_form
from plugin.domain.language import say
from plugin.domain.policy import PolicyError
from plugin.domain.policy_form import as_typed, policy_from_form
from plugin.domain.policy_words import AI_LEVELS
from plugin.domain.purpose import Purpose
from plugin.domain.roles import Role
from plugin.lms.deep_linking import LINK, PROCESSOR
from plugin.lms.tool_description import Tool
from plugin.services import deep_linking, notices, policies
from plugin.services.deep_linking import Answer, FullError
from plugin.store.queries import making
from plugin.web import framing, visit
from plugin.web.errors import SENTENCES, PageError
from plugin.web.parts import parts
from plugin.web.policy_fields import typed_over

blueprint = Blueprint("deep_linking", __name__, url_prefix="/visits/<uuid:visit_id>/deep-linking")

_FIELDS = ("title", "opens", "due")
_MAX_KEY = 64


@blueprint.get("")
@visit.only(Role.STAFF, Purpose.DEEP_LINKING)
def choose() -> Any:
    if visit.current().facts["kind"] is None:
        return redirect(url_for("deep_linking.refused", visit_id=visit.current().id), 303)
    return _form(_blank())


@blueprint.post("")
@visit.only(Role.STAFF, Purpose.DEEP_LINKING)
def make() -> Any:
    """Two buttons: made and answered at once, or made and another to come (`then` another).

    To the form by a redirect, or Back leads to a page that Chrome shows no more. A page without cookies holds its
    session, and the browser sends this form itself: there a redirect would lose it.
    """
    with parts().database.session() as session:
        begins_with = policies.default(session)
    typed = {name: request.form.get(name, "") for name in _FIELDS} | typed_over(begins_with, request.form)
    try:
        draft = _draft(typed)
        with parts().database.session() as session:
            policies.locks_of_new(session, begins_with).check(draft.policy)
            deep_linking.make(session, visit.current().id, request.form.get("key", "")[:_MAX_KEY], draft)
    except (PolicyError, FullError) as error:
        return _form(typed, _full() if isinstance(error, FullError) else str(error)), 400
    if request.form.get("then") != "another" or not visit.current().facts["multiple"]:
        return _finish()
    return _form(_blank()) if visit.in_page_session() else _again()


@blueprint.post("/again/<uuid:assignment_id>")
@visit.only(Role.STAFF, Purpose.DEEP_LINKING)
def make_again(assignment_id: UUID) -> Any:
    try:
        with parts().database.session() as session:
            if not deep_linking.make_again(session, visit.current().id, assignment_id):
                raise PageError("not_found", 404)
    except FullError:
        return _form(_blank(), _full()), 400
    return _again() if visit.current().facts["multiple"] else _finish()


@blueprint.post("/drop")
@visit.only(Role.STAFF, Purpose.DEEP_LINKING)
def drop() -> Any:
    with parts().database.session() as session:
        deep_linking.drop(session, visit.current().id, request.form.get("key", ""))
    return _again()


@blueprint.post("/finish")
@visit.only(Role.STAFF, Purpose.DEEP_LINKING)
def finish() -> Any:
    return _finish()


@blueprint.get("/refused")
@visit.only(None, Purpose.DEEP_LINKING)
def refused() -> Any:
    """Nothing can be chosen: said here, and to the platform on the way back."""
    return _refused_page(_refusal() or "not_found", 403)


@blueprint.post("/cancel")
@visit.only(None, Purpose.DEEP_LINKING)
def cancel() -> Any:
    code = _refusal()
    with parts().database.session() as session:
        answer = deep_linking.cancel(
            session, visit.current().id, parts().settings.secret_key, SENTENCES[code].title if code else ""
        )
    return _answered(answer)


def _refusal() -> str:
    here = visit.current()
    if here.membership.role != Role.STAFF.value:
        return "deep_linking_not_yours"
    return "deep_linking_no_type" if here.facts["kind"] is None else ""


def _finish() -> Any:
    here, settings = visit.current(), parts().settings
    if here.facts["kind"] == PROCESSOR:
        # The platform may notify us as soon as it has our answer: where to must be known before.
        problem = notices.ensure_subscribed(parts().database, settings, here.membership.course.deployment_id)
        if problem:
            return _refused_page(problem, 502)
    with parts().database.session() as session:
        answer = deep_linking.answer(session, here.id, Tool(settings.base_url), settings.secret_key)
    return _answered(answer)


def _refused_page(code: str, status: int) -> Any:
    sentence = SENTENCES.get(code, SENTENCES["internal"])
    return render_template("deep_linking_refused.html", sentence=sentence, code=code), status


def _answered(answer: Answer) -> Any:
    framing.allow_form_to(answer.return_url)
    return render_template("deep_linking_answer.html", answer=answer)


def _again() -> Any:
    return redirect(url_for("deep_linking.choose", visit_id=visit.current().id), 303)


def _draft(typed: dict[str, str]) -> Draft:
    return draft_from_form(typed["title"], typed["opens"], typed["due"], policy_from_form(typed))


def _full() -> str:
    most = deep_linking.MOST_ITEMS
    return say("That are %(n)s assignments, the most for one answer. Add these to the course first.", n=most)


def _blank() -> dict[str, str]:
    facts = visit.current().facts
    with parts().database.session() as session:
        begins_with = policies.default(session)
    return {"title": facts["title"][:MAX_TITLE], "opens": "", "due": ""} | as_typed(begins_with)


def _form(typed: dict[str, str], problem: str = "") -> str:
    here = visit.current()
    with parts().database.session() as session:
        chosen = deep_linking.chosen(session, here.id)
        earlier = _earlier(session, [assignment.id for assignment in chosen.values()])
        locks = policies.locks_of_new(session, policies.default(session))
    return render_template(
        "deep_linking.html", typed=typed, problem=problem, chosen=chosen, earlier=earlier, facts=here.facts,
        unplaced=making.is_unplaced, has_column=deep_linking.has_column,
        is_link=here.facts["kind"] == LINK, key=secrets.token_urlsafe(16), locks=locks, levels=AI_LEVELS,
    )  # fmt: skip


def _earlier(session: Session, besides: list[UUID]) -> Any:
    here = visit.current()
    kind = "link" if here.facts["kind"] == LINK else "processor"
    return making.earlier(session, here.membership.course_id, kind, besides)
