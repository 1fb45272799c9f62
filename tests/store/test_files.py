"""Bytes under their sha256: the same promises in a folder and in a bucket, in plain and sealed."""

import hashlib
import io
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugin.store.boxes import PIECE, Box, SealError, whole
from plugin.store.bucket import Bucket, BucketError
from plugin.store.files import FileStore
from plugin.store.places import Folder, Place
from tests import buckets

SECRET, OLD_SECRET = "the key of now " * 3, "the key of before " * 3
ESSAY = b"An essay that nobody else is to read."


@dataclass
class Kept:
    """`age`: makes everything older; `lying`: what really lies there; `under`: the store with these secrets."""

    place: Place
    seals: bool
    age: Callable[[float], None]
    lying: Callable[[], list[bytes]]

    def under(self, *secrets: str, seals: bool | None = None) -> FileStore:
        return FileStore(self.place, Box(secrets), self.seals if seals is None else seals)

    @property
    def files(self) -> FileStore:
        return self.under(SECRET)


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with buckets.bucket_service() as address:
        yield address


@pytest.fixture(params=["folder", "bucket", "sealed folder", "sealed bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    seals = request.param.startswith("sealed")
    if request.param.endswith("bucket"):
        request.getfixturevalue("service")
        buckets.empty_bucket()
        return Kept(Bucket(buckets.BUCKET, "school/files"), seals, buckets.make_older, buckets.stored_bytes)
    return _in_folder(tmp_path, seals)


def _in_folder(root: Path, seals: bool = True) -> Kept:
    def age(seconds: float) -> None:
        then = time.time() - seconds
        for path in root.glob("*/*"):
            os.utime(path, (then, then))

    return Kept(Folder(root), seals, age, lambda: [path.read_bytes() for path in root.glob("*/*")])


def everywhere(files: FileStore, seconds: float) -> set[str]:
    return {sha256 for folder in folders(files) for sha256 in files.older_in(folder, seconds)}


def folders(files: FileStore) -> set[int]:
    return {int(name[:2], 16) for name, _ in files.place.listed()}


def test_what_was_put_comes_back_and_twice_is_harmless(kept: Kept) -> None:
    sha256 = kept.files.put(ESSAY)
    assert sha256 == hashlib.sha256(ESSAY).hexdigest()
    assert kept.files.put(ESSAY) == sha256
    assert kept.files.get(sha256) == ESSAY
    assert len(kept.lying()) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_sha256_is_an_address(files: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        files.get(name)


def test_a_missing_file_says_so(kept: Kept) -> None:
    with pytest.raises(FileNotFoundError):
        kept.files.get("0" * 64)


def test_one_that_was_put_a_moment_ago_is_not_dropped(kept: Kept) -> None:
    sha256 = kept.files.put(ESSAY)
    kept.age(3600)
    kept.files.put(ESSAY)
    assert kept.files.drop(sha256) is False
    kept.age(3600)
    assert kept.files.drop(sha256) is True
    assert kept.files.drop(sha256) is True, "that it is gone already is no trouble"
    assert kept.lying() == []


def test_one_that_is_put_again_while_it_is_dropped_stays(files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = files.put(ESSAY)
    monkeypatch.setattr(Folder, "age", lambda *_: 3600.0)  # as it was a moment before
    assert files.drop(sha256) is False
    assert files.get(sha256) == ESSAY


def test_the_old_ones_are_found_by_their_hash(kept: Kept) -> None:
    old = {kept.files.put(ESSAY), kept.files.put(b"another")}
    kept.age(3600)
    kept.files.put(b"a new one")
    assert everywhere(kept.files, 60) == old
    assert everywhere(kept.files, 7200) == set()


def test_changed_bytes_are_noticed(files: FileStore) -> None:
    sha256 = files.put(ESSAY)
    (files.place.root / sha256[:2] / sha256).write_bytes(b"another")
    with pytest.raises(ValueError, match="no longer"):
        files.get(sha256)


def test_nothing_of_a_sealed_text_can_be_read_or_guessed_where_it_lies(tmp_path: Path) -> None:
    sha256 = _in_folder(tmp_path).files.put(ESSAY)
    (path,) = tmp_path.glob("*/*")
    assert ESSAY[:12] not in path.read_bytes()
    assert sha256 not in str(path), "the hash of a short text is found by trying texts"
    assert bytes.fromhex(sha256) not in path.read_bytes()


def test_a_sealed_text_that_was_changed_or_moved_is_not_believed(tmp_path: Path) -> None:
    kept = _in_folder(tmp_path)
    one, two = kept.files.put(ESSAY), kept.files.put(b"another")
    first, second = (tmp_path / kept.files._names(sha256)[0] for sha256 in (one, two))
    good = first.read_bytes()
    first.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(SealError, match="changed"):
        kept.files.get(one)
    second.write_bytes(good)
    with pytest.raises(SealError, match="changed"):
        kept.files.get(two)


def test_with_another_key_nothing_is_read_and_nothing_deleted(tmp_path: Path) -> None:
    kept = _in_folder(tmp_path)
    sha256 = kept.files.put(ESSAY)
    kept.age(3600)
    with pytest.raises(FileNotFoundError):
        kept.under("somebody else's " * 3).get(sha256)
    assert everywhere(kept.under("somebody else's " * 3), 60) == set()
    assert len(kept.lying()) == 1


def test_what_was_put_in_plain_is_read_after_sealing_began_and_the_other_way_round(tmp_path: Path) -> None:
    kept = _in_folder(tmp_path)
    before = kept.under(SECRET, seals=False).put(b"before")
    after = kept.files.put(b"after")
    for files in (kept.files, kept.under(SECRET, seals=False)):
        assert (files.get(before), files.get(after)) == (b"before", b"after")


@pytest.mark.parametrize("kept", ["sealed folder", "sealed bucket"], indirect=True)
def test_renewing_seals_all_with_the_newest_key(kept: Kept) -> None:
    plain = kept.under(OLD_SECRET, seals=False).put(ESSAY)
    old = kept.under(OLD_SECRET).put(b"sealed with the key of before")
    both = kept.under(SECRET, OLD_SECRET)
    assert both.get(old) == b"sealed with the key of before"
    assert sum(both.renew(folder) for folder in folders(both)) == 2
    assert sum(both.renew(folder) for folder in folders(both)) == 0
    assert kept.under(SECRET).get(plain) == ESSAY
    assert kept.under(SECRET).get(old) == b"sealed with the key of before"
    assert len(kept.lying()) == 2


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_whatever_its_length_it_comes_back_whole_and_no_end_can_be_cut_off(size: int) -> None:
    box, plain = Box([SECRET]), os.urandom(size)
    sealed = whole(box.seal(io.BytesIO(plain), "a name"))
    assert whole(box.open(io.BytesIO(sealed), "a name")) == plain
    last = max(size - 1, 0) % PIECE + min(size, 1) + 16
    for cut in (len(sealed) - 1, len(sealed) - last):
        with pytest.raises(SealError):
            whole(box.open(io.BytesIO(sealed[:cut]), "a name"))


def test_a_bucket_that_is_not_there_is_no_missing_file(service: str) -> None:
    """A run whose text is missing fails for good; one whose bucket is away waits."""
    with pytest.raises(BucketError, match="NoSuchBucket") as raised:
        FileStore(Bucket("nowhere", "")).get("0" * 64)
    assert not isinstance(raised.value, FileNotFoundError)


def test_a_connection_that_breaks_in_the_middle_of_a_file_is_trouble_of_the_service(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.exceptions import ResponseStreamingError
    from botocore.response import StreamingBody

    def broken(*_: object, **__: object) -> bytes:
        raise ResponseStreamingError(error="cut off")

    buckets.empty_bucket()
    files = FileStore(Bucket(buckets.BUCKET, ""))
    sha256 = files.put(ESSAY)
    monkeypatch.setattr(StreamingBody, "read", broken)
    with pytest.raises(BucketError, match="ResponseStreamingError"):
        files.get(sha256)
