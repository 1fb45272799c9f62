"""Launches beyond the certification's (tests/conformance): clocks, keys, registrations, cookies, frames."""

import pytest

from tests.conftest import House, register
from tests.platforms import faults
from tests.platforms.browser import Browser


def test_a_learner_lands_on_the_assignment_and_staff_on_the_class(house: House) -> None:
    assert house.launch("mei").page.url.endswith("/assignment")
    assert house.launch("teacher").page.url.endswith("/class")
    assert house.launch("assistant").page.url.endswith("/class")


@pytest.mark.parametrize("aud", [["CLIENT"], ["CLIENT", "another"]], ids=["a list of one", "a list of two with azp"])
def test_an_audience_list_with_us_in_it_opens(moodle: House, aud: list[str]) -> None:
    us = moodle.platform.client_id
    moodle.platform.bend = lambda claims: claims | {"aud": [us if a == "CLIENT" else a for a in aud], "azp": us}
    assert moodle.launch("mei").page.status == 200


@pytest.mark.parametrize("seconds", [-50, 50])
def test_clocks_may_differ_by_less_than_a_minute(moodle: House, seconds: int) -> None:
    moodle.platform.bend = lambda c: c | {"iat": c["iat"] + seconds, "exp": c["iat"] + seconds + 1}
    assert moodle.launch("mei").page.status == 200


def test_an_unknown_kid_makes_one_more_fetch_and_no_stream_of_them(moodle: House) -> None:
    moodle.launch("mei")
    for _ in range(3):
        moodle.platform.next_fault = faults.wrong_kid
        moodle.launch("mei")
    assert moodle.platform.seen.count(("GET", "/jwks")) <= 2


def test_a_platform_that_changed_its_key_is_believed_after_one_more_fetch(
    moodle: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugin.lms.key_sets.REFETCH_SECONDS", 0)
    moodle.launch("mei")
    moodle.platform.rotate()
    assert moodle.launch("mei").page.status == 200


def test_one_issuer_with_two_clients_is_told_apart(house: House) -> None:
    other = type(house.platform)(
        house.platform.personality, "http://127.0.0.1:1", house.platform.tool, house.platform.school
    )
    object.__setattr__(other, "personality", house.platform.personality)
    values = other.registration() | {"client_id": "another school", "issuer": house.platform.issuer}
    other.registration = lambda: dict(values)  # type: ignore[method-assign]
    register(house.database, other)
    assert house.launch("mei").page.status == 200


def test_login_works_by_get_as_well(moodle: House) -> None:
    fields = moodle.platform.begin(moodle.platform.school.person("mei"))
    browser = Browser()
    from urllib.parse import urlencode

    browser.open(moodle.settings.base_url + "/lti/login?" + urlencode(fields))
    assert browser.page.url.endswith("/assignment")


def test_only_the_launching_platform_may_frame_the_page(moodle: House) -> None:
    policy = moodle.launch("mei").page.headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {moodle.platform.base_url}")
