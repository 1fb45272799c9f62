"""Where files lie and whether they are sealed: what is not understood is said, and never taken for no."""

from dataclasses import replace
from pathlib import Path

import pytest

from plugin.config import Settings
from plugin.file_settings import FileSettingError, FileSettings, file_settings
from plugin.storage import files_of, job_files_of
from plugin.store.bucket import Bucket
from plugin.store.places import Folder

KEY = "k" * 32


def test_in_the_data_folder_and_in_plain_unless_set() -> None:
    assert file_settings({}) == FileSettings("", False, "")


def test_all_may_be_set(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    env = {"CAVEAT_FILES_URL": "s3://bucket/school", "CAVEAT_ENCRYPT_FILES": "Yes"}
    assert file_settings(env | {"CAVEAT_FILES_KEY_FILE": str(tmp_path / "key")}) == FileSettings(
        "s3://bucket/school", True, KEY
    )
    assert KEY not in repr(file_settings({"CAVEAT_FILES_KEY": KEY}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAVEAT_FILES_URL", "/srv/files"), ("CAVEAT_FILES_URL", "file://"), ("CAVEAT_FILES_URL", "file://host/files"),
        ("CAVEAT_FILES_URL", "s3:///prefix"), ("CAVEAT_FILES_URL", "https://bucket/prefix"),
        ("CAVEAT_ENCRYPT_FILES", "please"), ("CAVEAT_FILES_KEY", "short"), ("CAVEAT_FILES_KEY_FILE", "/nowhere"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named(name: str, value: str) -> None:
    with pytest.raises(FileSettingError, match=name):
        file_settings({name: value})


def test_the_store_is_the_one_that_is_named(settings: Settings, tmp_path: Path) -> None:
    def place(url: str) -> Folder | Bucket:
        found = files_of(replace(settings, files=FileSettings(url))).place
        assert isinstance(found, Folder | Bucket)
        return found

    default, folder = place(""), place((tmp_path / "a folder").as_uri())
    assert isinstance(default, Folder)
    assert default.root == settings.files_dir
    assert isinstance(folder, Folder)
    assert folder.root == tmp_path / "a folder" / "files"
    assert isinstance(place("s3://bucket/school"), Bucket)


def test_a_key_of_their_own_seals_files_and_the_secret_key_still_opens_them(settings: Settings) -> None:
    before = replace(settings, files=FileSettings(encrypt=True))
    after = replace(settings, files=FileSettings(encrypt=True, key=KEY))
    old = files_of(before).put(b"sealed with the secret key")
    new = files_of(after).put(b"sealed with a key of its own")
    assert files_of(after).get(old) == b"sealed with the secret key"
    with pytest.raises(FileNotFoundError):
        files_of(before).get(new)


def test_uploads_of_administrators_are_sealed_too(settings: Settings) -> None:
    from uuid import UUID

    files = job_files_of(replace(settings, files=FileSettings(encrypt=True)))
    files.put(UUID(int=1), "texts.zip", b"an essay")
    (kept,) = settings.jobs_dir.rglob("texts.zip")
    assert b"essay" not in kept.read_bytes()
    assert kept.parent.stat().st_mode & 0o077 == 0
