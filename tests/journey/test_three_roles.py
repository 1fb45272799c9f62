"""A student, an instructor and an administrator, in English and in Chinese, in Chromium: the first two within the LMS's
frame on another site, with no cookie of ours. Nothing is fetched from anywhere else, and no page is heavy.

What they see is kept in screenshots/, as pictures to look at: 320, 768 and 1280 pixels wide.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import update

from plugin.services import administrator_links, runs
from plugin.services.audit import COMMAND
from plugin.store.tables import Assignment, Run
from tests.conftest import House
from tests.domain.examples import TEXT, example_score
from tests.journey.filled import CAVEATS
from tests.journey.traffic import Traffic
from tests.journey.two_sites import Sites

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(120)]

SHOTS = Path(__file__).parents[2] / "screenshots"
WIDTHS = (320, 768, 1280)
HEAVY = 100_000  # bytes of a page and its files, uncompressed
NO_COOKIES = "everywhere"
PASSWORD = "three unlikely herons"
LANGUAGES = {"en": "en", "zh-CN": "zh-Hans"}
TOO_WIDE = """[...document.querySelectorAll("main *, header *, footer *")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map(one => one.outerHTML.slice(0, 100)).slice(0, 4)"""
REPORT = {"en": "Read this first", "zh-CN": "请先读这里"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def house(sites: Sites, language: str) -> Iterator[House]:
    house = sites.houses["canvas"]
    house.platform.school.locale = language
    yield house
    house.platform.school.locale = "en"


@pytest.fixture
def page(blocking: Callable[[str], Any]) -> Iterator[Any]:
    page = blocking(NO_COOKIES).new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.traffic = Traffic(page)
    yield page
    assert (page.problems, page.traffic.elsewhere) == ([], [])
    page.close()


@pytest.fixture
def admin_page(blocking: Callable[[str], Any], language: str) -> Iterator[Any]:
    """In a tab of its own: the administration is in no frame."""
    page = blocking("").new_page()
    page.set_extra_http_headers({"Accept-Language": language})
    page.traffic = Traffic(page)
    yield page
    assert page.traffic.elsewhere == []
    page.context.clear_cookies()
    page.close()


def tool_of(page: Any, house: House, key: str) -> Any:
    page.goto(f"{house.platform.base_url}/as/{key}")
    frame = page.frame_locator("iframe[name=tool]")
    frame.locator("main h1").first.wait_for()
    return frame


def keep(page: Any, language: str, name: str) -> None:
    """A picture at each width; no page is wider than its frame."""
    SHOTS.mkdir(exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)  # the LMS follows the height that the page asks for
        inner = page.frame(name="tool") or page
        wider = inner.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        # A frame of another site is painted only where the window shows it.
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.wait_for_timeout(400)
        page.screenshot(path=SHOTS / f"{language}-{name}-{width}.png")
        assert wider <= 0, f"{name} at {width}: {inner.evaluate(TOO_WIDE)}"


def score_newest(house: House) -> None:
    """What a scorer does; the model has its own tests."""
    with house.database.session() as session:
        run_id = session.query(Run).order_by(Run.created.desc()).first().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, example_score(), CAVEATS, house.files.put(TEXT.encode()))
        session.execute(update(Assignment).values(student_sees="at_once", reply_days=14, shown_since=datetime.now(UTC)))


def test_a_student_hands_in_reads_the_report_and_replies(page: Any, house: House, language: str) -> None:
    tool = tool_of(page, house, "mei")
    assert tool.locator("html").get_attribute("lang") == LANGUAGES[language]
    keep(page, language, "student-1-assignment")
    tool.locator("textarea[name=text]").fill(TEXT)
    tool.locator("#submit-form button[type=submit]").press("Enter")
    tool.locator(".state").wait_for()
    keep(page, language, "student-2-receipt")
    score_newest(house)
    tool.locator(".state[data-state=scored]").wait_for()
    tool = tool_of(page, house, "mei")
    tool.locator("a[href*='/submissions/']").first.click()
    tool.locator("a[href*='/own-reports/']").first.click()
    tool.get_by_text(REPORT[language]).first.wait_for()
    keep(page, language, "student-3-report")
    reply = tool.locator("form[action*='/replies']")
    reply.locator("textarea").fill("I wrote it by hand first.")
    reply.locator("button[type=submit]").press("Enter")
    tool.get_by_text("I wrote it by hand first.").wait_for()
    keep(page, language, "student-4-reply")


def test_an_instructor_reads_the_report_and_returns_a_mark(page: Any, house: House, language: str) -> None:
    hand_in_again(page, house, "jonas")
    score_newest(house)
    tool = tool_of(page, house, "teacher")
    assert tool.locator("html").get_attribute("lang") == LANGUAGES[language]
    keep(page, language, "teacher-1-class")
    tool.locator("tr", has_text="Jonas Abara").locator("a[href*='reports/']").first.click()
    tool.get_by_text(REPORT[language]).first.wait_for()
    keep(page, language, "teacher-2-report")
    tool.locator("input[name=mark]").fill("16")
    tool.locator("button[name=action][value=return]").press("Enter")
    tool.locator(".grade-state[data-state=pending]").wait_for()
    tool.locator("a[href$='/settings']").first.click()
    tool.locator("form input[name=points]").wait_for()
    keep(page, language, "teacher-3-settings")


def hand_in_again(page: Any, house: House, key: str) -> None:
    tool = tool_of(page, house, key)
    tool.locator("textarea[name=text]").fill(TEXT)
    tool.locator("#submit-form button[type=submit]").press("Enter")
    tool.locator(".state").wait_for()


def test_an_administrator_begins_and_sees_what_to_do_next(admin_page: Any, house: House, language: str) -> None:
    page, name = admin_page, f"ada-{language}"
    with house.database.session() as session:
        link = administrator_links.invite(session, COMMAND, "a colleague")
    page.goto(f"{house.settings.base_url}/admin/begin?link={link}")
    assert page.locator("html").get_attribute("lang") == LANGUAGES[language]
    keep(page, language, "admin-1-begin")
    page.locator("input[name=name]").fill(name)
    for field in ("password", "again"):
        page.locator(f"input[name={field}]").fill(PASSWORD)
    secret = page.locator("code.once").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("main form button[type=submit]").press("Enter")
    page.locator("main li").first.wait_for()
    keep(page, language, "admin-2-recovery-codes")
    page.goto(house.settings.base_url + "/admin")
    for number, endpoint in enumerate(("", "/connections", "/queue", "/calibrations", "/audit"), 3):
        page.goto(f"{house.settings.base_url}/admin{endpoint}")
        keep(page, language, f"admin-{number}{endpoint.replace('/', '-') or '-overview'}")


@pytest.mark.parametrize("key", ["noor", "teacher"])
def test_a_first_visit_is_light(page: Any, house: House, key: str) -> None:
    tool_of(page, house, key)
    page.wait_for_load_state("networkidle")
    assert 0 < page.traffic.bytes_of_page() < HEAVY
