"""The way in, in Chromium: cookies that are strict, a provider on another site, and pages that axe finds nothing on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, redirect, request

from plugin.config import Settings
from plugin.oidc_settings import OidcSettings
from plugin.store.session import Database
from plugin.web.app import create_app
from tests.journey.test_accessibility import violations
from tests.platforms.server import free_port, serving
from tests.web.admin.entering import PASSWORD, code, invitation, setup_link
from tests.web.admin.provider import Provider

pytestmark = pytest.mark.browser

PAGES = ("account", "account/codes", "administrators", "audit", "tokens", "usage")


@pytest.fixture
def provider() -> Iterator[Provider]:
    """On 127.0.0.1, which to a browser is another site than localhost; its person agrees at once."""
    port = free_port()
    made = Provider(f"http://127.0.0.1:{port}")
    app: Flask = made.app()
    app.add_url_rule("/authorize", view_func=lambda: redirect(_back(made)))
    with serving(app, port):
        yield made


def _back(provider: Provider) -> str:
    origin = request.args["redirect_uri"].partition("/admin")[0]
    return origin + provider.agree(request.url)


@pytest.fixture
def address(settings: Settings, database: Database, provider: Provider) -> Iterator[str]:
    oidc = OidcSettings(provider.base_url, provider.client_id, provider.client_secret)
    port = int(settings.base_url.rsplit(":", 1)[1])
    with serving(create_app(replace(settings, oidc=oidc)), port):
        yield settings.base_url


@pytest.fixture
def page(chrome: Any) -> Iterator[Any]:
    page = chrome.new_page()
    yield page
    page.close()


def make_account(page: Any, address: str, database: Database) -> str:
    page.goto(f"{address}/admin/begin?link={setup_link(database)}")
    secret = str(page.locator("code.once").inner_text()).replace(" ", "")
    for field, typed in (("name", "ada"), ("password", PASSWORD), ("again", PASSWORD), ("code", code(secret, -1))):
        page.fill(f"#{field}", typed)
    assert violations(page, {}) == []
    page.click("main form button")
    page.click("text=I have kept them")
    page.wait_for_url(address + "/admin")
    return secret


def test_from_the_link_to_every_page_of_ones_own(page: Any, address: str, database: Database) -> None:
    secret = make_account(page, address, database)
    assert page.url == address + "/admin"
    for name in PAGES:
        page.goto(f"{address}/admin/{name}")
        assert page.url == f"{address}/admin/{name}"
        assert violations(page, {}) == [], name
    page.click("text=Sign out")
    assert violations(page, {}) == []
    page.goto(f"{address}/admin/usage")
    for field, typed in (("name", "ada"), ("password", PASSWORD), ("code", code(secret))):
        page.fill(f"#{field}", typed)
    page.click("main form button")
    page.wait_for_url(f"{address}/admin/usage")


def test_single_sign_on_arrives_though_the_cookie_is_strict(page: Any, address: str, database: Database) -> None:
    page.goto(f"{address}/admin/begin?link={invitation(database)}")
    page.click("text=Use your institution")
    page.wait_for_url(address + "/admin")
    page.goto(f"{address}/admin/account")
    assert "Single sign-on" in page.content()
