"""Every kind of file that is stored: sealed anew, brought back from a backup or not, gone when its time is over. A kind
that is new fails until it is told of here."""

import ast
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from plugin.cli import main
from plugin.config import Settings
from plugin.domain.document import MediaType
from plugin.file_settings import FileSettings
from plugin.services import backup, calibration_making, institution, jobs, retention, samples
from plugin.services.audit import COMMAND
from plugin.services.backup import House
from plugin.services.calibration_making import Order
from plugin.services.erasure import erase_person
from plugin.services.forgetting import forget_registration
from plugin.services.submissions import HandedIn
from plugin.storage import files_of, job_files_of
from plugin.store import files as file_store
from plugin.store import job_files
from plugin.store.queries import removal
from plugin.store.session import Database
from plugin.store.tables import Calibration, Job, Person, Reply, ReplyFile, Run, Submission
from tests.databases import migrated
from tests.services.world import World, hand_in, make_world
from workers.calibrating.in_parts import Folder

ROOT = Path(__file__).parents[2]
OLD, NEW = "the-key-of-last-year-forty-signs-long!!!", "the-key-of-this-year-forty-signs-long!!!"
MARK = b"only for its reader: "

# Named by a column, kept once however often it was handed in: in a backup, and gone with its rows.
OF_SUBMISSIONS = {"documents.sha256", "runs.text_sha256", "reply_files.sha256"}
# Named by its job, in no backup, gone with the job or when its administrator says so: the first two are a sample's.
OF_JOBS = {samples.DOCUMENT, samples.TEXT, calibration_making.TEXTS,
           "read.jsonl", "chosen.jsonl", "counts.jsonl", "scores.jsonl"}  # fmt: skip
# What these are put as, in the source.
SAID = {"DOCUMENT", "samples.TEXT", "TEXTS"}


@dataclass
class Stored:
    """A house with a file of every kind, each of which says what it is. `settings`: as they were when it was filled."""

    settings: Settings
    database: Database
    world: World
    named: dict[str, str]
    sample: UUID
    calibration: UUID

    def readable(self, settings: Settings) -> set[str]:
        """The kinds that can be read under these settings."""
        found = {kind for kind, sha256 in self.named.items() if _is_told(lambda s=sha256: files_of(settings).get(s))}
        lying = job_files_of(settings)
        return found | {
            name for name in OF_JOBS for job in (self.sample, self.calibration)
            if _is_told(lambda n=name, j=job: lying.get(j, n))
        }  # fmt: skip

    def in_plain(self) -> int:
        """How many files show what they hold."""
        files = (path for path in self.settings.data_dir.rglob("*") if path.is_file() and path.suffix != ".db")
        return sum(MARK in path.read_bytes() for path in files)


def _is_told(get: Callable[[], bytes]) -> bool:
    try:
        return MARK in get()
    except (FileNotFoundError, ValueError):
        return False


@pytest.fixture(params=["in plain", "sealed"])
def stored(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Stored]:
    settings = replace(settings, secret_key=OLD, files=FileSettings(encrypt=request.param == "sealed"))
    database = migrated(settings)
    yield filled(database, settings)
    database.dispose()


def filled(database: Database, settings: Settings) -> Stored:
    with database.session() as session:
        world = make_world(session)
        named = _of_a_submission(session, settings, world)
        sample = samples.ask(session, job_files_of(settings), COMMAND, HandedIn(MARK), MediaType.TEXT)
        job_files_of(settings).put(sample, samples.TEXT, MARK)
        calibration = _of_a_calibration(session, settings)
    return Stored(settings, database, world, named, sample, calibration)


def _of_a_submission(session: Session, settings: Settings, world: World) -> dict[str, str]:
    files = files_of(settings)
    held = {kind: files.put(MARK + kind.encode()) for kind in OF_SUBMISSIONS}
    done = hand_in(session, files, world, MARK + b"documents.sha256")
    session.get_one(Run, done.run_id).text_sha256 = held["runs.text_sha256"]
    session.add(reply := Reply(submission_id=done.submission_id))
    session.flush()
    added = ReplyFile(reply_id=reply.id, sha256=held["reply_files.sha256"], media_type="text/plain", size=1)
    session.add(added)
    return held


def _of_a_calibration(session: Session, settings: Settings) -> UUID:
    """One that failed, so that its texts and what was made of them wait for another try."""
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("essay.txt", MARK)
    job_id = calibration_making.ask(session, settings, COMMAND, Order("ours", True, keep_texts=True), zipped)
    for name in (path.name for path in _lines()):
        job_files_of(settings).put(job_id, name, MARK)
    session.get_one(Job, job_id).state = "failed"
    return job_id


