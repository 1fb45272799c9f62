"""Each step is ticked by what is really there, and how things stand is counted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.services import audit, calibrations, first_steps, institution, platforms, retention, worker_beats
from plugin.services.audit import COMMAND
from plugin.services.first_steps import Standing
from plugin.store.session import Database
from plugin.store.tables import Administrator, AuditEntry, Deployment
from tests.services.world import SECRET, make_world
from tests.statements import counted

NOW = datetime.now(UTC)


@pytest.fixture
def house(settings: Settings) -> Settings:
    return replace(settings, base_url="https://caveat.example.edu", secret_key=SECRET)


def standing(database: Database, settings: Settings) -> Standing:
    with database.session() as session:
        return first_steps.read(session, settings)


def done(database: Database, settings: Settings) -> set[str]:
    return {step.code for step in standing(database, settings).steps if step.done}


def test_at_first_nothing_is_done_but_what_the_environment_says(database: Database, house: Settings) -> None:
    assert done(database, house) == {"address"}
    assert done(database, replace(house, base_url="http://localhost:8000")) == set()


def test_a_secret_key_that_opens_nothing_is_told(database: Database, house: Settings) -> None:
    with database.session() as session:
        platforms.ensure_key(session, SECRET)
    assert "address" in done(database, house)
    assert "address" not in done(database, replace(house, secret_key="another secret key of forty characters!!"))


def _administrator(session: Session) -> None:
    session.add(Administrator(name="ada", totp=b"sealed"))


def _named(session: Session) -> None:
    institution.change(session, COMMAND, name="A university", contact="integrity office")


def _workers(session: Session) -> None:
    for queue in ("score", "courier"):
        worker_beats.beat(session, f"{queue}@host", queue, NOW, {"state": "loading"})


def _model(session: Session) -> None:
    worker_beats.beat(session, "score@host", "score", NOW, {"state": "ready"})


def _calibration(session: Session) -> None:
    calibrations.record(session, "built-in-1", "en", {"kind": "built-in"})


def _retention(session: Session) -> None:
    retention.decide(session, COMMAND, 0)


def _launch(session: Session) -> None:
    make_world(session)
    session.execute(update(Deployment).values(launched=NOW))


@pytest.mark.parametrize(("write", "codes"), [
    (_administrator, {"administrator"}), (_named, {"named"}), (_workers, {"workers"}), (_model, {"model"}),
    (_calibration, {"calibration"}), (_retention, {"retention"}), (make_world, {"registration"}),
    (_launch, {"registration", "launch"}),
])  # fmt: skip
def test_a_step_is_ticked_by_what_is_there(
    database: Database, house: Settings, write: Callable[[Session], object], codes: set[str]
) -> None:
    with database.session() as session:
        write(session)
    assert done(database, house) == {"address"} | codes


def test_an_administrator_who_is_shut_out_or_has_a_password_alone_is_none(database: Database, house: Settings) -> None:
    with database.session() as session:
        session.add(Administrator(name="bob", totp=b"sealed", disabled=NOW))
        session.add(Administrator(name="eve", password="hash"))
    assert "administrator" not in done(database, house)


def test_an_entry_that_was_changed_is_told(database: Database, house: Settings) -> None:
    with database.session() as session:
        for _ in range(first_steps.LOOKED_AT + 5):
            audit.note(session, COMMAND, "x.done")
    assert standing(database, house).broken_entry is None
    last = first_steps.LOOKED_AT + 3
    with database.session() as session:
        session.execute(update(AuditEntry).where(AuditEntry.number == last).values(action="x.undone"))
    assert standing(database, house).broken_entry == last


def test_a_worker_of_another_version_is_told(database: Database, house: Settings) -> None:
    with database.session() as session:
        worker_beats.beat(session, "score@host", "score", NOW, {"version": worker_beats.own_version()})
    assert not standing(database, house).versions_differ
    with database.session() as session:
        worker_beats.beat(session, "score@old", "score", NOW, {"version": "0.0.1"})
    assert standing(database, house).versions_differ


def test_it_costs_the_same_with_many_lms(database: Database, house: Settings) -> None:
    costs = []
    for n in (1, 10):
        with database.session() as session:
            for number in range(n):
                make_world(session, f"school {n} {number}")
        with counted(database.engine) as statements:
            standing(database, house)
        costs.append(len(statements))
    assert costs[0] == costs[1]
