"""Launches good and bad, against a platform that really signs (1EdTech certification, sections 6.1 and 6.2)."""

from typing import Any

import pytest

from plugin.store.queries import platforms
from plugin.store.session import Database
from tests.conftest import House, register
from tests.platforms.browser import Browser
from tests.platforms.faults import BAD
from tests.platforms.personality import CLAIM
from tests.platforms.school import ASSISTANT, STUDENT, TEACHER

M = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


def roles(*uris: str) -> Any:
    return lambda claims: claims | {CLAIM + "roles": list(uris)}


def without(*names: str) -> Any:
    return lambda claims: {k: v for k, v in claims.items() if k not in names}


NO_NAMES = without("name", "given_name", "family_name")
PII = ("name", "given_name", "family_name", "email")


def code(browser: Browser) -> str:
    return browser.page.text.split("<code>")[1].split("</code>")[0]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_launch_is_refused_with_its_code_and_a_next_step(moodle: House, name: str) -> None:
    fault, expected = BAD[name]
    moodle.platform.next_fault = fault
    browser = moodle.launch("mei")
    assert code(browser) == expected
    assert 400 <= browser.page.status < 500
    assert "Traceback" not in browser.page.text


def test_after_a_bad_launch_the_next_good_one_opens(moodle: House) -> None:
    moodle.platform.next_fault = BAD["another's key"][0]
    moodle.launch("mei")
    assert moodle.launch("mei").page.status == 200


def test_a_learner_lands_on_the_assignment_and_staff_on_the_class(house: House) -> None:
    assert house.launch("mei").page.url.endswith("/assignment")
    assert house.launch("teacher").page.url.endswith("/class")
    assert house.launch("assistant").page.url.endswith("/class")


@pytest.mark.parametrize(
    ("bend", "lands"),
    [
        (roles(*STUDENT), "/assignment"),
        (roles(M + "Learner", M + "Mentor"), "/assignment"),
        (roles("Learner"), "/assignment"),
        (roles("urn:unheard-of", M + "Learner"), "/assignment"),
        (roles(M + "Learner", INSTITUTION + "Instructor"), "/assignment"),
        (roles(M + "Learner", INSTITUTION + "Staff"), "/assignment"),
        (roles(*TEACHER), "/class"),
        (roles("Instructor"), "/class"),
        (roles(*ASSISTANT), "/class"),
        (roles(M + "Learner", *ASSISTANT), "/class"),
        (NO_NAMES, "/assignment"),
        (without("email"), "/assignment"),
        (without(*PII), "/assignment"),
        (without("email", CLAIM + "context"), "/assignment"),
        (without(CLAIM + "tool_platform", CLAIM + "launch_presentation", CLAIM + "custom"), "/assignment"),
    ],
)
def test_a_valid_launch_opens_whatever_it_leaves_out(moodle: House, bend: Any, lands: str) -> None:
    moodle.platform.bend = bend
    browser = moodle.launch("mei")
    assert browser.page.status == 200
    assert browser.page.url.endswith(lands)


@pytest.mark.parametrize(
    "bend",
    [
        roles(),
        roles("urn:unheard-of"),
        roles(INSTITUTION + "Administrator", "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin"),
        roles(INSTITUTION + "Instructor"),
        roles(M + "Mentor"),
        roles(M + "ContentDeveloper"),
    ],
)
def test_without_a_role_in_the_course_nothing_of_it_opens(moodle: House, bend: Any) -> None:
    moodle.platform.bend = bend
    browser = moodle.launch("mei")
    assert (browser.page.status, code(browser)) == (403, "no_role")


@pytest.mark.parametrize("aud", [["CLIENT"], ["CLIENT", "another"]], ids=["a list of one", "a list of two with azp"])
def test_an_audience_list_with_us_in_it_opens(moodle: House, aud: list[str]) -> None:
    us = moodle.platform.client_id
    moodle.platform.bend = lambda claims: claims | {"aud": [us if a == "CLIENT" else a for a in aud], "azp": us}
    assert moodle.launch("mei").page.status == 200


@pytest.mark.parametrize("seconds", [-50, 50])
def test_clocks_may_differ_by_less_than_a_minute(moodle: House, seconds: int) -> None:
    moodle.platform.bend = lambda c: c | {"iat": c["iat"] + seconds, "exp": c["iat"] + seconds + 1}
    assert moodle.launch("mei").page.status == 200


