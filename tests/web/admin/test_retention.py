"""What would go is shown before anything is saved; what went is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from plugin.services import institution, retention
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, Submission
from tests.services.test_forgetting import age
from tests.services.world import hand_in, make_world
from tests.web.admin.conftest import AdminBrowser


@pytest.fixture
def old(database: Database, files: FileStore) -> None:
    with database.session() as session:
        hand_in(session, files, make_world(session))
        session.execute(update(Submission).values(created=datetime.now(UTC) - timedelta(days=400)))
    age(files)  # one that was put a moment ago is waited for


def kept(database: Database) -> int:
    with database.session() as session:
        return institution.read(session).keep_days


def test_nobody_has_decided_at_first(admin: AdminBrowser) -> None:
    page = admin.get("/admin/retention").text
    assert "no end" in page
    assert "Nobody has decided this yet." in page


@pytest.mark.usefixtures("old")
def test_asking_shows_what_would_go_and_saves_nothing(admin: AdminBrowser, database: Database) -> None:
    page = admin.get("/admin/retention?keep_days=365").text
    assert "1 submission" in page
    assert kept(database) == 0
    assert "Nothing is as old as that yet" in admin.get("/admin/retention?keep_days=500").text


@pytest.mark.usefixtures("old")
def test_nothing_is_saved_without_saying_that_these_shall_go(admin: AdminBrowser, database: Database) -> None:
    answer = admin.post("/admin/retention", {"keep_days": "365"})
    assert (answer.status_code, kept(database)) == (400, 0)
    assert "retention_unsure" in answer.text
    assert 'value="365"' in answer.text


@pytest.mark.usefixtures("old")
def test_what_was_decided_goes_with_its_proof(admin: AdminBrowser, database: Database, files: FileStore) -> None:
    assert admin.post("/admin/retention", {"keep_days": "365", "sure": "yes"}).location.endswith("retention_saved")
    assert kept(database) == 365
    retention.sweep(database, files)
    page = admin.get("/admin/retention").text
    assert "Kept long enough: 365 days" in page


@pytest.mark.usefixtures("old")
def test_the_proof_is_found_where_one_looks_for_it_and_can_be_taken_away(
    admin: AdminBrowser, database: Database, files: FileStore
) -> None:
    admin.post("/admin/retention", {"keep_days": "365", "sure": "yes"})
    assert all('href="/admin/retention#proof"' in admin.get(f"/admin/{page}").text for page in ("audit", "people"))
    assert 'href="/admin/retention/proof.json"' in admin.get("/admin/retention").text
    before = admin.get("/admin/retention/proof.json").json
    retention.sweep(database, files)
    answer = admin.get("/admin/retention/proof.json")
    after = answer.json
    assert (before["overdue_submissions"], after["overdue_submissions"], after["deleted_submissions"]) == (1, 0, 1)
    assert after["audit_log"]["first_broken"] is None
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("days", ["", "-1", "1.5", "36501", "<b>", "٣"])
def test_what_is_no_number_of_days_is_refused_and_still_there(
    admin: AdminBrowser, database: Database, days: str
) -> None:
    answer = admin.post("/admin/retention", {"keep_days": days, "sure": "yes"})
    assert (answer.status_code, kept(database)) == (400, 0)
    assert "retention_days" in answer.text
    assert "<b>" not in answer.text.split('id="keep_days"')[1].split(">")[0]


def test_to_keep_everything_is_a_decision_too(admin: AdminBrowser, database: Database) -> None:
    assert admin.post("/admin/retention", {"keep_days": "0"}).location.endswith("kept_saved")
    assert "Nobody has decided this yet." not in admin.get("/admin/retention").text
    with database.session() as session:
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.actor_id) == ("institution.changed", admin.administrator_id)
