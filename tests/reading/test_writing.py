"""Texts in more than one script, and the two kinds of Chinese characters."""

import pytest

from tests.platforms.chinese_essays import MILL, MILL_TRADITIONAL
from tests.platforms.essays import PLACE
from workers.reading.language import identify

ENGLISH = " ".join(PLACE.split()[:60]) + " "
CHINESE = MILL[:99]  # sixty words
JAPANESE = "これは天気についての作文です。季節とともに変わります。学校で多くのことを学びます。"


def test_the_two_kinds_of_chinese_are_told_apart() -> None:
    assert identify(MILL)[0] == "zh"
    assert identify(MILL_TRADITIONAL)[0] == "zh-hant"


@pytest.mark.parametrize("text", [MILL, MILL_TRADITIONAL, MILL[:20], JAPANESE])
def test_one_script_throughout_is_certain(text: str) -> None:
    assert identify(text)[1] > 0.95


@pytest.mark.parametrize("text", [ENGLISH + CHINESE, CHINESE + ENGLISH, (CHINESE[:20] + " " + ENGLISH[:40]) * 5])
def test_half_english_half_chinese_is_not_certain_in_either_order(text: str) -> None:
    assert identify(text)[1] < 0.7


def test_half_simplified_half_traditional_is_not_certain() -> None:
    assert identify(MILL[:90] + MILL_TRADITIONAL)[1] < 0.8


def test_chinese_and_japanese_together_are_not_certain() -> None:
    assert identify(MILL[:60] + JAPANESE)[1] < 0.95


def test_the_script_that_says_more_names_the_language() -> None:
    assert identify(ENGLISH + CHINESE[:80])[0] == "en"
    assert identify(CHINESE * 3 + ENGLISH)[0] == "zh"


def test_initialisms_and_numbers_do_not_make_a_text_less_chinese() -> None:
    assert identify("2019年，GDP和CPI和PMI和ROE和EPS和IPO都增长了6%。" + CHINESE)[1] > 0.95


def test_a_few_characters_quoted_in_english_leave_it_english() -> None:
    found, confidence = identify(ENGLISH * 3 + "She wrote 天地 on the wall.")
    assert (found, confidence > 0.95) == ("en", True)


def test_thai_is_told_by_its_own_script() -> None:
    assert identify("การเรียนรู้ภาษาไทยเป็นเรื่องสนุกและมีประโยชน์มากสำหรับนักเรียน")[0] == "th"
