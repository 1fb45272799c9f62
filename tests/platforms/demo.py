"""`caveat demo`: Redis, web, scorer, courier and a stand-in for an LMS, started together on this machine."""

import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.platforms.app import grades, make_app, make_platform
from tests.platforms.browser import Browser
from tests.platforms.essays import PLACE
from tests.platforms.personality import CANVAS, MOODLE
from tests.platforms.platform import Platform
from tests.platforms.processes import Processes, redis_command
from tests.platforms.server import free_port, serving

START_SECONDS = 240  # a first start unpacks the model
MARK, COMMENT = "17", "The ending is very good. Come and see me about the third paragraph."


class DemoError(Exception):
    """Something did not come up; the message says what."""


@dataclass
class Demo:
    tool_url: str
    platforms: dict[str, Platform]
    processes: Processes
    environment: dict[str, str]


def run_demo(folder: Path, once: bool) -> int:
    try:
        with running(folder, ports=None if once else (8765, 8766, 8767)) as demo:
            return walk(demo) if once else _stay(demo)
    except DemoError as error:
        print(json.dumps({"ok": False, "error": str(error)}) if once else f"demo: {error}")
        return 1


@contextmanager
def running(
    folder: Path,
    ports: tuple[int, int, int] | None = None,
    database_url: str = "",
    more: Mapping[str, str] | None = None,
) -> Iterator[Demo]:
    """Everything up, migrated, registered and ready; everything down at the end. SQLite unless told otherwise. `more`:
    of the environment."""
    tool, moodle, canvas = ports if ports and _free(ports) else (free_port(), free_port(), free_port())
    environment = _environment(folder, tool, free_port()) | {"CAVEAT_DATABASE_URL": database_url, **(more or {})}
    platforms = {
        p.name: make_platform(p, f"http://127.0.0.1:{port}", environment["CAVEAT_BASE_URL"])
        for p, port in ((MOODLE, moodle), (CANVAS, canvas))
    }
    processes = Processes(folder / "logs")
    try:
        _start(processes, environment, folder, tool, platforms)
        with serving(make_app(platforms["moodle"]), moodle), serving(make_app(platforms["canvas"]), canvas):
            demo = Demo(environment["CAVEAT_BASE_URL"], platforms, processes, environment)
            _wait_ready(demo)
            yield demo
    finally:
        processes.stop()


def _environment(folder: Path, tool: int, redis: int) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(48))
        secret.chmod(0o600)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAVEAT_")}
    return kept | {
        "CAVEAT_DATA_DIR": str(folder),
        "CAVEAT_SECRET_KEY_FILE": str(secret),
        "CAVEAT_BASE_URL": f"http://localhost:{tool}",
        "CAVEAT_REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "CAVEAT_INSECURE_PLATFORMS": "1",
        "CAVEAT_SWEEP_SECONDS": "10",
        "PYTHONUNBUFFERED": "1",
    }


def _start(
    processes: Processes, environment: dict[str, str], folder: Path, tool: int, platforms: dict[str, Platform]
) -> None:
    port = int(environment["CAVEAT_REDIS_URL"].rsplit(":", 1)[1].split("/")[0])
    processes.start("redis", redis_command(port, folder / "redis"), environment)
    _caveat(environment, "migrate")
    for platform in platforms.values():
        _caveat(environment, "register", "--no-test", *_options(platform))  # not served yet
    processes.start("scorer", _command("scorer"), environment)
    processes.start("courier", _command("courier"), environment)
    processes.start("web", _command("web", "--bind", f"localhost:{tool}", "--workers", "1"), environment)


def _options(platform: Platform) -> list[str]:
    return [part for name, value in platform.registration().items() for part in (f"--{name.replace('_', '-')}", value)]


def _command(*verb: str) -> list[str]:
    return [sys.executable, "-c", "import sys; from plugin.cli import main; sys.exit(main())", *verb]