def test_a_launch_that_is_posted_again_is_refused(moodle: House) -> None:
    kept: dict[str, Any] = {}
    original = moodle.platform.authenticate
    moodle.platform.authenticate = lambda query: kept.setdefault("form", original(query))  # type: ignore[method-assign]
    browser = moodle.launch("mei")
    again = browser._go("POST", moodle.settings.base_url + "/lti/launch", data=kept["form"])
    assert again.status == 401
    assert code(browser) == "state"


def test_a_launch_in_another_browser_than_its_login_is_refused(moodle: House) -> None:
    kept: dict[str, Any] = {}
    original = moodle.platform.authenticate

    def hold(query: dict[str, str]) -> dict[str, str]:
        kept.update(original(query))
        raise RuntimeError

    moodle.platform.authenticate = hold  # type: ignore[method-assign]
    victim, attacker = moodle.launch("mei"), Browser()
    attacker._go("POST", moodle.settings.base_url + "/lti/launch", data=kept)
    assert code(attacker) == "state"
    # The stranger did not use it up either.
    victim._go("POST", moodle.settings.base_url + "/lti/launch", data=kept)
    assert victim.page.status == 200


def test_an_unknown_kid_makes_one_more_fetch_and_no_stream_of_them(moodle: House) -> None:
    moodle.launch("mei")
    for _ in range(3):
        moodle.platform.next_fault = BAD["wrong kid"][0]
        moodle.launch("mei")
    assert moodle.platform.seen.count(("GET", "/jwks")) <= 2


def test_a_platform_that_changed_its_key_is_believed_after_one_more_fetch(
    moodle: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugin.lms.key_sets.REFETCH_SECONDS", 0)
    moodle.launch("mei")
    moodle.platform.rotate()
    assert moodle.launch("mei").page.status == 200


def test_an_unknown_deployment_waits_for_approval_and_is_written_down(database: Database, moodle: House) -> None:
    moodle.platform.deployment_id = "a new one"
    browser = moodle.launch("mei")
    assert (browser.page.status, code(browser)) == (403, "deployment_pending")
    with database.session() as session:
        assert {d.lti_deployment_id: d.state for d in platforms.deployments(session)}["a new one"] == "pending"


def test_one_issuer_with_two_clients_is_told_apart(house: House) -> None:
    other = type(house.platform)(
        house.platform.personality, "http://127.0.0.1:1", house.platform.tool, house.platform.school
    )
    object.__setattr__(other, "personality", house.platform.personality)
    values = other.registration() | {"client_id": "another school", "issuer": house.platform.issuer}
    other.registration = lambda: dict(values)  # type: ignore[method-assign]
    register(house.database, other)
    assert house.launch("mei").page.status == 200


def test_a_login_from_an_lms_nobody_registered_is_refused_without_repeating_it(moodle: House) -> None:
    browser = Browser()
    browser.open(moodle.settings.base_url + "/lti/login?iss=https://evil.example/<script>&login_hint=1")
    assert code(browser) == "registration_unknown"
    assert "evil" not in browser.page.text


def test_a_parameter_that_comes_twice_is_refused(moodle: House) -> None:
    browser = Browser()
    browser.open(moodle.settings.base_url + "/lti/login?iss=a&iss=b&login_hint=1")
    assert code(browser) == "parameter_twice"


def test_the_platforms_own_error_is_a_page(moodle: House) -> None:
    original = moodle.platform.authenticate
    moodle.platform.authenticate = lambda q: {"error": "login_required", "state": original(q)["state"]}  # type: ignore[method-assign]
    assert code(moodle.launch("mei")) == "platform_error"


def test_login_works_by_get_as_well(moodle: House) -> None:
    fields = moodle.platform.begin(moodle.platform.school.person("mei"))
    browser = Browser()
    from urllib.parse import urlencode

    browser.open(moodle.settings.base_url + "/lti/login?" + urlencode(fields))
    assert browser.page.url.endswith("/assignment")


def test_the_cookie_is_partitioned_secure_and_unreadable_for_scripts(moodle: House) -> None:
    import requests

    fields = moodle.platform.begin(moodle.platform.school.person("mei"))
    answer = requests.post(moodle.settings.base_url + "/lti/login", data=fields, allow_redirects=False, timeout=5)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-caveat=")
    for attribute in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"):
        assert attribute in cookie


def test_only_the_launching_platform_may_frame_the_page(moodle: House) -> None:
    policy = moodle.launch("mei").page.headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {moodle.platform.base_url}")
