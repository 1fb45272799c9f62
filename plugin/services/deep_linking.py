"""An instructor makes, here, what a link of their course shall be; the platform is told in a signed answer.

What was chosen so far stands in the visit: {key: assignment's id}. A key is one press of a button, so that a second
press of the same makes nothing new; and once answered, an answer given again is the same answer.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.draft import Draft
from plugin.domain.policy import GradePolicy
from plugin.domain.policy_form import FIELDS
from plugin.domain.policy_words import ai_use_words
from plugin.domain.purpose import Purpose
from plugin.lms.content_items import Item, link_item, processor_item
from plugin.lms.deep_linking import LINK, PROCESSOR, Response, kind_of_item, sign_response
from plugin.lms.messages import DeepLinking, Launch
from plugin.lms.tool_description import Tool
from plugin.services import copies, policies
from plugin.services.arrival import Arrival
from plugin.services.platforms import platform_of, signing_key
from plugin.store.queries import courses, making
from plugin.store.tables import Assignment, Course, Membership, Visit

ANSWER_AGAIN = timedelta(minutes=5)  # for a page loaded again; then the visit is over
MOST_ITEMS = 25


class FullError(Exception):
    """More is chosen than one answer should carry."""


@dataclass(frozen=True)
class Answer:
    return_url: str
    token: str


def at_deep_linking(_session: Session, _course: Course, _membership: Membership, launch: Launch) -> Arrival:
    asked = launch.message
    assert isinstance(asked, DeepLinking)  # noqa: S101 - by the table of arrivals
    kind = kind_of_item(asked.accept_types)
    return Arrival(
        Purpose.DEEP_LINKING,
        facts={
            "return_url": asked.return_url,
            "kind": kind,
            "multiple": asked.accept_multiple,
            "columns": asked.accept_lineitem is not False,
            "title": asked.title,
            "text": asked.text,
            "data": asked.data,
            "chosen": {},
            "answered": False,
        },
    )


def make(session: Session, visit_id: UUID, key: str, draft: Draft) -> None:
    """A new assignment, chosen for the answer. Raises FullError."""
    here = making.locked(session, visit_id)
    if here.facts["answered"] or key in here.facts["chosen"]:
        return
    assignment = Assignment(
        course_id=here.membership.course_id,
        kind=_kind(here),
        title=draft.title,
        opens=draft.opens,
        due=draft.due,
        points_from="instructor",
    )
    policies.write(assignment, draft.policy, FIELDS)
    session.add(assignment)
    session.flush()
    _choose(here, key, assignment)


def _kind(here: Visit) -> str:
    return "processor" if here.facts["kind"] == PROCESSOR else "link"


def make_again(session: Session, visit_id: UUID, assignment_id: UUID) -> bool:
    """One that was made before: as it is while no link has it, as a copy of its settings after that. False where this
    course has none of that id."""
    here = making.locked(session, visit_id)
    found = courses.assignment_in_course(session, here.membership.course_id, assignment_id)
    if found is None:
        return False
    key = f"{making.AGAIN}{assignment_id}"
    if here.facts["answered"] or key in here.facts["chosen"] or found.kind != _kind(here):
        return True
    if not making.is_unplaced(found):
        ancestor, found = found, Assignment(course_id=found.course_id, kind=found.kind)
        copies.clone_settings(session, ancestor, found)
        session.add(found)
        session.flush()
    _choose(here, key, found)
    return True


def drop(session: Session, visit_id: UUID, key: str) -> None:
    here = making.locked(session, visit_id)
    chosen = dict(here.facts["chosen"])
    if not here.facts["answered"] and (assignment_id := chosen.pop(key, None)):
        here.facts = here.facts | {"chosen": chosen}
        _unmake(session, here, {key: assignment_id})


def chosen(session: Session, visit_id: UUID) -> dict[str, Assignment]:
    """By the key of its choice, in the order of choosing."""
    here = session.get_one(Visit, visit_id)
    ids = {key: UUID(assignment_id) for key, assignment_id in here.facts["chosen"].items()}
    found = making.assignments(session, here.membership.course_id, list(ids.values()))
    return {key: found[assignment_id] for key, assignment_id in ids.items() if assignment_id in found}


def answer(session: Session, visit_id: UUID, tool: Tool, secret_key: str) -> Answer:
    """What was chosen, signed; the visit ends, but for pages that are loaded again."""
    here = _end(session, visit_id)
    items = tuple(_item(tool, here.facts, assignment) for assignment in chosen(session, here.id).values())
    return _signed(session, here, secret_key, items)


def cancel(session: Session, visit_id: UUID, secret_key: str, errormsg: str = "") -> Answer:
    """No items; what was made on the way is gone."""
    here = making.locked(session, visit_id)
    if not here.facts["answered"]:
        _unmake(session, here, here.facts["chosen"])
        here.facts = here.facts | {"chosen": {}}
    return _signed(session, _end(session, visit_id), secret_key, (), errormsg)


def _choose(here: Visit, key: str, assignment: Assignment) -> None:
    if len(here.facts["chosen"]) >= (MOST_ITEMS if here.facts["multiple"] else 1):
        raise FullError
    here.facts = here.facts | {"chosen": here.facts["chosen"] | {key: str(assignment.id)}}


def _unmake(session: Session, here: Visit, those: dict[str, str]) -> None:
    making.remove_unplaced(session, here.membership.course_id, making.made_in(those))


def _end(session: Session, visit_id: UUID) -> Visit:
    here = making.locked(session, visit_id)
    if not here.facts["answered"]:
        here.facts = here.facts | {"answered": True}
        here.expires = min(here.expires, datetime.now(UTC) + ANSWER_AGAIN)
    return here


def _signed(
    session: Session, here: Visit, secret_key: str, items: tuple[dict[str, Any], ...], errormsg: str = ""
) -> Answer:
    deployment = here.membership.course.deployment
    said = _said(len(items)) if items else ""
    response = Response(deployment.lti_deployment_id, items, here.facts["data"], said, errormsg)
    token = sign_response(platform_of(deployment.registration), signing_key(session, secret_key), response)
    return Answer(here.facts["return_url"], token)


def _said(count: int) -> str:
    return "Caveat made one assignment." if count == 1 else f"Caveat made {count} assignments."


def has_column(facts: dict[str, Any], assignment: Assignment) -> bool:
    """Whether the platform is asked for one, with its points."""
    return bool(facts["kind"] == LINK and facts["columns"] and assignment.policy.grade is not GradePolicy.NONE)


def _item(tool: Tool, facts: dict[str, Any], assignment: Assignment) -> dict[str, Any]:
    policy = assignment.policy
    item = Item(
        item_id=assignment.item_id,
        title=assignment.title,
        text=ai_use_words(policy),
        points=policy.points if has_column(facts, assignment) else None,
        opens=assignment.opens,
        due=assignment.due,
    )
    return link_item(tool, item) if facts["kind"] == LINK else processor_item(tool, item)
