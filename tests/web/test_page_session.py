"""A page without cookies holds its session: signed, short, of one visit, in a header or a form's field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
import requests
from sqlalchemy import update

from plugin.store.files import FileStore
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.store.tables import Deployment, Submission
from plugin.web import page_session
from plugin.web.browser import COOKIE
from tests.conftest import House, house_of, settings_in
from tests.platforms.browser import Browser
from tests.platforms.personality import MOODLE

HEADER = page_session.HEADER


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = settings_in(tmp_path_factory.mktemp("house"))
    database = Database(settings.database_url)
    migrate(database)
    with house_of(MOODLE, settings, database, FileStore(settings.files_dir)) as house:
        yield house
    database.dispose()


@dataclass
class Page:
    """A page as a browser without cookies holds it."""

    house: House
    visit: str
    session: str
    browser: Browser

    def ask(self, path: str = "/assignment", method: str = "GET", **how: object) -> requests.Response:
        headers = {HEADER: self.session} if "headers" not in how else how.pop("headers")
        url = f"{self.house.settings.base_url}/visits/{self.visit}{path}"
        return requests.request(method, url, headers=headers, allow_redirects=False, timeout=10, **how)


@pytest.fixture
def page(lms: House) -> Page:
    return page_of(lms, "mei")


def page_of(lms: House, key: str, browser: Browser | None = None) -> Page:
    browser = lms.launch(key, browser)
    secret, visit = browser.cookies("localhost")[COOKIE], browser.page.url.split("/visits/")[1].split("/")[0]
    return Page(lms, visit, page_session.issue(lms.settings.secret_key, UUID(visit), secret), browser)


def refused(answer: requests.Response) -> bool:
    return answer.status_code == 401 and "visit_over" in answer.text


def test_a_session_opens_its_visit_and_every_answer_carries_a_newer_one(page: Page) -> None:
    answer = page.ask()
    assert answer.status_code == 200
    in_page = re.search(r'<meta name="caveat-session" content="([^"]+)">', answer.text)[1]
    for newer in (answer.headers[HEADER], in_page):
        assert page.ask(headers={HEADER: newer}).status_code == 200


def test_a_page_that_is_opened_by_cookie_holds_no_session(page: Page) -> None:
    answer = page.ask(headers={"Cookie": f"{COOKIE}={page.browser.cookies('localhost')[COOKIE]}"})
    assert answer.status_code == 200
    assert HEADER not in answer.headers
    assert "caveat-session" not in answer.text


def test_where_a_redirect_leads_is_told_to_the_script(page: Page) -> None:
    answer = page.ask("/")
    assert (answer.status_code, answer.headers["X-Caveat-Go"]) == (204, f"/visits/{page.visit}/assignment")
    assert "Location" not in answer.headers


def test_a_form_that_the_browser_sends_itself_carries_the_session_in_a_field(page: Page) -> None:
    token = re.search(r'name="form_token" value="(\w+)"', page.ask().text)[1]
    form = {"session": page.session, "form_token": token, "text": "An essay."}
    answer = page.ask("/submissions", "POST", data=form, headers={})
    assert answer.status_code == 303
    assert HEADER in answer.headers


def test_a_session_does_not_take_the_place_of_the_form_token(page: Page) -> None:
    with page.house.database.session() as session:
        before = session.query(Submission).count()
    assert page.ask("/submissions", "POST", data={"text": "Forged."}).status_code == 400
    with page.house.database.session() as session:
        assert session.query(Submission).count() == before


def test_a_session_in_an_address_opens_nothing(page: Page) -> None:
    assert refused(page.ask(f"/assignment?session={page.session}", headers={}))


def test_the_session_of_another_visit_opens_nothing(lms: House, page: Page) -> None:
    for other in (page_of(lms, "jonas"), page_of(lms, "mei"), page_of(lms, "teacher", page.browser)):
        assert refused(page.ask(headers={HEADER: other.session}))


@pytest.mark.parametrize("wrong", ["", "x", "a.b.c", "\x7f" * 50, "e30.e30.e30"])
def test_a_session_that_we_did_not_sign_opens_nothing(page: Page, wrong: str) -> None:
    assert refused(page.ask(headers={HEADER: wrong}))
    assert refused(page.ask(headers={HEADER: page.session[:-2] + "AA"}))


def test_a_session_for_a_secret_that_the_visit_does_not_know_opens_nothing(page: Page) -> None:
    other = page_session.issue(page.house.settings.secret_key, UUID(page.visit), "another secret")
    assert refused(page.ask(headers={HEADER: other}))


def test_a_session_that_was_not_renewed_is_over_and_the_page_says_what_to_do(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_session, "LIFETIME_SECONDS", -1)
    answer = page.ask()
    assert refused(answer)
    assert "open the assignment again" in answer.text


def test_an_open_page_asks_for_a_newer_session(page: Page) -> None:
    answer = page.ask("/session")
    assert answer.status_code == 204
    assert page.ask(headers={HEADER: answer.headers[HEADER]}).status_code == 200


def test_blocking_a_deployment_closes_its_sessions(page: Page) -> None:
    with page.house.database.session() as session:
        session.execute(update(Deployment).values(state="blocked"))
    try:
        assert refused(page.ask())
        assert refused(page.ask("/session"))
    finally:
        with page.house.database.session() as session:
            session.execute(update(Deployment).values(state="approved"))


def test_another_assignment_to_make_is_answered_at_once_where_a_redirect_would_lose_the_session(lms: House) -> None:
    browser = Browser()
    browser.open(f"{lms.platform.base_url}/as/teacher/choose/launch")
    secret, visit = browser.cookies("localhost")[COOKIE], browser.page.url.split("/visits/")[1].split("/")[0]
    page = Page(lms, visit, page_session.issue(lms.settings.secret_key, UUID(visit), secret), browser)
    form = browser.form("#draft").fields | {"session": page.session, "title": "One", "then": "another"}
    answer = page.ask("/deep-linking", "POST", data=form, headers={})
    assert answer.status_code == 200
    assert "Ready to add: 1" in answer.text
    assert '<meta name="caveat-session"' in answer.text
