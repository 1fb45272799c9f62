"""The report's section on watermarks."""

from dataclasses import replace

from plugin.domain.score import Watermark
from plugin.services import runs
from plugin.store.files import FileStore
from plugin.store.tables import Run
from tests.conftest import House
from tests.domain.examples import TEXT, example_score

OURS = Watermark("our chat", "green_list", 412, 5.2, 0.0002)


def report(house: House, files: FileStore, *found: Watermark) -> str:
    house.hand_in("mei", "An essay.")
    with house.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, replace(example_score(), watermarks=found), (), files.put(TEXT.encode()))
    browser = house.launch("teacher")
    browser.open(browser.page.link("Open report"))
    return " ".join(browser.page.text.split())


def test_the_report_says_how_often_chance_does_as_much(moodle: House, files: FileStore) -> None:
    page = report(moodle, files, OURS)
    assert "A watermark of our chat (green list) was looked for: 412 tokens counted" in page
    assert "about 1 in 5,000 unmarked texts" in page
    assert "not evidence that anyone broke a rule" in page


def test_nothing_is_said_where_none_was_looked_for(moodle: House, files: FileStore) -> None:
    assert "atermark" not in report(moodle, files)
