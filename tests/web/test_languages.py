"""The page tells the browser the language of a text: fonts, line breaks and screen readers go by it."""

import re
from dataclasses import replace

import pytest

from plugin.domain.score import Reason, Unscorable
from plugin.services import runs
from plugin.store.files import FileStore
from plugin.store.tables import Run
from tests.conftest import House
from tests.domain.examples import example_score
from tests.platforms.chinese_essays import MILL


def report(house: House, files: FileStore, result: object) -> str:
    house.hand_in("mei", MILL)
    with house.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, result, (), files.put(MILL.encode()))  # type: ignore[arg-type]
    browser = house.launch("teacher")
    browser.open(browser.page.link("Open report"))
    return browser.page.text


def essay(house: House, files: FileStore, result: object) -> str:
    found = re.search(r'<div class="essay".*?</div>', report(house, files, result), re.DOTALL)
    assert found
    return found.group()


def test_a_scored_chinese_text_is_marked_as_chinese(moodle: House, files: FileStore) -> None:
    score = replace(example_score(), language="zh", spans=(), left_out=(), oddities=())
    shown = essay(moodle, files, score)
    assert shown.startswith('<div class="essay" lang="zh">')
    paragraphs = re.findall(r"<p.*?>(.*?)</p>", shown, re.DOTALL)
    assert [paragraph.strip() for paragraph in paragraphs] == MILL.strip().split("\n\n")


def test_a_text_without_a_score_is_marked_too(moodle: House, files: FileStore) -> None:
    shown = essay(moodle, files, Unscorable(Reason.LANGUAGE_NOT_CALIBRATED, 243, language="zh-hant"))
    assert shown.startswith('<div class="essay" lang="zh-hant">')


def test_a_text_whose_language_is_not_known_is_marked_as_none(moodle: House, files: FileStore) -> None:
    shown = essay(moodle, files, Unscorable(Reason.LANGUAGE_UNKNOWN, 243))
    assert shown.startswith('<div class="essay">')


@pytest.mark.parametrize(("code", "name"), [("de", "German"), ("zh-hant", "Chinese (Traditional)"), ("qq", "qq")])
def test_whoever_reads_that_a_language_has_no_measurements_reads_which(
    moodle: House, files: FileStore, code: str, name: str
) -> None:
    page = report(moodle, files, Unscorable(Reason.LANGUAGE_NOT_CALIBRATED, 243, language=code))
    assert f"It was read as: {name}." in page
