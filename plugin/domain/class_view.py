"""What somebody looks at on a class page: which rows, in which order, and which page of them.

It stands in the page's address, so that a link, the way back and a refresh keep it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from plugin.domain.outcome import Outcome
from plugin.domain.score import Band

PAGE = 100
_LONGEST_SEARCH = 100
_MOST_PAGES = 1_000_000


class Sort(StrEnum):
    STUDENT = "student"
    HANDED_IN = "handed_in"
    BAND = "band"
    RANK = "rank"
    SHARE = "share"
    WORDS = "words"
    ATTEMPT = "attempt"
    REPLY = "reply"
    OUTCOME = "outcome"
    MARK = "mark"


# What one looks for in these columns stands at their end: the first press turns them round.
_DOWN_FIRST = frozenset({Sort.BAND, Sort.SHARE, Sort.REPLY, Sort.ATTEMPT})


class Work(StrEnum):
    """How far a text has come."""

    NONE = "none"
    HANDED_IN = "handed_in"
    WAITING = "waiting"
    READ = "read"
    STOPPED = "stopped"
    LATE = "late"


class Marked(StrEnum):
    UNMARKED = "unmarked"
    HELD = "held"
    PENDING = "pending"
    SENT = "sent"
    NOT_DELIVERED = "not_delivered"


JUDGE_FIRST = "judge_first"
BANDS = (*(band.value for band in Band), JUDGE_FIRST)
REPLIED = ("yes", "no")
OUTCOMES = (*(outcome.value for outcome in Outcome), "none")


@dataclass(frozen=True)
class View:
    """Every field "" lets all rows through. `group`: a group's id, as typed. `page` counts from 1."""

    sort: Sort = Sort.STUDENT
    down: bool = False
    search: str = ""
    work: str = ""
    band: str = ""
    group: str = ""
    reply: str = ""
    outcome: str = ""
    mark: str = ""
    page: int = 1

    @property
    def filters(self) -> dict[str, str]:
        """Those that leave rows out."""
        names = ("search", "work", "band", "group", "reply", "outcome", "mark")
        return {name: value for name in names if (value := getattr(self, name))}

    @property
    def args(self) -> dict[str, Any]:
        """For an address: only what is not as it is anyway."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) != one.default}
        return {name: "1" if value is True else str(value) for name, value in told.items()}

    def sorted_by(self, sort: Sort) -> "View":
        """Pressed again, a column turns round."""
        down = not self.down if self.sort is sort else sort in _DOWN_FIRST
        return replace(self, sort=sort, down=down, page=1)

    def at(self, page: int) -> "View":
        return replace(self, page=page)


def view_from(args: Mapping[str, Any]) -> View:
    """What is no choice of ours counts as none."""
    return View(
        sort=Sort(_one_of(args, "sort", tuple(Sort)) or Sort.STUDENT),
        down=args.get("down") == "1",
        search=" ".join(str(args.get("search", "")).split())[:_LONGEST_SEARCH],
        work=_one_of(args, "work", tuple(Work)),
        band=_one_of(args, "band", BANDS),
        group=str(args.get("group", ""))[:36],
        reply=_one_of(args, "reply", REPLIED),
        outcome=_one_of(args, "outcome", OUTCOMES),
        mark=_one_of(args, "mark", tuple(Marked)),
        page=_page(str(args.get("page", ""))),
    )


def _one_of(args: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = str(args.get(name, ""))
    return value if value in known else ""


def _page(typed: str) -> int:
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 8 else 1
    return min(max(number, 1), _MOST_PAGES)
