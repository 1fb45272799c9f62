"""Passages that stand out: how far, which way, and where in the text as it was handed in."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from plugin.domain.score import Direction, Span
from tests.scoring.made_up import calibration
from workers.scoring import evidence
from workers.scoring.calibration import Reference, Stratum
from workers.scoring.normalise import normalise
from workers.scoring.reading import Reading
from workers.scoring.segments import Stretch
from workers.scoring.statistics import TokenStatistics

MACHINE, USUAL, HUMAN = -0.5, -5.0, -30.0  # the made-up humans' highest passages lie at -4, one in forty at -1


@pytest.fixture
def stratum(tmp_path: Path) -> Stratum:
    return calibration(tmp_path).own_stratum(300)


def spans_of(stratum: Stratum, *levels: float) -> tuple[Span, ...]:
    """One passage of sixty one-letter tokens for each level, all of them the model's first guess, entropy nought."""
    text = normalise("x" * 60 * len(levels))
    log_p = torch.tensor([level for level in levels for _ in range(60)])
    rest, nought = torch.ones(len(log_p)), torch.zeros(len(log_p))
    passages = tuple(Stretch(60 * n, 60 * n + 60, 60 * n, 60 * n + 60) for n in range(len(levels)))
    return evidence.spans(Reading(TokenStatistics(log_p, rest, nought, rest), rest, (), passages), stratum, text)


def directions(spans: tuple[Span, ...]) -> list[Direction]:
    return [span.direction for span in spans]


def test_a_passage_stands_out_when_few_texts_hold_one_so_far_out(stratum: Stratum) -> None:
    found = spans_of(stratum, USUAL, MACHINE, USUAL, USUAL)
    assert Direction.MACHINE in directions(found)
    span = next(s for s in found if s.direction is Direction.MACHINE)
    assert (span.start, span.end, span.tokens, span.human_share) == (60, 120, 60, 0.0)
    assert span.surprisal < span.around


def test_the_strongest_human_passage_is_always_shown(stratum: Stratum) -> None:
    found = spans_of(stratum, USUAL, USUAL - 0.5, USUAL, MACHINE)
    human = [s for s in found if s.direction is Direction.HUMAN]
    assert [(s.start, s.end) for s in human] == [(60, 120)]
    assert human[0].human_share == 1.0  # every reference AI text holds one so far out: weak, and it says so


def test_a_text_of_one_passage_shows_it(stratum: Stratum) -> None:
    assert directions(spans_of(stratum, USUAL)) == [Direction.HUMAN]


def test_all_passages_beyond_the_human_line_are_shown(stratum: Stratum) -> None:
    found = spans_of(stratum, HUMAN, USUAL, HUMAN, USUAL)
    assert [(s.start, s.end, s.human_share) for s in found] == [(0, 60, 0.0), (120, 180, 0.0)]


def test_neighbours_become_one(stratum: Stratum) -> None:
    found = [s for s in spans_of(stratum, MACHINE, MACHINE, USUAL) if s.direction is Direction.MACHINE]
    assert [(s.start, s.end, s.tokens) for s in found] == [(0, 120, 120)]


def test_no_passage_is_called_human_where_all_stand_out_as_machine_like(stratum: Stratum) -> None:
    assert directions(spans_of(stratum, MACHINE, MACHINE)) == [Direction.MACHINE]


def test_a_text_without_passages_has_no_spans(stratum: Stratum) -> None:
    assert spans_of(stratum) == ()


def test_the_more_passages_a_text_has_the_further_out_one_must_lie(stratum: Stratum) -> None:
    # At -1 lie 10 of 400 human texts: 2.5 %. Of sixteen passages, four times the reference's, 9.6 %: not rare.
    assert Direction.MACHINE in directions(spans_of(stratum, -1.0, *[USUAL] * 3))
    assert Direction.MACHINE not in directions(spans_of(stratum, -1.0, *[USUAL] * 15))


def test_a_span_says_how_rare_it_is_among_texts_of_its_length(stratum: Stratum) -> None:
    span = spans_of(stratum, -1.0, *[USUAL] * 7)[0]
    assert span.human_share == pytest.approx(1 - 0.975**2, abs=1e-4)


def test_a_span_says_how_many_of_its_tokens_were_first_guesses(stratum: Stratum) -> None:
    log_p, nought = torch.tensor([MACHINE] * 60 + [USUAL] * 60), torch.zeros(120)
    rank = torch.tensor([10.0] * 45 + [11.0] * 15 + [1.0] * 30 + [99.0] * 30)
    passages = (Stretch(0, 60, 0, 60), Stretch(60, 120, 60, 120))
    made = Reading(TokenStatistics(log_p, rank, nought, nought), nought, (), passages)
    machine, human = evidence.spans(made, stratum, normalise("x" * 120))
    assert (machine.guessed, machine.guessed_around) == (0.75, 0.5)
    assert (human.guessed, human.guessed_around) == (0.5, 0.75)


def test_the_whole_text_is_held_against_nothing_around_it(stratum: Stratum) -> None:
    span = spans_of(stratum, MACHINE, MACHINE)[0]
    assert (span.around, span.guessed_around) == (None, None)


def test_a_span_names_the_methods_that_lean_its_way(stratum: Stratum) -> None:
    methods = {name: Reference([-99.0], [0.0]) for name in ("perplexity", "log_rank", "lrr")}
    machine, human = spans_of(replace(stratum, methods=methods), MACHINE, HUMAN)
    assert (machine.agree, machine.asked) == (("perplexity", "log_rank", "lrr"), 3)
    assert (human.agree, human.asked) == (("perplexity",), 3)
