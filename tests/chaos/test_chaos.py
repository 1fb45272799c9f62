"""The short form of `make chaos`: real processes on real PostgreSQL and Redis, shot while people work."""

from pathlib import Path

import pytest

from tests.chaos.run import Plan, run
from tests.chaos.said import say

pytestmark = [pytest.mark.server, pytest.mark.timeout(900)]


def test_nothing_is_lost_and_no_mark_doubled_while_parts_are_shot(tmp_path: Path) -> None:
    outcome = run(tmp_path, Plan(submissions=12, seconds=6.0, short=True))
    say(outcome)  # for whoever reads why it failed
    assert outcome.verdict.breaches == []
    assert outcome.verdict.states == {"scored": 10, "failed (worker_lost)": 2}
    assert len(outcome.felt) == 4
