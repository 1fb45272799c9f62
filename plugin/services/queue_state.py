"""How the queue stands: what waits and for how long, how fast it goes, what failed, and who is at work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.status import ReturnState, RunState
from plugin.services import audit, grades, runs, worker_beats
from plugin.services.audit import Actor
from plugin.store.queries import backlog, beats
from plugin.store.queries.backlog import FailedRun, Refused, State
from plugin.store.tables import Announcement, Asset, AssetReport, EulaAnswer, GradeReturn, Job, Run, WorkerBeat

# As plugin.queue names them, which knows Celery: a test compares them.
SCORE_QUEUE, COURIER_QUEUE = "score", "courier"
HOUR = timedelta(hours=1)
LONG = timedelta(minutes=15)  # a worker is stopped before: whoever had this is gone, and the sweep gives it back
ENOUGH = 5  # of fewer texts than these no time is foretold
LOOKED_AT = 200
SHOWN = 100
A_PRESS = 500  # of "try all again": the rest is for the next press
NOTHING = State(0, None)


@dataclass(frozen=True)
class Pace:
    """`finished`: runs that came to an end within the last hour, failures among them. `a_text`: the seconds that the
    middle one of the latest took, None where there were too few. `left`: how long what waits takes at that pace with
    the scorers that are alive; None: it cannot be said."""

    finished: int
    a_text: float | None
    left: timedelta | None


@dataclass(frozen=True)
class Outgoing:
    """What goes to LMSs, or is fetched there, of one kind. `lost`: refused, or given up after days."""

    code: str
    waiting: State
    lost: int


@dataclass(frozen=True)
class QueueState:
    runs: dict[str, State]
    long_running: int
    pace: Pace
    workers: tuple[WorkerBeat, ...]
    outgoing: tuple[Outgoing, ...]

    @property
    def waiting(self) -> State:
        return self.runs.get(RunState.QUEUED.value, NOTHING)

    @property
    def running(self) -> State:
        return self.runs.get(RunState.RUNNING.value, NOTHING)

    @property
    def failed(self) -> int:
        return self.runs.get(RunState.FAILED.value, NOTHING).count

    def alive(self, queue: str) -> int:
        return sum(one.queue == queue and worker_beats.is_alive(one) for one in self.workers)

    @property
    def scorers(self) -> int:
        return self.alive(SCORE_QUEUE)

    @property
    def couriers(self) -> int:
        return self.alive(COURIER_QUEUE)


def read(session: Session) -> QueueState:
    """A dozen counts, however much waits."""
    now = datetime.now(UTC)
    states, workers = backlog.by_state(session, Run), tuple(beats.all_of_them(session))
    ready = sum(is_ready_to_score(one) for one in workers)
    return QueueState(
        runs=states,
        long_running=backlog.long_running(session, now - LONG),
        pace=_pace(session, now, states, ready),
        workers=workers,
        outgoing=_outgoing(session),
    )


def workers_alive(session: Session) -> dict[str, int]:
    """queue -> how many."""
    alive = [one.queue for one in beats.all_of_them(session) if worker_beats.is_alive(one)]
    return {queue: alive.count(queue) for queue in (SCORE_QUEUE, COURIER_QUEUE)}


def is_ready_to_score(worker: WorkerBeat) -> bool:
    ready = worker.facts.get("state", "ready") == "ready"
    return worker.queue == SCORE_QUEUE and ready and worker_beats.is_alive(worker)


def _pace(session: Session, now: datetime, states: dict[str, State], scorers: int) -> Pace:
    times = [(end - start).total_seconds() for start, end in backlog.latest_times(session, now - HOUR, LOOKED_AT)]
    a_text = median(times) if len(times) >= ENOUGH else None
    open_runs = sum(states.get(state.value, NOTHING).count for state in (RunState.QUEUED, RunState.RUNNING))
    left = None
    if a_text is not None and scorers:
        mean = sum(times) / len(times)  # long texts count in full
        left = timedelta(seconds=open_runs * mean / scorers)
    return Pace(backlog.finished_since(session, now - HOUR), a_text, left)


def _outgoing(session: Session) -> tuple[Outgoing, ...]:
    pending, lost = ReturnState.PENDING.value, (ReturnState.REFUSED.value, ReturnState.GIVEN_UP.value)
    told = [
        _of_kind("grades", backlog.by_state(session, GradeReturn), (pending,), lost),
        Outgoing("columns", backlog.changed_columns(session), 0),
        _of_kind("assets", backlog.by_state(session, Asset), ("waiting",), ("failed",)),
        _of_kind("reports", backlog.by_state(session, AssetReport), (pending,), lost),
        _of_kind("announcements", backlog.by_state(session, Announcement), (pending,), lost),
        _of_kind("terms", backlog.by_state(session, EulaAnswer), (pending,), lost),
        _of_kind("jobs", backlog.by_state(session, Job), ("queued", "running"), ("failed",)),
    ]
    return tuple(told)


def _of_kind(code: str, states: dict[str, State], waiting: Sequence[str], lost: Sequence[str]) -> Outgoing:
    open_ones = [states[state] for state in waiting if state in states]
    oldest = min((one.oldest for one in open_ones if one.oldest), default=None)
    count = sum(one.count for one in open_ones)
    return Outgoing(code, State(count, oldest), sum(states.get(state, NOTHING).count for state in lost))


def failures(session: Session) -> list[FailedRun]:
    return backlog.failed_runs(session, SHOWN)


def refused_grades(session: Session) -> list[Refused]:
    return backlog.refused_grades(session)


def retry(session: Session, actor: Actor, run_id: UUID | None = None) -> list[UUID]:
    """Queue a failed run again, or some hundreds of them; returns those to ring for, after the commit."""
    chosen = backlog.failed_ids(session, A_PRESS) if run_id is None else [run_id]
    queued = [one for one in chosen if runs.retry(session, one)]
    if queued:
        subject = queued[0] if run_id else None
        audit.note(session, actor, "run.retried", subject_id=subject, runs=len(queued))
    return queued


def send_again(session: Session, actor: Actor) -> list[UUID]:
    """Grades that could not be delivered for days are tried anew, as they stand. What a platform refused is for the
    teacher to look at."""
    found = [grades.send_again(session, submission) for submission in backlog.given_up(session, A_PRESS)]
    waiting = [one for one in found if one]
    if waiting:
        audit.note(session, actor, "grades.tried_again", grades=len(waiting))
    return waiting
