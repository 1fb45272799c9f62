"""Folders, ZIPs and JSON lines give up their texts; what is hostile or broken gets its named answer."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from plugin.domain.score import Reason
from tests.reading import documents
from workers.calibrating import found
from workers.calibrating.found import Found, Other
from workers.calibrating.gather import gather
from workers.reading.read import read
from workers.scoring.calibration import CalibrationError

WORD = read(documents.docx_file()).content
FolderOf = Callable[[dict[str, str | bytes]], Path]


def refused(source: Path) -> CalibrationError:
    with pytest.raises(CalibrationError) as error:
        list(gather(source))
    assert error.value.next_step
    return error.value


def zip_of(tmp_path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    file = tmp_path / "essays.zip"
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def test_every_type_is_read_and_a_first_level_folder_is_an_author(folder_of: FolderOf) -> None:
    source = folder_of(
        {"loose.txt": "One.", "mei/a.docx": documents.docx_file(), "mei/deep/b.txt": "Three.", "notes.odt": b"x"}
    )
    texts = list(gather(source))
    assert [(one.author, one.text) for one in texts] == [
        (None, "One."), ("mei", WORD), ("mei", "Three."), (None, Other.OTHER_TYPE),
    ]  # fmt: skip


def test_a_document_that_cannot_be_read_is_counted_by_its_reason(folder_of: FolderOf) -> None:
    source = folder_of({"a.pdf": documents.locked_pdf(), "b.txt": b"", "c.docx": b"PK\x03\x04 broken"})
    assert [one.text for one in gather(source)] == [Reason.ENCRYPTED, Reason.EMPTY, Reason.UNREADABLE]


def test_links_and_what_systems_leave_behind_are_not_read(folder_of: FolderOf, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Not to be read.")
    source = folder_of({"a.txt": "Mine.", ".b.txt": "x", "__MACOSX/._a.txt": "x"})
    os.symlink(tmp_path / "secret.txt", source / "c.txt")
    os.symlink(source, source / "round")
    assert [one.text for one in gather(source)] == ["Mine."]


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert list(gather(tmp_path)) == []


@pytest.mark.parametrize("name", ["nothing", "nothing.zip", "nothing.jsonl"])
def test_what_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    error = refused(tmp_path / name)
    assert error.code == "source_missing"
    assert name in error.sentence


def test_thirty_thousand_files_are_refused_before_one_is_read(
    folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.calibrating.folder.read_document", lambda *_: pytest.fail("was read"))
    source = folder_of({"0.txt": "x"})
    for number in range(1, 30_000):
        os.link(source / "0.txt", source / f"{number}.txt")
    assert refused(source).code == "too_many_texts"


def test_a_folder_of_more_bytes_than_are_taken_is_refused(folder_of: FolderOf) -> None:
    source = folder_of({"a.txt": "x"})
    for number in range(2):
        with (source / f"{number}.txt").open("wb") as sparse:
            sparse.truncate(found.MAX_BYTES // 2)
    assert refused(source).code == "too_large"


def test_a_zip_gives_up_the_same_as_a_folder(tmp_path: Path) -> None:
    members = {"loose.txt": b"One.", "mei/a.docx": documents.docx_file(), "__MACOSX/._x.txt": b"x", "b.odt": b"x"}
    before = set(tmp_path.iterdir())
    texts = list(gather(zip_of(tmp_path, members, zipfile.ZIP_DEFLATED)))
    assert {(one.author, one.text) for one in texts} == {
        (None, "One."), ("mei", WORD), (None, Other.OTHER_TYPE),
    }  # fmt: skip
    assert set(tmp_path.iterdir()) - before == {tmp_path / "essays.zip"}


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "a/../../b.txt", "C:\\a.txt", "..\\a.txt"])
def test_a_zip_with_a_name_that_leads_out_is_refused_whole(tmp_path: Path, name: str) -> None:
    assert refused(zip_of(tmp_path, {"good.txt": b"One.", name: b"Two."})).code == "zip_unsafe_name"
    assert not (tmp_path.parent / "a.txt").exists()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("was unpacked"))
    error = refused(_packed_zeros(tmp_path, 50 * 2**20))
    assert error.code == "zip_bomb"


def _packed_zeros(tmp_path: Path, size: int) -> Path:
    file = tmp_path / "bomb.zip"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, _real_open(archive, "a.txt") as member:
        for _ in range(size // 2**20):
            member.write(bytes(2**20))
    file.write_bytes(out.getvalue())
    return file


_zip_open = zipfile.ZipFile.open


def _real_open(archive: zipfile.ZipFile, name: str) -> io.BufferedIOBase:
    return _zip_open(archive, name, "w")  # type: ignore[return-value]


def test_a_zip_that_lies_about_a_size_gives_no_more_than_it_said(tmp_path: Path) -> None:
    file = zip_of(tmp_path, {"a.txt": b"x" * 5000}, zipfile.ZIP_DEFLATED)
    data = file.read_bytes().replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    file.write_bytes(data)
    assert refused(file).code == "zip_damaged"


@pytest.mark.parametrize("name", ["more.zip", "more.TAR.gz", "deep/more.7z"])
def test_an_archive_in_a_zip_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(zip_of(tmp_path, {name: b"x"})).code == "zip_nested"


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    file = zip_of(tmp_path, {"a.txt": b"x"})
    data = bytearray(file.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(bytes(data))
    assert refused(file).code == "zip_encrypted"


def test_a_zip_of_too_many_members_is_refused(tmp_path: Path) -> None:
    assert refused(zip_of(tmp_path, {f"{n}.txt": b"" for n in range(10_001)})).code == "too_many_texts"


def test_a_list_of_members_too_long_to_hold_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = zip_of(tmp_path, {"a.txt": b"x"})
    data = bytearray(file.read_bytes())
    at = data.index(b"PK\x05\x06")
    data[at + 12 : at + 16] = (2**31).to_bytes(4, "little")
    file.write_bytes(bytes(data))
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("was opened"))
    assert refused(file).code == "too_many_texts"


def test_a_list_of_members_hides_its_length_behind_no_second_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its length, 96 MiB, is written by the very bytes by which such a record is found."""
    file = zip_of(tmp_path, {"a.txt": b"x"})
    data = bytearray(file.read_bytes())
    at = data.index(b"PK\x05\x06")
    data[at + 12 : at + 16] = b"PK\x05\x06"
    file.write_bytes(bytes(data))
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("was opened"))
    assert refused(file).code == "too_many_texts"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no zip at all"])
