"""Workers that are alive: each says so every few seconds, with its device, model and versions."""

from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy.orm import Session

from plugin.store.queries import beats, clock
from plugin.store.tables import WorkerBeat

EVERY = timedelta(seconds=15)
ALIVE = timedelta(seconds=60)  # a busy database may swallow two of them
KEPT = timedelta(hours=1)
IDLE = timedelta(minutes=10)


def beat(session: Session, name: str, queue: str, started: datetime, facts: dict[str, Any]) -> None:
    row = session.get(WorkerBeat, name) or WorkerBeat(name=name[:255], queue=queue)
    row.started, row.seen, row.facts = started, clock.now(session), facts
    session.add(row)


def is_alive(row: WorkerBeat) -> bool:
    return datetime.now(UTC) - row.seen < ALIVE


def alive(session: Session) -> set[str]:
    """Their names; by the database's clock, as their beats."""
    return beats.names_since(session, clock.now(session) - ALIVE)


def silent(session: Session) -> set[str]:
    """Names of those that were alive within the hour and say so no more."""
    return beats.names_before(session, clock.now(session) - ALIVE)


def since_scored(session: Session) -> dict[str, timedelta]:
    """Scorers that are alive -> how long ago each last scored a text, or tried its model for want of one. Without those
    that still load theirs."""
    now = clock.now(session)
    told = [row for row in beats.of_queue(session, "score", now - ALIVE) if "scored_ago" in row.facts]
    return {row.name: now - row.seen + timedelta(seconds=row.facts["scored_ago"]) for row in told}


def models_besides(session: Session, detector_id: str) -> list[str]:
    """What scorers that are alive are set to, where it is not this."""
    alive_ones = beats.of_queue(session, "score", clock.now(session) - ALIVE)
    return [told for row in alive_ones if (told := row.facts.get("detector_id", detector_id)) != detector_id]


def read_by_others(session: Session, name: str) -> set[str]:
    """What the other scorers that are alive can be asked for."""
    others = [row for row in beats.of_queue(session, "score", clock.now(session) - ALIVE) if row.name != name]
    return {detector_id for row in others for detector_id in row.facts.get("reads", ())}


def idle_scorers(session: Session) -> int:
    """How many are to prove that they still can."""
    return sum(ago > IDLE for ago in since_scored(session).values())


def sweep(session: Session) -> None:
    beats.drop_before(session, clock.now(session) - KEPT)


def own_version() -> str:
    try:
        return version("caveat-lti")
    except PackageNotFoundError:  # run from the source, not installed
        return "source"
