"""What a monitor is told of the tables at this moment: the table is the truth, so nothing is counted beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from plugin.domain.status import ReturnState, RunState
from plugin.services import institution, queue_state, retention
from plugin.services.queue_state import NOTHING, QueueState
from plugin.store.queries import backlog
from plugin.store.queries.backlog import State
from plugin.store.tables import GradeReturn

Rows = list[tuple[tuple[str, ...], float]]


@dataclass(frozen=True)
class Measure:
    """A gauge: its name, what it is in words, its labels, and for each set of their values the number."""

    name: str
    words: str
    labels: tuple[str, ...]
    rows: Rows


def read(session: Session) -> Iterator[Measure]:
    """Counts and ages; codes of our own, and no id of anything."""
    queue, now = queue_state.read(session), datetime.now(UTC)
    waiting = {"runs": queue.waiting} | {kind.code: kind.waiting for kind in queue.outgoing}
    lost: Rows = [((kind.code,), float(kind.lost)) for kind in queue.outgoing]
    yield _by_state("caveat_runs", "Runs by state", queue.runs, [one.value for one in RunState])
    yield Measure("caveat_waiting", "What waits, by kind", ("kind",), [((k,), s.count) for k, s in waiting.items()])
    yield Measure("caveat_waiting_oldest_seconds", "Since when the oldest that waits was there; 0: nothing waits",
                  ("kind",), [((kind,), _age(state, now)) for kind, state in waiting.items()])  # fmt: skip
    yield Measure("caveat_lost", "Refused for good, given up or failed, by kind", ("kind",), lost)
    yield Measure("caveat_runs_long_running", "Runs whose worker must be gone", (), [((), queue.long_running)])
    grades = backlog.by_state(session, GradeReturn)
    yield _by_state("caveat_grades", "Grades by what came of them", grades, [one.value for one in ReturnState])
    reasons: Rows = [((state, reason), count) for state, reason, count in backlog.reasons(session)]
    yield Measure("caveat_run_reasons", "Runs without a score, by why", ("state", "reason"), reasons)
    yield Measure("caveat_workers_alive", "Workers that told of themselves lately", ("queue",), _workers(queue))
    ready = sum(map(queue_state.is_ready_to_score, queue.workers))
    yield Measure("caveat_scorers_ready", "Scorers whose model is loaded", (), [((), ready)])
    due = retention.preview(session, institution.read(session).keep_days).submissions
    yield Measure("caveat_retention_due", "Submissions older than they may be, not deleted yet", (), [((), due)])


def _by_state(name: str, words: str, found: dict[str, State], known: list[str]) -> Measure:
    """With those that nothing is in: an alert on a number that is not there never rings."""
    return Measure(name, words, ("state",), [((state,), found.get(state, NOTHING).count) for state in known])


def _age(state: State, now: datetime) -> float:
    return max((now - state.oldest).total_seconds(), 0.0) if state.oldest else 0.0


def _workers(queue: QueueState) -> Rows:
    return [(("score",), queue.scorers), (("courier",), queue.couriers)]
