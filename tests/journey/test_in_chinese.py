"""Each page in Chinese: nothing of it is still in English but what has the same name everywhere."""

import re

import pytest

from tests.journey.places import PLACES, Place
from tests.journey.stage import Stage
from tests.journey.test_accessibility import is_narrow, unfold, wide

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

# Three words of Latin letters in a row are a sentence, two may be a name; within a Chinese line four may be the name of
# a menu in an LMS.
ENGLISH = re.compile(r"[A-Za-z’']{2,}(?:[ ,.:;]+[A-Za-z’']{1,}){2,}")
LONGER = re.compile(r"[A-Za-z’']{2,}(?:[ ,.:;]+[A-Za-z’']{1,}){4,}")
CHINESE = re.compile("[一-鿿]")
# What people typed, what stands in English by its nature, and what cannot be seen.
KEPT = (
    "code, pre, cite, kbd, svg, .essay, blockquote, [lang=en], [hidden], noscript, bdi, textarea, option, "
    "details:has(.values), .pairs:has(dd)"  # an LMS's own menus and fields
)
# Names: of the example school's course and assignment, of people, and where an LMS's own menus are told.
NAMES = re.compile(
    r"Essay 2: A place that changed|English 101: Writing about place|Mei Lindqvist|Jonas Abara|Luis Ferreira da Costa|"
    r"I wrote it by hand first|the law school|"
    r"Noor van den Berg|Aigerim Sadykova|Priya Venkataraman|OpenAI[^。]*"
)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_nothing_is_left_in_english_or_wider_than_a_phone(stage: Stage, place: Place) -> None:
    page = stage.show(place, locale="zh_Hans")
    unfold(page)
    assert is_narrow(page), wide(page)
    page.evaluate("kept => document.querySelectorAll(kept).forEach(one => one.remove())", KEPT)
    said = page.locator("body").inner_text() + "\n" + page.title()
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert [line for line in said.splitlines() if is_english(NAMES.sub(" ", line))] == []


def is_english(line: str) -> bool:
    return bool((LONGER if CHINESE.search(line) else ENGLISH).search(line))
