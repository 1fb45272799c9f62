"""How many words, with spaces between them and without."""

import pytest

from plugin.domain.word_count import count_words, spaced
from tests.platforms.chinese_essays import MILL
from tests.platforms.essays import GENERIC, HARBOUR, PLACE


@pytest.mark.parametrize("text", [PLACE, HARBOUR, GENERIC, "A dash - and 3 % of naïve cafés …", "", " \n "])
def test_text_with_spaces_is_counted_by_them(text: str) -> None:
    assert count_words(text) == len(text.split())


def test_chinese_has_a_word_to_every_165_hundredths_of_a_character() -> None:
    assert count_words("天" * 165 + "，" + "地" * 165 + "。") == 200


def test_an_essay_counts_alike_with_and_without_spaces_and_punctuation() -> None:
    characters = "".join(c for c in MILL if c.isalpha())
    assert count_words(MILL) == count_words(characters) == count_words(" ".join(characters))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("我们用GPT模型，效果 very good。", 7), ("の" * 33, 20), ("ก" * 41, 10), ("天", 1), ("，。！", 1)],
)
def test_scripts_are_counted_each_in_its_own_way(text: str, expected: int) -> None:
    assert count_words(text) == expected


def test_a_space_is_set_around_characters_of_unspaced_scripts_alone() -> None:
    assert spaced("用GPT好").split() == ["用", "GPT", "好"]
    assert spaced("naïve café") == "naïve café"
