"""What an administrator asks of the scorer is done in parts, survives its worker, and leaves no text behind."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from plugin.config import Settings
from plugin.domain.document import MediaType
from plugin.domain.job import JobState
from plugin.services import calibration_making, calibrations, handing_back, institution, jobs, samples
from plugin.services.audit import COMMAND
from plugin.services.calibration_making import Order
from plugin.services.submissions import HandedIn
from plugin.store.job_files import JobFiles
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, Calibration, Job
from tests.calibrating.conftest import essay, scorer, tiny  # noqa: F401 - fixtures
from tests.scoring.conftest import _one_thread  # noqa: F401 - a fixture
from workers import jobs as work_room
from workers.jobs import Jobs
from workers.scoring.compared import Compared
from workers.scoring.scorer import Scorer


class Bell:
    def __init__(self) -> None:
        self.rung: list[UUID] = []

    def job(self, job_id: UUID) -> bool:
        self.rung.append(job_id)
        return True


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def room(settings: Settings, database: Database, scorer: Scorer, bell: Bell) -> Jobs:  # noqa: F811
    compared = Compared(scorer, "", settings.calibrations_dir)
    return Jobs(settings, database, lambda: compared, bell)  # type: ignore[arg-type]


@pytest.fixture
def kept(settings: Settings) -> JobFiles:
    return JobFiles(settings.jobs_dir)


def zipped(texts: dict[str, str]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    packed.seek(0)
    return packed


def essays(count: int = 22) -> dict[str, str]:
    return {f"{n:03}.txt": essay(n, 110) for n in range(count)} | {"short.txt": "Too short."}


def order(settings: Settings, database: Database, texts: dict[str, str], keep: bool = False) -> UUID:
    with database.session() as session:
        return calibration_making.ask(session, settings, COMMAND, Order("ours", True, keep), zipped(texts))


def sample(settings: Settings, database: Database, text: str) -> UUID:
    with database.session() as session:
        given = HandedIn(text.encode())
        return samples.ask(session, JobFiles(settings.jobs_dir), COMMAND, given, MediaType.TEXT)


def job(database: Database, job_id: UUID) -> Job:
    with database.session() as session:
        return session.get_one(Job, job_id)


def calibration(database: Database) -> Calibration:
    with database.session() as session:
        return session.query(Calibration).filter_by(name="ours").one()


def everything_under(folder: Path) -> str:
    return "".join(file.read_bytes().decode("latin-1") for file in folder.rglob("*") if file.is_file())


def test_a_sample_gets_the_report_that_a_submission_would_get(
    room: Jobs, settings: Settings, database: Database, kept: JobFiles
) -> None:
    job_id = sample(settings, database, essay(1, 150))
    room.do(job_id)
    with database.session() as session:
        found = samples.load(session, kept, job_id)
    assert found is not None
    assert found.state is JobState.DONE
    assert found.report is not None
    assert found.report.score is not None
    assert found.report.score.calibration.id == "made-up"


def test_a_sample_without_a_score_says_why(room: Jobs, settings: Settings, database: Database, kept: JobFiles) -> None:
    job_id = sample(settings, database, "Too short to say.")
    room.do(job_id)
    with database.session() as session:
        found = samples.load(session, kept, job_id)
    assert found is not None
    assert found.report is not None
    assert "too short" in found.report.why


def test_a_sample_that_is_deleted_while_it_is_read_leaves_no_text(
    room: Jobs, settings: Settings, database: Database, kept: JobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = sample(settings, database, essay(1, 150))
    judged = work_room.judge

    def judge_and_delete(*given: object) -> object:
        with database.session() as session:
            samples.delete(session, kept, COMMAND, job_id)
        return judged(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(work_room, "judge", judge_and_delete)
    room.do(job_id)
    assert everything_under(settings.jobs_dir) == ""


def test_a_worker_that_dies_twice_at_one_sample_sets_it_aside(
    room: Jobs, settings: Settings, database: Database
) -> None:
    job_id = sample(settings, database, essay(1, 150))
    for queued in (True, False):
        with database.session() as session:
            assert jobs.claim(session, job_id, "score@here/1")
            assert bool(handing_back.let_go(session, "score@here/1").jobs) is queued
    room.do(job_id)
    assert (job(database, job_id).state, job(database, job_id).problem) == ("failed", "worker_lost")


def test_a_calibration_is_made_of_the_texts_and_they_are_gone(
    room: Jobs, settings: Settings, database: Database
) -> None:
    job_id = order(settings, database, essays())
    room.do(job_id)
    made = calibration(database)
    assert (made.state, made.problem, made.upload_sha256) == ("ready", "", None)
    assert (made.facts["found"], made.facts["used"], made.facts["left_out"]) == (23, 22, {"too_short": 1})
    assert made.facts["strata"][0]["n"] == 22
    assert made.facts["strata"][0]["lines"][0]["bound"] == pytest.approx(0.13, abs=0.02)
    assert everything_under(settings.jobs_dir) == ""
    numbers = json.loads(calibrations.file_of(settings, "ours").read_text())
    with database.session() as session:
        assert json.loads(session.query(Calibration).filter_by(name="ours").one().numbers or b"") == numbers
    assert len(numbers["strata"][0]["score"]["human"]) == 22
    assert "river" not in everything_under(settings.data_dir / "calibrations")


def test_the_texts_stay_where_that_was_asked_for_and_what_was_read_from_them_goes(
    room: Jobs, settings: Settings, database: Database, kept: JobFiles
) -> None:
    job_id = order(settings, database, essays(), keep=True)
    room.do(job_id)
    assert [file.name for file in (settings.jobs_dir / str(job_id)).iterdir()] == ["texts.zip"]
    assert calibration(database).upload_sha256
    with database.session() as session:
        calibration_making.delete_texts(
            session, settings, COMMAND, session.get_one(Calibration, calibration(database).id)
        )
    assert everything_under(settings.jobs_dir) == ""
    assert calibration(database).upload_sha256 is None


def test_made_in_many_parts_it_is_the_same_as_made_in_one(
    room: Jobs, settings: Settings, database: Database, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = order(settings, database, essays(20))
    monkeypatch.setattr(work_room, "PART_SECONDS", 0.0)
    parts = 0
    while job(database, job_id).state == "queued":
        room.do(job_id)
        parts += 1
        assert parts < 20
    assert parts > 3
    assert bell.rung == [job_id] * (parts - 1)
    in_parts = json.loads(calibrations.file_of(settings, "ours").read_text())
    monkeypatch.setattr(work_room, "PART_SECONDS", 60.0)
    with database.session() as session:
        calibrations.discard(session, settings, COMMAND, "ours")
        another = calibration_making.ask(session, settings, COMMAND, Order("whole", True), zipped(essays(20)))
    room.do(another)
    whole = json.loads(calibrations.file_of(settings, "whole").read_text())
    assert in_parts["strata"] == whole["strata"]


def test_a_part_that_its_worker_did_not_finish_is_done_again(
    room: Jobs, settings: Settings, database: Database, kept: JobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = order(settings, database, essays(20))
    monkeypatch.setattr(work_room, "PART_SECONDS", 0.0)
    room.do(job_id)
    with (settings.jobs_dir / str(job_id) / "read.jsonl").open("a") as cut_off:
        cut_off.write('{"text": "half a li')
    with database.session() as session:
        assert jobs.claim(session, job_id)  # by a worker that dies now
        assert handing_back.give_back(session, Job, job_id)
    monkeypatch.setattr(work_room, "PART_SECONDS", 60.0)
    room.do(job_id)
    made = calibration(database)
    assert (made.state, made.facts["found"], made.facts["used"]) == ("ready", 21, 20)


def test_too_few_texts_are_refused_with_what_became_of_them_and_are_gone(
    room: Jobs, settings: Settings, database: Database
) -> None:
    doubles = {f"again-{n}.txt": essay(1, 110) for n in range(5)}
    room.do(order(settings, database, essays(10) | doubles))
    made = calibration(database)
    assert (made.state, made.problem) == ("failed", "too_few_texts")
    assert made.facts["used"] == 10
    assert made.facts["left_out"] == {"exact_double": 5, "too_short": 1}
    assert everything_under(settings.jobs_dir) == ""
    assert not calibrations.file_of(settings, "ours").exists()


@pytest.mark.parametrize(
    ("texts", "problem"),
    [({"../up.txt": "x"}, "zip_unsafe_name"), ({"more.zip": "x"}, "zip_nested"), ({}, "too_few_texts")],
    ids=["leads out", "nested", "empty"],
)
def test_a_hostile_zip_is_refused_by_name(
    room: Jobs, settings: Settings, database: Database, texts: dict[str, str], problem: str
) -> None:
    room.do(order(settings, database, texts))
    assert calibration(database).problem == problem


def test_a_calibration_that_is_discarded_while_it_is_made_leaves_nothing(
    room: Jobs, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = order(settings, database, essays(20))
    monkeypatch.setattr(work_room, "PART_SECONDS", 0.0)
    room.do(job_id)
    with database.session() as session:
        work = jobs.claim(session, job_id)
        calibrations.discard(session, settings, COMMAND, "ours")
    assert work is not None
    with pytest.raises(FileNotFoundError):
        room._calibrate(work)
    assert everything_under(settings.data_dir / "calibrations") == ""
    assert everything_under(settings.jobs_dir) == ""


def test_the_next_run_is_compared_with_the_calibration_that_was_chosen_and_a_waiting_one_with_its_own(
    room: Jobs, settings: Settings, database: Database
) -> None:
    room.do(order(settings, database, essays()))
    with database.session() as session:
        before = calibrations.detector_id(session, settings)
        calibrations.use(session, settings, COMMAND, "ours")
        after = calibrations.detector_id(session, settings)
        named = [calibrations.asked_for(session, settings, detector) for detector in (before, after)]
    assert before != after
    assert named == ["", "ours"]
    scores = [room.compared().by(name).score(essay(99, 150), "en", 0.99)[0] for name in named]
    assert [score.calibration.id for score in scores] == ["made-up", "ours"]  # type: ignore[union-attr]


def test_the_sweep_rings_for_a_job_that_nobody_heard_and_removes_what_nobody_needs(
    settings: Settings, database: Database, kept: JobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    job_id = sample(settings, database, "A text.")
    kept.put(UUID(int=7), "texts.zip", b"nobody's")
    monkeypatch.setattr("plugin.store.job_files.FRESH_SECONDS", -1)
    with database.session() as session:
        assert handing_back.unheard(session, timedelta(seconds=-1)).jobs == [job_id]
    jobs.drop_files(database, kept)
    assert [folder.name for folder in settings.jobs_dir.iterdir()] == [str(job_id)]


def test_a_day_later_a_sample_is_gone_with_its_text(
    settings: Settings, database: Database, kept: JobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    sample(settings, database, "A text.")
    monkeypatch.setattr(jobs, "SAMPLES_KEPT", timedelta(seconds=-1))
    monkeypatch.setattr("plugin.store.job_files.FRESH_SECONDS", -1)
    with database.session() as session:
        jobs.drop_samples(session)
    jobs.drop_files(database, kept)
    assert everything_under(settings.jobs_dir) == ""
    with database.session() as session:
        assert session.query(Job).count() == 0


def test_what_was_done_is_in_the_audit_log_without_a_word_of_any_text(
    room: Jobs, settings: Settings, database: Database
) -> None:
    room.do(sample(settings, database, essay(1, 150)))
    room.do(order(settings, database, essays()))
    with database.session() as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.number).all()
    assert [entry.action for entry in entries] == ["sample.scored", "calibration.asked", "calibration.made"]
    assert "river" not in str([entry.facts for entry in entries])


def test_the_environment_s_calibration_wins(settings: Settings, database: Database) -> None:
    fixed = replace(settings, calibration="theirs")
    with database.session() as session:
        institution.change(session, COMMAND, calibrations={"en": "ours"})
        assert calibrations.in_use(session, fixed) == "theirs"
        with pytest.raises(calibrations.CalibrationChoiceError) as refused:
            calibrations.use(session, fixed, COMMAND, "")
    assert refused.value.code == "calibration_fixed"
