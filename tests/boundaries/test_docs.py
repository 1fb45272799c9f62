"""The documents lead somewhere, and name what is there: pages, headings, files, commands and settings."""

import argparse
import re
from pathlib import Path
from typing import Any

import pytest

from plugin import cli
from plugin.config import from_environment
from tests.boundaries import documents
from tests.boundaries.documents import DOCUMENTS, ROOT

EACH = pytest.mark.parametrize("document", DOCUMENTS, ids=documents.name_of)
STARTS = (ROOT / "README.md", ROOT / "docs" / "README.md")
# After these any language's code may follow.
OPEN_ENDED = ("CAVEAT_MODEL_", "CAVEAT_CALIBRATION_")


@EACH
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(document: Path) -> None:
    for link in documents.links(document):
        assert link.file.exists(), link.written
        if link.anchor:
            assert link.anchor in documents.anchors(link.file), link.written


@EACH
def test_every_file_and_test_that_is_named_is_there(document: Path) -> None:
    for pattern, test in documents.places(document):
        found = list(ROOT.glob(pattern))
        assert found, pattern
        assert not test or f"def {test}(" in found[0].read_text(), test


@EACH
def test_every_command_is_one_that_the_command_line_knows(document: Path, parser: argparse.ArgumentParser) -> None:
    for words in documents.commands(document):
        _walk(parser, words)


@pytest.mark.parametrize("pattern", ["plugin/**/*.py", "workers/**/*.py", "templates/**/*.html", "docker/**/*.y*ml"])
def test_every_command_that_the_program_itself_tells_of_is_there(pattern: str, parser: argparse.ArgumentParser) -> None:
    told = [words for path in ROOT.glob(pattern) for words in documents.said_commands(path)]
    assert told
    for words in told:
        _walk(parser, words)


@EACH
def test_every_setting_is_one_that_the_code_reads(document: Path, read: set[str]) -> None:
    unknown = {name for name in documents.settings(document) - read if not name.startswith(OPEN_ENDED)}
    assert not unknown


def test_every_setting_that_the_code_reads_is_told_of(read: set[str]) -> None:
    told = documents.settings(ROOT / "docs" / "running.md")
    assert {name for name in read - told if not name.startswith(OPEN_ENDED)} == set()


def test_every_document_can_be_reached_from_the_front() -> None:
    seen, ahead = set(STARTS), list(STARTS)
    while ahead:
        new = {link.file for link in documents.links(ahead.pop()) if link.file.suffix == ".md"} - seen
        seen |= new
        ahead += new
    assert {documents.name_of(one) for one in DOCUMENTS if one not in seen} == set()


@pytest.mark.parametrize("wrong", ["frobnicate", "admin no-such-thing", "web --no-such-option", "admin audit --chek"])
def test_a_command_that_is_not_there_would_be_seen(parser: argparse.ArgumentParser, wrong: str) -> None:
    with pytest.raises(AssertionError):
        _walk(parser, wrong.split())


@pytest.fixture(scope="module")
def parser() -> argparse.ArgumentParser:
    return cli._parser()


class Noting(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, **values: str):
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


@pytest.fixture(scope="module")
def read() -> set[str]:
    """The names of the settings: what the code asks an environment for. The values open every branch."""
    env = Noting(
        CAVEAT_SECRET_KEY="k" * 32,
        CAVEAT_BASE_URL="https://caveat.example.edu",
        CAVEAT_CLASSIFIER="some/classifier",
        CAVEAT_CLASSIFIER_AI_LABEL="0",
        CAVEAT_OIDC_ISSUER="https://sso.example.edu",
        CAVEAT_OIDC_CLIENT_ID="caveat",
    )
    from_environment(env)
    return {name for name in env.asked if name.startswith("CAVEAT_")}


def _walk(parser: argparse.ArgumentParser, words: list[str]) -> None:
    """Verbs lead from parser to parser; an option has to be one of those passed. A bare beginning is a mention."""
    options: set[str] = set()
    for word in (word.strip("[].,") for word in words):
        options |= set(parser._option_string_actions)
        if re.match(r"--?[a-z]", word):
            assert word.partition("=")[0] in options, f"{parser.prog} {word}"
        elif verbs := _verbs(parser):
            if word in ("…", "...", "\\"):
                return
            assert word in verbs, f"{parser.prog} {word}"
            parser = verbs[word]


def _verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}
