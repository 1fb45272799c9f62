"""The count beside the box where a student writes is the count that scoring goes by."""

from pathlib import Path
from typing import Any

import pytest

from plugin.domain.word_count import count_words
from tests.platforms.chinese_essays import MILL
from tests.platforms.essays import PLACE

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parents[2] / "plugin" / "web" / "static" / "words.js"
TEXTS = [
    MILL,
    PLACE,
    "我们用GPT模型，效果 very good。",
    "A dash - and 3 %",
    "การเรียนรู้ภาษาไทย",
    "コーヒーとカタカナ語です",
]


@pytest.fixture(scope="module")
def counted(chrome: Any) -> dict[str, Any]:
    page = chrome.new_page()
    count = "(text) => { " + SCRIPT.read_text("utf-8").replace("export ", "") + " return words(text); }"
    found = {text: page.evaluate(count, text) for text in TEXTS}
    page.close()
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_counted_alike_on_the_page_and_by_the_scorer(counted: dict[str, Any], text: str) -> None:
    assert counted[text] == count_words(text)
