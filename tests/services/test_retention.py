"""What is kept too long goes, files and all, and leaves its counts as proof."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from plugin.services import audit, deletion_proof, institution, retention
from plugin.services.audit import COMMAND
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, Run, Submission
from tests.services.test_forgetting import age, names
from tests.services.world import hand_in, make_world


@pytest.fixture
def old_and_new(database: Database, files: FileStore) -> None:
    with database.session() as session:
        world = make_world(session)
        old = hand_in(session, files, world, b"Of last year.")
        hand_in(session, files, world, b"Of today.")
        year_ago = datetime.now(UTC) - timedelta(days=365)
        session.execute(update(Submission).where(Submission.id == old.submission_id).values(created=year_ago))
    age(files)


def keep(database: Database, days: int) -> None:
    with database.session() as session:
        institution.change(session, COMMAND, keep_days=days)


@pytest.mark.usefixtures("old_and_new")
def test_nothing_goes_where_nothing_is_decided(database: Database, files: FileStore) -> None:
    assert retention.sweep(database, files) == 0


@pytest.mark.usefixtures("old_and_new")
def test_the_preview_counts_what_the_sweep_then_deletes(database: Database, files: FileStore) -> None:
    keep(database, 100)
    with database.session() as session:
        assert retention.preview(session, 100).submissions == 1
    assert retention.sweep(database, files) == 1
    with database.session() as session:
        assert (session.query(Submission).count(), session.query(Run).count()) == (1, 1)
    assert names(files) == 1


@pytest.mark.usefixtures("old_and_new")
def test_the_audit_log_holds_the_counts_as_proof(database: Database, files: FileStore) -> None:
    keep(database, 100)
    retention.sweep(database, files)
    with database.session() as session:
        entry = session.query(AuditEntry).filter_by(action="retention.deleted").one()
        assert (entry.facts["submissions"], entry.facts["documents"], entry.actor) == (1, 1, "system")
        assert audit.first_broken(session) is None


@pytest.mark.usefixtures("old_and_new")
def test_the_proof_says_what_is_overdue_until_it_is_gone_and_then_what_went(
    database: Database, files: FileStore
) -> None:
    keep(database, 100)
    with database.session() as session:
        before = deletion_proof.proof(session)
    retention.sweep(database, files)
    with database.session() as session:
        after = deletion_proof.proof(session)
        later = deletion_proof.proof(session, since=datetime.now(UTC) + timedelta(days=1))
    assert (before.overdue, before.deleted, after.overdue, after.deleted, later.deleted) == (1, 0, 0, 1, 0)
    assert before.oldest is not None
    assert after.oldest is not None
    assert before.oldest < after.oldest
    assert (after.log.broken, after.log.entries, len(after.log.digest)) == (None, after.entries[-1].number, 64)


def test_a_proof_out_of_a_log_that_was_changed_says_so(database: Database) -> None:
    keep(database, 100)
    with database.session() as session:
        session.execute(update(AuditEntry).values(actor="system"))
    with database.session() as session:
        assert deletion_proof.proof(session).log.broken == 1


@pytest.mark.parametrize("text", ["", "-1", "1.5", "٣", "99999999999", "ten", "\0"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(retention.DaysError):
        retention.days_from(text)
