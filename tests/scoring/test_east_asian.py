"""Chinese in one form: how it was typed makes no difference, and what it says is kept."""

import pytest

from tests.platforms.chinese_essays import MILL, MILL_TRADITIONAL
from tests.platforms.essays import PLACE
from workers.scoring.normalise import normalise
from workers.scoring.oddities import oddities
from workers.scoring.segments import sentence_ends

PLAIN = str.maketrans("，！？：；", ",!?:;")
TYPED = {
    "plain punctuation": MILL.translate(PLAIN),
    "spaced punctuation": MILL.replace("，", ", ").replace("！", "! "),
    "plain full stops": MILL.replace("。", ". "),
    "full-width full stops": MILL.replace("。", "．"),
    "lines broken anywhere": "\n".join(MILL[at : at + 17] for at in range(0, len(MILL), 17)),
    "straight quotes": MILL.replace("“", '"').replace("”", '"'),
    "full-width spaces": MILL.replace("\n\n", "\n\n\u3000\u3000"),
}


@pytest.mark.parametrize("how", TYPED)
def test_text_is_the_same_however_it_was_typed(how: str) -> None:
    assert TYPED[how] != MILL
    assert normalise(TYPED[how]).text == normalise(MILL).text


def test_the_form_is_that_of_print() -> None:
    assert normalise("他说:我们用 GPT-4 , 效果不错!真的吗?").text == "他说：我们用GPT-4，效果不错！真的吗？"


@pytest.mark.parametrize(
    "text",
    ["增长了3.5倍,共1,000元.", "他用的框架是.NET平台.", "他想了想......没有说.", "这一点可以参见Smith et al.的研究."],
)
def test_stops_that_end_nothing_stay(text: str) -> None:
    ends = normalise(text).text.count("。")
    assert ends == 1
    assert normalise(text).text.endswith("。")


def test_every_character_keeps_its_place() -> None:
    raw = TYPED["spaced punctuation"]
    made = normalise(raw)
    for at, character in enumerate(made.text):
        start, end = made.raw_span(at, at + 1)
        assert raw[start:end] == character or not character.isalnum()
    assert len(made.text) == len(made.ends) == len(made.origins) - 1


def test_sentences_end_at_chinese_marks() -> None:
    text = normalise("纱厂关了!谁也不说.她说：“习惯了。”后来呢？（没有人知道。）我也不知道").text
    starts = [0, *sentence_ends(text)]
    assert [text[start] for start in starts[:-1]] == list("纱谁她后(我")


@pytest.mark.parametrize("text", [PLACE, "She wrote 天地 , and then : nothing. 你好 !", "На улице , зима !"])
def test_text_that_is_mostly_in_another_script_keeps_its_own_form(text: str) -> None:
    assert normalise(text).text == " ".join(text.split())


@pytest.mark.parametrize(
    "text", [MILL, MILL_TRADITIONAL, "口一二三工〇丨日Ｇ口ロニ" * 9, "他用ＧＰＴ写的，α＝0.05。" * 9]
)
def test_hanzi_are_no_look_alikes(text: str) -> None:
    assert oddities(text) == ()
