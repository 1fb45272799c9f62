"""A new secret key: what the old one sealed and signed stays open while it is listed, and needs it no longer once all
is sealed anew."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import LargeBinary

from plugin.cli import main
from plugin.domain.secret_key import SecretKey, newest_first, oldest_first
from plugin.services import audit, naming, platforms, report_keys, review_links, totp, watermark_keys
from plugin.services.resealing import reseal
from plugin.store.queries import sealed
from plugin.store.session import Database
from plugin.store.tables import Administrator, Base
from plugin.web import browser, page_session
from tests.cli_environment import set_environment
from tests.services.test_watermark_keys import OURS

OLD, NEW = "the-key-of-last-year-forty-signs-long!!!", "the-key-of-this-year-forty-signs-long!!!"
BOTH = SecretKey(NEW, (OLD,))


@pytest.fixture
def sealed_by_the_old(database: Database) -> Database:
    with database.session() as session:
        platforms.ensure_key(session, OLD)
        report_keys.signer(session, OLD)
        watermark_keys.add(session, OLD, OURS)
        session.add(Administrator(name="ada", totp=totp.sealed("a secret", OLD)))
    return database


def opened(database: Database, key: str) -> set[str]:
    """Which of the four it opens."""
    found = set()
    with database.session() as session:
        for row, column, purpose in sealed.rows(session):
            try:
                sealed.secrets.unseal(getattr(row, column), key, purpose)
            except InvalidToken:
                continue
            found.add(row.__tablename__)
    return found


def test_what_the_old_key_sealed_opens_while_it_is_listed(sealed_by_the_old: Database) -> None:
    assert len(opened(sealed_by_the_old, BOTH)) == 4
    assert opened(sealed_by_the_old, NEW) == set()


def test_once_sealed_anew_nothing_needs_the_old_key(sealed_by_the_old: Database) -> None:
    with sealed_by_the_old.session() as session:
        assert (reseal(session, BOTH, audit.COMMAND).done, audit.first_broken(session)) == (4, None)
    assert len(opened(sealed_by_the_old, NEW)) == 4
    assert opened(sealed_by_the_old, OLD) == set()


def test_what_no_key_opens_is_named_and_left_as_it_is(sealed_by_the_old: Database) -> None:
    with sealed_by_the_old.session() as session:
        found = reseal(session, SecretKey(NEW, ("a third key that sealed nothing at all!!",)), audit.COMMAND)
    assert found.done == 0
    assert sorted(found.lost) == ["administrators", "report_keys", "tool_keys", "watermark_keys"]
    assert len(opened(sealed_by_the_old, OLD)) == 4


# Bytes that are no secret: a calibration's measured numbers.
PLAIN = {"calibrations.numbers"}


def test_every_column_of_bytes_is_sealed_anew() -> None:
    there = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns
             if isinstance(column.type, LargeBinary)}  # fmt: skip
    assert {f"{column.class_.__tablename__}.{column.key}" for _, column, _ in sealed.COLUMNS} == there - PLAIN


def test_the_command_seals_anew_and_says_what_is_lost(
    sealed_by_the_old: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environment(monkeypatch, tmp_path)
    monkeypatch.setenv("CAVEAT_SECRET_KEY", NEW)
    address = sealed_by_the_old.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CAVEAT_DATABASE_URL", address.replace("+pg8000", ""))
    assert main(["admin", "reseal"]) == 1
    assert "caveat admin administrators reset" in capsys.readouterr().err
    older = tmp_path / "older"
    older.write_text(f"{'z' * 40}\n{OLD}\n")
    monkeypatch.setenv("CAVEAT_SECRET_KEY_FALLBACKS_FILE", str(older))
    assert main(["admin", "reseal"]) == 0
    assert capsys.readouterr().out.startswith("4 secrets and 0 files")
    assert len(opened(sealed_by_the_old, NEW)) == 4


def test_forms_sessions_and_addresses_that_the_old_key_signed_still_open() -> None:
    visit_id = UUID(int=7)
    form, session = browser.form_token(OLD, "b", visit_id), page_session.issue(OLD, visit_id, "s")
    review = review_links.review_value(review_links.review_url("https://x", OLD, visit_id)) or ""
    for key, is_open in ((BOTH, True), (OLD, True), (NEW, False)):
        assert browser.form_token_is_right(form, key, "b", visit_id) is is_open
        assert (page_session.secret_in(session, key, visit_id) == "s") is is_open
        assert (review_links.submission_of(key, review) == visit_id) is is_open


def test_what_is_signed_from_now_on_is_signed_by_the_new_key() -> None:
    assert browser.form_token(BOTH, "b", 1) == browser.form_token(NEW, "b", 1)
    assert page_session.secret_in(page_session.issue(BOTH, UUID(int=7), "s"), NEW, UUID(int=7)) == "s"


def test_nobody_s_code_changes_in_the_middle_of_a_marking() -> None:
    assignment, person = uuid4(), uuid4()
    assert naming.code_of(BOTH, assignment, person) == naming.code_of(OLD, assignment, person)


def test_a_key_alone_has_no_older_ones() -> None:
    assert newest_first(NEW) == oldest_first(NEW) == [NEW]
    assert (newest_first(BOTH), oldest_first(BOTH)) == ([NEW, OLD], [OLD, NEW])
