"""Long texts, many passages and attempts, strange scripts: the report stays whole, safe, and costs as many queries."""

import re
from dataclasses import replace
from html import unescape

from sqlalchemy import Engine

from plugin.domain.score import Direction, Score, Sentence, Span
from plugin.services import runs
from plugin.store.files import FileStore
from plugin.store.tables import Run
from tests.conftest import House
from tests.domain.examples import example_score
from tests.platforms.browser import Browser
from tests.services.test_score_rows import DISTRIBUTION
from tests.statements import counted
from tests.web.test_reports import opened

PARAGRAPH = "A line that somebody wrote by the harbour, and nobody read."  # 11 words
HOSTILE = "<script>alert(1)</script> שלום עולם \u202e hidden 水 {{ 7*7 }} &amp; مرحبا"


def long_score(paragraphs: int, passages: int) -> Score:
    step = len(PARAGRAPH) + 2
    each = [Sentence(n * step, n * step + len(PARAGRAPH), 14, 1.0 + n % 6) for n in range(paragraphs)]
    spans = tuple(
        Span(one.start, one.end, Direction.MACHINE, 11, 60, -1.9, 2.1, 3.9, 0.04) for one in each[: 2 * passages : 2]
    )
    return replace(example_score(), sentences=tuple(each), spans=spans, distribution=DISTRIBUTION)


def report_on(house: House, files: FileStore, text: str, score: Score) -> Browser:
    house.hand_in("mei", "An essay.")
    with house.database.session() as session:
        run_id = session.query(Run).filter_by(state="queued").one().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, score, (), files.put(text.encode()))
    return opened(house)


def statements(browser: Browser) -> int:
    with counted(Engine) as seen:
        assert browser.open(browser.page.url).status == 200
    return len(seen)


def essay(page: str) -> str:
    """As a reader sees it."""
    inside = page[page.index('class="essay"') : page.index('<aside class="side"')]
    return unescape(re.sub(r"<[^>]*>", "", inside.partition(">")[2]))


def test_more_passages_sentences_and_attempts_cost_no_further_query(moodle: House, files: FileStore) -> None:
    few = statements(report_on(moodle, files, "\n\n".join([PARAGRAPH] * 4), long_score(4, 1)))
    for _ in range(3):
        browser = report_on(moodle, files, "\n\n".join([PARAGRAPH] * 500), long_score(500, 200))
    assert "Attempt 4" in browser.page.text
    assert statements(browser) <= few + 1  # the class page's place among others may ask once for the attempts


def test_a_text_of_100_000_words_is_shown_whole_with_its_charts_cut_down(moodle: House, files: FileStore) -> None:
    count = 9_100
    score = replace(long_score(count, 300), words=count * 11)
    browser = report_on(moodle, files, "\n\n".join([PARAGRAPH] * count), score)
    page = browser.page.text
    assert essay(page).count("somebody wrote by the harbour") == count
    assert page[page.index('id="surprise"') : page.index('id="methods"')].count("<tr>") <= 1 + 120
    assert "each bar is the mean of 76 sentences" in page
    assert page.count("<mark class=") == 300 + 2  # and those of the legend
    assert "100,100 words" in page


def test_markup_and_mixed_scripts_are_shown_as_they_were_written(moodle: House, files: FileStore) -> None:
    page = report_on(moodle, files, HOSTILE, replace(example_score(), spans=(), sentences=())).page.text
    assert "<script>alert" not in page
    assert HOSTILE in essay(page)
    assert '<p dir="auto">' in page


def test_a_passage_and_its_reasons_lead_to_one_another(moodle: House, files: FileStore) -> None:
    page = report_on(moodle, files, "\n\n".join([PARAGRAPH] * 4), long_score(4, 2)).page.text
    for label in ("M1", "M2"):
        assert page.count(f'id="{label}"') == page.count(f'id="in-{label}"') == 1
        assert f'href="#{label}"' in page
        assert f'href="#in-{label}"' in page


def test_every_place_that_the_page_leads_to_is_there_once(moodle: House, files: FileStore) -> None:
    page = report_on(moodle, files, "\n\n".join([PARAGRAPH] * 4), long_score(4, 2)).page.text
    for target in set(re.findall(r'href="#([^"]+)"', page)) | set(re.findall(r'labelledby="([^" ]+)"', page)):
        assert page.count(f'id="{target}"') == 1, target


def test_the_picture_has_a_name_and_a_table_of_the_same_numbers(moodle: House, files: FileStore) -> None:
    page = report_on(moodle, files, "\n\n".join([PARAGRAPH] * 4), long_score(4, 1)).page.text
    assert 'role="img" aria-labelledby="lies-name lies-words"' in page
    assert page.count("39 of 1,204 human texts lie at it or beyond it") == 2  # in the picture and below it
    assert "This text" in page
    assert "style=" not in page


def test_a_score_of_before_the_picture_was_kept_still_has_its_report(moodle: House, files: FileStore) -> None:
    page = report_on(moodle, files, PARAGRAPH, replace(long_score(1, 0), distribution=None)).page.text
    assert "There is no picture" in page
    assert "5 in 100 human texts reach this line" in page
