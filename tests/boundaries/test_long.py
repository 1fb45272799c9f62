"""What is long is named where it is, and is run for every change all the same."""

from pathlib import Path

import pytest

from tests.long import LONG, is_long

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("file", LONG)
def test_a_file_that_is_called_long_is_there(file: str) -> None:
    assert (ROOT / "tests" / file).is_file()


def test_what_is_checked_for_every_change_is_both_halves() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-2:] == ["make test", "exec make test-long"]


@pytest.mark.parametrize(
    ("nodeid", "long"),
    [
        ("tests/services/test_runs.py::test_x[postgresql-1]", True),
        ("tests/services/test_runs.py::test_x[sqlite-1]", False),
        ("tests/store/test_session.py::test_x[postgresql]", False),
        ("tests/workers/test_jobs.py::test_x", True),
    ],
)
def test_use_cases_on_postgresql_are_long_and_stores_are_not(nodeid: str, long: bool) -> None:
    assert is_long(nodeid) is long
