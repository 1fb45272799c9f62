"""What of a text belongs to a passage, was not judged, or is odd: each place says so, and no character is lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain import words
from plugin.domain.pieces import MOST_PARAGRAPHS, Piece, paragraphs_of
from plugin.domain.report import build_report
from plugin.domain.score import Direction, LeftOut, LeftOutKind, Oddity, OddityKind, Span
from tests.domain.examples import TEXT, example_score

LONG = "The mill closed. “A quotation of some length.” It burned.\n\nA heading\n\nThe еnd."
QUOTE = LeftOut(LeftOutKind.QUOTE, 17, 46, 5)
HEADING = LeftOut(LeftOutKind.HEADING, LONG.index("A heading"), LONG.index("A heading") + 9, 2)
ODD = Oddity(OddityKind.LOOK_ALIKE, 1, ((LONG.index("еnd"), LONG.index("еnd") + 1),))
SPAN = Span(0, len(LONG), Direction.MACHINE, 20, 60, -1.9, 2.1, 3.9, 0.04)


def cut() -> list[Piece]:
    return [piece for paragraph in paragraphs_of(LONG, [("M1", SPAN)], [QUOTE, HEADING], [ODD]) for piece in paragraph]


def test_a_passage_does_not_cover_what_was_left_out_within_it() -> None:
    assert [(piece.text, piece.label, piece.left_out) for piece in cut()[:4]] == [
        ("The mill closed. ", "M1", ""),
        ("“A quotation of some length.”", "", "quotation"),
        (" It burned.", "M1", ""),
        ("A heading", "", "heading"),
    ]


def test_each_part_is_named_where_it_begins_and_each_passage_where_it_ends() -> None:
    assert [piece.text for piece in cut() if piece.begins] == ["“A quotation of some length.”", "A heading"]
    assert [piece.text for piece in cut() if piece.closes] == [" It burned.", "nd."]


def test_a_part_over_two_paragraphs_is_named_once() -> None:
    part = LeftOut(LeftOutKind.TABLE, 0, len(LONG), 15)
    found = [piece for paragraph in paragraphs_of(LONG, [], [part], []) for piece in paragraph]
    assert [piece.begins for piece in found] == [True, False, False]
    assert all(piece.left_out == "table" for piece in found)


def test_an_odd_character_is_marked_and_the_list_leads_to_it() -> None:
    (odd,) = [piece for piece in cut() if piece.odd]
    assert (odd.text, odd.odd, odd.anchors) == ("е", "look-alike letter", ("odd-look_alike",))


def test_every_list_row_has_its_place_in_the_text() -> None:
    score = replace(example_score(), left_out=(QUOTE, HEADING), oddities=(ODD,), judged_words=700)
    report = build_report(replace(score, spans=()), [], LONG)
    anchors = [anchor for paragraph in report.paragraphs for piece in paragraph for anchor in piece.anchors]
    assert anchors == [row.anchor for row in (*report.left_out, *report.oddities)]
    assert [(row.name, row.amount) for row in report.left_out] == [("Quotations", "5 words"), ("Headings", "2 words")]
    assert [(row.name, row.amount) for row in report.oddities] == [("Letters that only look Latin", "1")]
    assert report.numbers[2].means == "of 700 judged words, in passages that read machine-like on their own."


def test_words_of_one_kind_are_added_up() -> None:
    again = replace(HEADING, kind=LeftOutKind.QUOTE)
    report = build_report(replace(example_score(), left_out=(QUOTE, again), spans=()), [], LONG)
    assert [(row.name, row.amount) for row in report.left_out] == [("Quotations", "7 words")]


def test_a_text_judged_whole_has_neither_list() -> None:
    report = build_report(example_score(), [], TEXT)
    assert (report.left_out, report.oddities) == ((), ())


@pytest.mark.parametrize("kind", [*LeftOutKind, *OddityKind])
def test_every_kind_has_its_words(kind: LeftOutKind | OddityKind) -> None:
    said = words.LEFT_OUT[kind] if isinstance(kind, LeftOutKind) else words.ODDITIES[kind]
    assert all(said)


@given(st.lists(st.integers(0, 300), max_size=12, unique=True), st.text("ab \n", min_size=1, max_size=300))
def test_no_character_is_lost_however_the_marks_lie(borders: list[int], text: str) -> None:
    pairs = list(zip(sorted(borders)[::2], sorted(borders)[1::2], strict=False))
    parts = [LeftOut(LeftOutKind.LIST, start, end, 1) for start, end in pairs]
    odd = Oddity(OddityKind.HIDDEN, len(pairs), tuple((start + 1, end) for start, end in pairs if end > start + 1))
    found = paragraphs_of(text, [("M1", SPAN)], parts, [odd])
    assert ["".join(piece.text for piece in paragraph) for paragraph in found] == [
        block for block in text.split("\n\n") if block.strip()
    ]


def test_very_many_paragraphs_stand_together_and_no_character_is_lost() -> None:
    text = "\n\n".join("ab"[n % 2] for n in range(3 * MOST_PARAGRAPHS))
    span = replace(SPAN, start=3, end=4)
    found = paragraphs_of(text, [("M1", span)], [], [])
    assert len(found) == MOST_PARAGRAPHS
    assert "\n\n".join("".join(piece.text for piece in one) for one in found) == text
    assert [piece.text for piece in found[0] if piece.label] == ["b"]
