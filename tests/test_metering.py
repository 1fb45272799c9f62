"""Processes of one service count together, and those that come and go leave nothing behind but their counts."""

import subprocess
import sys
from pathlib import Path

import pytest

from plugin import metering

FORKING = """
import os, sys
from plugin import metering
metering.begin(sys.argv[1])
counted = metering.counter("t_things", "Things", "kind")
timed = metering.histogram("t_seconds", "Seconds", bounds=(1.0,))
def child(wait):
    counted.labels("a").inc(); timed.observe(0.5)
    if wait: os.read(begun, 1)
    os._exit(0)
begun, go = os.pipe()
for wait in (True, True, False, False, False):
    pid = os.fork()
    if not pid: child(wait)
    if not wait: os.waitpid(pid, 0)
os.write(go, b"xx")
os.wait(); os.wait()
print(metering.text().decode())
print("files", len([n for n in os.listdir(os.environ[metering.FOLDER]) if n.startswith("counter")]))
"""


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("memory")
    done = subprocess.run(
        [sys.executable, "-c", FORKING, str(folder)], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def test_five_processes_count_to_five(forked: str) -> None:
    assert 't_things_total{kind="a"} 5.0' in forked
    assert "t_seconds_count 5.0" in forked


def test_three_of_them_one_after_the_other_share_one_file(forked: str) -> None:
    files = int(forked.split("files ")[1])
    assert files <= 4  # two that wait, one that is used in turn, one of the process that began


@pytest.mark.parametrize(
    ("header", "known"),
    [("Bearer a-token", True), ("bearer a-token ", True), ("Bearer a-toke", False), ("Basic a-token", False),
     ("", False), ("a-token", False), ("Bearer tökén", False)],
)  # fmt: skip
def test_only_the_token_opens(header: str, known: bool) -> None:
    assert metering.is_known(header, "a-token") is known


def test_where_no_token_is_set_none_opens() -> None:
    assert not metering.is_known("Bearer ", "")
