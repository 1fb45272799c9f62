"""Launches in a browser that keeps no cookie in frames: over HTTP, the scripts' part played by hand."""

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import select, update

from plugin.services import logins
from plugin.services.tokens import hashed
from plugin.store.files import FileStore
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.store.tables import LoginState
from plugin.web import page_session
from plugin.web.browser import COOKIE
from tests.conftest import House, house_of, settings_in
from tests.platforms.browser import Browser
from tests.platforms.personality import CANVAS, MOODLE


def house_at(folder, personality) -> Iterator[House]:
    settings = settings_in(folder)
    database = Database(settings.database_url)
    migrate(database)
    with house_of(personality, settings, database, FileStore(settings.files_dir)) as house:
        yield house
    database.dispose()


@pytest.fixture(scope="module")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from house_at(tmp_path_factory.mktemp("canvas"), CANVAS)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from house_at(tmp_path_factory.mktemp("moodle"), MOODLE)


def blocking() -> Browser:
    return Browser(frame_cookies_blocked=True)


def data(browser: Browser) -> dict[str, str]:
    """What the page tells its script."""
    return {name: html.unescape(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', browser.page.text)}


def code(text: str) -> str:
    return text.split("<code>")[1].split("</code>")[0] if "<code>" in text else ""


def at_launch(canvas: House) -> tuple[Browser, dict[str, str]]:
    """A browser on the page that fetches the secret back, and what its storage holds by then."""
    browser = canvas.launch("mei", blocking())
    kept = data(browser)
    browser.open(kept["url"])
    return browser, {kept["key"]: kept["value"]}


def confirm(canvas: House, browser: Browser, proof: str, **headers: str) -> requests.Response:
    return requests.post(
        canvas.settings.base_url + "/lti/launch/confirm", data=browser.form("/confirm").fields, timeout=10,
        headers={"X-Caveat-Proof": proof} | headers,
    )  # fmt: skip


@pytest.mark.conformance
def test_storage_partitioned_cookie_attr(plain: House) -> None:
    fields = plain.platform.begin(plain.platform.school.person("mei"))
    answer = requests.post(plain.settings.base_url + "/lti/login", data=fields, allow_redirects=False, timeout=5)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-caveat=")
    for attribute in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"):
        assert attribute in cookie


def test_a_first_login_comes_back_with_its_cookie_and_the_next_goes_straight_on(plain: House) -> None:
    browser = plain.launch("mei")
    doors = [urlsplit(url).path for _, url, _ in browser.history if "/lti/" in url]
    assert doors == ["/lti/login", "/lti/login/go", "/lti/launch"]
    browser.history.clear()
    plain.launch("mei", browser)
    assert [urlsplit(url).path for _, url, _ in browser.history if "/lti/" in url] == ["/lti/login", "/lti/launch"]


def test_without_cookies_and_storage_a_new_window_is_offered_before_the_login_is_used_up(plain: House) -> None:
    plain.platform.requests_seen.clear()
    page = plain.launch("mei", blocking()).page
    assert page.status == 200
    assert "Open in a new window" in page.text
    assert all(not path.startswith("/auth") for _, path in plain.platform.seen)


@pytest.mark.conformance
def test_storage_new_window_restart(plain: House) -> None:
    browser = plain.launch("mei", blocking())
    assert 'target="_blank"' in browser.page.text
    assert browser.submit_in_new_tab("/lti/login/restart").url.endswith("/assignment")


def test_a_login_begins_again_once(plain: House) -> None:
    browser = plain.launch("mei", blocking())
    form = browser.form("/lti/login/restart")
    browser.submit_in_new_tab(form)
    assert code(browser.submit_in_new_tab(form).text) == "state"


def test_a_window_without_any_cookie_is_told_and_offered_no_other(plain: House) -> None:
    browser = plain.launch("mei", blocking())
    browser._session.headers["Sec-Fetch-Dest"] = "document"
    page = browser.submit("/lti/login/restart")  # in the frame's own jar, which keeps nothing
    assert (page.status, code(page.text)) == (401, "cookies_blocked")
    assert "/lti/login/restart" not in page.text
    page = plain.launch("mei", browser).page
    assert (page.status, code(page.text)) == (401, "cookies_blocked")


@pytest.mark.conformance
def test_storage_put_page(canvas: House) -> None:
    browser = canvas.launch("mei", blocking())
    told = data(browser)
    assert (told["storage"], told["target"], told["origin"]) == ("put", "_parent", canvas.platform.base_url)
    state = parse_qs(urlsplit(told["url"]).query)["state"][0]
    assert told["key"] == f"lti_state_{state}"
    assert len(told["value"]) >= 40
    policy = browser.page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert canvas.platform.base_url in policy.split("frame-ancestors ")[1].split()


def test_what_binds_the_launch_is_not_known_to_whoever_fetched_the_ticket(canvas: House) -> None:
    fields = canvas.platform.begin(canvas.platform.school.person("mei"))
    answer = requests.post(canvas.settings.base_url + "/lti/login", data=fields, allow_redirects=False, timeout=5)
    cookie = answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    victim = blocking()
    victim.open(canvas.settings.base_url + answer.headers["Location"])
    told = data(victim)
    assert cookie not in victim.page.text
    with canvas.database.session() as session:
        row = session.scalar(select(LoginState).where(LoginState.state_hash == hashed(told["key"][10:])))
    assert row is not None
    assert row.browser_hash == hashed(told["value"]) != hashed(cookie)


@pytest.mark.conformance
def test_storage_get_page(canvas: House) -> None:
    browser, storage = at_launch(canvas)
    assert data(browser)["storage"] == "get"
    answer = confirm(canvas, browser, storage[data(browser)["key"]])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    opened = requests.get(
        canvas.settings.base_url + answer.json()["go"],
        headers={"X-Caveat-Session": answer.json()["session"]},
        timeout=5,
    )
    assert opened.headers["X-Caveat-Go"].endswith("/assignment")


@pytest.mark.parametrize("proof", ["", "x" * 43, "\x7f", "y" * 5000])
def test_without_the_right_proof_nothing_opens_and_nothing_is_used_up(canvas: House, proof: str) -> None:
    browser, storage = at_launch(canvas)
    answer = confirm(canvas, browser, proof)
    assert (answer.status_code, code(answer.text)) == (401, "state")
    assert confirm(canvas, browser, *storage.values()).status_code == 200


def test_a_proof_from_another_sites_page_is_refused(canvas: House) -> None:
    browser, storage = at_launch(canvas)
    assert confirm(canvas, browser, *storage.values(), Origin="https://evil.example").status_code == 401
    assert confirm(canvas, browser, *storage.values(), Origin=canvas.settings.base_url).status_code == 200


def test_a_confirmed_launch_is_used_up(canvas: House) -> None:
    browser, storage = at_launch(canvas)
    assert confirm(canvas, browser, *storage.values()).status_code == 200
    assert code(confirm(canvas, browser, *storage.values()).text) == "state"


def test_nothing_that_storage_or_page_holds_opens_the_visit_as_a_cookie(canvas: House) -> None:
    """Else whoever read it there would have the whole visit, long after the session is over."""
    browser, storage = at_launch(canvas)
    answer = confirm(canvas, browser, *storage.values()).json()
    payload = answer["session"].split(".")[0]
    held = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))[1]
    url = canvas.settings.base_url + answer["go"]
    for secret in (*storage.values(), held, held.removeprefix("page ")):
        assert requests.get(url, headers={"Cookie": f"{COOKIE}={secret}"}, timeout=10).status_code == 401
    assert requests.get(url, headers={page_session.HEADER: answer["session"]}, timeout=10).status_code == 204


