"""Signing in by password and one-time code, and what strangers learn from trying."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore

import pytest
from flask import Flask
from sqlalchemy import update

from plugin.config import Settings
from plugin.services import administrators, passwords
from plugin.store.session import Database
from plugin.store.tables import Administrator, AdministratorSession, AuditEntry
from plugin.web.admin import door
from plugin.web.app import create_app
from tests.web.admin.entering import (
    FORM,
    HOST,
    PASSWORD,
    begin,
    code,
    is_in,
    recovery_codes,
    setup_link,
    sign_in,
    without_memory,
)  # fmt: skip


@pytest.fixture
def secret(app: Flask, database: Database) -> str:
    return begin(app.test_client(), setup_link(database))[1]


def test_name_password_and_code_open_the_administration(app: Flask, secret: str) -> None:
    client = app.test_client()
    answer = sign_in(client, secret, name="Ada ", next="/admin/account")
    assert answer.location == "/admin/arrived?next=/admin/account"
    assert client.get(answer.location, base_url=HOST).location == "/admin/account"
    assert is_in(client)


def test_a_code_works_once(app: Flask, secret: str) -> None:
    assert sign_in(app.test_client(), secret).status_code == 303
    assert sign_in(app.test_client(), secret).status_code == 401


def test_a_recovery_code_works_once(app: Flask, database: Database) -> None:
    made, secret = begin(app.test_client(), setup_link(database))
    spare = recovery_codes(made.text)[0]
    assert sign_in(app.test_client(), secret, code=spare.upper().replace("-", " ")).status_code == 303
    assert sign_in(app.test_client(), secret, code=spare).status_code == 401


def test_all_refusals_read_the_same(app: Flask, secret: str) -> None:
    tries = ({"name": "nobody"}, {"password": "wrong"}, {"code": "123456"}, {"code": ""})
    pages = [sign_in(app.test_client(), secret, **typed) for typed in tries]
    assert {page.status_code for page in pages} == {401}
    assert len({re.sub(r'value="(ada|nobody)"', "", page.text) for page in pages}) == 1
    assert PASSWORD not in pages[0].text


def test_an_account_without_a_password_is_closed_to_passwords(app: Flask, database: Database, secret: str) -> None:
    with database.session() as session:
        session.add(Administrator(name="single", oidc_issuer="https://i", oidc_sub="1"))
    assert sign_in(app.test_client(), secret, name="single", password="").status_code == 401


def test_after_five_tries_a_stranger_waits_and_the_owners_browser_does_not(
    app: Flask, database: Database, secret: str
) -> None:
    owner = app.test_client()
    assert sign_in(owner, secret).status_code == 303
    owner.delete_cookie(door.COOKIE, domain="localhost")
    for _ in range(5):
        sign_in(app.test_client(), secret, password="wrong")
    assert sign_in(app.test_client(), secret, code=code(secret, 1)).status_code == 401
    assert sign_in(owner, secret, code=code(secret, 1)).status_code == 303
    with database.session() as session:
        assert "administrator.locked" in {entry.action for entry in session.query(AuditEntry)}


def test_a_lock_ends_and_grows_to_a_quarter_of_an_hour_at_most(app: Flask, database: Database, secret: str) -> None:
    for _ in range(12):
        sign_in(app.test_client(), secret, password="wrong")
        with database.session() as session:
            session.execute(update(Administrator).values(locked_until=datetime.now(UTC) - timedelta(seconds=1)))
    sign_in(app.test_client(), secret, password="wrong")
    with database.session() as session:
        left = session.query(Administrator).one().locked_until - datetime.now(UTC)
        assert timedelta(minutes=14) < left <= timedelta(minutes=15)
        session.execute(update(Administrator).values(locked_until=datetime.now(UTC) - timedelta(seconds=1)))
    assert sign_in(app.test_client(), secret).status_code == 303


def test_a_stolen_known_browser_has_ten_tries(app: Flask, secret: str) -> None:
    thief = app.test_client()
    sign_in(thief, secret)
    thief.delete_cookie(door.COOKIE, domain="localhost")
    for _ in range(16):
        sign_in(thief, secret, password="wrong")
    assert sign_in(thief, secret, code=code(secret, 1)).status_code == 401


def test_signing_in_ends_the_session_that_the_browser_had(app: Flask, database: Database, secret: str) -> None:
    client = app.test_client()
    sign_in(client, secret)
    before = client.get_cookie(door.COOKIE, domain="localhost")
    sign_in(client, secret, code=code(secret, 1))
    after = client.get_cookie(door.COOKIE, domain="localhost")
    assert before
    assert after
    assert before.value != after.value
    with database.session() as session:
        assert administrators.session_of(session, before.value) is None


@pytest.mark.parametrize("column", ["expires", "seen"])
def test_a_session_ends_after_twelve_hours_or_an_idle_one(
    app: Flask, database: Database, secret: str, column: str
) -> None:
    client = app.test_client()
    sign_in(client, secret)
    past = datetime.now(UTC) - timedelta(minutes=61)
    with database.session() as session:
        row = session.query(AdministratorSession).first()
        assert row
        assert row.expires - row.created <= timedelta(hours=12, seconds=5)
        session.execute(update(AdministratorSession).values(**{column: past}))
    assert not is_in(client)


def test_the_cookie_is_strict_and_for_this_host_alone(app: Flask, secret: str) -> None:
    cookies = sign_in(app.test_client(), secret).headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))


def test_a_browser_without_cookies_is_told(app: Flask, secret: str) -> None:
    client = app.test_client(use_cookies=False)
    answer = client.get(sign_in(client, secret).location, base_url=HOST)
    assert answer.status_code == 400
    assert "keeps no cookies" in answer.text


@pytest.mark.parametrize("elsewhere", [
    "https://evil.example", "//evil.example", "/admin//evil", "/\\evil", "/adminevil", "/visits", "javascript:alert(1)",
    "/admin\r\nX: y",
])  # fmt: skip
def test_nobody_is_led_elsewhere(elsewhere: str) -> None:
    assert door.place(elsewhere) == "/admin"


def test_who_asked_for_a_page_comes_there_after_signing_in(app: Flask, secret: str) -> None:
    led = app.test_client().get("/admin/account?done=x", base_url=HOST)
    assert led.location == "/admin/sign-in?next=/admin/account?done%3Dx"


def test_a_link_on_another_site_leads_on_to_who_is_signed_in(app: Flask, secret: str) -> None:
    client = app.test_client()
    sign_in(client, secret)
    there = "/admin/sign-in?next=/admin/usage"
    first = app.test_client().get(there, base_url=HOST, headers={"Sec-Fetch-Site": "cross-site"})
    assert 'content="0; url=/admin/sign-in?next=/admin/usage"' in first.text
    assert client.get(there, base_url=HOST, headers={"Sec-Fetch-Site": "same-origin"}).location == "/admin/usage"


def test_a_form_from_another_site_signs_nobody_in(app: Flask, secret: str) -> None:
    form = {"name": "ada", "password": PASSWORD, "code": code(secret)}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = app.test_client().post("/admin/sign-in", data=form, base_url=HOST, headers=headers)
        assert answer.status_code == 400


def test_a_disabled_administrator_is_out_at_once(app: Flask, database: Database, secret: str) -> None:
    client = app.test_client()
    sign_in(client, secret)
    with database.session() as session:
        session.execute(update(Administrator).values(disabled=datetime.now(UTC)))
    assert not is_in(client)
    assert sign_in(without_memory(client), secret, code=code(secret, 1)).status_code == 401


def test_with_another_secret_key_a_recovery_code_still_signs_in(
    settings: Settings, app: Flask, database: Database
) -> None:
    made, secret = begin(app.test_client(), setup_link(database))
    rekeyed = create_app(replace(settings, secret_key="z" * 40))
    assert sign_in(rekeyed.test_client(), secret).status_code == 401
    assert sign_in(rekeyed.test_client(), secret, code=recovery_codes(made.text)[0]).status_code == 303


def test_no_log_holds_what_was_typed(app: Flask, secret: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    app.test_client().post(
        "/admin/sign-in", data={"name": "ada", "password": "zebra-wing"}, base_url=HOST, headers=FORM
    )
    assert "zebra" not in caplog.text


def test_of_many_strangers_at_once_some_are_sent_away_so_that_classes_go_on(
    app: Flask, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_IN_LINE", BoundedSemaphore(1))
    with passwords.in_line():
        answer = sign_in(app.test_client(), secret)
    assert answer.status_code == 503
    assert "sign_in_busy" in answer.text
    assert sign_in(app.test_client(), secret).status_code == 303
