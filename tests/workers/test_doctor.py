"""What the doctor says of the process that reads."""

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
