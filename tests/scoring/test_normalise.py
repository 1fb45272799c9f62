"""What formatting and disguise leave of a text: nothing, and every character knows its place."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.domain.score import OddityKind
from workers.scoring.judged import judged
from workers.scoring.look_alikes import LATIN, look_alikes
from workers.scoring.normalise import normalise
from workers.scoring.oddities import PLACES, oddities, worth_saying

# Letters, marks, layout, everything that a finder looks for, and what no text should hold.
PIECES = [
    "The mill closed that winter.", "word ", "Ж", "о", "α", "é", "e\u0301", "\u200b", "\u00ad", "\ufeff", "\ud800",
    "\U0001f469\u200d", "\U000e0041", "\u3000", "\u3164", "Ａ", "𝐚", "ﬁ", "…", "\n", "\n\n", "    ", "\t", "> ", "- ",
    "1. ", "# ", "```\n", "“", "”", '"', "«", "|", "References\n", "Okafor, A. (2019). Mills. ", "x = f(y);\n",
    "12.5\n", "(", ")", "\r", "\x0b", "\x00",
]  # fmt: skip
anything = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60).map("".join)


def counts(raw: str) -> dict[OddityKind, int]:
    return {oddity.kind: oddity.count for oddity in oddities(raw)}


@given(anything)
@settings(max_examples=300, deadline=None)
def test_every_character_is_judged_or_left_out_or_has_no_shape(raw: str) -> None:
    text = judged(raw)
    done = text.normalised
    there = {at for start, end in zip(done.origins, done.ends, strict=False) for at in range(start, end)}
    there |= {at for part in text.left_out for at in range(part.start, part.end)}
    missing = "".join(c for at, c in enumerate(raw) if at not in there)
    assert normalise(missing).text == ""


@given(anything)
@settings(max_examples=300, deadline=None)
def test_nothing_left_out_is_judged_and_places_are_in_order(raw: str) -> None:
    text = judged(raw)
    left = {at for part in text.left_out for at in range(part.start, part.end)}
    done = text.normalised
    assert not any(
        at in left
        for character, start, end in zip(done.text, done.origins, done.ends, strict=False)
        if character != " "
        for at in range(start, end)
    )
    assert list(done.origins) == sorted(done.origins)
    assert [part.start for part in text.left_out] == sorted(part.start for part in text.left_out)
    assert all(a.end <= b.start for a, b in zip(text.left_out, text.left_out[1:], strict=False))
    for oddity in text.oddities:
        assert all(0 <= start < end <= len(raw) for start, end in oddity.places)
        assert oddity.count >= len(oddity.places) <= PLACES


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Тhе mіll сlоsеd", "The mill closed"),  # Т е і с о е
        ("ΤhΕ hοuse", "ThE house"),  # Τ Ε ο
        ("cafе\u0301 nоir", "café noir"),
        ("w\u200bоrds", "words"),
        ("привет, друг, сосо and nаme", "привет, друг, сосо and name"),
        (
            "yоu аnd һе sее ѕоmе оf а",
            "you and he see some of a",
        ),  # the last, all Cyrillic, stands among disguised words
    ],
)
def test_a_look_alike_in_a_latin_word_becomes_the_letter(raw: str, plain: str) -> None:
    assert normalise(raw).text == plain


@pytest.mark.parametrize("hidden", ["\u034f", "\u17b4", "\u180b", "\ufe0f", "\U000e0041", "\u202e", "\x07"])
def test_what_has_no_shape_goes(hidden: str) -> None:
    assert normalise(f"wo{hidden}rds").text == "words"


@pytest.mark.parametrize("blank", ["\u3164", "\u2800", "\u2009", "\u3000"])
def test_what_is_blank_is_a_space(blank: str) -> None:
    assert normalise(f"two{blank}words").text == "two words"


def test_what_stood_on_both_sides_of_a_gap_stays_apart() -> None:
    assert normalise("before“a quotation”after", [(6, 19)]).text == "before after"


@pytest.mark.parametrize(
    "raw",
    [
        "the word сосна is Russian", "Она хорошо рассказала, а Анна сразу поверила", "она сidела", "Ελλάδα and ναι",
        "α, β and μ", "TNFα, IFNγ and sinα at σmax", "Δt = ρx", "Յովհաննէս",
        "/kɑt/ and [ɡɛt]", "Işık Ərol", "привет, сосо and all",
    ],
)  # fmt: skip
def test_a_word_of_its_own_script_and_a_symbol_stay(raw: str) -> None:
    assert normalise(raw).text == raw
    assert OddityKind.LOOK_ALIKE not in counts(raw)


def test_each_pair_is_one_foreign_letter_for_one_latin_letter() -> None:
    assert all(len(pair) == 1 and not pair.isascii() and to.isascii() and to.isalpha() for pair, to in LATIN.items())
    assert len(LATIN) > 120
    assert look_alikes("a" + "а" + "a") == {1: "a"}


@pytest.mark.parametrize(
    ("raw", "kind", "count"),
    [
        ("hid\u200bden wo\u2060rds\u200e", OddityKind.HIDDEN, 3),
        ("seen" + "".join(chr(0xE0000 + ord(c)) for c in "say yes"), OddityKind.HIDDEN, 7),
        ("a\ufe0f letter with a variation", OddityKind.HIDDEN, 1),
        ("a byte order\ufeff mark inside", OddityKind.HIDDEN, 1),
        ("раypal and Аpple", OddityKind.LOOK_ALIKE, 3),
        ("𝐩lain and 𝓭isguised 𝗽𝗮𝗿𝗮𝗴𝗿𝗮𝗽𝗵s", OddityKind.LOOK_ALIKE, 11),
        ("Ｐaｙ me", OddityKind.LOOK_ALIKE, 2),
        ("one\u2002two\u2003three\u3164four", OddityKind.ODD_SPACE, 3),
    ],
)
def test_a_character_nobody_sees_or_that_passes_for_another_is_counted(raw: str, kind: OddityKind, count: int) -> None:
    assert counts(raw) == {kind: count}


@pytest.mark.parametrize(
    "raw",
    [
        "hy\u00adphen\u00adation", "\ufeffwith a byte order mark", "10\u00a0km et\u00a0: voilà\u202f! 3\u2009%",
        "ﬁne oﬃce", "\U0001f469\u200d\U0001f680 and ❤\ufe0f and 1\ufe0f\u20e3",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "می\u200cخواهم", "क्\u200dष",
        "\u200fשלום\u200f (Leeds)\u200e", "ＨＥＬＬＯ　你好", "f\u2061(𝑥) = 𝑎𝑥 + 𝑏", "“quoted” — so…", "\x85\x00",
    ],
)  # fmt: skip
def test_what_word_processors_and_other_scripts_leave_is_no_oddity(raw: str) -> None:
    assert oddities(raw) == ()


def test_places_lead_to_the_characters_and_end_at_the_fiftieth() -> None:
    raw = "wo\u200b\u200brd " * 80
    (found,) = oddities(raw)
    assert (found.count, len(found.places)) == (160, PLACES)
    assert all(raw[start:end] == "\u200b\u200b" for start, end in found.places)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a few w\u200bords copied from a p\u200bage " * 4, 0),
        ("hid\u200bden " * 10, 10),
        ("nаme " * 4, 0),
        ("nаme " * 5, 5),
        ("odd\u2002space " * 9, 0),
        ("odd\u2002space " * 10, 10),
    ],
)
def test_a_few_odd_characters_raise_no_alarm(raw: str, said: int) -> None:
    assert worth_saying(oddities(raw)) == said


def endless() -> list[str]:
    pick = random.Random(1)
    lines = [
        "References\n", "```\n", "- \n- a\n", "1. a\n2. b\n", "| a | b |\n", "a\tb\n", "12\n", "x = y;\n", "> a\n",
        "A Short Line\n\n", "Okafor, A. (2019). Mills.\n", "    a\n    b\n\n", "“" + "w " * 30 + "”" + " " * 900,
    ]  # fmt: skip
    one_line = [
        "x", " ", '"', '"a ', "“", "«a»", "“word ", "> ", "<a ", "#", "*", "**a", "[1] ", "(", "e\u0301", "аb",
        "а\u200b", "\U000e0041", "1", "- ", "References: a ", "f(", "a | ",
    ]  # fmt: skip
    return [
        "The mill closed that winter and nobody said so. " * 22_300, "x" * 500_000, '"a ' * 167_000,
        "".join(pick.choice(PIECES) for _ in range(60_000)),
        *(piece * (200_000 // len(piece)) for piece in (*lines, *one_line)),
    ]  # fmt: skip


@pytest.mark.parametrize("raw", endless(), ids=lambda raw: repr(raw[:12]))
def test_an_endless_text_costs_little_time(raw: str) -> None:
    """CPU time, as other work may run beside. The longest, 200,000 words, takes one second on an idle core; what grew
    with the square of a length would take minutes."""
    started = time.process_time()
    judged(raw)
    assert time.process_time() - started < 4.0
