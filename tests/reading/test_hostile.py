"""Hostile files, each in the real process: a text or a named reason, in time, in bounded memory, and nothing left
behind."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.reading.hostile.run import CORPUS, LIMITS

pytestmark = pytest.mark.timeout(600)  # the first waits for all of them
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run apart, so that the memory that is measured is that of these files alone."""
    here = tmp_path_factory.mktemp("where nothing may be left")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(here), "HOME": str(here)}
    command = [sys.executable, "-B", "-W", "ignore", "-m", "tests.reading.hostile.run"]
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout) | {"left": [file.name for file in here.rglob("*")]}


@pytest.mark.parametrize("name", CORPUS)
def test_each_comes_to_a_text_or_a_named_reason_in_time(told: dict[str, Any], name: str) -> None:
    came, seconds = next((came, seconds) for found, came, seconds in told["answers"] if found == name)
    assert came in CORPUS[name][1].split()
    assert seconds < LIMITS.wall_seconds + 2


def test_memory_is_bounded_nothing_is_left_and_the_next_is_read(told: dict[str, Any]) -> None:
    assert told["peak"] < LIMITS.address_space_bytes
    assert told["left"] == []
    assert told["still"] == "Plain words."


def test_there_are_files_of_many_kinds() -> None:
    assert len(CORPUS) >= 100
