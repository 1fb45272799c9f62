"""Single sign-on: whoever the provider vouches for, and Caveat knows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from plugin.config import Settings
from plugin.oidc_settings import OidcError, OidcSettings, oidc_settings
from plugin.services import administrator_links
from plugin.services.audit import COMMAND
from plugin.store.session import Database
from plugin.store.tables import Administrator
from plugin.web.app import create_app
from tests.platforms.server import free_port, serving
from tests.platforms.signing import Key
from tests.web.admin.entering import HOST, invitation, is_in
from tests.web.admin.provider import Provider

STAFF = ("groups", "caveat-admins")


@pytest.fixture
def provider() -> Iterator[Provider]:
    port = free_port()
    made = Provider(f"http://127.0.0.1:{port}")
    with serving(made.app(), port):
        yield made


def browser(settings: Settings, provider: Provider, allow: tuple[str, str] | None = None) -> FlaskClient:
    oidc = OidcSettings(provider.base_url, provider.client_id, provider.client_secret, allow)
    return create_app(replace(settings, oidc=oidc)).test_client()


def come(client: FlaskClient, provider: Provider, link: str = "", **changed: str) -> Any:
    """To the provider and back."""
    there = client.get("/admin/single-sign-on", query_string={"link": link} if link else {}, base_url=HOST)
    assert there.status_code == 303, there.text
    return client.get(provider.agree(there.location), base_url=HOST, query_string=changed or None)


def test_an_invited_person_gets_an_account_and_comes_again_without_a_link(
    settings: Settings, database: Database, provider: Provider
) -> None:
    client = browser(settings, provider)
    answer = come(client, provider, invitation(database))
    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text
    assert is_in(client)
    again = browser(settings, provider)
    come(again, provider)
    assert is_in(again)
    with database.session() as session:
        grace = session.query(Administrator).one()
        assert (grace.name, grace.oidc_sub, grace.by_rule, grace.password) == ("grace", "u1", False, "")


def test_an_invitation_makes_one_account(settings: Settings, database: Database, provider: Provider) -> None:
    link = invitation(database)
    come(browser(settings, provider), provider, link)
    provider.claims = {"sub": "u2", "preferred_username": "mallory"}
    answer = come(browser(settings, provider), provider, link)
    assert answer.status_code == 403
    assert "link_useless" in answer.text


def test_a_stranger_whom_the_provider_knows_is_refused(
    settings: Settings, database: Database, provider: Provider
) -> None:
    client = browser(settings, provider)
    answer = come(client, provider)
    assert answer.status_code == 403
    assert "single_sign_on_unknown" in answer.text
    assert not is_in(client)


@pytest.mark.parametrize("groups", [["staff", "caveat-admins"], "caveat-admins"])
def test_the_rule_lets_in_whom_it_names(
    settings: Settings, database: Database, provider: Provider, groups: object
) -> None:
    provider.claims["groups"] = groups
    client = browser(settings, provider, STAFF)
    come(client, provider)
    assert is_in(client)


@pytest.mark.parametrize("groups", [["staff"], "not-caveat-admins", None, {"caveat-admins": True}])
def test_the_rule_lets_nobody_else_in(
    settings: Settings, database: Database, provider: Provider, groups: object
) -> None:
    provider.claims["groups"] = groups
    client = browser(settings, provider, STAFF)
    assert come(client, provider).status_code == 403


def test_who_left_the_group_is_out(settings: Settings, database: Database, provider: Provider) -> None:
    provider.claims["groups"] = ["caveat-admins"]
    come(browser(settings, provider, STAFF), provider)
    provider.claims["groups"] = []
    assert come(browser(settings, provider, STAFF), provider).status_code == 403


def test_a_disabled_account_stays_closed(settings: Settings, database: Database, provider: Provider) -> None:
    come(browser(settings, provider), provider, invitation(database))
    with database.session() as session:
        row = session.query(Administrator).one()
        row.disabled = row.created
    assert come(browser(settings, provider), provider, invitation(database)).status_code == 403


@pytest.mark.parametrize("spoil", [
    {"aud": "somebody"}, {"iss": "https://evil.example"}, {"nonce": "another"}, {"exp": 1}, {"sub": ""}, {"sub": 7},
    {"aud": ["caveat", "other"], "azp": "other"}, {"at_hash": "wrong"},
])  # fmt: skip
def test_a_token_that_is_not_for_us_and_now_is_refused(
    settings: Settings, database: Database, provider: Provider, spoil: dict[str, Any]
) -> None:
    provider.spoil = spoil
    answer = come(browser(settings, provider), provider, invitation(database))
    assert answer.status_code == 403
    assert "oidc_token" in answer.text


def test_a_token_signed_by_another_key_is_refused(settings: Settings, database: Database, provider: Provider) -> None:
    provider.signer = Key("provider-1")
    assert "oidc_token" in come(browser(settings, provider), provider, invitation(database)).text


def test_an_answer_to_another_browser_is_refused(settings: Settings, database: Database, provider: Provider) -> None:
    theirs, mine = browser(settings, provider), browser(settings, provider)
    back = provider.agree(theirs.get("/admin/single-sign-on", base_url=HOST).location)
    mine.get("/admin/single-sign-on", base_url=HOST)
    for client in (mine, browser(settings, provider)):
        answer = client.get(back, base_url=HOST)
        assert answer.status_code == 403
        assert "oidc_state" in answer.text


def test_a_code_works_once(settings: Settings, database: Database, provider: Provider) -> None:
    client = browser(settings, provider)
    there = client.get("/admin/single-sign-on", base_url=HOST)
    back = provider.agree(there.location)
    provider.asked.clear()
    assert "oidc_code" in client.get(back, base_url=HOST).text


def test_an_answer_in_another_providers_name_is_refused(
    settings: Settings, database: Database, provider: Provider
) -> None:
    client = browser(settings, provider)
    back = provider.agree(client.get("/admin/single-sign-on", base_url=HOST).location)
    assert "oidc_issuer" in client.get(back + "&iss=https://evil.example", base_url=HOST).text


def test_a_provider_that_calls_itself_something_else_is_not_believed(
    settings: Settings, database: Database, provider: Provider
) -> None:
    provider.issuer_told = "https://evil.example"
    answer = browser(settings, provider).get("/admin/single-sign-on", base_url=HOST)
    assert answer.status_code == 403
    assert "oidc_issuer" in answer.text


def test_the_provider_is_called_by_the_guarded_way_out(
    settings: Settings, database: Database, provider: Provider
) -> None:
    guarded = replace(settings, insecure_platforms=False)
    answer = browser(guarded, provider).get("/admin/single-sign-on", base_url=HOST)
    assert "oidc_unreachable" in answer.text
    assert not provider.asked


def test_without_settings_there_is_no_single_sign_on(settings: Settings, database: Database) -> None:
    client = create_app(settings).test_client()
    assert client.get("/admin/single-sign-on", base_url=HOST).status_code == 404
    assert "institution" not in client.get("/admin/sign-in", base_url=HOST).text


def test_a_link_for_new_secrets_opens_no_account_by_single_sign_on(
    settings: Settings, database: Database, provider: Provider
) -> None:
    with database.session() as session:
        ada = Administrator(name="ada")
        session.add(ada)
        session.flush()
        link = administrator_links.reset(session, COMMAND, ada)
    assert come(browser(settings, provider), provider, link).status_code == 403


def test_the_rule_is_read_from_the_environment() -> None:
    told = {"CAVEAT_OIDC_ISSUER": "https://sso.example.edu/realms/staff", "CAVEAT_OIDC_CLIENT_ID": "c"}
    found = oidc_settings(told | {"CAVEAT_OIDC_ALLOW": "groups = caveat-admins", "CAVEAT_OIDC_CLIENT_SECRET": "s"})
    assert found == OidcSettings("https://sso.example.edu/realms/staff", "c", "s", STAFF)
    assert "s'" not in repr(found).replace("'groups'", "").replace("caveat-admins'", "")
    assert oidc_settings({}) is None


@pytest.mark.parametrize("wrong", [
    {"CAVEAT_OIDC_ISSUER": "sso"}, {"CAVEAT_OIDC_CLIENT_ID": ""}, {"CAVEAT_OIDC_ALLOW": "groups"},
    {"CAVEAT_OIDC_CLIENT_SECRET_FILE": "/no/such/file"},
])  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(wrong: dict[str, str]) -> None:
    told = {"CAVEAT_OIDC_ISSUER": "https://sso.example.edu", "CAVEAT_OIDC_CLIENT_ID": "c"} | wrong
    with pytest.raises(OidcError, match=next(iter(wrong))):
        oidc_settings(told)
