"""What stands on every report whatever its numbers: evidence for human writing, limits, facts, provenance."""

from dataclasses import replace

import pytest

from plugin.domain.facts import facts_for
from plugin.domain.for_human import for_human
from plugin.domain.limits import limits_of
from plugin.domain.passages import passage_in_words
from plugin.domain.provenance import provenance_of
from plugin.domain.report import Report, build_report
from plugin.domain.score import Band, BandRate, Direction, LeftOut, LeftOutKind, Method, Rank
from tests.domain.examples import TEXT, example_score
from tests.domain.test_passages import MACHINE, STORED_BEFORE

RARE = replace(STORED_BEFORE, human_share=0.03)
MEASURED = {"found_at_5_percent": 0.7843, "false_flags_at_5_percent": 0.0343}


def lines(score: object = None, *spans: object) -> str:
    passages = [passage_in_words(f"H{n}", span) for n, span in enumerate(spans, 1)]  # type: ignore[arg-type]
    return " ".join(for_human(score or example_score(), passages).lines)  # type: ignore[arg-type]


def test_a_passage_that_reads_human_is_the_first_evidence() -> None:
    found = for_human(example_score(), [passage_in_words("M1", MACHINE), passage_in_words("H1", RARE)])
    assert [passage.label for passage in found.passages] == ["H1"]
    assert "No passage" not in " ".join(found.lines)


def test_where_none_stands_out_it_is_said_what_that_means() -> None:
    assert "the most human-reading one is shown. That is no sign of AI" in lines(None, STORED_BEFORE)
    assert "No passage stands out as human. That is no sign of AI" in lines()


def test_methods_that_point_to_human_are_named() -> None:
    assert "No method points to human." in lines()
    human = replace(example_score(), methods=(Method("burstiness", 3.0, "bits", Direction.HUMAN, 0.9),))
    assert "1 method points to human: Burstiness." in lines(human)


def test_people_who_wrote_such_texts_are_counted() -> None:
    assert "39 human texts of 1,204 read this machine-like or more" in lines()
    assert "human texts of" not in lines(replace(example_score(), rank=Rank(0, 1204)))


def test_what_a_report_cannot_tell_names_left_out_parts_where_there_are_some() -> None:
    part = LeftOut(LeftOutKind.QUOTE, 0, 5, 1)
    assert not any("left out" in line for line in limits_of(example_score()))
    assert any("left out" in line for line in limits_of(replace(example_score(), left_out=(part,))))


def test_how_many_flags_are_wrong_follows_from_the_measured_rates() -> None:
    score = example_score()
    known = replace(score, calibration=replace(score.calibration, measured=MEASURED))
    first = facts_for(known)[0]
    # .1 x .7843 of 100 are AI-written and beyond the line, .9 x .05 human: 36 in 100 of those beyond it.
    assert "of 100 texts beyond it about 36 are human" in first.text
    assert "en-test" in first.source


def test_where_nothing_was_measured_the_arithmetic_is_general() -> None:
    assert "is right in 82 of 100 flags" in facts_for(example_score())[0].text
    none = replace(example_score(), band_rates=(BandRate(Band.STRONG, 0.01, 1.0, 9),))
    assert "is right in 82" in facts_for(none)[0].text


@pytest.mark.parametrize("band", [band for band in Band if band is not Band.NOT_SCORED])
def test_every_fact_has_its_source_and_there_are_few(band: Band) -> None:
    facts = facts_for(example_score(band))
    assert 3 <= len(facts) <= 4
    assert all(fact.text and fact.source for fact in facts)


def test_whole_digests_stand_in_the_provenance() -> None:
    digests = {row.name: row.digest for row in provenance_of(example_score()) if row.digest}
    assert digests == {"SHA-256 of its weights": "ab" * 32, "SHA-256 of the calibration": "cd" * 32}


def test_student_and_instructor_see_the_same_but_for_the_words() -> None:
    def numbers(report: Report) -> list[object]:
        return [report.numbers, report.picture, report.passages, report.human, report.surprise, report.methods,
                report.limits, report.facts, report.provenance, report.paragraphs]  # fmt: skip

    teacher, student = (build_report(example_score(), (), TEXT, who) for who in (False, True))
    assert numbers(teacher) == numbers(student)
