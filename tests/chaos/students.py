"""Students who hand in over HTTP, each as a person does: who meets an error presses the button again."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import requests

from tests.chaos.record import Record
from tests.chaos.worker import POISON
from tests.platforms.browser import Browser
from tests.platforms.essays import PLACE
from tests.platforms.forms import Form
from tests.platforms.platform import Platform

AT_ONCE = 6
PATIENCE = 1.0  # seconds until the button is pressed again
ENOUGH = 900.0  # seconds after which a person gives up


@dataclass
class Student:
    platform: Platform
    key: str
    text: str
    record: Record
    form: Form | None = None
    browser: Browser = field(default_factory=Browser)

    def hand_in(self) -> None:
        until = time.monotonic() + ENOUGH
        while time.monotonic() < until:
            try:
                if submission := self._try():
                    sub = self.platform.school.person(self.key).sub
                    self.record.accepted[sub] = (datetime.now(UTC), submission)
                    return
            except (requests.RequestException, StopIteration) as error:
                self.record.refused.append(type(error).__name__)
            time.sleep(PATIENCE)

    def _try(self) -> str:
        """The submission's id where a receipt was shown, else ""."""
        if self.form is None:
            self.browser.open(f"{self.platform.base_url}/as/{self.key}/launch")
            self.form = self.browser.form("/submissions")
        page = self.browser.submit(self.form, {"text": self.text})
        if page.status == 200:
            return page.url.rsplit("/", 1)[1]
        self.record.refused.append(f"HTTP {page.status}")
        if page.status in (400, 401, 403):  # the visit itself is over
            self.form = None
        return ""


def hand_in_all(students: Sequence[Student], seconds: float, closed: threading.Event) -> None:
    """Evenly over that time, or as fast as the tool takes them; nobody begins once it is closed."""
    begun = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, student in enumerate(students):
            closed.wait(max(0.0, begun + seconds * number / len(students) - time.monotonic()))
            pool.submit(lambda student=student: closed.is_set() or student.hand_in())  # type: ignore[misc]


def class_of(platform: Platform, number: int, poisoned: frozenset[int], record: Record) -> list[Student]:
    """Each with a text of their own; those of `poisoned` hand in what kills the worker that reads it."""
    return [
        Student(platform, f"s{n}", f"{PLACE}\n\nThis is text {n}. {POISON if n in poisoned else ''}", record)
        for n in range(number)
    ]
