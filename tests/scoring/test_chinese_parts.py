"""Chinese text before it is scored: what is too short, what is prose, what is left out."""

import pytest

from plugin.domain.score import LeftOutKind, Reason
from tests.platforms.chinese_essays import MILL
from workers.scoring import gate
from workers.scoring.judged import judged
from workers.scoring.left_out import left_out

PARAGRAPH = MILL.split("\n\n")[1]


def reason(text: str) -> Reason | None:
    answer = gate.closed_by_size(text, "zh") or gate.closed(judged(text), "zh", 0.99, {"zh"})
    return answer.reason if answer else None


@pytest.mark.parametrize("text", [MILL, MILL.replace("\n\n", "\n"), "因此GDP=3.5%，CPI=2.1%。" * 3 + MILL])
def test_an_essay_is_prose(text: str) -> None:
    assert reason(text) is None


def test_a_hundred_words_are_enough_and_fewer_are_not() -> None:
    letters = [at for at, c in enumerate(MILL) if c.isalpha()]
    assert reason(MILL[: letters[160]]) is Reason.TOO_SHORT
    assert reason(MILL[: letters[170]]) is None


def test_a_chinese_text_without_end_is_too_long() -> None:
    assert reason(MILL * 220) is Reason.TOO_LONG


@pytest.mark.parametrize("text", ["今天天气很好。" * 60, "12.5、30.1、7、天，" * 150, "？！……——天" * 300])
def test_what_is_no_prose_is_not_judged(text: str) -> None:
    assert reason(text) is Reason.NOT_PROSE


ENTRIES = "".join(f"[{n}] 王小明. 纱厂的冬天[J]. 海港研究, {2000 + n}, {n}(2): 11-15.\n" for n in range(1, 6))
PARTS = {
    LeftOutKind.HEADING: ("一、纱厂的关闭", "{}\n\n" + MILL),
    LeftOutKind.REFERENCES: ("参考文献\n" + ENTRIES.strip(), MILL + "\n{}"),
    LeftOutKind.QUOTE: ("「" + PARAGRAPH[:60] + "」", PARAGRAPH + "书里写道：{}（王小明，2001）。我不信。\n\n" + MILL),
    LeftOutKind.LIST: ("- 铁钉三斤\n- 铁锹一把\n- 水桶两只", MILL + "\n{}"),
    LeftOutKind.TABLE: ("| 姓名 | 年 |\n| 姑妈 | 22 |", MILL + "\n{}"),
}


@pytest.mark.parametrize("kind", PARTS)
def test_what_is_not_the_writers_prose_is_left_out(kind: LeftOutKind) -> None:
    part, around = PARTS[kind]
    raw = around.format(part)
    assert [(found.kind, raw[found.start : found.end]) for found in left_out(raw)] == [(kind, part)]


@pytest.mark.parametrize(
    "text",
    [
        MILL,
        f"我的理由如下，一共两条。\n- {PARAGRAPH}\n- {PARAGRAPH}",
        "研究结果显示了以下几个方面：\n\n" + MILL,
    ],
)
def test_prose_stays(text: str) -> None:
    assert left_out(text) == ()


def test_characters_that_are_no_letters_are_words_all_the_same() -> None:
    assert gate.is_prose("二〇〇一、二〇〇二、二〇〇三和二〇〇四")  # 〇 is a number to Unicode


def test_words_left_out_and_words_judged_make_up_the_whole() -> None:
    text = judged(PARTS[LeftOutKind.REFERENCES][1].format(PARTS[LeftOutKind.REFERENCES][0]))
    assert text.words_left_out > 20
    assert text.judged_words + text.words_left_out == pytest.approx(text.words, abs=2)
