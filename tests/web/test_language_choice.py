"""The reader's language: what they chose, what the launch said, then what the browser prefers."""

import re
from typing import Any

import pytest
from flask import Flask

from plugin.config import Settings
from plugin.domain.language import nearest
from plugin.store.session import Database
from plugin.web.app import create_app
from tests.conftest import House


@pytest.fixture
def client(settings: Settings, database: Database) -> Any:
    app: Flask = create_app(settings)
    return app.test_client()


@pytest.mark.parametrize(("tag", "locale"), [
    ("en", "en"), ("en-GB-x-ukhe", "en"), ("zh-Hans", "zh_Hans"), ("zh_cn", "zh_Hans"), ("zh", "zh_Hans"),
    ("zh-Hans-HK", "zh_Hans"), ("zh_tw", "en"), ("zh-Hant", "en"),
    ("EN_us", "en"), ("fr", ""), ("", ""), ("../../etc", ""), ("zh\0", ""),
    ("e" * 10_000, ""), ("en" + "-x" * 10_000, "en"),
])  # fmt: skip
def test_a_tag_of_any_platform_leads_to_a_language_that_there_is(tag: str, locale: str) -> None:
    assert nearest(tag) == locale


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)" dir="([^"]+)"', page)
    assert found
    assert found.group(2) == "ltr"
    return found.group(1)


@pytest.mark.parametrize(
    ("accepted", "shown"), [("zh-CN,en;q=0.5", "zh-Hans"), ("fr,zh;q=0.9", "zh-Hans"), ("fr", "en")]
)
def test_before_a_launch_the_browser_decides(client: Any, accepted: str, shown: str) -> None:
    assert language_of(client.get("/", headers={"Accept-Language": accepted}).text) == shown


def test_a_stranger_s_choice_stands_in_the_address_and_in_its_links(client: Any) -> None:
    page = client.get("/help?language=zh_Hans", headers={"Accept-Language": "en"}).text
    assert language_of(page) == "zh-Hans"
    assert "/help/band/strong?language=zh_Hans" in page


def test_an_address_with_a_foreign_language_is_no_error(client: Any) -> None:
    assert language_of(client.get("/help?language=%00%ff<script>").text) == "en"


def test_the_reader_s_own_choice_goes_before_the_launch(moodle: House) -> None:
    browser = moodle.launch("teacher")
    assert language_of(browser.page.text) == "en"
    browser.submit(browser.form("/language"), {"locale": "zh_Hans"})
    assert language_of(browser.page.text) == "zh-Hans"
    assert browser.page.url.endswith("/class")


def test_a_choice_leads_to_no_other_site(moodle: House) -> None:
    browser = moodle.launch("teacher")
    browser.submit(browser.form("/language"), {"locale": "en", "back": "https://elsewhere.example/"})
    assert browser.page.url.startswith(moodle.settings.base_url)


def test_a_language_that_there_is_not_is_refused(moodle: House) -> None:
    browser = moodle.launch("teacher")
    browser.submit(browser.form("/language"), {"locale": "xx"})
    assert "form_expired" in browser.page.text


def test_help_within_a_visit_keeps_the_visit(moodle: House) -> None:
    browser = moodle.launch("teacher")
    browser.open(browser.page.link("Help"))
    assert "/visits/" in browser.page.url
    browser.open(browser.page.link("Strong"))
    assert "/visits/" in browser.page.url