def _caveat(environment: dict[str, str], *verb: str) -> str:
    import subprocess

    done = subprocess.run(_command(*verb), env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DemoError(f"caveat {verb[0]}: {done.stderr.strip()[-400:]}")
    return done.stdout


def _wait_ready(demo: Demo) -> None:
    """The web answers, and the scorer has scored its first text."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if name := demo.processes.dead():
            raise DemoError(f"{name} did not start:\n{demo.processes.tail(name)}")
        if _web_is_up(demo) and "model ready" in demo.processes.tail("scorer", 1000):
            return
        time.sleep(0.2)
    raise DemoError(f"not ready after {START_SECONDS} s; see {demo.processes.logs}")


def _web_is_up(demo: Demo) -> bool:
    try:
        return requests.get(demo.tool_url + "/health/ready", timeout=2).json()["broker"] is True
    except (requests.RequestException, ValueError):
        return False


def _stay(demo: Demo) -> int:
    moodle, canvas = demo.platforms["moodle"].base_url, demo.platforms["canvas"].base_url
    print("\nCaveat runs. Open the demo LMS:\n")
    print(f"  {moodle}   (like Moodle)\n  {canvas}   (like Canvas)")
    link = _caveat(demo.environment, "admin", "invite", "--note", "demo").split()[0]
    print(f"\nTo connect one of them anew, paste this link under its Tools:\n\n  {link}")
    if administration := _setup_link(demo.environment):
        print(f"\nTo look after Caveat, make an account by this link:\n\n  {administration}")
    print(f"\nLogs are in {demo.processes.logs}. Ctrl-C stops everything.", flush=True)
    stop = threading.Event()
    import signal

    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    while not stop.wait(1):
        if name := demo.processes.dead():
            raise DemoError(f"{name} has stopped:\n{demo.processes.tail(name)}")
    return 0


def _setup_link(environment: dict[str, str]) -> str:
    """ "" where the folder of an earlier demo holds an administrator already."""
    try:
        return _caveat(environment, "admin", "setup-link").split()[0]
    except DemoError:
        return ""


def walk(demo: Demo) -> int:
    """The whole way without a person; the last line printed is its report."""
    clock = _Clock()
    report: dict[str, Any] = {"ok": False}
    try:
        report |= _walk(demo, clock)
        report["ok"] = report["run_state"] == "scored" and report["grade_at_lms"] == float(MARK)
    except (DemoError, StopIteration, KeyError, requests.RequestException) as error:
        report["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(report | {"seconds": clock.laps}))
    return 0 if report["ok"] else 1


def _walk(demo: Demo, clock: "_Clock") -> dict[str, Any]:
    lms = demo.platforms["moodle"]
    student = Browser()
    student.open(lms.base_url + "/as/mei/launch")
    clock.lap("launch")
    student.submit(student.form("/submissions"), {"text": PLACE})
    receipt = student.page.url
    clock.lap("hand_in")
    state = _until(lambda: _finished(student, receipt), "the submission was not scored")
    clock.lap("score")
    teacher = Browser()
    teacher.open(lms.base_url + "/as/teacher/launch")
    teacher.open(teacher.page.link("Open report " + lms.school.person("mei").name))
    facts = _report_facts(teacher.page.text)
    clock.lap("report")
    teacher.submit(teacher.form("/grade"), {"mark": MARK, "comment": COMMENT, "action": "return"})
    grade = _until(lambda: grades(lms)["mei"].get(lms.school.assignment), "the grade did not reach the LMS")
    clock.lap("grade")
    return {"run_state": state, **facts, "grade_at_lms": grade["score"], "comment_at_lms": grade["comments"]}


def _finished(student: Browser, receipt: str) -> str | None:
    page = student.open(receipt + "/state")
    return page.text.split('data-state="')[1].split('"')[0] if "data-finished" in page.text else None


def _report_facts(html: str) -> dict[str, Any]:
    """Read off the page that the instructor sees."""
    import re

    rank = re.search(r'<dd class="n">([\d,]+) of ([\d,]+)</dd>', html)
    band = re.search(r'class="band band-(\w+)"', html)
    tokens = re.search(r"data-tokens=\"(\d+)\"", html)
    return {
        "band": band[1] if band else None,
        "rank": f"{rank[1]} of {rank[2]}" if rank else None,
        "caveats": re.findall(r'<li data-code="(\w+)"', html),
        "tokens": int(tokens[1]) if tokens else None,
    }


def _until(ask: Any, words: str, seconds: float = 60) -> Any:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := ask():
            return answer
        time.sleep(0.1)
    raise DemoError(words)


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._at = time.monotonic()

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name], self._at = round(now - self._at, 2), now


def _free(ports: tuple[int, ...]) -> bool:
    import socket

    for port in ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return False
    return True
