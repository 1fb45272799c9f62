"""What the doctor says of the process that reads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from plugin.config import Settings
from plugin.store.session import Database
from workers import doctor


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ({"files", "calls"}, "without files, network or other processes"),
        ({"calls"}, "this system cannot keep it from files"),
        (set(), "this system cannot keep it from files or the network and other processes"),
    ],
)
def test_what_the_system_cannot_keep_from_the_reading_process_is_said(
    monkeypatch: pytest.MonkeyPatch, kept: set[str], words: str
) -> None:
    settings: Any = None  # this check asks the kernel alone
    monkeypatch.setattr(doctor, "kept_by_kernel", lambda: frozenset(kept))
    assert words in doctor._reading(settings)


def test_of_a_failure_nobody_foresaw_the_first_line_is_told() -> None:
    """A database's own words go on with its whole statement."""

    def fails(_: Any) -> str:
        raise ValueError("no such table: runs\n[SQL: SELECT runs.id FROM runs]")

    assert doctor._find("runs", fails, None).words == "ValueError: no such table: runs"  # type: ignore[arg-type]


def test_tables_of_a_later_release_are_no_illness(settings: Settings, database: Database) -> None:
    """After a step back (docs/upgrading.md): to migrate would be the wrong advice."""
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "later release" in doctor._database(settings)


def test_without_a_database_the_line_of_the_database_alone_says_why(settings: Settings) -> None:
    away = replace(settings, database_url="postgresql://caveat@127.0.0.1:1/caveat")
    for name, check in (("keys", doctor._keys), ("clock", doctor._clock), ("drift", doctor._drift)):
        found = doctor._find(name, check, away)
        assert (found.words, found.next_step) == ("cannot be told without the database", "See the line: database")
    assert "without the database" in doctor._try_chosen(Any, away)  # type: ignore[arg-type]


def test_a_model_that_is_missing_is_said_in_its_own_words(settings: Settings) -> None:
    found = doctor._find("model", doctor._model, replace(settings, model="/no/such/model"))
    assert found.words == "The model /no/such/model cannot be loaded."
    assert "hub id" in found.next_step


@pytest.mark.parametrize(("seconds", "words"), [(-90, "90 s ahead of"), (45, "45 s behind")])
def test_a_clock_that_is_off_is_found(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch, seconds: int, words: str
) -> None:
    assert doctor._clock(settings) == "goes as the database's"
    there = timedelta(seconds=seconds)
    monkeypatch.setattr(doctor.clock, "now", lambda _: datetime.now(UTC) + there)
    with pytest.raises(doctor.Ailment, match=words):
        doctor._clock(settings)