def test_the_checks_of_a_launch_stand_behind_the_proof_too(canvas: House) -> None:
    browser = blocking()
    browser.open(f"{canvas.platform.base_url}/as/mei/launch?fault=wrong_aud")
    kept = data(browser)
    browser.open(kept["url"])
    answer = confirm(canvas, browser, kept["value"])
    assert (answer.status_code, code(answer.text)) == (401, "aud")


def test_a_launch_that_is_not_recognised_may_begin_again_in_a_window(plain: House) -> None:
    browser = plain.launch("mei")
    browser.forget_cookies()
    browser.held = "/lti/launch"
    plain.launch("mei", browser)
    browser.forget_cookies()
    page = browser.submit("/lti/launch")
    assert (page.status, code(page.text)) == (401, "state")
    assert page.headers["Content-Security-Policy"].endswith(f"frame-ancestors {plain.platform.base_url}")
    assert browser.form("/lti/login/restart").fields["login"]


def test_a_login_that_the_platform_refused_says_so_without_cookies_too(canvas: House) -> None:
    browser = canvas.launch("mei", blocking())
    state = data(browser)["key"][10:]
    fields = {"error": "login_required", "state": state}
    page = browser._go("POST", canvas.settings.base_url + "/lti/launch", data=fields)
    assert code(page.text) == "platform_error"


@pytest.mark.parametrize("ticket", ["", "x" * 43, "\0", "ü" * 9000])
def test_a_ticket_that_was_never_given_out_is_refused(plain: House, ticket: str) -> None:
    answer = requests.get(plain.settings.base_url + "/lti/login/go", params={"login": ticket}, timeout=5)
    assert (answer.status_code, code(answer.text)) == (401, "state")
    answer = requests.post(plain.settings.base_url + "/lti/login/restart", data={"login": ticket}, timeout=5)
    assert (answer.status_code, code(answer.text)) == (401, "state")


def test_a_ticket_is_over_after_its_time(plain: House) -> None:
    browser = plain.launch("mei", blocking())
    with plain.database.session() as session:
        session.execute(update(LoginState).values(expires=LoginState.created))
    assert code(browser.submit_in_new_tab("/lti/login/restart").text) == "state_expired"


@pytest.mark.parametrize("target", ["<script>", "a" * 256, "a b", ""])
def test_a_storage_target_that_names_no_frame_counts_as_none(target: str) -> None:
    assert logins.storage_target({"lti_storage_target": target}) is None
    assert logins.storage_target({"lti_storage_target": "post_message_forwarding"}) == "post_message_forwarding"


def test_a_message_hint_with_a_nul_is_refused_before_it_reaches_the_database(plain: House) -> None:
    fields = plain.platform.begin(plain.platform.school.person("mei")) | {"lti_message_hint": "a\0b"}
    answer = requests.post(plain.settings.base_url + "/lti/login", data=fields, timeout=5)
    assert (answer.status_code, code(answer.text)) == (400, "login_incomplete")
