"""The first account is made by a link that works once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from plugin.services import administrator_links
from plugin.services.audit import COMMAND
from plugin.store.session import Database
from plugin.store.tables import Administrator, AdministratorLink, AuditEntry
from tests.web.admin.entering import (
    FORM,
    HOST,
    PASSWORD,
    begin,
    code,
    field,
    invitation,
    is_in,
    recovery_codes,
    secret_in,
    setup_link,
    sign_in,
)


def test_without_an_administrator_the_sign_in_says_how_to_make_one(app: Flask) -> None:
    page = app.test_client().get("/admin/sign-in", base_url=HOST).text
    assert "caveat admin setup-link" in page
    assert 'name="password"' not in page


def test_the_link_makes_an_account_and_signs_in(app: Flask, database: Database) -> None:
    client = app.test_client()
    answer, _ = begin(client, setup_link(database))
    assert answer.status_code == 200
    assert len(set(recovery_codes(answer.text))) == 10
    assert is_in(client)
    with database.session() as session:
        ada = session.query(Administrator).one()
        assert ada.password.startswith("$argon2id$")
        assert PASSWORD.encode() not in (ada.totp or b"")
        assert [entry.action for entry in session.query(AuditEntry)] == [
            "administrator.setup_link", "administrator.made", "administrator.signed_in",
        ]  # fmt: skip


def test_who_begins_in_another_language_chooses_it_at_the_door_and_keeps_it(app: Flask, database: Database) -> None:
    client, token = app.test_client(), setup_link(database)
    page = client.get(f"/admin/begin?link={token}", base_url=HOST, headers={"Accept-Language": "en"}).text
    assert f'<input type="hidden" name="link" value="{token}">' in page.partition('class="foot"')[2]
    asked = f"/admin/begin?link={token}&language=zh_Hans"
    page = client.get(asked, base_url=HOST).text
    assert 'lang="zh-Hans"' in page
    assert 'action="/admin/begin?language=zh_Hans"' in page
    secret = secret_in(page)
    form = {"link": token, "seal": field(page, "seal"), "name": "ada", "password": PASSWORD, "again": PASSWORD,
            "code": code(secret)}  # fmt: skip
    client.post("/admin/begin?language=zh_Hans", data=form, base_url=HOST, headers=FORM)
    page = client.get("/admin", base_url=HOST, headers={"Accept-Language": "en"}).text
    assert '<html lang="zh-Hans"' in page


def test_the_code_that_made_the_account_signs_nobody_in(app: Flask, database: Database) -> None:
    _, secret = begin(app.test_client(), setup_link(database))
    assert sign_in(app.test_client(), secret, code=code(secret, -1)).status_code == 401


@pytest.mark.parametrize("spoil", ["used", "old", "made up", "an account is there"])
def test_a_link_that_does_not_work_opens_no_form(app: Flask, database: Database, spoil: str) -> None:
    token = setup_link(database)
    if spoil == "used":
        begin(app.test_client(), token)
    if spoil == "old":
        with database.session() as session:
            row = session.query(AdministratorLink).one()
            session.execute(update(AdministratorLink).values(expires=row.created - timedelta(hours=1)))
    if spoil == "made up":
        token = "x" * 43
    if spoil == "an account is there":
        with database.session() as session:
            session.add(Administrator(name="grace"))
    answer = app.test_client().get(f"/admin/begin?link={token}", base_url=HOST)
    assert answer.status_code == 403
    assert "link_useless" in answer.text


def test_a_newer_setup_link_ends_the_older_one(app: Flask, database: Database) -> None:
    old, new = setup_link(database), setup_link(database)
    assert app.test_client().get(f"/admin/begin?link={old}", base_url=HOST).status_code == 403
    assert app.test_client().get(f"/admin/begin?link={new}", base_url=HOST).status_code == 200


@pytest.mark.parametrize(("typed", "problem"), [
    ({"password": "short", "again": "short"}, "password_short"),
    ({"password": "password1234!", "again": "password1234!"}, "password_common"),
    ({"again": "three unlikely heron"}, "passwords_differ"),
    ({"code": "000000"}, "code_wrong"),
    ({"name": " "}, "name_missing"),
    ({"seal": "x"}, "code_wrong"),
])  # fmt: skip
def test_what_is_refused_is_said_and_the_link_still_works(
    app: Flask, database: Database, typed: dict[str, str], problem: str
) -> None:
    token = setup_link(database)
    answer, _ = begin(app.test_client(), token, **typed)
    assert answer.status_code == 400
    assert problem in answer.text
    assert "three unlikely" not in answer.text
    assert begin(app.test_client(), token)[0].status_code == 200


def test_a_name_is_taken_once_whatever_its_capitals(app: Flask, database: Database) -> None:
    begin(app.test_client(), setup_link(database))
    answer, _ = begin(app.test_client(), invitation(database), name="ADA")
    assert "name_taken" in answer.text


def test_a_reset_ends_the_old_secrets_and_sessions(app: Flask, database: Database) -> None:
    first = app.test_client()
    _, old = begin(first, setup_link(database))
    with database.session() as session:
        token = administrator_links.reset(session, COMMAND, session.query(Administrator).one())
    assert is_in(first)
    _, new = begin(app.test_client(), token, name="somebody else", password="four of the later herons",
                   again="four of the later herons")  # fmt: skip
    assert not is_in(first)
    assert sign_in(app.test_client(), old).status_code == 401
    assert sign_in(app.test_client(), new, password="four of the later herons").status_code == 303
    with database.session() as session:
        assert session.query(Administrator).one().name == "ada"


def test_a_form_from_another_site_makes_no_account(app: Flask, database: Database) -> None:
    token = setup_link(database)
    answer = app.test_client().post(
        "/admin/begin", data={"link": token}, base_url=HOST, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
