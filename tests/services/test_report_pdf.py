"""Reports on paper: whatever a text holds, it stays text, and the file stays tagged."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pypdf
import pytest

import templates
from plugin.domain import report_paper
from plugin.domain.report import build_report
from plugin.domain.report_export import Around, ReplyFacts, exported
from plugin.domain.report_paper import is_rtl, on_paper
from plugin.services import report_pdf
from tests.domain.examples import TEXT, example_score
from tests.domain.test_report_export import AROUND, CAVEATS


def said_at(at: datetime) -> str:
    return f"{at:%d %b %Y, %H:%M} UTC"


def paper(text: str = "", **around: Any) -> dict[str, Any]:
    about: Around = replace(AROUND, **around)
    report = build_report(example_score(), CAVEATS, TEXT)
    told = exported(report, about)
    if text:
        told["text"] = [[{"text": block}] for block in text.split("\n\n")]
    return on_paper(told, report, about, said_at, "https://caveat.example.edu/keys")


def composed(data: dict[str, Any]) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(report_pdf.compose(data, b"{}")))


def text_of(pdf: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_every_heading_has_its_tag_and_the_table_its_header() -> None:
    kinds = set(_kinds(composed(paper()).trailer["/Root"]["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI"} <= kinds


@pytest.mark.parametrize("hostile", [
    '#read("/etc/passwd") #panic("x") #import "x.typ": *', "$x^2$ *bold* _emphasis_ `raw` <label> @reference = heading",
    "// comment /* more */ \\ #[ { ) \" ' “", "%Caveat-Signature: {}",
])  # fmt: skip
def test_markup_in_a_text_stays_letters(hostile: str) -> None:
    said = text_of(composed(paper(hostile, writer=hostile, assignment=hostile)))
    assert said.count(" ".join(hostile.split())) >= 3


def test_chinese_can_be_searched_and_stands_in_its_own_language() -> None:
    pdf = composed(paper("磨坊在我九岁那年的冬天关门了。", writer="林美", language="zh-Hans", text_language="zh"))
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN"
    said = text_of(pdf)
    assert "磨坊在我九岁那年的冬天关门了。" in said
    assert "林美" in said


def test_a_letter_without_a_shape_is_told_and_takes_none_with_it() -> None:
    said = text_of(composed(paper("It was warm 😀😀 and dry ก, naïve c̈h.")))
    assert "It was warm ▯▯ and dry ▯" in said
    assert "3 characters have no shape in the fonts of this file" in said


def test_marks_of_direction_turn_nothing_around() -> None:
    said = text_of(composed(paper("one \u202etwo three\u202c four\x07", writer="A\u202eB")))
    assert "one two three four" in said
    assert "AB" in said


def test_text_from_right_to_left_is_laid_out_so() -> None:
    data = paper("שלום עולם\n\nHello")
    assert [paragraph["rtl"] for paragraph in data["text"]] == [True, False]
    assert "שלום" in text_of(composed(data))
    assert not is_rtl("123 …")


def test_a_text_of_a_hundred_thousand_words_takes_seconds_and_is_there_to_its_end() -> None:
    long = "\n\n".join("word and thing goes on " * 100 for _ in range(200)) + "\n\nThe very end."
    began = monotonic()
    pdf = composed(paper(long))
    assert monotonic() - began < 30
    assert "The very end." in text_of(pdf)


def test_the_template_takes_everything_of_a_person_as_data() -> None:
    source = (Path(templates.__file__).parent / "report.typ").read_text()
    assert set(re.findall(r"sys\.inputs\.(\w+)", source)) == {"data", "signed"}
    assert not re.search(r"\beval\(|\bimport\b|\bread\(", source)


def _kinds(node: Any) -> list[str]:
    node = node.get_object()
    if not isinstance(node, dict):
        return [kind for one in node for kind in _kinds(one)] if isinstance(node, list) else []
    below = _kinds(node["/K"]) if "/K" in node else []
    return [str(node["/S"]), *below] if "/S" in node else below


@pytest.mark.parametrize(
    ("hostile", "times"), [("a\n\nb\n\n", 10_000), ("a\nb\n", 10_000), ("harbour ", 200_000), ("磨坊", 700_000)]
)
def test_of_a_file_that_would_be_thousands_of_pages_the_first_are_set_and_it_is_said(hostile: str, times: int) -> None:
    data = paper(hostile * times)
    pieces = [piece["text"] for paragraph in data["text"] for piece in paragraph["pieces"]]
    assert sum(map(len, pieces)) <= 720_000
    assert sum(text.count("\n") for text in pieces) + len(pieces) <= 9_000
    assert "longer than what fits here" in data["cut"]


def test_where_a_text_is_cut_stands_on_the_paper_and_elsewhere_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "longer than what fits here" not in text_of(composed(paper("One line.\n\nAnother.")))
    monkeypatch.setattr(report_paper, "MOST_LINES", 4)
    said = text_of(composed(paper("One line.\n\nAnother.\n\nA third.")))
    assert "One line." in said
    assert "A third." not in said
    assert "longer than what fits here" in said


def test_a_reply_of_empty_lines_takes_no_hundred_pages() -> None:
    data = paper(replies=(ReplyFacts(datetime(2026, 11, 28, tzinfo=UTC), "a\n" * 10_000),))
    pdf = composed(data)
    assert len(pdf.pages) < 30
    assert "longer than what fits here" in text_of(pdf)
