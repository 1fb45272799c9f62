"""The audit log tells who did what, and whether anybody changed it since."""

from datetime import timedelta

from sqlalchemy import delete, update

from plugin.services import audit, institution
from plugin.services.audit import COMMAND
from plugin.store.session import Database
from plugin.store.tables import AuditEntry


def _some(database: Database) -> None:
    with database.session() as session:
        for number in range(3):
            audit.note(session, COMMAND, "settings.changed", number=number)


def test_a_log_that_nobody_touched_follows(database: Database) -> None:
    _some(database)
    with database.session() as session:
        assert audit.first_broken(session) is None


def test_a_changed_entry_is_named(database: Database) -> None:
    _some(database)
    with database.session() as session:
        entry = session.get_one(AuditEntry, 2)
        session.execute(update(AuditEntry).where(AuditEntry.number == 2).values(at=entry.at - timedelta(days=1)))
    with database.session() as session:
        assert audit.first_broken(session) == 2


def test_a_missing_entry_is_seen_at_the_next(database: Database) -> None:
    _some(database)
    with database.session() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.number == 2))
    with database.session() as session:
        assert audit.first_broken(session) == 3


def test_a_look_at_the_newest_alone_sees_what_is_wrong_among_them(database: Database) -> None:
    _some(database)
    with database.session() as session:
        session.execute(update(AuditEntry).where(AuditEntry.number == 2).values(action="key.made"))
    with database.session() as session:
        assert [audit.first_broken(session, most) for most in (1, 2, 3, 99)] == [None, 2, 2, 2]


def test_a_decision_for_the_institution_is_kept_and_noted(database: Database) -> None:
    with database.session() as session:
        institution.change(session, COMMAND, locks=["student_sees"], keep_days=365)
    with database.session() as session:
        assert institution.read(session).locks == ("student_sees",)
        assert {entry.facts["setting"] for entry in session.query(AuditEntry)} == {"locks", "keep_days"}
