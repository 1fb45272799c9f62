"""Launches that must be refused for where, when or how they come, whatever their token says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from plugin.store.queries import platforms
from plugin.store.tables import LoginState
from tests.conformance.conftest import assert_refusal, contents
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.platforms.forms import Form

pytestmark = pytest.mark.conformance


@pytest.fixture(autouse=True)
def nothing_is_written_and_the_next_opens(lms: House) -> Iterator[None]:
    before = contents(lms.database)
    yield
    after = contents(lms.database)
    for table in before.keys() - {"deployments", "visits"}:
        assert after[table] == before[table], table
    assert lms.launch("mei").page.url.endswith("/assignment")


def held(lms: House) -> tuple[Browser, Form]:
    """A browser in the middle of a launch, and the form that would finish it."""
    browser = Browser(lms.platform.base_url)
    browser.held = "/lti/launch"
    browser.launch("mei")
    browser.held = ""
    return browser, browser.form("/lti/launch")


def test_bad_replayed_state(lms: House) -> None:
    browser, form = held(lms)
    assert browser.submit(form).url.endswith("/assignment")
    visits = contents(lms.database)["visits"]
    assert_refusal(browser.submit(form), "state", 401)
    assert contents(lms.database)["visits"] == visits


def test_bad_state_from_another_browser(lms: House) -> None:
    victim, form = held(lms)
    visits = contents(lms.database)["visits"]
    assert_refusal(Browser().submit(form), "state", 401)
    assert contents(lms.database)["visits"] == visits
    assert victim.submit(form).url.endswith("/assignment")  # the stranger did not use it up either


def test_bad_expired_state(lms: House) -> None:
    browser, form = held(lms)
    with lms.database.session() as session:
        session.execute(update(LoginState).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
    assert_refusal(browser.submit(form), "state_expired", 401)


def test_bad_unknown_deployment(lms: House) -> None:
    page = Browser(lms.platform.base_url).launch("mei", fault="unknown_deployment")
    assert_refusal(page, "deployment_pending", 403)
    with lms.database.session() as session:  # written down, for an administrator to approve
        assert {d.lti_deployment_id: d.state for d in platforms.deployments(session)}["elsewhere"] == "pending"


@pytest.mark.parametrize("changed", [{"client_id": "another"}, {"iss": "https://evil.example/<script>"}])
def test_bad_unknown_client(lms: House, changed: dict[str, str]) -> None:
    fields = lms.platform.begin(lms.platform.school.person("mei")) | changed
    page = Browser()._go("POST", lms.settings.base_url + "/lti/login", data=fields)
    assert_refusal(page, "registration_unknown", 400)
    assert "evil" not in page.text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/lti/login", [("iss", "a"), ("iss", "b"), ("login_hint", "1")]),
        ("/lti/launch", [("state", "a"), ("id_token", "a"), ("id_token", "b")]),
    ],
)
def test_bad_parameter_twice(lms: House, path: str, data: list[tuple[str, str]]) -> None:
    assert_refusal(Browser()._go("POST", lms.settings.base_url + path, data=data), "parameter_twice", 400)


def test_bad_platform_error(lms: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lms.platform.school, "by_sub", lambda sub: None)
    page = Browser(lms.platform.base_url).launch("mei")
    monkeypatch.undo()
    assert_refusal(page, "platform_error", 400)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "state"),
        ({"state": "\0"}, "state"),
        ({"state": "made up", "id_token": "a.b.c"}, "state"),
    ],
)
def test_a_launch_that_nobody_began_is_refused(lms: House, data: dict[str, Any], code: str) -> None:
    assert_refusal(Browser()._go("POST", lms.settings.base_url + "/lti/launch", data=data), code, 401)


def test_a_request_beyond_all_measure_is_refused_unread(lms: House) -> None:
    huge = {"state": "a", "id_token": "x" * (lms.settings.max_upload + 2 * 1024 * 1024)}
    assert_refusal(Browser()._go("POST", lms.settings.base_url + "/lti/launch", data=huge), "too_large", 413)
