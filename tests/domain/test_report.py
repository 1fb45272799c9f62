"""The report says what the numbers are and what they are not."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain import words
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.document import MediaType, sniff
from plugin.domain.report import build_report, build_unscored
from plugin.domain.score import Band, Direction, Rank, Reason, Stability
from plugin.domain.words import caveat_words, in_100
from tests.domain.examples import TEXT, example_score

ROOT = Path(__file__).parents[2]
VERDICTS = re.compile(r"\b(cheat\w*|fake\w*|guilty|detected|plagiari\w+|proven|proof of)\b", re.IGNORECASE)


def test_the_rank_is_the_conformal_p_value() -> None:
    assert Rank(0, 99).p_value == pytest.approx(0.01)
    assert Rank(3, 1204).p_value == pytest.approx(4 / 1205)
    assert Rank(1204, 1204).p_value == 1.0


def test_a_rank_of_none_is_not_never() -> None:
    rank = build_report(replace(example_score(), rank=Rank(0, 1204)), [], TEXT).numbers[0]
    assert rank.value == "0 of 1,204"
    assert rank.means.endswith("Of others, up to 1 in 401 could (95 % sure).")


def test_the_three_numbers_stand_apart_each_with_what_it_is_and_is_not() -> None:
    rank, likelihood, share = build_report(example_score(), [], TEXT).numbers
    assert (rank.value, rank.means) == ("39 of 1,204", "comparable human texts read this machine-like or more.")
    assert (likelihood.value, likelihood.spread) == ("31", "22 to 43")
    assert likelihood.means == "in 100, if 10 in 100 such submissions were AI-written."
    assert (share.value, share.means) == (
        "about 26 %", "of 812 words, in passages that read machine-like on their own.",
    )  # fmt: skip
    assert all(number.is_not.startswith("Not ") for number in (rank, likelihood, share))


@pytest.mark.parametrize(("value", "said"), [(0.0, "under 1"), (99.97, "over 99"), (100.0, "over 99"), (50.4, "50")])
def test_a_likelihood_is_never_a_certainty(value: float, said: str) -> None:
    assert build_report(example_score(likelihood=value), [], TEXT).numbers[1].value == said


def test_every_line_comes_with_its_rate_and_bound() -> None:
    report = build_report(example_score(), [], TEXT)
    assert report.band_rates[0] == (
        "Elevated: 5 in 100 human texts reach this line (95 % upper bound 6.2 in 100, from 1,204 texts)."
    )


def test_the_text_is_whole_and_each_passage_is_marked_once() -> None:
    report = build_report(example_score(), [], TEXT)
    joined = "\n\n".join("".join(piece.text for piece in paragraph) for paragraph in report.paragraphs)
    assert joined == TEXT
    marked = {piece.label: piece.text for paragraph in report.paragraphs for piece in paragraph if piece.label}
    assert marked == {"H1": "One plain sentence stands here.", "M1": "Another follows it. "}


def test_weak_evidence_for_human_writing_is_shown_and_said_to_be_weak() -> None:
    passages = {p.label: p for p in build_report(example_score(), [], TEXT).passages}
    assert "most human-reading" in passages["H1"].heading
    assert "weighs little" in passages["H1"].reasons[1]
    assert "weighs little" not in passages["M1"].reasons[1]


def test_a_run_without_a_score_shows_its_reason_and_no_number() -> None:
    report = build_unscored(Band.NOT_SCORED, "Too short.", [], TEXT)
    assert (report.band_name, report.why, report.score, report.numbers) == ("Not scored", "Too short.", None, ())
    assert report.paragraphs


@pytest.mark.parametrize("code", list(Code))
def test_every_caveat_has_words_for_teacher_and_student(code: Code) -> None:
    facts: dict[str, str | int | float] = {"n": 97, "flagged": 3, "bound": 0.09}
    facts |= {"reference_n": 300, "alpha": 0.05, "base_rate": 0.1}
    for given in (facts, {}):
        said = caveat_words(Caveat(code, Severity.CAUTION, given))
        assert said.title.endswith((".", ":"))
        assert len(said.teacher) > 20
        assert len(said.student) > 20


def test_every_code_has_words() -> None:
    assert set(words.REASONS) == set(Reason)
    assert set(words.BAND_NAMES) == set(words.BAND_ANSWERS) == set(Band)
    assert set(words.DIRECTIONS) == set(Direction)


@pytest.mark.parametrize(
    "file",
    [
        *ROOT.glob("templates/**/*.html"),
        *ROOT.glob("plugin/domain/*.py"),
        *ROOT.glob("plugin/domain/words/*.py"),
        *ROOT.glob("plugin/domain/help/*.py"),
        ROOT / "plugin/web/errors.py",
    ],
    ids=str,
)
def test_no_page_speaks_a_verdict(file: Path) -> None:
    assert not VERDICTS.search(file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.05, "5 in 100"),
        (0.0163, "1.6 in 100"),
        (0, "0 in 100"),
        (0.0004, "under 0.1 in 100"),
        (0.9996, "over 99.9 in 100"),
        (1, "100 in 100"),
    ],
)
def test_shares_are_said_in_a_hundred(share: float, said: str) -> None:
    assert in_100(share) == said


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Plain words.", MediaType.TEXT),
        ("Ünïcode – “quoted”".encode("cp1252"), MediaType.TEXT),
        ("wide".encode("utf-16"), MediaType.TEXT),
        (b"%PDF-1.7\n...", MediaType.PDF),
        (b"junk\n%PDF-1.4", MediaType.PDF),
        (b"PK\x03\x04....word/document.xml", MediaType.DOCX),
        (b"PK\x03\x04....xl/workbook.xml", None),
        (b"MZ\x90\x00\x03", None),
        (b"\x7fELF\x02\x01\x01\x00", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", None),
    ],
)
def test_a_type_is_told_from_the_bytes(data: bytes, expected: MediaType | None) -> None:
    assert sniff(data) is expected


def test_the_nearest_human_reference_texts_are_named_where_they_are_known() -> None:
    known = replace(example_score(), neighbours=(1.21, 1.24, 1.3))
    scale, near = "On the scale of the picture this text scores 1.25", "human reference texts score 1.21, 1.24, 1.30."
    assert build_report(known, [], TEXT).neighbours == f"{scale}; the nearest {near}"
    assert build_report(example_score(), [], TEXT).neighbours == ""


def test_a_text_read_again_says_what_edits_made_of_it() -> None:
    score = replace(example_score(), statistic=1.2, stability=Stability(5, 0.9, 1.4, 2))
    steady = build_report(score, [], "").stability
    assert "5 harmless edits" in steady
    assert "0.90 to 1.40 instead of 1.20. 2 of them led over a line." in steady
    assert build_report(replace(example_score(), stability=None), [], "").stability == ""


def test_a_local_calibration_is_said_to_be_the_institution_s_own() -> None:
    score = example_score()
    local = replace(score, calibration=replace(score.calibration, id="ours", base="en-test"))
    rows = [{made.name: made.value for made in build_report(one, (), TEXT).provenance} for one in (score, local)]
    compared = [row["Compared with"] for row in rows]
    assert compared[0].startswith("1,204 human and 980 AI texts, language en")
    assert compared[1].startswith("your institution's own 1,204 human texts and 980 AI texts of en-test, language en")


def test_caveats_of_a_local_calibration_say_whose_texts_they_rest_on() -> None:
    def said(code: Code, **facts: int) -> str:
        return caveat_words(Caveat(code, Severity.NOTE, {"reference_n": 120, **facts})).teacher

    assert "from 120 reference texts" in said(Code.FALSE_FLAGS)
    assert "from your institution's own 120 human texts" in said(Code.FALSE_FLAGS, local=1)
    assert "built-in texts" not in said(Code.BASE_RATE)
    assert "fitted on the built-in texts" in said(Code.BASE_RATE, local=1)


def test_a_text_that_reads_evenly_is_marked_nowhere() -> None:
    whole = replace(
        example_score().spans[0], start=0, end=len(TEXT), direction=Direction.HUMAN, around=None, human_share=0.4
    )
    report = build_report(replace(example_score(), spans=(whole,), left_out=(), oddities=()), [], TEXT)
    assert {piece.label for paragraph in report.paragraphs for piece in paragraph} == {""}
    assert [passage.heading for passage in report.passages] == ["The text reads evenly: no passage of it stands out"]
