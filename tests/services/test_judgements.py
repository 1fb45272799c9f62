"""Who is asked for a judgement first, and that the first one counts."""

from dataclasses import replace

import pytest

from plugin.domain.asset_report import Progress
from plugin.domain.outcome import Leaning, Outcome
from plugin.domain.words import BAND_ANSWERS
from plugin.services import asset_reports, judgements, outcomes, policies, runs
from plugin.services.audit import SYSTEM
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Asset, AssetReport, Assignment, AuditEntry, Judgement, Run, Submission
from tests.domain.examples import example_score
from tests.services.world import World, hand_in, make_world


@pytest.fixture
def world(database: Database, files: FileStore) -> World:
    """One scored text, at an assignment that asks first."""
    with database.session() as session:
        world = make_world(session)
        session.query(Assignment).one().blind_first = True
        accepted = hand_in(session, files, world)
        run = session.query(Run).filter_by(submission_id=accepted.submission_id).one()
        runs.claim(session, run.id)
        runs.finish(session, run.id, example_score(), (), None)
    return world


def test_a_score_is_shown_to_a_teacher_after_their_own_judgement_alone(database: Database, world: World) -> None:
    with database.session() as session:
        run = session.query(Run).one()
        assert judgements.is_asked(session, run, world.teacher_id)
        judgements.give(session, run.submission, world.course_id, world.teacher_id, Leaning.UNSURE, "")
        assert not judgements.is_asked(session, run, world.teacher_id)
        assert judgements.is_asked(session, run, world.student_id), "anybody else who teaches is asked as well"


def test_the_first_judgement_counts_and_is_noted_once(database: Database, world: World) -> None:
    with database.session() as session:
        submission = session.query(Submission).one()
        for leans in (Leaning.HUMAN, Leaning.MACHINE):
            judgements.give(session, submission, world.course_id, world.teacher_id, leans, "")
        assert session.query(Judgement).one().leans == "human"
        noted = session.query(AuditEntry).filter_by(action="judgement.given").one()
        assert noted.facts == {}, "what a teacher thought is counted without their name"


def test_a_text_without_a_score_is_open_to_all(database: Database, world: World) -> None:
    with database.session() as session:
        run = session.query(Run).one()
        run.state = "unscorable"
        assert not judgements.is_asked(session, run, world.teacher_id)


def test_an_outcome_pressed_twice_is_noted_once_and_can_be_taken_back(database: Database, world: World) -> None:
    with database.session() as session:
        submission = session.query(Submission).one()
        for found in (Outcome.CLEARED, Outcome.CLEARED, None):
            outcomes.decide(session, submission, world.course_id, world.teacher_id, found)
        noted = [entry.facts for entry in session.query(AuditEntry).filter_by(action="outcome.decided")]
        assert noted == [{"old": "", "new": "cleared"}, {"old": "cleared", "new": ""}]
        assert (submission.outcome_by, submission.outcome_at) == (None, None)
        assert outcomes.name_of_finder(session, submission) == ""


def test_nothing_stands_beside_the_file_in_the_lms_that_tells_the_score(database: Database, world: World) -> None:
    with database.session() as session:
        run, assignment = session.query(Run).one(), session.query(Assignment).one()
        asset = Asset(submission_id=run.submission_id, document_id=run.document_id, state="fetched")
        asset.lti_asset_id, asset.lti_asset_url, asset.lti_report_url = "1", "https://lms/file", "https://lms/report"
        session.add(asset)
        session.flush()
        told = asset_reports.words_of(session, asset)
        assert (told.progress, told.result, told.colour) == (Progress.PROCESSED, "", "")
        assert not any(answer in told.comment for answer in BAND_ANSWERS.values())
        assignment.blind_first = False
        assert asset_reports.words_of(session, asset).result


def test_reports_beside_files_are_told_anew_where_teachers_are_asked_first_from_now_on(
    database: Database, world: World
) -> None:
    with database.session() as session:
        asset = Asset(submission=session.query(Submission).one(), lti_asset_id="1", lti_asset_url="", lti_report_url="")
        session.add(asset)
        session.flush()
        asset_reports.mark(session, asset)
        assignment = session.query(Assignment).one()
        policies.change(session, world.course_id, assignment.id, replace(assignment.policy, blind_first=False), SYSTEM)
        assert [row.version for row in session.query(AssetReport)] == [2]