def test_a_damaged_zip_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "essays.zip").write_bytes(content)
    assert refused(tmp_path / "essays.zip").code == "zip_damaged"


def lines_of(tmp_path: Path, *lines: object) -> Path:
    file = tmp_path / "essays.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return file


def test_lines_have_a_text_and_perhaps_an_author(tmp_path: Path) -> None:
    file = lines_of(tmp_path, {"text": "One.\r\n\n\n\nTwo."}, "", {"text": "Three.", "author_id": 7, "label": "human"})
    assert list(gather(file)) == [Found("One.\n\nTwo."), Found("Three.", "7")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{broken", "not_json"), ("[1]", "not_json"), ("[" * 100_000, "not_json"), ("\\xff", "not_json"),
        ({"label": "human"}, "no_text"), ({"text": 3}, "no_text"), ({"text": "x", "label": "ai"}, "not_human"),
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_named_with_file_and_line(tmp_path: Path, line: object, code: str) -> None:
    error = refused(lines_of(tmp_path, {"text": "Fine."}, line))
    assert error.code == code
    assert f"{tmp_path / 'essays.jsonl'}, line 2," in error.sentence


def test_too_many_lines_are_refused(tmp_path: Path) -> None:
    assert refused(lines_of(tmp_path, *['{"text": "x"}'] * 10_001)).code == "too_many_texts"
