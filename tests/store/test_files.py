"""Bytes under their sha256."""

import hashlib

import pytest

from plugin.store.files import FileStore


def test_what_was_put_comes_back_and_twice_is_harmless(files: FileStore) -> None:
    sha256 = files.put(b"an essay")
    assert sha256 == hashlib.sha256(b"an essay").hexdigest()
    assert files.put(b"an essay") == sha256
    assert files.get(sha256) == b"an essay"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_sha256_is_an_address(files: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        files.get(name)


def test_changed_bytes_are_noticed(files: FileStore) -> None:
    sha256 = files.put(b"an essay")
    (files.root / sha256[:2] / sha256).write_bytes(b"another")
    with pytest.raises(ValueError, match="no longer"):
        files.get(sha256)


def test_a_missing_file_says_so(files: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        files.get("0" * 64)
