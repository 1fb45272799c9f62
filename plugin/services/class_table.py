"""The class as a table for a spreadsheet. Numbers do not travel without what they are: every row of them says it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from plugin.domain.class_view import JUDGE_FIRST, Marked
from plugin.domain.language import say
from plugin.domain.score import Band
from plugin.domain.words import BAND_NAMES
from plugin.domain.words.class_page import MARKED, OUTCOME_NAMES, RUN_STATES
from plugin.services.class_list import ClassRow
from plugin.store.tables import Assignment


def table_of(rows: Iterable[ClassRow], assignment: Assignment) -> Iterator[list[Any]]:
    """Heads first. Times are UTC as ISO 8601; what is not there, or may not be seen yet, is empty."""
    yield _heads()
    for row in rows:
        yield [*_work(row, assignment), *_numbers(row), *_people(row), _read_this(row)]


def _heads() -> list[str]:
    return [
        say("Student"), say("File"), say("State"), say("Handed in (UTC)"), say("After the due time"), say("Attempt"),
        say("Words"), say("Band"), say("Human texts that read this machine-like or more"),
        say("Of how many human texts"), say("Share of the judged text in passages that stand out, %%"),
        say("Report released (UTC)"), say("Reply of the student (UTC)"), say("Outcome that people recorded"),
        say("Mark"), say("Out of"), say("State of the mark"), say("Read this with the numbers"),
    ]  # fmt: skip


def _work(row: ClassRow, assignment: Assignment) -> list[Any]:
    late = bool(assignment.kind == "link" and assignment.due and row.handed_in and row.handed_in > assignment.due)
    name = row.name or say("Name not shared")
    return [name, row.file_name, _state(row), _time(row.handed_in), say("yes") if late else "", row.attempt or ""]


def _state(row: ClassRow) -> str:
    if row.judge_first:
        return RUN_STATES[JUDGE_FIRST]
    if row.state and row.state in RUN_STATES:
        return RUN_STATES[row.state]
    if row.submission_id is None:
        return say("Not handed in yet")
    return say("Read") if row.state else say("Not read yet")


def _numbers(row: ClassRow) -> list[Any]:
    share = "" if row.share is None else round(100 * row.share)
    above = ("", "") if row.at_or_above is None else (row.at_or_above, row.reference_n)
    return [row.words or "", BAND_NAMES[Band(row.band)] if row.band else "", *above, share]


def _people(row: ClassRow) -> list[Any]:
    outcome = OUTCOME_NAMES[row.outcome] if row.outcome else ""
    mark = [row.mark, row.maximum, _grade(row.grade)] if row.grade else ["", "", ""]
    return [_time(row.released), _time(row.replied), outcome, *mark]


def _grade(state: str) -> str:
    return MARKED[Marked(state)] if state in set(Marked) else MARKED[Marked.NOT_DELIVERED]


def _read_this(row: ClassRow) -> str:
    if not row.band:
        return ""
    return say(
        "A band compares style and is not evidence that anyone broke a rule. The rank is not a probability that AI "
        "wrote the text, and the share is not the share that AI wrote. Human texts are flagged too. Open the report."
    )


def _time(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
