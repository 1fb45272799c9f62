"""A whole class's grades at once: decided, sent with faults on the way, and what is left at the end."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import event, insert, select

from plugin.services import sweeping
from plugin.store.session import Database
from plugin.store.tables import GradeReturn, Submission
from tests.workers.desk import Desk

FAULTS = ("503", "lost answer", "timeout", "429:3", "500", "throttled")
NOT_ENROLLED = (422, "User not found in course or is not a student")


@dataclass
class Batch:
    """`refused`: the students whom the platform does not know; `tries`: answers by their code."""

    desk: Desk
    marks: dict[str, float]
    refused: set[str]
    tries: Counter[str] = field(default_factory=Counter)

    def send(self) -> None:
        """As the sweep finds them, round after round, until nothing waits any more."""
        while waiting := self._due():
            for grade_id in waiting:
                done = self.desk.gradebook.return_grade(grade_id)
                self.tries[done[0].code if done else "nothing"] += 1
            self.desk.let_time_pass()

    def _due(self) -> list[UUID]:
        with self.desk.database.session() as session:
            return sweeping.due(session).grades


def decide(desk: Desk, share_refused: float, share_faulty: float, seed: int = 1) -> Batch:
    """A mark for every student of the crowd; which are refused and which posts are met by a fault is drawn."""
    chance = Random(seed)
    keys = [person.key for person in desk.platform.school.people if person.key.startswith("s")]
    marks = {key: float(chance.randint(0, 20)) for key in keys}
    refused = set(chance.sample(keys, round(len(keys) * share_refused)))
    for key in refused:
        desk.platform.refused[desk.platform.school.person(key).sub] = NOT_ENROLLED
    faulty = [chance.choice(FAULTS) if chance.random() < share_faulty else "" for _ in range(2 * len(keys))]
    desk.platform.troubles.extend(faulty)
    _write(desk, marks)
    return Batch(desk, marks, refused)


def _write(desk: Desk, marks: dict[str, float]) -> None:
    handed_in = datetime.now(UTC) - timedelta(hours=1)
    submissions = {key: uuid4() for key in marks}
    with desk.database.session() as session:
        session.execute(
            insert(Submission),
            [
                {"id": row, "assignment_id": desk.assignment_id, "person_id": desk.people[key], "attempt": 1,
                 "created": handed_in}
                for key, row in submissions.items()
            ],
        )  # fmt: skip
        session.execute(
            insert(GradeReturn),
            [
                {"submission_id": row, "mark": marks[key], "maximum": 20, "comment": f"To {key}.", "state": "pending",
                 "updated": handed_in}
                for key, row in submissions.items()
            ],
        )  # fmt: skip


def states(desk: Desk) -> dict[str, tuple[str, str | None]]:
    """student -> how it ended."""
    names = {row: key for key, row in desk.people.items()}
    wanted = select(Submission.person_id, GradeReturn.state, GradeReturn.answer_code).join(GradeReturn)
    with desk.database.session() as session:
        return {names[person]: (state, code) for person, state, code in session.execute(wanted)}


def no_waiting_for_the_disk(database: Database) -> None:
    """Nothing that is measured or tested here is about a power cut."""
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    database.engine.dispose()
