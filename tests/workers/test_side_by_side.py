"""One scorer a device: looked after by a process that is told to stop, killed, or left without any."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

import pytest

from plugin import cli
from plugin.config_error import ConfigError
from tests.cli_environment import set_environment
from workers import devices, side_by_side
from workers.side_by_side import LONGEST_PAUSE, Scorer, next_pause

# Says what it does to whoever reads the output of all, and ends as a scorer does that gives back what it has in hand.
SCORER = """
import os, signal, sys
device = os.environ["CAVEAT_DEVICE"]
def gives_back(*_):
    print(device, "gives back", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, gives_back)
print(device, os.getpid(), flush=True)
sys.stdin.read()  # whatever happens, it does not outlive the test that holds the other end
"""
BROKEN = "raise SystemExit(3)"
KEEPER = """
import json, logging, sys
from workers.side_by_side import Scorer, run
logging.basicConfig(stream=sys.stdout, format="%(message)s")
said = json.loads(sys.argv[1])
crew = [Scorer(name, [sys.executable, "-S", "-c", code], {"CAVEAT_DEVICE": name}) for name, code in said.items()]
raise SystemExit(run(crew, first_pause=0.01))
"""


@contextmanager
def kept(**codes: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    command = [sys.executable, "-c", KEEPER, json.dumps(codes)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        try:
            yield keeper, keeper.stdout
        finally:
            keeper.kill()


def lines(said: IO[str], count: int) -> list[str]:
    return [said.readline().strip() for _ in range(count)]


def begun(said: IO[str], count: int) -> dict[str, int]:
    """Process ids by device."""
    return {device: int(process) for device, process in (line.split() for line in lines(said, count))}


def test_told_to_stop_each_gives_back_what_it_has_and_that_is_waited_for() -> None:
    with kept(a=SCORER, b=SCORER) as (keeper, said):
        assert set(begun(said, 2)) == {"a", "b"}
        keeper.send_signal(signal.SIGTERM)
        assert sorted(said.read().splitlines()) == ["a gives back", "b gives back"]
        assert keeper.wait() == 0


def test_one_that_died_is_started_again_and_the_other_works_on() -> None:
    with kept(a=SCORER, b=SCORER) as (keeper, said):
        first = begun(said, 2)
        os.kill(first["a"], signal.SIGKILL)
        assert lines(said, 1) == ["the scorer on a ended (-9), again in 0.01 s"]
        again = begun(said, 1)
        assert set(again) == {"a"}
        os.kill(first["b"], 0)  # is there
        assert again["a"] != first["a"]


def test_a_device_that_always_fails_stops_no_other_and_is_tried_ever_more_rarely() -> None:
    with kept(a=SCORER, b=BROKEN) as (keeper, said):
        ended = [line.strip() for line in islice((line for line in said if "ended" in line), 3)]
        assert ended == [f"the scorer on b ended (3), again in {pause} s" for pause in ("0.01", "0.02", "0.04")]


def test_without_any_left_it_ends_with_an_error() -> None:
    with kept(a=BROKEN, b=BROKEN) as (keeper, said):
        assert "no scorer is left" in said.read()
        assert keeper.wait() == 1


@pytest.mark.timeout(30)
def test_none_outlives_whoever_looks_after_them() -> None:
    """Else it would work on beside the one that comes after it, on the same device. What they write to is closed."""
    with kept(a=SCORER, b=SCORER) as (keeper, said):
        begun(said, 2)
        keeper.kill()
        assert said.read() == ""


def test_the_pause_grows_and_is_short_again_for_one_that_has_worked() -> None:
    assert next_pause(5, lived=1) == 10
    assert next_pause(200, lived=LONGEST_PAUSE) == LONGEST_PAUSE
    assert next_pause(LONGEST_PAUSE, lived=LONGEST_PAUSE + 1) == 5


@pytest.mark.parametrize(("cards", "found"), [(0, ["cpu"]), (3, ["cuda:0", "cuda:1", "cuda:2"])])
def test_all_are_the_cards_that_there_are_or_else_the_cpu(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cards: int, found: list[str]
) -> None:
    (tmp_path / "torch.py").write_text(f"class cuda:\n    device_count = lambda: {cards}\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path(cli.__file__).parents[1]}")
    assert devices.asked_for("all") == found


def test_devices_are_named_once_each() -> None:
    assert devices.asked_for("cuda:1,cpu") == ["cuda:1", "cpu"]
    for wrong in ("", "cuda:0,", "cuda:0,cuda:0", "gpu", "cuda:x", "cuda:0 cuda:1", "all,cpu"):
        with pytest.raises(ConfigError, match="--devices"):
            devices.asked_for(wrong)


def test_where_pytorch_is_not_there_that_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path(cli.__file__).parents[1]}")
    with pytest.raises(ConfigError, match="PyTorch"):
        devices.asked_for("all")


def test_the_command_gives_each_its_device_its_name_and_its_port(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_environment(monkeypatch, tmp_path)
    monkeypatch.setenv("CAVEAT_METRICS_TOKEN", "a token of twenty letters")
    monkeypatch.setenv("CAVEAT_METRICS_PORT", "9100")
    seen: list[Scorer] = []
    monkeypatch.setattr(side_by_side, "run", lambda crew: seen.extend(crew) or 7)
    assert cli.main(["scorer", "--devices", "cuda:0,cuda:1"]) == 7
    assert [scorer.environment for scorer in seen] == [
        {"CAVEAT_DEVICE": "cuda:0", "CAVEAT_METRICS_PORT": "9100"},
        {"CAVEAT_DEVICE": "cuda:1", "CAVEAT_METRICS_PORT": "9101"},
    ]
    assert [word for scorer in seen for word in scorer.command if "@" in word] == ["scorer@%h", "scorer-1@%h"]
