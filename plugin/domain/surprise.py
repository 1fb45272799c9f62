"""Surprisal by sentence: how expected a language model finds each, as a chart and as a table of the same numbers."""

# ruff: noqa: E501 - sentences as they are read

import math
from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.language import say
from plugin.domain.score import Direction, Score, Sentence, Span

LEAST = 3  # fewer sentences have no rhythm to look at
MOST_BARS = 120  # a longer text has several sentences in a bar
_EXCERPT = 42


@dataclass(frozen=True)
class Bar:
    """Sentences `first` to `last` (from 1), in hundredths of the chart's width and height. `label` names the passage
    they lie in ("" for none)."""

    first: int
    last: int
    left: float
    width: float
    height: float
    surprisal: str
    label: str
    direction: str
    excerpt: str


@dataclass(frozen=True)
class Surprise:
    """`mean` is a height, as those of the bars; `mean_said` and `highest_said` are bits a token."""

    bars: tuple[Bar, ...]
    mean: float
    mean_said: str
    highest_said: str
    described: str
    grouped: str
    varies: str


@dataclass(frozen=True)
class _Group:
    sentences: Sequence[Sentence]
    first: int

    @property
    def surprisal(self) -> float:
        return _mean(self.sentences)


def surprise_of(score: Score, labelled: Sequence[tuple[str, Span]], text: str) -> Surprise | None:
    sentences = [sentence for sentence in score.sentences if sentence.tokens > 0]
    if len(sentences) < LEAST:
        return None
    together = -(-len(sentences) // MOST_BARS)
    groups = [_Group(sentences[at : at + together], at + 1) for at in range(0, len(sentences), together)]
    highest, mean = max(group.surprisal for group in groups), _mean(sentences)
    top = max(highest, 0.01)
    return Surprise(
        bars=tuple(_bar(n, group, len(groups), top, labelled, text) for n, group in enumerate(groups)),
        mean=round(100 * mean / top, 2),
        mean_said=f"{mean:.1f}",
        highest_said=f"{highest:.1f}",
        described=_described(sentences, mean),
        grouped=_grouped(together),
        varies=_varies(score),
    )


def _mean(sentences: Sequence[Sentence]) -> float:
    """Weighted by tokens, so that it is the mean of all of their tokens."""
    return sum(one.surprisal * one.tokens for one in sentences) / sum(one.tokens for one in sentences)


def _spread(sentences: Sequence[Sentence], mean: float) -> float:
    """Weighted alike: it is the value of burstiness, which stands among the methods."""
    squares = sum(one.tokens * (one.surprisal - mean) ** 2 for one in sentences)
    return math.sqrt(squares / sum(one.tokens for one in sentences))


def _bar(n: int, group: _Group, count: int, top: float, labelled: Sequence[tuple[str, Span]], text: str) -> Bar:
    start = group.sentences[0].start
    label, span = next(((label, span) for label, span in labelled if span.start <= start < span.end), ("", None))
    value = group.surprisal
    return Bar(
        first=group.first,
        last=group.first + len(group.sentences) - 1,
        left=round(100 * n / count, 2),
        width=round(100 / count, 2),
        height=round(100 * max(value, 0.0) / top, 1),
        surprisal=f"{value:.1f}",
        label=label,
        direction=span.direction.value if span else "",
        excerpt=_excerpt(text, group.sentences[0]),
    )


def _excerpt(text: str, sentence: Sentence) -> str:
    said = " ".join(text[sentence.start : min(sentence.end, sentence.start + 4 * _EXCERPT)].split())
    return said if len(said) <= _EXCERPT else said[: _EXCERPT - 1].rstrip() + "…"


def _described(sentences: Sequence[Sentence], mean: float) -> str:
    values = [one.surprisal for one in sentences]
    return say(
        "%(n)s sentences in reading order. Their mean surprisal is %(mean)s bits a token; it runs from %(low)s to %(high)s, "
        "with a standard deviation of %(spread)s.",
        n=len(values), mean=f"{mean:.1f}", low=f"{min(values):.1f}", high=f"{max(values):.1f}",
        spread=f"{_spread(sentences, mean):.1f}",
    )  # fmt: skip


def _grouped(together: int) -> str:
    if together == 1:
        return ""
    return say("The text is long: each bar is the mean of %(n)s sentences, so it hides how they differ.", n=together)


def _varies(score: Score) -> str:
    """What burstiness says of it, beside known human texts."""
    found = next((method for method in score.methods if method.name == "burstiness"), None)
    if found is None:
        return ""
    share = words.in_100(found.human_share)
    points = {
        Direction.MACHINE: say("That is even for a human text, and reads machine-like."),
        Direction.HUMAN: say("That is uneven for an AI text, and reads human."),
        Direction.NEITHER: say("That points to neither."),
    }
    even = (
        say("%(share)s reference human texts vary as little from sentence to sentence, or less.", share=share)
        if found.human_share
        else say("No reference human text varies as little from sentence to sentence; others may.")
    )
    return f"{even} {points[found.direction]}"
