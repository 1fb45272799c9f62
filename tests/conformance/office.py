"""The courier's work beside a served tool: what it says to a platform goes over real sockets."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from plugin.domain.reach import Reach
from plugin.lms.connector import Connector, TokenCache
from plugin.lms.lineitems import read_maximum
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.services import points, rosters
from plugin.store.tables import Announcement, Assignment, Course, GradeReturn, Membership, Person, Submission
from tests.conftest import House
from tests.platforms.platform import Seen
from tests.platforms.school import Cell
from workers.gradebook import Gradebook


class Office:
    def __init__(self, house: House):
        self.house, self.platform, self.tokens = house, house.platform, TokenCache()
        self.gradebook = Gradebook(house.database, self.connect, house.settings.secret_key, house.settings.base_url)

    def connect(self, platform: Platform, key: SigningKey) -> Connector:
        return Connector(platform, key, PlatformSession(Reach(insecure=True)), self.tokens)

    # Members
    def read_roster(self) -> dict[str, Membership]:
        """Reads the list anew; sub -> member, as written down then."""
        with self.house.database.session() as session:
            session.execute(update(Course).values(roster_read=None, roster_lease=None))
            course_id = session.scalars(select(Course.id)).first()
        assert course_id is not None
        rosters.refresh(self.house.database, course_id, self.house.settings.secret_key, self.connect)
        with self.house.database.session() as session:
            rows = session.scalars(select(Membership).options(joinedload(Membership.person))).all()
            return {row.person.lti_sub: row for row in rows}

    # Grades
    def read_points(self) -> None:
        with self.house.database.session() as session:
            work = points.take(session, session.scalars(select(Assignment.id)).one(), self.house.settings.secret_key)
        if work is not None:
            found = read_maximum(self.connect(work.platform, work.key), work.lti_lineitem_url, work.scope)
            assert found is not None
            with self.house.database.session() as session:
                points.record(session, work.assignment_id, found)

    def hand_in(self, key: str) -> UUID:
        """A student's next attempt, through the web; its id."""
        self.house.hand_in(key, "An essay of some words.")
        of_person = select(Submission.id).join(Submission.person).where(Person.lti_sub == self.sub(key))
        with self.house.database.session() as session:
            found = session.scalars(of_person.order_by(Submission.attempt.desc())).first()
        assert found is not None
        return found

    def mark(self, key: str, given: float, comment: str = "") -> UUID:
        """A mark that the teacher gives on the report of the newest attempt; the id under which it waits."""
        person = self.platform.school.person(key)
        teacher = self.house.launch("teacher")
        teacher.open(teacher.page.link("Open report " + person.name))
        teacher.submit(teacher.form("/grade"), {"mark": str(given), "comment": comment})
        return self._newest_grade(person.sub)

    def _newest_grade(self, sub: str) -> UUID:
        with self.house.database.session() as session:
            of_person = (
                select(GradeReturn.id).join(GradeReturn.submission).join(Submission.person).where(Person.lti_sub == sub)
            )
            found = session.scalars(of_person.order_by(Submission.attempt.desc())).first()
        assert found is not None
        return found

    def send(self, grade_id: UUID) -> tuple[str, str]:
        """One try; the code of its answer and the state after it."""
        self.let_time_pass()
        done = self.gradebook.return_grade(grade_id)
        with self.house.database.session() as session:
            return done[0].code if done else "", session.get_one(GradeReturn, grade_id).state

    def grade(self, key: str, given: float, comment: str = "") -> tuple[str, str]:
        return self.send(self.mark(key, given, comment))

    def announce(self) -> list[str]:
        """Tells of all submissions that wait to be told; the codes of the answers."""
        self.let_time_pass()
        with self.house.database.session() as session:
            waiting = session.scalars(select(Announcement.id).where(Announcement.state == "pending")).all()
        return [done[0].code for one in waiting if (done := self.gradebook.announce(one))]

    def update_column(self) -> str:
        with self.house.database.session() as session:
            assignment_id = session.scalars(select(Assignment.id)).one()
        answer = self.gradebook.update_column(assignment_id)
        return answer.code if answer else ""

    def let_time_pass(self) -> None:
        """What waits for another try is due now."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        with self.house.database.session() as session:
            session.execute(update(GradeReturn).values(next_try=past, leased=None))
            session.execute(update(Announcement).values(next_try=past, leased=None))
            session.execute(update(Assignment).values(lineitem_lease=None))

    # What the platform saw
    def sub(self, key: str) -> str:
        return self.platform.school.person(key).sub

    def cell(self, key: str) -> Cell:
        return self.platform.school.column.cell(self.sub(key))

    def seen(self, method: str, part: str) -> list[Seen]:
        return [one for one in list(self.platform.requests_seen) if one.method == method and part in one.path]

    def posts(self, key: str) -> list[dict[str, Any]]:
        """The scores posted for one person."""
        bodies = [json.loads(one.body) for one in self.seen("POST", "/scores")]
        return [body for body in bodies if body["userId"] == self.sub(key)]
