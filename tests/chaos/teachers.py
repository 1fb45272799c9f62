"""Teachers who return marks as texts come back scored, and change some of them afterwards."""

import threading
import zlib
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

import requests

from tests.chaos.record import Mark, Record
from tests.platforms.browser import Browser
from tests.platforms.platform import Platform

EVERY = 1.0  # seconds between two looks at the class
CHANGED = 8  # the marks of two in so many students are changed at once


class ToDo(NamedTuple):
    """`which`: the first mark, or the second that takes its place."""

    address: str
    number: int
    which: int

    @property
    def mark(self) -> int:
        return zlib.crc32(f"{self.number} {self.which}".encode()) % 20 + 1

    @property
    def comment(self) -> str:
        """Unlike any other, so that each post can be told."""
        return f"Mark {self.which} to number {self.number}."


@dataclass
class Teacher:
    """Marks those students whose number is one of `numbers`; no two teachers mark the same."""

    platform: Platform
    key: str
    numbers: Collection[int]
    record: Record
    browser: Browser = field(default_factory=Browser)
    visit: str = ""
    known: set[int] = field(default_factory=set)
    to_do: deque[ToDo] = field(default_factory=deque)

    def work(self, over: threading.Event) -> None:
        """What fails stays on the list and is done again: a person looks whether the mark stands there."""
        while not over.wait(EVERY):
            try:
                self._look()
                while self.to_do and not over.is_set():
                    self._mark(self.to_do[0])
                    self.to_do.popleft()
            except (requests.RequestException, StopIteration) as error:
                self.record.refused.append(f"teacher: {type(error).__name__}")

    def _look(self) -> None:
        if not self.visit:
            self.browser.open(f"{self.platform.base_url}/as/{self.key}/launch")
            self.visit = self.browser.page.url.split("/class")[0] if "/class" in self.browser.page.url else ""
        following = f"{self.visit}/class?work=read&mark=unmarked"
        while following:
            page = self.browser.open(following)
            for address, words in page.links:
                if "Open report" in words and (number := int(words.rsplit(" ", 1)[1])) in self.numbers:
                    self._add(address, number)
            following = next((address for address, words in page.links if words == "Next"), "")

    def _add(self, address: str, number: int) -> None:
        if number not in self.known:
            self.known.add(number)
            self.to_do.extend(ToDo(address, number, which) for which in ((1, 2) if number % CHANGED < 2 else (1,)))

    def _mark(self, to_do: ToDo) -> None:
        self.browser.open(to_do.address)
        words = {"mark": str(to_do.mark), "comment": to_do.comment, "action": "return"}
        page = self.browser.submit(self.browser.form("/grade"), words)
        if page.status != 200 or f"{to_do.mark} of 20" not in page.text:
            raise requests.HTTPError(f"status {page.status}")
        sub = self.platform.school.person(f"s{to_do.number}").sub
        self.record.marks.append(Mark(sub, float(to_do.mark), to_do.comment, datetime.now(UTC)))
