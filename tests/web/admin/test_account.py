"""An administrator's own secrets."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin.services import known_browsers, passwords
from plugin.services.sign_in import FREE_TRIES
from plugin.store.session import Database
from plugin.store.tables import AuditEntry
from tests.web.admin.entering import (
    FORM,
    HOST,
    PASSWORD,
    begin,
    code,
    field,
    is_in,
    recovery_codes,
    secret_in,
    setup_link,
    sign_in,
)

NEW = "four of the later herons"


@pytest.fixture
def entered(app: Flask, database: Database) -> tuple[FlaskClient, str]:
    """Signed in, and the secret that the phone keeps."""
    client = app.test_client()
    _, secret = begin(client, setup_link(database))
    return client, secret


def post(client: FlaskClient, path: str, page: str = "/admin/account", **typed: str):  # type: ignore[no-untyped-def]
    token = field(client.get(page, base_url=HOST).text, "form_token")
    return client.post(path, data={"form_token": token} | typed, base_url=HOST, headers=FORM)


def test_a_new_password_works_and_the_old_one_does_not(app: Flask, entered: tuple[FlaskClient, str]) -> None:
    client, secret = entered
    other = app.test_client()
    sign_in(other, secret)
    answer = post(client, "/admin/account/password", password=PASSWORD, new=NEW, again=NEW)
    assert answer.status_code == 303
    assert is_in(client)
    assert not is_in(other)
    assert sign_in(app.test_client(), secret, code=code(secret, 1)).status_code == 401
    assert sign_in(app.test_client(), secret, code=code(secret, 1), password=NEW).status_code == 303


@pytest.mark.parametrize(("typed", "problem"), [
    ({"password": "wrong"}, "password_wrong"),
    ({"again": "another"}, "passwords_differ"),
    ({"new": "short", "again": "short"}, "password_short"),
    ({"new": "adaada", "again": "adaada"}, "password_short"),
])  # fmt: skip
def test_a_password_is_not_changed_by(
    app: Flask, entered: tuple[FlaskClient, str], typed: dict[str, str], problem: str
) -> None:
    client, secret = entered
    answer = post(client, "/admin/account/password", **{"password": PASSWORD, "new": NEW, "again": NEW} | typed)
    assert answer.status_code == 400
    assert problem in answer.text
    assert sign_in(app.test_client(), secret).status_code == 303


def test_a_password_is_not_guessed_in_a_browser_that_was_left_open(entered: tuple[FlaskClient, str]) -> None:
    client, _ = entered
    page = client.get("/admin/account", base_url=HOST).text
    typed = {"form_token": field(page, "form_token"), "new": NEW, "again": NEW}

    def change(password: str) -> int:
        form = typed | {"password": password}
        return client.post("/admin/account/password", data=form, base_url=HOST, headers=FORM).status_code

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "is_right", lambda _typed, _kept: False)
        for _ in range(known_browsers.MOST_FAILURES + FREE_TRIES):
            assert change("wrong") == 400
    assert change(PASSWORD) == 400, "there were too many tries: it is not looked at"


def test_a_right_password_ends_the_count(entered: tuple[FlaskClient, str]) -> None:
    client, _ = entered
    for _ in range(3):
        for _ in range(known_browsers.MOST_FAILURES - 1):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(passwords, "is_right", lambda _typed, _kept: False)
                post(client, "/admin/account/recovery-codes", password="wrong")
        assert post(client, "/admin/account/recovery-codes", password=PASSWORD).status_code == 200


def test_new_one_time_codes_take_the_place_of_the_old(app: Flask, entered: tuple[FlaskClient, str]) -> None:
    client, old = entered
    page = client.get("/admin/account/codes", base_url=HOST).text
    new = secret_in(page)
    typed = {"seal": field(page, "seal"), "code": code(new, -1)}
    assert post(client, "/admin/account/codes", password="wrong", **typed).status_code == 400
    assert post(client, "/admin/account/codes", password=PASSWORD, **typed).status_code == 303
    assert sign_in(app.test_client(), old).status_code == 401
    assert sign_in(app.test_client(), new).status_code == 303


def test_new_recovery_codes_end_the_old(app: Flask, database: Database) -> None:
    client = app.test_client()
    made, secret = begin(client, setup_link(database))
    answer = post(client, "/admin/account/recovery-codes", password=PASSWORD)
    new = recovery_codes(answer.text)
    assert len(new) == 10
    assert sign_in(app.test_client(), secret, code=recovery_codes(made.text)[0]).status_code == 401
    assert sign_in(app.test_client(), secret, code=new[0]).status_code == 303
    assert "9 left" in client.get("/admin/account", base_url=HOST).text


def test_signing_out_everywhere_leaves_this_browser(app: Flask, entered: tuple[FlaskClient, str]) -> None:
    client, secret = entered
    other = app.test_client()
    sign_in(other, secret)
    page = client.get(post(client, "/admin/account/sign-out-others").location, base_url=HOST).text
    assert "1 other session was ended." in page
    assert is_in(client)
    assert not is_in(other)


def test_signing_out_ends_the_session(app: Flask, entered: tuple[FlaskClient, str]) -> None:
    client, _ = entered
    assert post(client, "/admin/account/sign-out").location == "/admin/sign-in"
    assert not is_in(client)


def test_each_change_is_in_the_audit_log_without_secrets(database: Database, entered: tuple[FlaskClient, str]) -> None:
    post(entered[0], "/admin/account/password", password=PASSWORD, new=NEW, again=NEW)
    with database.session() as session:
        last = session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
        assert last
        assert (last.action, last.facts, last.actor_id) == ("administrator.password_changed", {}, last.subject_id)
