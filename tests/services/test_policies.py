"""An assignment's policy: what it begins with, who changed what, and from when on it counts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plugin.domain.grading import Decision, Mark
from plugin.domain.policy import AiLevel, Policy, PolicyError, StudentSees
from plugin.domain.status import ReturnState
from plugin.services import copies, grades, institution, policies
from plugin.services.audit import COMMAND, Actor
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Assignment, AuditEntry, Membership, Submission
from tests.services.world import World, hand_in


def change(database: Database, world: World, **new: object) -> None:
    with database.session() as session:
        old = session.get_one(Assignment, world.assignment_id).policy
        actor = Actor("staff", world.teacher_id)
        policies.change(session, world.course_id, world.assignment_id, replace(old, **new), actor)  # type: ignore[arg-type]


def assignment(database: Database, world: World) -> Assignment:
    with database.session() as session:
        return session.get_one(Assignment, world.assignment_id)


def test_each_change_is_written_down_with_who_made_it(database: Database, world: World) -> None:
    change(database, world, reply_days=21, blind_first=True)
    with database.session() as session:
        rows = session.query(AuditEntry).filter_by(action="settings.changed").order_by(AuditEntry.number).all()
    assert [row.facts for row in rows] == [
        {"setting": "reply_days", "old": "14", "new": "21"},
        {"setting": "blind_first", "old": "no", "new": "yes"},
    ]
    assert {row.actor_id for row in rows} == {world.teacher_id}
    assert {row.subject_id for row in rows} == {world.assignment_id}


def test_of_words_that_a_person_wrote_the_log_says_only_that_they_changed(database: Database, world: World) -> None:
    change(database, world, ai_use="Ask Mei.", instructions="Write about Mei.")
    with database.session() as session:
        facts = [row.facts for row in session.query(AuditEntry).filter_by(action="settings.changed")]
    assert facts == [{"setting": "ai_use"}, {"setting": "instructions"}]


def test_nothing_is_changed_where_one_field_is_locked(database: Database, files: FileStore, world: World) -> None:
    change(database, world, student_sees=StudentSees.AT_ONCE)
    with database.session() as session:
        hand_in(session, files, world)
    with pytest.raises(PolicyError):
        change(database, world, student_sees=StudentSees.NEVER, instructions="New.")
    assert assignment(database, world).instructions == ""


def test_a_teachers_own_trial_binds_nobody(database: Database, files: FileStore, world: World) -> None:
    change(database, world, student_sees=StudentSees.AT_ONCE)
    with database.session() as session:
        hand_in(session, files, world)
        session.query(Membership).filter_by(person_id=world.student_id).one().test_user = True
    change(database, world, student_sees=StudentSees.NEVER)
    assert assignment(database, world).student_sees == "never"


def test_the_time_to_reply_begins_when_reports_are_shown(database: Database, world: World) -> None:
    before = datetime.now(UTC)
    change(database, world, student_sees=StudentSees.AT_ONCE)
    since = assignment(database, world).shown_since
    assert since is not None
    assert since >= before
    change(database, world, instructions="Another word.")
    assert assignment(database, world).shown_since == since


def test_names_are_shown_from_when_marking_is_done(database: Database, files: FileStore, world: World) -> None:
    change(database, world, anonymous=True)
    assert assignment(database, world).hides_names
    with database.session() as session:
        accepted = hand_in(session, files, world)
    with pytest.raises(PolicyError):
        change(database, world, anonymous=False)
    with database.session() as session:
        submission = session.get_one(Submission, accepted.submission_id)
        grades.write(session, submission, Decision(Mark(12, 20), ReturnState.HELD), world.teacher_id)
    change(database, world, anonymous=False)
    assert assignment(database, world).names_shown is not None
    assert not assignment(database, world).hides_names


def test_a_copy_has_every_setting_but_what_the_institution_locked(database: Database, world: World) -> None:
    change(database, world, ai_level=AiLevel.SOME, reply_days=3, student_sees=StudentSees.AT_ONCE, anonymous=True)
    with database.session() as session:
        institution.change(session, COMMAND, policy={"student_sees": "released"}, locks=["student_sees"])
        copy = Assignment(course_id=world.course_id)
        copies.clone_settings(session, session.get_one(Assignment, world.assignment_id), copy)
        assert (copy.ai_level, copy.reply_days, copy.anonymous) == ("some", 3, True)
        assert copy.student_sees == "released"


def test_a_new_assignment_begins_as_the_institution_decided(database: Database, world: World) -> None:
    with database.session() as session:
        institution.change(session, COMMAND, policy={"ai_level": "none", "grade": "completion", "blind_first": True})
        new = Assignment(course_id=world.course_id)
        policies.begin(session, new)
        session.add(new)
        session.flush()
        assert new.policy == Policy(**vars(policies.default(session)))
        assert (new.ai_level, new.grade_policy, new.blind_first) == ("none", "completion", True)
