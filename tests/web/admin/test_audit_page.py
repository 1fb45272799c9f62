"""The audit log as people look through it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from plugin.services import audit
from plugin.services.audit import COMMAND, Actor
from plugin.store.session import Database
from plugin.store.tables import AuditEntry
from tests.services.world import make_world
from tests.statements import counted
from tests.web.admin.conftest import AdminBrowser

HERE = "/admin/audit"


def write(database: Database, times: int, action: str = "key.made", **more: object) -> None:
    with database.session() as session:
        for number in range(times):
            audit.note(session, COMMAND, action, n=number, **more)


def test_an_entry_is_said_in_words_with_who_and_where(admin: AdminBrowser, database: Database) -> None:
    with database.session() as session:
        world = make_world(session)
        audit.note(session, Actor("administrator", admin.administrator_id), "key.made", kid="k1")
        audit.note(
            session, Actor("staff", world.teacher_id), "outcome.decided", course_id=world.course_id, new="cleared"
        )
    page = admin.get(HERE).text
    assert "A key that signs to the LMSs was made." in page
    assert "English 101" in page
    assert "A teacher" in page
    assert "Ines" not in page
    assert '<bdi class="hash">cleared</bdi>' in page


@pytest.mark.parametrize(("query", "found"), [
    ("action=key.retired", 1), ("actor=system", 1), ("since=2100-01-01", 0), ("until=2000-01-01", 0), ("actor_id=x", 3),
    ("since=nonsense&until=9999-99-99", 3), ("actor=learner", 0),
])  # fmt: skip
def test_the_log_is_filtered(admin: AdminBrowser, database: Database, query: str, found: int) -> None:
    write(database, 1)
    write(database, 1, "key.retired")
    with database.session() as session:
        audit.note(session, audit.SYSTEM, "key.signs")
    assert admin.get(f"{HERE}?{query}").text.count('<td class="number"') == found


def test_today_is_within_today(admin: AdminBrowser, database: Database) -> None:
    write(database, 1)
    today = datetime.now(UTC).date().isoformat()
    assert "key.made" in admin.get(f"{HERE}?since={today}&until={today}").text


def test_a_long_log_is_paged_newest_first(admin: AdminBrowser, database: Database) -> None:
    write(database, 120)
    first = admin.get(HERE).text
    assert first.count("<tr>") == 51
    assert "before=71" in first
    last = admin.get(f"{HERE}?before=21").text
    assert last.count("<tr>") == 21
    assert "Older" not in last


def test_a_page_costs_the_same_however_long_the_log(admin: AdminBrowser, database: Database) -> None:
    write(database, 2)
    admin.get(HERE)
    with counted(database.engine) as few:
        admin.get(HERE)
    write(database, 60)
    with counted(database.engine) as many:
        admin.get(HERE)
    assert len(many) == len(few), many


def test_the_table_holds_every_entry_and_runs_no_formula(admin: AdminBrowser, database: Database) -> None:
    with database.session() as session:
        audit.note(session, COMMAND, "=HYPERLINK", kid="k")
    write(database, 3)
    answer = admin.get(f"{HERE}/entries.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0]["action"] == "'=HYPERLINK"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_table_holds_more_than_is_read_at_once(admin: AdminBrowser, database: Database) -> None:
    with database.session() as session:
        start = datetime.now(UTC) - timedelta(days=1)
        session.add_all(
            AuditEntry(number=n, at=start, actor="system", action="key.made", facts={}, digest="x")
            for n in range(1, 2203)
        )
    assert admin.get(f"{HERE}/entries.csv").text.count("\r\n") == 2203


def test_an_unbroken_log_is_said_to_be_so_with_its_digest(admin: AdminBrowser, database: Database) -> None:
    write(database, 3)
    page = admin.post(f"{HERE}/check", page=HERE).text
    assert "Each of 3 entries follows" in page
    with database.session() as session:
        assert session.get_one(AuditEntry, 3).digest in page


def test_of_a_long_log_the_page_checks_the_newest_and_says_who_checks_all(
    admin: AdminBrowser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugin.services.audit_reading.A_PAGE_CHECKS", 2)
    write(database, 3)
    page = admin.post(f"{HERE}/check", page=HERE).text
    assert "Each of 2 entries follows" in page
    assert "caveat admin audit --check" in page


def test_a_changed_entry_is_named(admin: AdminBrowser, database: Database) -> None:
    write(database, 3)
    with database.session() as session:
        session.execute(update(AuditEntry).where(AuditEntry.number == 2).values(action="key.retired"))
    page = admin.post(f"{HERE}/check", page=HERE).text
    assert "Entry 2 does not follow" in page
    assert "audit_broken" in page


@pytest.mark.parametrize("before", ["99999999999999999999999", "-1", "x"])
def test_a_place_that_no_entry_can_have_shows_the_newest(admin: AdminBrowser, before: str) -> None:
    assert admin.get(f"{HERE}?before={before}").status_code == 200
