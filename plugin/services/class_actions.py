"""Something done with many submissions of a class at once. What cannot be done with one is passed over, and told."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.class_action import Action, Passed
from plugin.domain.status import RunState
from plugin.services import audit, reading_again, releases, returning
from plugin.services.audit import Actor
from plugin.store.queries import class_chosen
from plugin.store.queries import judgements as judgement_queries
from plugin.store.tables import Assignment, Run

_AUDITED = {
    Action.RELEASE: "report.released", Action.RETURN_MARKS: "grade.returned", Action.READ_AGAIN: "run.read_again",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """`runs`: with which it is done, one of each submission or each file; `passed`: why others are not."""

    runs: list[Run]
    passed: Counter[Passed]


@dataclass
class Done:
    """How many, and whom to ring for: ids of runs, grades and asset reports."""

    number: int = 0
    runs: list[UUID] = field(default_factory=list)
    grades: list[UUID] = field(default_factory=list)
    reports: list[UUID] = field(default_factory=list)


class Chosen:
    """Runs that a teacher chose. `detector_id`: what a text read again is asked for."""

    def __init__(self, session: Session, assignment: Assignment, teacher_id: UUID, detector_id: str):
        self._session, self._detector_id = session, detector_id
        self._assignment = session.get_one(Assignment, assignment.id)
        self._teacher_id = teacher_id
        self._to_come: set[UUID] = set()
        self._judged: set[UUID] = set()

    def plan(self, action: Action, run_ids: list[UUID]) -> Plan:
        run_ids = list(dict.fromkeys(run_ids))
        found = class_chosen.runs_of(self._session, self._assignment.id, run_ids)
        passed = Counter({Passed.GONE: len(run_ids) - len(found)})
        self._read()
        newest = class_chosen.newest_attempts(self._session, self._assignment.id)
        runs: dict[UUID, Run] = {}
        for run in found:
            older = newest[run.submission.person_id] > run.submission.attempt
            reason = Passed.OLDER if older else self._why_not(action, run)
            if reason:
                passed[reason] += 1
            else:
                runs.setdefault(run.id if action is Action.READ_AGAIN else run.submission_id, run)
        return Plan(list(runs.values()), +passed)

    def carry_out(self, action: Action, run_ids: list[UUID]) -> tuple[Done, Plan]:
        plan, done = self.plan(action, run_ids), Done()
        for run in plan.runs:
            self._do(action, run, done)
            done.number += 1
        # Last: the log is one for all, and from here until the commit nobody else writes in it.
        for run in plan.runs:
            self._note(action, run)
        return done, plan

    def _read(self) -> None:
        here = self._assignment.id
        self._to_come = class_chosen.with_files_to_come(self._session, here)
        self._judged = judgement_queries.judged_submissions(self._session, here, self._teacher_id)

    def _why_not(self, action: Action, run: Run) -> Passed | None:
        if action is Action.READ_AGAIN:
            return reading_again.why_not(run, self._detector_id)
        asked = self._assignment.blind_first and run.state == RunState.SCORED.value
        if asked and run.submission_id not in self._judged:
            return Passed.NOT_JUDGED
        return returning.why_not(run.submission) if action is Action.RETURN_MARKS else self._why_not_released(run)

    def _why_not_released(self, run: Run) -> Passed | None:
        if run.submission.released is not None:
            return Passed.RELEASED
        ready = releases.is_ready(run.submission) and run.submission_id not in self._to_come
        return None if ready else Passed.NOT_READ

    def _do(self, action: Action, run: Run, done: Done) -> None:
        if action is Action.RELEASE:
            done.reports += releases.release(self._session, run.submission)
        elif action is Action.RETURN_MARKS:
            waiting = returning.give(self._session, run.submission, self._teacher_id)
            done.grades += [waiting] if waiting else []
        else:
            done.runs.append(reading_again.ask(self._session, run, self._detector_id))

    def _note(self, action: Action, run: Run) -> None:
        subject = run.id if action is Action.READ_AGAIN else run.submission_id
        actor, course_id = Actor("staff", self._teacher_id), self._assignment.course_id
        audit.note(self._session, actor, _AUDITED[action], course_id=course_id, subject_id=subject)
