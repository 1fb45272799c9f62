"""A deadline: many students submit within a minute, and others look at pages meanwhile.

    python -m bench.load [--students N] [--seconds N] [--alone N] [--real]

The web behind gunicorn as `caveat web` starts it, PostgreSQL and Redis from wheels, the courier, a double of Moodle,
all on loopback and on the same cores as the students. Scoring is stubbed out: a stand-in for the language model answers
at once, all the rest of the scorer is real; with `--real` the embedded model scores. Each student launches and submits
at a moment drawn from the minute; a submit is the POST and the receipt that it leads to. The baseline is one student
after the other before the minute begins, with nobody else there. Pages are looked at twice a second, before, during and
while the queue drains.
"""

import argparse
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.chaos.house import House, house
from tests.chaos.record import Record, Watch, wait_until
from tests.platforms.browser import Browser
from tests.platforms.essays import PLACE

AT_ONCE = 32  # students in the same moment; more wait for their turn in this process, and that would be measured
PATIENCE = 600  # seconds without anything scored
BETWEEN = 0.5  # seconds between two looks at a page


@dataclass
class Times:
    """Seconds, by what was done; `errors` are what people met."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def of(self, what: str, do: Callable[[], int]) -> None:
        """`do` returns the status of the page that it led to."""
        begun = time.perf_counter()
        try:
            status = do()
        except (requests.RequestException, StopIteration) as error:
            self.errors.append(f"{what}: {type(error).__name__}")
            return
        if status != 200:
            self.errors.append(f"{what}: {status}")
        self.seconds.setdefault(what, []).append(time.perf_counter() - begun)


def submit(built: House, key: str, times: Times) -> None:
    browser = Browser()
    times.of("launch", lambda: browser.open(f"{built.lms.platform.base_url}/as/{key}/launch").status)
    if browser.page.status == 200:
        text = {"text": f"{PLACE}\n\nBy {key}."}
        times.of("submit", lambda: browser.submit(browser.form("/submissions"), text).status)


@dataclass
class Readers:
    """A teacher at the class page, and somebody at a help page in the same visit: the layout alone, nobody's data."""

    built: House
    times: Times
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Readers":
        self._browser = Browser()
        self._browser.open(f"{self.built.lms.platform.base_url}/as/teacher/launch")
        visit = self._browser.page.url.split("/class")[0]
        pages = {"class page": f"{visit}/class", "help page": f"{visit}/help"}
        self._thread = threading.Thread(target=self._look, args=(pages,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self, pages: dict[str, str]) -> None:
        while not self._over.wait(BETWEEN):
            for name, address in pages.items():
                self.times.of(name, lambda address=address: self._browser.open(address).status)  # type: ignore[misc]


def alone(built: House, number: int) -> Times:
    times = Times()
    with Readers(built, times):
        for n in range(number):
            submit(built, f"s{n}", times)
    return times


def together(built: House, first: int, students: int, seconds: float, seed: int = 1) -> Times:
    times, drawn = Times(), random.Random(seed)  # noqa: S311
    moments = sorted(drawn.uniform(0, seconds) for _ in range(students))
    begun = time.monotonic()
    with Readers(built, times), ThreadPoolExecutor(AT_ONCE) as pool:
        for n, moment in enumerate(moments, first):
            time.sleep(max(0.0, begun + moment - time.monotonic()))
            pool.submit(submit, built, f"s{n}", times)
    return times


def say(title: str, times: Times) -> None:
    print(title)
    for what, seconds in sorted((what, seconds) for what, seconds in times.seconds.items() if len(seconds) > 1):
        values = statistics.median(seconds), statistics.quantiles(seconds, n=20)[18], max(seconds)
        p50, p95, most = (f"{1000 * value:.0f}" for value in values)
        print(f"  {what}: {len(seconds)}, p50 {p50} ms, p95 {p95}, most {most}")
    print(f"  errors: {len(times.errors)} {sorted(set(times.errors))}")


def main() -> None:
    how = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # nothing that was started stays behind
    record = Record()
    with tempfile.TemporaryDirectory(prefix="caveat-load-") as folder:
        Path(folder).chmod(0o755)  # the database is another user's
        think = None if how.real else 0.0
        with house(Path(folder), how.alone + how.students, think) as built, Watch(built.database, record):
            say(f"{how.alone} students, one after the other", alone(built, how.alone))
            wait_until(lambda: len(record.finished) >= how.alone, PATIENCE, record.so_far)
            begun = time.monotonic()
            times = together(built, how.alone, how.students, how.seconds)
            say(f"{how.students} students within {how.seconds:.0f} s", times)
            all_in, times, already = time.monotonic() - begun, Times(), len(record.finished)
            with Readers(built, times):
                wait_until(lambda: len(record.finished) >= how.alone + how.students, PATIENCE, record.so_far)
            drained = time.monotonic() - begun
            say(f"while the other {how.alone + how.students - already} are scored", times)
            print(
                f"all submitted after {all_in:.0f} s; {len(record.finished) - how.alone} scored after {drained:.0f} s"
            )
            still = sum(seconds for _, seconds in record.stood_still)
            print(f"the machine stood still for {still:.0f} s, {len(record.stood_still)} times")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--alone", type=int, default=30)
    parser.add_argument("--real", action="store_true", help="score with the embedded model")
    return parser.parse_args()


if __name__ == "__main__":
    main()
