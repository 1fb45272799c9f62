"""What somebody handed in is opened in one place: the confined process of workers.reading."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boundaries.test_arrows import loaded_by
from tests.boundaries.test_ways_out import ROOT, SOURCES, imported

PARSERS = ("PIL", "bs4", "charset_normalizer", "docx", "gzip", "html.parser", "lxml", "pypdf", "pypdfium2",
           "tarfile", "xml", "zipfile")  # fmt: skip
# Outside of that process -> what is used, and why no upload is parsed with it.
NAMED = {
    "plugin/services/backup.py": {"gzip"},  # its own backups, read by whoever runs the command
    "plugin/services/calibration_making.py": {"zipfile"},  # asks for the record at a zip's end alone
    "plugin/services/person_file.py": {"zipfile"},  # writes one
    "workers/calibrating/gather.py": {"zipfile"},  # as calibration_making
    "workers/calibrating/zipped.py": {"zipfile"},  # unpacks what it has measured; each essay is read in that process
    "workers/training/examples.py": {"gzip"},  # files of whoever trains
}
# Of workers.reading, what others may use: its door, and what opens nothing.
DOOR = ("read", "limits", "language", "zip_directory", "parse.clean")


def parsers_in(source: str) -> set[str]:
    names = set(imported(ast.parse((ROOT / source).read_text())))
    return {parser for parser in PARSERS if any(name == parser or name.startswith(parser + ".") for name in names)}


def of_reading(source: str) -> Iterator[str]:
    for name in imported(ast.parse((ROOT / source).read_text())):
        if name.startswith("workers.reading."):
            yield name.removeprefix("workers.reading.")


@pytest.mark.parametrize("source", [source for source in SOURCES if not source.startswith("workers/reading/")])
def test_nothing_but_the_confined_process_parses(source: str) -> None:
    assert parsers_in(source) == NAMED.get(source, set())
    assert [name for name in of_reading(source) if not name.startswith(DOOR)] == []


@pytest.mark.parametrize("entry", ["plugin.web.app", "workers.courier", "workers.scorer"])
def test_no_parser_is_loaded_where_secrets_are(entry: str) -> None:
    assert not loaded_by(entry) & {"docx", "lxml", "pypdf", "pypdfium2"}


def test_a_file_is_named_only_while_it_needs_to_be() -> None:
    assert [source for source in NAMED if not Path(ROOT / source).is_file()] == []
