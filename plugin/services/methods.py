"""Which methods reports show, and what the scorers that are alive tell of their models."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.domain.methods_shown import ALWAYS, NEEDS, in_reports, switchable
from plugin.services import institution, worker_beats
from plugin.services.audit import Actor
from plugin.services.queue_state import SCORE_QUEUE
from plugin.store.queries import beats
from plugin.store.tables import WorkerBeat


@dataclass(frozen=True)
class MethodState:
    """`lacks`: observer | classifier where that model is not there; `unmeasured`: it is, and no reference text was read
    by it, so that the method stays silent."""

    code: str
    shown: bool
    always: bool
    lacks: str = ""
    unmeasured: bool = False


class UnknownMethodError(NamedError):
    """There is none of that name, or it cannot be switched off."""


def scorers(session: Session) -> list[WorkerBeat]:
    """Those alive, and ready or loading."""
    return [row for row in beats.all_of_them(session) if row.queue == SCORE_QUEUE and worker_beats.is_alive(row)]


def states(session: Session, settings: Settings) -> list[MethodState]:
    off = institution.read(session).methods_off
    unmeasured = {role for row in scorers(session) for role in row.facts.get("unmeasured", ())}
    return [_state(code, off, settings, unmeasured) for code in in_reports()]


def _state(code: str, off: tuple[str, ...], settings: Settings, unmeasured: set[Any]) -> MethodState:
    role = NEEDS.get(code, "")
    there = {"": True, "observer": bool(settings.observer), "classifier": bool(settings.classifier)}[role]
    return MethodState(code, code not in off, code == ALWAYS, "" if there else role, there and role in unmeasured)


def switch(session: Session, actor: Actor, code: str, on: bool) -> None:
    """From now on, in every report, earlier ones too. Raises UnknownMethodError."""
    if code not in switchable([code]):
        raise UnknownMethodError(
            "method_unknown",
            say("There is no method of that name that can be switched."),
            say("Choose one of those listed."),
        )
    off = set(institution.read(session).methods_off)
    institution.change(session, actor, methods_off=switchable(off - {code} if on else off | {code}))
