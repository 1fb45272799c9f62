"""The audit log as people read it: who and what in words, newest first."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.audit_words import actor_words, words_of
from plugin.services import audit
from plugin.store.queries import audit as queries
from plugin.store.queries.audit import Filter
from plugin.store.session import Database
from plugin.store.tables import AuditEntry

PAGE = 50
A_PAGE_CHECKS = 10_000  # entries, in less than a second; the command line checks all


@dataclass(frozen=True)
class Line:
    """One entry. `who`: in words, with a name where an administrator still has one; `facts`: ids and codes."""

    number: int
    at: datetime
    who: str
    what: str
    entry: AuditEntry
    course: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """`older`: where the next page begins, None on the last one."""

    lines: tuple[Line, ...]
    total: int
    older: int | None


@dataclass(frozen=True)
class Check:
    """Whether each entry follows from the one before it. `broken`: the first that does not; None: all do. `looked_at`:
    how many of the newest were read, where not all were.
    What was cut off at the end shows nowhere but in a digest that somebody kept."""

    broken: int | None
    entries: int
    digest: str
    looked_at: int


def page(session: Session, wanted: Filter, before: int | None) -> Page:
    found = queries.newest_first(session, wanted, before, PAGE + 1)
    shown = found[:PAGE]
    older = shown[-1].number if len(found) > PAGE else None
    return Page(tuple(_lines(session, shown)), queries.count(session, wanted), older)


def check(session: Session, most: int | None = None) -> Check:
    """`most`: of the newest alone."""
    last = queries.last(session)
    entries, digest = (last.number, last.digest) if last else (0, "")
    return Check(audit.first_broken(session, most), entries, digest, min(entries, most or entries))


def holds(session: Session, number: int, digest: str) -> bool:
    """Whether the log still holds an entry as somebody kept it: else it was cut off before, or written anew."""
    entry = session.get(AuditEntry, number)
    return entry is not None and entry.digest == digest


def rows(database: Database, wanted: Filter) -> Iterator[Sequence[object]]:
    """For a table in a file, oldest first; the first row names the columns. Whoever reads slowly holds nobody up: no
    transaction is open in between."""
    yield ("number", "at", "actor", "actor_id", "action", "words", "course_id", "subject_id", "facts", "digest")
    for entry in _each(database, wanted):
        yield (entry.number, entry.at.isoformat(timespec="seconds"), entry.actor, entry.actor_id or "", entry.action,
               words_of(entry.action), entry.course_id or "", entry.subject_id or "",
               json.dumps(entry.facts, ensure_ascii=False, sort_keys=True), entry.digest)  # fmt: skip


def _each(database: Database, wanted: Filter) -> Iterator[AuditEntry]:
    last = 0
    while True:
        with database.session(lasting=False) as session:
            some = queries.oldest_first(session, wanted, last)
        yield from some
        if not some:
            return
        last = some[-1].number


def who(entry: AuditEntry, names: dict[UUID, str]) -> str:
    """Administrators by their name, everybody else by what they are: the log keeps no names."""
    name = names.get(entry.actor_id) if entry.actor_id and entry.actor == "administrator" else None
    return name or actor_words(entry.actor)


def _lines(session: Session, entries: Sequence[AuditEntry]) -> Iterable[Line]:
    names = queries.names_of_administrators(session, {entry.actor_id for entry in entries if entry.actor_id})
    titles = queries.titles_of_courses(session, {entry.course_id for entry in entries if entry.course_id})
    for entry in entries:
        course = titles.get(entry.course_id, "") if entry.course_id else ""
        facts = tuple((name, _shown(value)) for name, value in sorted(entry.facts.items()))
        yield Line(entry.number, entry.at, who(entry, names), words_of(entry.action), entry, course, facts)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
