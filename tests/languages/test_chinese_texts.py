"""A Chinese text has a number only where a calibration for Chinese is (tests/scoring/test_scorers.py); elsewhere both
readers are told why, in their language."""

import re

import pytest
from sqlalchemy import update

from plugin.domain.score import Reason, Unscorable
from plugin.services import runs
from plugin.store.tables import Assignment, Run, Visit
from tests.conftest import House
from tests.platforms.chinese_essays import MILL

WHY = {
    ("teacher", "en"): "No measurements exist for this language",
    ("teacher", "zh_Hans"): "这种语言没有测量数据，给出任何数字都不诚实",
    ("mei", "en"): "Texts in this language are not compared.",
    ("mei", "zh_Hans"): "这种语言的文本不作比较。",
}


@pytest.mark.parametrize(("who", "locale"), WHY)
def test_its_report_says_why_and_shows_no_number(moodle: House, who: str, locale: str) -> None:
    page = report(moodle, who, locale)
    assert WHY[who, locale] in page
    main = page.split("<main")[1].split("</main>")[0]
    assert not re.search(r'class="n"|class="band band-(?!not_scored)', main)


def report(house: House, who: str, locale: str) -> str:
    house.hand_in("mei", MILL)
    with house.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
        text = house.files.put(MILL.encode())
        runs.finish(session, run_id, Unscorable(Reason.LANGUAGE_NOT_CALIBRATED, 900, language="zh"), (), text)
        session.execute(update(Assignment).values(student_sees="at_once"))
    browser = house.launch(who)
    with house.database.session() as session:
        session.execute(update(Visit).values(locale=locale))
    visit = browser.page.url.split("/visits/")[1].split("/")[0]
    kind = "own-reports" if who == "mei" else "reports"
    return browser.open(f"{house.settings.base_url}/visits/{visit}/{kind}/{run_id}").text
