"""What must be true at the end, read from the database and from the LMS; and how long each fault was felt."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from plugin.domain.status import FINISHED, RunState
from plugin.store.session import Database
from plugin.store.tables import Person, Run, Submission
from tests.chaos.faults import HAND_IN, MARK, SCORE
from tests.chaos.lms import Lms, Posted
from tests.chaos.record import Record


class Befallen(NamedTuple):
    """A fault that happened."""

    kind: str
    name: str
    stops: tuple[str, ...]
    begun: datetime
    over: datetime


class Felt(NamedTuple):
    """Seconds after the fault was over. `again`: until everything that it stops had worked once; `last`: until the
    last submission and mark that were under way were done. None: never, or not asked."""

    fault: Befallen
    again: float | None
    last: float | None


@dataclass
class Verdict:
    """`breaches`: sentences; none is the aim. `repeated`: posts that the LMS knew by their timestamp and left out."""

    breaches: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    stored: int = 0
    repeated: int = 0


def judge(database: Database, lms: Lms, record: Record, poisoned: frozenset[str]) -> Verdict:
    verdict = Verdict()
    rows = _rows(database)
    _submissions(verdict, rows, record, poisoned)
    _marks(verdict, lms, record)
    return verdict


def _rows(database: Database) -> dict[str, list[tuple[str, str, str | None]]]:
    """sub -> (submission, state, reason) of each of their submissions."""
    wanted = (
        select(Person.lti_sub, Submission.id, Run.state, Run.reason)
        .join(Submission, Submission.person_id == Person.id)
        .outerjoin(Run)
    )
    rows: dict[str, list[tuple[str, str, str | None]]] = {}
    with database.session() as session:
        for sub, submission, state, reason in session.execute(wanted):
            rows.setdefault(sub, []).append((str(submission), state or "no run", reason))
    return rows


def _submissions(
    verdict: Verdict, rows: dict[str, list[tuple[str, str, str | None]]], record: Record, poisoned: frozenset[str]
) -> None:
    for sub, (_, submission) in record.accepted.items():
        found = rows.get(sub, [])
        if [one for one, _, _ in found] != [submission]:
            verdict.breaches.append(f"student {sub} has a receipt for one submission, and {len(found)} are there")
            continue
        _, state, reason = found[0]
        verdict.states[f"{state} ({reason})" if reason else state] += 1
        if state not in FINISHED:
            verdict.breaches.append(f"the submission of student {sub} is {state}")
        elif (state == RunState.FAILED) != (sub in poisoned):
            verdict.breaches.append(f"the submission of student {sub} is {state}: {reason}")


def _marks(verdict: Verdict, lms: Lms, record: Record) -> None:
    stored = [post for post in lms.posts if 200 <= post.status < 300]
    verdict.stored, verdict.repeated = len(stored), sum(post.status == 409 for post in lms.posts)
    for sub, mark in record.newest().items():
        times = Counter(post.comment for post in stored if post.sub == sub)
        cell = lms.platform.school.column.cells.get(sub)
        if cell is None or (cell.score, cell.comments) != (mark.mark, [mark.comment]):
            there = f"{cell.score:g}" if cell and cell.score is not None else "nothing"
            verdict.breaches.append(f"student {sub} was given {mark.mark:g}, and the LMS holds {there}")
        for comment, number in times.items():
            if number > 1:
                verdict.breaches.append(f"a mark of student {sub} was stored {number} times: {comment}")


def felt(faults: Iterable[Befallen], lms: Lms, record: Record) -> list[Felt]:
    delivered = _delivered(lms)
    marked = {(mark.sub, mark.comment): mark.entered for mark in record.newest().values()}  # others may be overtaken
    moments = {
        HAND_IN: sorted(at for at, _ in record.accepted.values()),
        SCORE: sorted(record.finished.values()),
        MARK: sorted(delivered.values()),
    }
    spans = [(at, record.finished.get(one)) for at, one in record.accepted.values()]
    spans += [(at, delivered.get(one)) for one, at in marked.items()]
    return [Felt(fault, _again(fault, moments), _last(fault, spans)) for fault in faults]


def _delivered(lms: Lms) -> dict[tuple[str, str], datetime]:
    stored: list[Posted] = [post for post in lms.posts if 200 <= post.status < 300]
    return {(post.sub, post.comment): post.at for post in reversed(stored)}


def _again(fault: Befallen, moments: dict[str, list[datetime]]) -> float | None:
    firsts = [next((at for at in moments[what] if at > fault.over), None) for what in fault.stops]
    known = [at for at in firsts if at is not None]
    if not known or len(known) < len(firsts):
        return None
    return (max(known) - fault.over).total_seconds()


def _last(fault: Befallen, spans: Sequence[tuple[datetime, datetime | None]]) -> float | None:
    """Of what was begun before the fault was over and not done when it began."""
    ends = [end for begun, end in spans if begun < fault.over and (end is None or end > fault.begun)]
    if None in ends:
        return None
    return max([0.0, *((end - fault.over).total_seconds() for end in ends if end is not None)])
