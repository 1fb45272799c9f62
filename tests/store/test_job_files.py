"""What a job works on, wherever it lies: worked on in plain by one host, kept as it is meant to be kept."""

import io
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from plugin.store import job_files
from plugin.store.boxes import Box, SealError
from plugin.store.bucket import Bucket
from plugin.store.job_files import JobFiles
from plugin.store.places import Folder
from tests import buckets

JOB, OTHER = UUID(int=1), UUID(int=2)
ESSAY = b"An essay that an administrator uploaded."


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with buckets.bucket_service() as address:
        yield address


@pytest.fixture(params=["folder", "sealed folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> JobFiles:
    if request.param == "bucket":
        request.getfixturevalue("service")
        buckets.empty_bucket()
        return JobFiles(Bucket(buckets.BUCKET, "jobs"), work=tmp_path / "work")
    return JobFiles(
        Folder(tmp_path / "jobs"), Box(["a key " * 9]), request.param.startswith("sealed"), tmp_path / "work"
    )


def test_what_was_put_comes_back_until_the_job_goes(files: JobFiles) -> None:
    files.put_stream(JOB, "texts.zip", io.BytesIO(ESSAY))
    files.put(OTHER, "texts.zip", b"another's")
    assert files.has(JOB, "texts.zip")
    assert files.get(JOB, "texts.zip") == ESSAY
    files.remove(JOB)
    assert not files.has(JOB, "texts.zip")
    assert files.get(OTHER, "texts.zip") == b"another's"
    with pytest.raises(FileNotFoundError):
        files.get(JOB, "texts.zip")


def test_what_a_part_of_the_work_changed_is_there_for_the_next(files: JobFiles, tmp_path: Path) -> None:
    files.put(JOB, "texts.zip", ESSAY)
    with files.at_work(JOB) as folder:
        assert (folder / "texts.zip").read_bytes() == ESSAY
        (folder / "read.jsonl").write_text("one\n")
    with files.at_work(JOB) as folder:
        with (folder / "read.jsonl").open("a") as grown:
            grown.write("two\n")
        (folder / "texts.zip").unlink()
    assert files.get(JOB, "read.jsonl") == b"one\ntwo\n"
    assert not files.has(JOB, "texts.zip")
    assert not list((tmp_path / "work").glob("*")), "no copy stays on this host"


def test_a_job_without_files_is_worked_on_as_one_whose_files_are_missing(files: JobFiles) -> None:
    with files.at_work(JOB) as folder:
        assert not (folder / "texts.zip").is_file()


def test_what_no_row_names_goes_unless_it_was_put_a_moment_ago(
    files: JobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.put(JOB, "texts.zip", ESSAY)
    files.put(OTHER, "texts.zip", ESSAY)
    files.keep_only({JOB})
    assert files.has(OTHER, "texts.zip")
    monkeypatch.setattr(job_files, "FRESH_SECONDS", -9)  # moto's clock has whole seconds
    files.keep_only({JOB})
    assert files.has(JOB, "texts.zip")
    assert not files.has(OTHER, "texts.zip")


@pytest.mark.parametrize("files", ["sealed folder"], indirect=True)
def test_sealed_it_is_nowhere_in_plain_and_bound_to_its_job(files: JobFiles, tmp_path: Path) -> None:
    files.put(JOB, "texts.zip", ESSAY)
    files.put(OTHER, "texts.zip", ESSAY)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert not any(ESSAY[:12] in path.read_bytes() for path in kept)
    (tmp_path / "jobs" / str(JOB) / "texts.zip").replace(tmp_path / "jobs" / str(OTHER) / "texts.zip")
    with pytest.raises(SealError):
        files.get(OTHER, "texts.zip")


def test_renewing_seals_what_an_older_key_sealed_and_what_lay_in_plain(tmp_path: Path) -> None:
    old, new = "the key before " * 3, "the key of now " * 3
    place = Folder(tmp_path / "jobs")
    JobFiles(place).put(JOB, "texts.zip", ESSAY)
    JobFiles(place, Box([old]), seals=True).put(OTHER, "texts.zip", ESSAY)
    both = JobFiles(place, Box([new, old]), seals=True)
    assert both.renew() == 2
    assert both.renew() == 0
    for job in (JOB, OTHER):
        assert JobFiles(place, Box([new])).get(job, "texts.zip") == ESSAY
