"""The list of conformance tests is true: each of them exists, is marked, and stands in the documentation."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.config import Settings
from plugin.domain.conformance import PARTS, Part
from plugin.web.app import create_app
from tests.conformance import table

ROOT = Path(__file__).parents[2]
MARK = "pytest.mark.conformance"


def _marked(path: Path) -> Iterator[str]:
    """The tests of a file that `pytest -m conformance` runs."""
    body = ast.parse(path.read_text()).body
    tests = [node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    whole = any(isinstance(node, ast.Assign) and "pytestmark" in (said := ast.unparse(node)) and MARK in said
                for node in body)  # fmt: skip
    for test in tests:
        if whole or any(MARK in ast.unparse(mark) for mark in test.decorator_list):
            yield test.name


@pytest.fixture(scope="module")
def marked() -> set[str]:
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if MARK in path.read_text()]
    return {name for path in files for name in _marked(path)}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.title)
def test_every_test_of_the_list_exists_and_is_marked(marked: set[str], part: Part) -> None:
    assert part.tests.keys() - marked == set()


def test_the_documentation_shows_the_list_as_it_is() -> None:
    assert (ROOT / "docs" / "conformance.md").read_text() == table.page()


def test_the_page_shows_the_list_to_whoever_asks(settings: Settings) -> None:
    text = create_app(settings).test_client().get("/conformance").text
    assert all(f">{name}</code>" in text for part in PARTS for name in part.tests)
