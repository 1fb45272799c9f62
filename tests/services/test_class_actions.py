"""Many at once: each is done or passed over for a reason that is told, and each is written down."""

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest

from plugin.domain.class_action import Action, Passed
from plugin.domain.score import Band
from plugin.services.class_actions import Chosen, Done, Plan
from plugin.store.session import Database
from plugin.store.tables import Assignment, AuditEntry, GradeReturn, Run, Submission
from tests.services.pupils import handed_in, judged, marked, pupil
from tests.services.world import World


def done(
    database: Database, world: World, action: Action, *run_ids: UUID, detector: str = "d2", **policy: Any
) -> tuple[Done, Plan]:
    with database.session() as session:
        assignment = session.get_one(Assignment, world.assignment_id)
        for name, value in policy.items():
            setattr(assignment, name, value)
        return Chosen(session, assignment, world.teacher_id, detector).carry_out(action, list(run_ids))


def noted(database: Database) -> Counter[str]:
    with database.session() as session:
        return Counter(entry.action for entry in session.query(AuditEntry))


def test_reports_are_released_and_what_is_not_ready_is_passed_over(database: Database, world: World) -> None:
    with database.session() as session:
        here = world.assignment_id
        ready, queued = pupil(session, here, "Eva"), pupil(session, here, "Bo", state="queued")
        shown, old = pupil(session, here, "Dan"), pupil(session, here, "Cai")
        shown.submission.released = shown.submission.created
        handed_in(session, here, old.submission.person, attempt=2)
    did, plan = done(database, world, Action.RELEASE, ready.id, ready.id, queued.id, shown.id, old.id, uuid4())
    assert did.number == 1
    assert plan.passed == {Passed.NOT_READ: 1, Passed.RELEASED: 1, Passed.OLDER: 1, Passed.GONE: 1}
    assert noted(database) == {"report.released": 1}
    with database.session() as session:
        assert session.get_one(Submission, ready.submission_id).released is not None
        assert session.get_one(Submission, queued.submission_id).released is None


def test_a_run_of_another_assignment_is_passed_over_like_one_that_is_gone(database: Database, world: World) -> None:
    with database.session() as session:
        other = Assignment(course_id=world.course_id, title="Another")
        session.add(other)
        session.flush()
        theirs = pupil(session, other.id, "Eva")
    did, plan = done(database, world, Action.RELEASE, theirs.id)
    assert (did.number, plan.passed) == (0, {Passed.GONE: 1})
    with database.session() as session:
        assert session.get_one(Submission, theirs.submission_id).released is None


def test_held_marks_are_returned_and_the_others_say_why_not(database: Database, world: World) -> None:
    with database.session() as session:
        runs = [pupil(session, world.assignment_id, name) for name in ("held", "sent", "pending", "none", "refused")]
        for run, state in zip(runs, ("held", "sent", "pending", "", "refused"), strict=True):
            if state:
                marked(session, run, 12, state, answer_code="grade_there" if state == "refused" else None)
    did, plan = done(database, world, Action.RETURN_MARKS, *(run.id for run in runs))
    assert plan.passed == {Passed.SENT: 1, Passed.ON_ITS_WAY: 1, Passed.NO_MARK: 1, Passed.TAKEN: 1}
    with database.session() as session:
        grade = session.query(GradeReturn).filter_by(submission_id=runs[0].submission_id).one()
        assert (grade.state, grade.mark, did.grades) == ("pending", 12, [grade.id])
    again, _ = done(database, world, Action.RETURN_MARKS, runs[0].id)  # a second press
    assert (again.number, noted(database)) == (0, {"grade.returned": 1})


def test_where_handing_in_gives_full_points_they_are_returned_to_who_has_none_yet(
    database: Database, world: World
) -> None:
    with database.session() as session:
        run, waits = (
            pupil(session, world.assignment_id, "Eva"),
            pupil(session, world.assignment_id, "Bo", state="queued"),
        )
    _, plan = done(database, world, Action.RETURN_MARKS, run.id, waits.id, grade_policy="completion")
    assert plan.passed == {Passed.NO_MARK: 1}
    with database.session() as session:
        grade = session.query(GradeReturn).one()
        assert (grade.mark, grade.maximum, grade.state, grade.decided_by) == (20, 20, "pending", world.teacher_id)


def test_a_text_is_read_again_by_another_version_and_what_failed_by_the_same(database: Database, world: World) -> None:
    with database.session() as session:
        here = world.assignment_id
        old, now = pupil(session, here, "Eva", Band.STRONG), pupil(session, here, "Bo", detector="d2")
        failed, waits = (
            pupil(session, here, "Cai", state="failed", detector="d2"),
            pupil(session, here, "D", state="queued"),
        )
        old.submission.released = old.submission.created
    did, plan = done(database, world, Action.READ_AGAIN, old.id, now.id, failed.id, waits.id)
    assert plan.passed == {Passed.SAME_VERSION: 1, Passed.ON_ITS_WAY: 1}
    with database.session() as session:
        anew = session.query(Run).filter_by(submission_id=old.submission_id, detector_id="d2").one()
        assert anew.state == session.get_one(Run, failed.id).state == "queued"
        assert set(did.runs) == {anew.id, failed.id}
        assert session.get_one(Submission, old.submission_id).released is None
    again, plan = done(database, world, Action.READ_AGAIN, old.id)
    assert (again.number, plan.passed) == (0, {Passed.ON_ITS_WAY: 1})


@pytest.mark.parametrize("action", [Action.RELEASE, Action.RETURN_MARKS])
def test_what_the_teacher_has_not_judged_yet_is_passed_over(database: Database, world: World, action: Action) -> None:
    with database.session() as session:
        seen, unseen = pupil(session, world.assignment_id, "Eva"), pupil(session, world.assignment_id, "Bo")
        for run in (seen, unseen):
            marked(session, run, 9)
        judged(session, seen, world.teacher_id)
    did, plan = done(database, world, action, seen.id, unseen.id, blind_first=True)
    assert (did.number, plan.passed) == (1, {Passed.NOT_JUDGED: 1})
