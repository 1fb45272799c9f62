"""Launches per second on one core, beside the smallest tool that the LTI library's own example makes.

    python -m bench.launch [--rounds N] [--launches N]

A launch is the login request, the answer to it, and the signed form until the redirect into the visit, handed to the
WSGI application in this process. What the platform does between is not counted. Ours writes three transactions to a
SQLite file; the other keeps all in memory. Rounds alternate; each line is the median with the least and the most.
"""

import argparse
import dataclasses
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.bare_tool import make_bare_tool
from plugin.config import Settings
from plugin.lms.key_sets import KeySets
from plugin.lms.platform import Platform as ToolPlatform
from plugin.services import platforms
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.web.app import create_app
from tests.platforms.app import make_platform
from tests.platforms.personality import CANVAS
from tests.platforms.platform import Platform
from tests.platforms.school import STUDENT, Person

TOOL = "https://tool.example"


@dataclass
class Rate:
    """Launches a second, by the clock and by the processor's time."""

    clock: float
    processor: float


class Browsers:
    """As many browsers as launches: `keep` has them come back with the cookies of the round before."""

    def __init__(self, app: Flask, platform: Platform, people: list[Person], keep: bool):
        self.app, self.platform, self.people, self.keep = app, platform, people, keep
        self.cookies: list[dict[str, str]] = [{} for _ in people]
        self.clock = self.processor = 0.0

    def round(self) -> Rate:
        self.clock = self.processor = 0.0
        if not self.keep:
            self.cookies = [{} for _ in self.people]
        answers = self._send([("/lti/login", self.platform.begin(person)) for person in self.people])
        while answers[0].startswith("/"):  # ours looks first whether a new browser keeps a cookie
            answers = self._send([(answer, None) for answer in answers])
        forms = [self.platform.authenticate(_query(answer)) for answer in answers]
        visits = self._send([("/lti/launch", form) for form in forms])
        assert all("/visits/" in visit for visit in visits), visits[0]
        return Rate(len(visits) / self.clock, len(visits) / self.processor)

    def _send(self, requests: list[tuple[str, dict[str, str] | None]]) -> list[str]:
        """Where each request is sent on to; only the application's own work is timed."""
        environs = [_environ(path, form, jar) for (path, form), jar in zip(requests, self.cookies, strict=True)]
        clock, processor = time.perf_counter(), time.process_time()
        answers = [run_wsgi_app(self.app, environ) for environ in environs]
        self.clock += time.perf_counter() - clock
        self.processor += time.process_time() - processor
        for (_, _, headers), jar in zip(answers, self.cookies, strict=True):
            jar.update(line.split(";")[0].split("=", 1) for line in headers.getlist("Set-Cookie"))
        return [headers.get("Location", "") for _, _, headers in answers]


def _environ(path: str, form: dict[str, str] | None, jar: dict[str, str]) -> Any:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
    method = "GET" if form is None else "POST"
    return EnvironBuilder(path, TOOL, method=method, data=form, headers=headers).get_environ()


def _query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


class _Published:
    """The platform's key set without a network."""

    content = b"{}"  # not empty

    def __init__(self, key_set: dict[str, Any]):
        self.key_set = key_set

    def get(self, url: str) -> "_Published":
        return self

    def raise_for_status(self) -> None:
        pass

    def json(self) -> dict[str, Any]:
        return self.key_set


@contextmanager
def our_tool(platform: Platform) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/caveat.db"
        settings = Settings(
            Path(folder), "a benchmark's secret key, long enough", TOOL, address, "redis://127.0.0.1:1/0"
        )
        database, values = Database(address), platform.registration()
        migrate(database)
        with database.session() as session:
            deployment = values.pop("deployment_id")
            platforms.register(session, ToolPlatform(**values), [deployment])
        app = create_app(settings)
        keys: Any = _Published(platform.key_set())
        app.extensions["caveat"] = dataclasses.replace(app.extensions["caveat"], key_sets=KeySets(keys))
        yield app
        database.dispose()


def platform_with(students: int) -> Platform:
    platform = make_platform(CANVAS, "https://lms.example", TOOL)
    platform.school.people = tuple(
        Person(f"s{number}", f"sub-{number}", "Ada", f"Student {number}", STUDENT) for number in range(students)
    )
    return platform


def compare(rounds: int, launches: int) -> Iterator[str]:
    platform = platform_with(launches)
    bare = make_bare_tool(platform.registration(), platform.key_set())
    people = list(platform.school.people)
    with our_tool(platform) as ours:
        for name, keep in (("browsers that come back", True), ("browsers never seen before", False)):
            pair = [Browsers(app, platform, people, keep) for app in (ours, bare)]
            for browsers in pair:
                browsers.round()
            measured = [[browsers.round() for browsers in pair] for _ in range(rounds)]
            yield name
            for by in ("clock", "processor"):
                yield _line(by, [[getattr(rate, by) for rate in both] for both in measured])


def _line(by: str, rates: list[list[float]]) -> str:
    ours, bare = (_spread([both[i] for both in rates], "{:.0f}") for i in (0, 1))
    ratio = _spread([a / b for a, b in rates], "{:.2f}")
    return f"  by the {by}: ours {ours}, bare {bare} launches a second; ratio {ratio}"


def _spread(values: list[float], form: str) -> str:
    return f"{form} [{form}, {form}]".format(statistics.median(values), min(values), max(values))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--launches", type=int, default=200)
    arguments = parser.parse_args()
    for line in compare(arguments.rounds, arguments.launches):
        print(line)


if __name__ == "__main__":
    main()
