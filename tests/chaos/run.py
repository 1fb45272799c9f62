"""One run: people at work, faults between, quiet at the end, the verdict."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos import disk
from tests.chaos.faults import FAULTS, SHORT, Fault
from tests.chaos.house import House, house
from tests.chaos.record import Record, Watch, wait_until
from tests.chaos.students import class_of, hand_in_all
from tests.chaos.teachers import Teacher
from tests.chaos.verdict import Befallen, Felt, Verdict, felt, judge

QUIET = 800.0  # seconds in which nothing at all is done: the wait after a fourth failure (tries.BACKOFF), and a moment
THINK = 0.15  # seconds that the stand-in for the language model takes
POISONED = frozenset({7, 11})


@dataclass(frozen=True)
class Plan:
    """`seconds`: over which the submissions are handed in; slower where the machine is. After `most` seconds nobody
    begins to hand in and no fault is begun; what there is by then is judged."""

    submissions: int
    seconds: float
    short: bool = False
    most: float = 900.0
    mark_each: int = 1

    @property
    def marked(self) -> range:
        """Numbers of the students who are to have a mark: all, or each so many."""
        return range(0, self.submissions, self.mark_each)

    @property
    def gap(self) -> float:
        """Seconds from the end of one fault to the next, at least."""
        return 1.0 if self.short else 4.0

    @property
    def faults(self) -> tuple[Fault, ...]:
        return SHORT if self.short else FAULTS


@dataclass(frozen=True)
class Outcome:
    plan: Plan
    verdict: Verdict
    felt: list[Felt]
    record: Record
    seconds: float


def run(folder: Path, plan: Plan) -> Outcome:
    begun, record = time.monotonic(), Record()
    with _disk(folder), house(folder, plan.submissions, THINK) as built:
        with _closing(plan.most) as closed, _people(built, plan, record, closed) as all_in:
            befallen = list(_faults(built, plan, record, closed))
            wait_until(all_in, QUIET, record.so_far)
            wait_until(lambda: _done(built, plan, record), QUIET, lambda: record.so_far() + len(built.lms.posts))
        school = built.lms.platform.school
        verdict = judge(built.database, built.lms, record, frozenset(school.person(f"s{n}").sub for n in POISONED))
        _all_came(verdict, built, plan, record, len(befallen))
        return Outcome(plan, verdict, felt(befallen, built.lms, record), record, time.monotonic() - begun)


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Open to the database's user, who is another than root."""
    os.chmod(folder, 0o755)
    disk.mount(folder / "data")
    try:
        yield
    finally:
        disk.unmount(folder / "data")
        shutil.rmtree(folder / "redis", ignore_errors=True)


@contextmanager
def _closing(seconds: float) -> Iterator[threading.Event]:
    closed = threading.Event()
    clock = threading.Timer(seconds, closed.set)
    clock.start()
    try:
        yield closed
    finally:
        clock.cancel()
        closed.set()


@contextmanager
def _people(built: House, plan: Plan, record: Record, closed: threading.Event) -> Iterator[Callable[[], bool]]:
    """At work until the block ends; gives whether every student is done."""
    over, platform = threading.Event(), built.lms.platform
    students = class_of(platform, plan.submissions, POISONED, record)
    halves = zip(("teacher", "colleague"), (plan.marked[::2], plan.marked[1::2]), strict=True)
    teachers = [Teacher(platform, key, numbers, record) for key, numbers in halves]
    handing_in = threading.Thread(target=hand_in_all, args=(students, plan.seconds, closed))
    threads = [handing_in, *(threading.Thread(target=teacher.work, args=(over,)) for teacher in teachers)]
    with Watch(built.database, record):
        for thread in threads:
            thread.start()
        try:
            yield lambda: not handing_in.is_alive()
        finally:
            closed.set()
            over.set()
            for thread in threads:
                thread.join()


def _faults(built: House, plan: Plan, record: Record, closed: threading.Event) -> Iterator[Befallen]:
    """Each when its share of the submissions has come, on faster and slower machines."""
    for place, fault in enumerate(plan.faults, 1):
        due = plan.submissions * place / (len(plan.faults) + 1)
        wait_until(lambda due=due: closed.is_set() or len(record.accepted) >= due, QUIET, record.so_far)  # type: ignore[misc]
        if closed.wait(plan.gap):
            return
        yield _befall(fault, built, record)


def _befall(fault: Fault, built: House, record: Record) -> Befallen:
    begun = datetime.now(UTC)
    come = f"{len(record.accepted)} accepted, {len(record.finished)} finished"
    print(f"{begun:%H:%M:%S} {come}: {fault.name}", flush=True)
    fault.befall(built)
    return Befallen(fault.kind, fault.name, fault.stops, begun, datetime.now(UTC))


def _done(built: House, plan: Plan, record: Record) -> bool:
    """Every text has its answer, every scored one its mark, and the LMS holds the newest of each."""
    if len(record.finished) < len(record.accepted) or _unmarked(built, plan, record):
        return False
    cells = built.lms.platform.school.column.cells
    return all(sub in cells and cells[sub].comments == [mark.comment] for sub, mark in record.newest().items())


def _unmarked(built: House, plan: Plan, record: Record) -> int:
    school = built.lms.platform.school
    due = {school.person(f"s{n}").sub for n in plan.marked if n not in POISONED}
    return len((due & record.accepted.keys()) - record.newest().keys())


def _all_came(verdict: Verdict, built: House, plan: Plan, record: Record, faults: int) -> None:
    if (came := len(record.accepted)) < plan.submissions or faults < len(plan.faults):
        wanted = f"{plan.submissions} submissions and {len(plan.faults)} faults"
        verdict.breaches.append(f"of {wanted} there were {came} and {faults}: time ran out, or students gave up")
    if unmarked := _unmarked(built, plan, record):
        verdict.breaches.append(f"{unmarked} scored submissions could not be marked")
