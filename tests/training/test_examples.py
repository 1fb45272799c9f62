"""Labelled texts from JSON lines; what is none is named with its file and line."""

import gzip
import json
from pathlib import Path

import pytest

from workers.training.examples import Example, ExampleError, read_examples

LINE = {"id": "7", "text": "A text.", "label": "human", "dataset": "letters", "author": "native", "attack": None}


def refused(file: Path) -> ExampleError:
    with pytest.raises(ExampleError) as error:
        list(read_examples([file]))
    assert str(file) in error.value.sentence
    return error.value


def test_a_line_is_an_example(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE) + "\n\n")
    assert list(read_examples([tmp_path / "a.jsonl"])) == [Example("7", "A text.", "human", "letters", author="native")]


def test_a_packed_file_reads_as_a_plain_one(tmp_path: Path) -> None:
    line = json.dumps(LINE | {"text": "Zoë’s 文"}, ensure_ascii=False) + "\n"
    (tmp_path / "a.jsonl").write_text(line, "utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    assert list(read_examples([tmp_path / "a.jsonl.gz"])) == list(read_examples([tmp_path / "a.jsonl"]))


def test_what_a_line_does_not_say_is_told_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "letters.jsonl").write_text('\n{"text": "A text.", "label": "ai", "id": null}\n')
    assert list(read_examples([tmp_path / "letters.jsonl"])) == [Example("2", "A text.", "ai", "letters")]


def test_a_mark_at_the_start_of_a_file_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE), "utf-8-sig")
    assert len(list(read_examples([tmp_path / "a.jsonl"]))) == 1


@pytest.mark.parametrize(
    "line", ["no JSON", "[1]", '"text"', "3", '{"text": "A."}', '{"label": "ai"}', '{"text": 3, "label": "ai"}',
             '{"text": null, "label": "ai"}', "[" * 100_000]
)  # fmt: skip
def test_a_line_that_is_no_example_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE) + "\n" + line + "\n")
    error = refused(tmp_path / "a.jsonl")
    assert error.code == "not_an_example"
    assert "line 2" in error.sentence


@pytest.mark.parametrize("label", ["machine", "", None, 1, ["ai"]])
def test_a_label_that_is_none_is_named(tmp_path: Path, label: object) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE | {"label": label}))
    error = refused(tmp_path / "a.jsonl")
    assert error.code == "label_unknown"
    assert "line 1" in error.sentence


def test_good_lines_before_a_bad_one_are_given_first(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE) + "\nno JSON\n")
    found = read_examples([tmp_path / "a.jsonl"])
    assert next(found).id == "7"
    with pytest.raises(ExampleError):
        next(found)


@pytest.mark.parametrize("name", ["-", "missing.jsonl", "/dev/zero", "."])
def test_what_is_no_file_is_named(name: str) -> None:
    assert refused(Path(name)).code == "file_unreadable"


def test_a_file_that_is_broken_off_or_no_text_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(LINE).encode() * 999)
    for name, data in {
        "cut.jsonl.gz": packed[: len(packed) // 2],
        "spoilt.jsonl.gz": packed[:20] + b"\xff\xff\xff" + packed[23:],
        "plain.jsonl.gz": json.dumps(LINE).encode(),
        "latin.jsonl": json.dumps(LINE, ensure_ascii=False).encode() + "é".encode("latin-1"),
    }.items():
        (tmp_path / name).write_bytes(data)
        assert refused(tmp_path / name).code == "file_unreadable"


def test_a_text_in_the_place_of_a_label_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE | {"label": "Dear professor, my name is Ann."}))
    assert "my name" not in str(refused(tmp_path / "a.jsonl"))
