"""The text on the report's page: what was not judged and what is odd is named in it and listed below it."""

import re
from dataclasses import replace

from plugin.domain.score import LeftOut, LeftOutKind, Oddity, OddityKind, Score
from plugin.services import runs
from plugin.store.files import FileStore
from plugin.store.tables import Run
from tests.conftest import House
from tests.domain.examples import example_score

TEXT = "The mill closed.\n\nWhat we heard\n\nIt was a qui\u202eet hill."
HIDDEN = TEXT.index("\u202e")
HEADING = TEXT.index("What we heard")


def page_of(house: House, files: FileStore, score: Score) -> str:
    house.hand_in("mei", "An essay.")
    with house.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, replace(score, spans=()), (), files.put(TEXT.encode()))
    browser = house.launch("teacher")
    browser.open(browser.page.link("Open report"))
    return browser.page.text


def with_parts() -> Score:
    heading = LeftOut(LeftOutKind.HEADING, HEADING, HEADING + len("What we heard"), 3)
    hidden = Oddity(OddityKind.HIDDEN, 1, ((HIDDEN, HIDDEN + 1),))
    return replace(example_score(), left_out=(heading,), oddities=(hidden,), judged_words=9)


def test_what_was_not_judged_is_named_in_the_text_and_below(moodle: House, files: FileStore) -> None:
    page = page_of(moodle, files, with_parts())
    text = page[page.index('class="essay"') : page.index("What was not judged")]
    assert '<span class="kind">not judged: heading</span><span class="left-out">What we heard</span>' in text
    assert re.search(r'href="#left-heading">Headings</a>: 3 words', page)
    assert "of 9 judged words" in page


def test_a_hidden_character_is_boxed_and_counted(moodle: House, files: FileStore) -> None:
    page = page_of(moodle, files, with_parts())
    assert 'It was a qui<span id="odd-hidden"></span><span class="odd" title="hidden character">\u202e</span>et' in page
    assert re.search(r'href="#odd-hidden">Characters that nobody sees</a>: 1', page)


def test_every_link_of_the_lists_leads_somewhere(moodle: House, files: FileStore) -> None:
    page = page_of(moodle, files, with_parts())
    targets = re.findall(r'href="#((?:left|odd)-\w+)"', page)
    assert targets == ["left-heading", "odd-hidden"]
    assert all(page.count(f'id="{target}"') == 1 for target in targets)


def test_a_text_judged_whole_has_no_such_list(moodle: House, files: FileStore) -> None:
    page = page_of(moodle, files, example_score())
    assert "What was not judged" not in page
    assert "look-alike" not in page


def test_a_method_whose_low_values_read_machine_like_does_not_speak_of_texts_above(
    moodle: House, files: FileStore
) -> None:
    page = page_of(moodle, files, example_score())
    assert "Human texts as machine-like or more" in page
    assert "at or above" not in page