def _lines() -> set[Path]:
    folder = Folder(Path())
    return {folder.read, folder.chosen, folder.counts, folder.scores}


def test_every_kind_is_told_of_here() -> None:
    columns = {f"{one.class_.__tablename__}.{one.key}" for one in removal.NAMING}
    assert columns - {"calibrations.upload_sha256"} == OF_SUBMISSIONS
    made = {value.fget(Folder(Path())).name for value in vars(Folder).values() if isinstance(value, property)}
    assert made | {samples.DOCUMENT, samples.TEXT} == OF_JOBS
    assert said_in_source() == SAID


def said_in_source() -> set[str]:
    """The names under which anything is put for a job."""
    rooms = (ROOT / "plugin/services", ROOT / "plugin/web", ROOT / "workers")
    calls = (
        node for room in rooms for file in room.rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 3
    )  # fmt: skip
    return {ast.unparse(call.args[1]) for call in calls if call.func.attr in ("put", "put_stream")}  # type: ignore[attr-defined]


def test_each_is_sealed_with_the_newest_key_by_the_command(
    stored: Stored, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"SECRET_KEY": NEW, "SECRET_KEY_FALLBACKS": OLD, "ENCRYPT_FILES": "yes",
            "DATA_DIR": stored.settings.data_dir,
            "BASE_URL": stored.settings.base_url, "DATABASE_URL": stored.settings.database_url}  # fmt: skip
    for name, value in told.items():
        monkeypatch.setenv(f"CAVEAT_{name}", str(value))
    assert main(["admin", "reseal"]) == 0
    everything = len(OF_SUBMISSIONS) + len(OF_JOBS)
    assert f" and {everything} files" in capsys.readouterr().out
    assert stored.readable(replace(stored.settings, secret_key=NEW)) == OF_SUBMISSIONS | OF_JOBS
    assert stored.readable(stored.settings) == set()
    assert stored.in_plain() == 0


def test_what_people_handed_in_comes_back_from_a_backup_and_what_was_lent_for_a_job_is_in_none(
    stored: Stored, tmp_path: Path
) -> None:
    house = House(stored.database, files_of(stored.settings), stored.settings.calibrations_dir)
    backup.write(house, tmp_path / "backup")
    elsewhere = replace(
        stored.settings, data_dir=tmp_path / "new", database_url=f"sqlite:///{tmp_path / 'new' / 'caveat.db'}"
    )
    database = migrated(elsewhere)
    done = backup.restore(House(database, files_of(elsewhere), elsewhere.calibrations_dir), tmp_path / "backup")
    assert (done.files, done.lacking) == (len(OF_SUBMISSIONS), 0)
    assert stored.readable(elsewhere) == OF_SUBMISSIONS
    with database.session() as session:
        assert session.query(Calibration).one().upload_sha256 is None, "nothing says that texts are kept which are not"
    database.dispose()


def by_age(stored: Stored) -> None:
    with stored.database.session() as session:
        institution.change(session, COMMAND, keep_days=365)
        session.execute(update(Submission).values(created=datetime.now(UTC) - timedelta(days=400)))
    assert retention.sweep(stored.database, files_of(stored.settings)) == 1


def by_erasure(stored: Stored) -> None:
    assert erase_person(stored.database, files_of(stored.settings), stored.world.student_id, COMMAND)["files"] == 3


def with_its_lms(stored: Stored) -> None:
    with stored.database.session() as session:
        registration_id = session.get_one(Person, stored.world.student_id).registration_id
    assert forget_registration(stored.database, files_of(stored.settings), registration_id) == 3


@pytest.mark.parametrize("deleted", [by_age, by_erasure, with_its_lms])
def test_each_that_hangs_on_a_submission_goes_with_it(
    stored: Stored, deleted: Callable[[Stored], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_store, "FRESH_SECONDS", 0)
    deleted(stored)
    assert stored.readable(stored.settings) == OF_JOBS


def test_what_was_lent_goes_with_a_sample_after_a_day_and_with_a_calibration_on_a_word(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_files, "FRESH_SECONDS", 0)
    with stored.database.session() as session:
        session.execute(update(Job).values(created=datetime.now(UTC) - timedelta(days=2)))
        jobs.drop_samples(session)
    jobs.drop_files(stored.database, job_files_of(stored.settings))
    assert stored.readable(stored.settings) == OF_SUBMISSIONS | OF_JOBS - {samples.DOCUMENT, samples.TEXT}
    with stored.database.session() as session:
        found = session.query(Calibration).one()
        calibration_making.delete_texts(session, stored.settings, COMMAND, found)
    assert stored.readable(stored.settings) == OF_SUBMISSIONS
