"""Where a text lies, drawn: the picture and its table say the same, and neither more than is known."""

from dataclasses import replace

import pytest

from plugin.domain.picture import picture_of
from plugin.domain.score import Band, Distribution, Score
from tests.domain.examples import example_score

KNOWN = Distribution(-1.0, 3.0, (600, 500, 100, 4), (0, 180, 300, 500), 640, ((Band.ELEVATED, 1.0), (Band.STRONG, 2.0)))


def known(**other: object) -> Score:
    return replace(example_score(), distribution=replace(KNOWN, **other))  # type: ignore[arg-type]


def test_this_text_and_the_lines_lie_where_their_numbers_say() -> None:
    picture = picture_of(known())
    assert picture is not None
    assert picture.here == pytest.approx(56.25)  # 1.25 on a scale from -1 to 3
    assert [(line.at, line.name) for line in picture.lines] == [(50.0, "Elevated"), (75.0, "Strong")]


def test_each_shape_is_drawn_as_shares_of_its_own_group() -> None:
    picture = picture_of(known())
    assert picture is not None
    assert picture.machine is not None
    heights = {left: height for left, _, height in picture.machine.bars}
    tallest = 500 / 980
    assert heights == {25.0: 36.0, 50.0: 60.0, 75.0: 100.0}
    assert picture.human.bars[0][2] == pytest.approx(100 * 600 / 1204 / tallest, abs=0.05)


def test_the_table_holds_the_same_numbers_and_names_the_row_of_this_text() -> None:
    picture = picture_of(known())
    assert picture is not None
    assert [(row.span, row.human, row.machine) for row in picture.rows][1:3] == [
        ("0.00 to 1.00", "500", "180"),
        ("1.00 to 2.00", "100", "300"),
    ]
    assert [row.span for row in picture.rows if row.here] == ["1.00 to 2.00"]
    assert [(group.texts, group.at_or_above) for group in picture.groups] == [
        ("1,204", "39 (3.2 in 100)"),
        ("980", "640 (65.3 in 100)"),
    ]


def test_without_ai_texts_only_human_ones_are_drawn_and_spoken_of() -> None:
    picture = picture_of(known(machine=(), machine_at_or_above=0))
    assert picture is not None
    assert picture.machine is None
    assert "AI" not in picture.described
    assert len(picture.groups) == 1


def test_a_score_of_before_has_no_picture() -> None:
    assert picture_of(example_score()) is None
    assert picture_of(known(high=-1.0)) is None


def test_a_text_beyond_the_scale_stays_within_the_picture() -> None:
    picture = picture_of(replace(known(), statistic=99.0))
    assert picture is not None
    assert picture.here == 100.0
    assert picture.rows[-1].here


def test_it_is_said_that_the_groups_overlap_where_they_do() -> None:
    apart = known(human=(600, 604, 0, 0), machine=(0, 0, 480, 500))
    said = [picture.described for score in (known(), apart) if (picture := picture_of(score))]
    assert ["overlap" in words for words in said] == [True, False]
