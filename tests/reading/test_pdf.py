"""PDFs: lines become paragraphs, words stay whole, and pictures of pages are told from pages."""

from dataclasses import replace

import pytest

from plugin.domain.document import MediaType
from plugin.domain.score import Reason
from tests.reading import documents
from tests.reading.answers import reason_of
from workers.reading.limits import DEFAULT
from workers.reading.paragraphs import joined_pages, rebuilt
from workers.reading.pdf import read_pdf
from workers.reading.read import read

FULL = "This line of the essay is as long as any other line of its page."


def lines(*written: str, gap_before: int | None = None, indent_at: int | None = None) -> list[tuple[float, float, str]]:
    """Lines 15 points apart; one with a gap above or set in."""
    drop = [20 if number == gap_before else 0 for number in range(len(written))]
    return [
        (50 + 20 * (number == indent_at), 800 - 15 * number - sum(drop[: number + 1]), line)
        for number, line in enumerate(written)
    ]


def content(*pages: list[tuple[float, float, str]]) -> str:
    return read_pdf(documents.pdf_of_pages(pages), DEFAULT)[0]


def test_a_pdf_loses_its_hard_line_ends_and_keeps_its_paragraphs() -> None:
    text = read(documents.pdf_file())
    assert text.media_type is MediaType.PDF
    assert text.content == (
        "The first paragraph runs over more than one line of this document, as paragraphs in a PDF always do, "
        "and on its third line it ends.\n\nA second paragraph begins now and ends."
    )
    assert text.facts == {"pages": 1, "pages_without_text": 0, "characters": 172, "words": 33}


def test_a_wider_gap_begins_a_paragraph_however_long_the_line_before() -> None:
    assert content(lines(FULL, FULL, FULL, FULL, gap_before=2)) == f"{FULL} {FULL}\n\n{FULL} {FULL}"


def test_a_line_set_in_begins_a_paragraph() -> None:
    assert content(lines(FULL, FULL, FULL, FULL, indent_at=2)) == f"{FULL} {FULL}\n\n{FULL} {FULL}"


def test_even_gaps_begin_none() -> None:
    assert content(lines(FULL, FULL, FULL, FULL)) == " ".join([FULL] * 4)


def test_a_heading_stands_alone() -> None:
    assert content(lines("Introduction", FULL, FULL)) == f"Introduction\n\n{FULL} {FULL}"


def test_a_sentence_runs_on_over_a_page_s_end_and_a_new_one_does_not() -> None:
    assert joined_pages(["It goes", "on here.", "", "The next."]) == "It goes on here.\n\nThe next."


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("one docu-", "ment more", "one document more"),
        ("the Anglo-", "Saxon world", "the Anglo-Saxon world"),
        ("my mother-in-", "law says", "my mother-in-law says"),
        ("an A-", "level here", "an A-level here"),
        ("a well-known and well-", "known case", "a well-known and well-known case"),
        ("in 2019-", "2020 and on", "in 2019-2020 and on"),
        ("so it was -", "or was it", "so it was - or was it"),
    ],
)
def test_a_hyphen_at_a_line_s_end_goes_only_where_it_parted_a_word(above: str, below: str, whole: str) -> None:
    assert content(lines(above, below)) == whole


def test_a_page_of_one_endless_word_takes_no_longer() -> None:
    assert len(rebuilt("a" * 1_000_000)) == 1_000_000


def test_pages_that_hold_only_pictures_are_noted() -> None:
    text = read(documents.pdf_file(picture_pages=2))
    assert text.notes == ("pages_without_text",)
    assert text.facts["pages"] == 3
    assert text.facts["pages_without_text"] == 2


def test_a_scan_with_a_stamp_on_each_page_has_no_text() -> None:
    scan = documents.pdf_of_pages([[(50, 20, "Scanned at school")]] * 2, photo=True)
    assert reason_of(scan) is Reason.NO_TEXT_LAYER


def test_a_short_letter_with_a_ruled_line_is_no_picture() -> None:
    letter = documents.pdf_of_pages([[(50, 800, "Hello there.")]], rule=True)
    assert read_pdf(letter, DEFAULT)[0] == "Hello there."


def test_a_short_letter_is_a_text_and_a_blank_page_after_it_is_no_picture() -> None:
    text, facts, notes = read_pdf(documents.pdf_of_pages([[(50, 800, "Hello there.")], []]), DEFAULT)
    assert (text, facts, notes) == ("Hello there.", {"pages": 2, "pages_without_text": 0}, ())


@pytest.mark.parametrize("data", [documents.pdf_with_wrong_xref(), documents.pdf_that_claims_pages()])
def test_a_slightly_broken_pdf_is_read_as_viewers_read_it(data: bytes) -> None:
    assert read(data).content == read(documents.pdf_file()).content


def test_a_pdf_of_too_many_pages_is_not_read() -> None:
    assert reason_of(documents.pdf_file(pages=12), replace(DEFAULT, max_pages=10)) is Reason.TOO_LARGE_INSIDE
