"""A passage that stands out, in words: each reason a short sentence with its numbers."""

# ruff: noqa: E501 - sentences as they are read

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.language import say, say_n
from plugin.domain.score import Direction, Span

# Evidence for human writing is always shown; beyond this share of AI texts it is said that it weighs little.
PASSAGE_ALPHA = 0.05


@dataclass(frozen=True)
class Passage:
    """A passage with its reasons: why it stands out, in numbers a reader can follow. `weak`: it is shown because it
    is the most human there is, not because it is rare. `marked`: it is marked in the text."""

    label: str
    direction: str
    heading: str
    reasons: tuple[str, ...]
    weak: bool = False
    marked: bool = True


def labelled(spans: Sequence[Span]) -> list[tuple[str, Span]]:
    """M1, M2 … for machine-like passages, H1, H2 … for human ones, in reading order."""
    counts = {Direction.MACHINE: 0, Direction.HUMAN: 0, Direction.NEITHER: 0}
    named = []
    for span in sorted(spans, key=lambda span: span.start):
        counts[span.direction] += 1
        named.append((f"{span.direction.value[0].upper()}{counts[span.direction]}", span))
    return named


def passage_in_words(label: str, span: Span) -> Passage:
    reasons = (_surprisal(span), _rarity(span), _guesses(span), _leanings(span))
    return Passage(
        label,
        span.direction.value,
        _heading(label, span),
        tuple(reason for reason in reasons if reason),
        weak=not _far_out(span),
        marked=not reads_evenly(span),
    )


def reads_evenly(span: Span) -> bool:
    """The whole text as one passage that is nothing rare: to mark all of it would mark nothing, and a text of the
    highest band would be shown as human from end to end."""
    return span.around is None and not _far_out(span)


def _heading(label: str, span: Span) -> str:
    if reads_evenly(span):
        return say("The text reads evenly: no passage of it stands out")
    reads = say("reads machine-like") if span.direction is Direction.MACHINE else say("reads human")
    if not _far_out(span):
        reads = say("the most human-reading passage here")
    counted = say_n("%(count)s word", "%(count)s words", span.words, count=f"{span.words:,}")
    return f"{label} · {counted} · {reads}"


def _far_out(span: Span) -> bool:
    return span.direction is Direction.MACHINE or span.human_share <= PASSAGE_ALPHA


def _surprisal(span: Span) -> str:
    inside = f"{span.surprisal:.1f}"
    if span.around is None:
        return say(
            "It is the whole text, at %(inside)s bits a token: nothing around it to hold it against.", inside=inside
        )
    values = {"inside": inside, "around": f"{span.around:.1f}"}
    if span.surprisal < span.around:
        return say(
            "Its words are more expected than those around it (%(inside)s against %(around)s bits a token). Where it "
            "begins and ends is a rough guess.", **values
        )  # fmt: skip
    return say(
        "Its words are less expected than those around it (%(inside)s against %(around)s bits a token). Where it begins "
        "and ends is a rough guess.", **values
    )  # fmt: skip


def _rarity(span: Span) -> str:
    """The share is carried over to texts of this one's length: "about". None among the reference is not never."""
    share, machine = words.in_100(span.human_share), span.direction is Direction.MACHINE
    if not span.human_share:
        return (
            say("No reference human text holds a passage this far out; others may.") if machine
            else say("No reference AI text holds a passage this far out; others may.")
        )  # fmt: skip
    if machine:
        return say("About %(share)s human texts of this length hold a passage at least this far out.", share=share)
    if _far_out(span):
        return say("About %(share)s AI texts of this length hold a passage at least this far out.", share=share)
    return say(
        "About %(share)s AI texts of this length hold a passage at least this far out, so it weighs little.",
        share=share,
    )


def _guesses(span: Span) -> str:
    if span.guessed is None:
        return ""
    inside = round(100 * span.guessed)
    if span.guessed_around is None:
        return say("%(inside)s in 100 of its tokens are among the language model's first ten guesses.", inside=inside)
    return say(
        "%(inside)s in 100 of its tokens are among the language model's first ten guesses; around it, %(around)s in 100.",
        inside=inside, around=round(100 * span.guessed_around),
    )  # fmt: skip


def _leanings(span: Span) -> str:
    if not span.asked:
        return ""
    listed = ", ".join(words.METHODS.get(name, (name, ""))[0] for name in span.agree)
    values = {"agreeing": len(span.agree), "methods": f" ({listed})" if listed else ""}
    if span.direction is Direction.MACHINE:
        return say_n(
            "%(agreeing)s of %(n)s method puts it nearer to the typical AI text%(methods)s.",
            "%(agreeing)s of %(n)s methods put it nearer to the typical AI text%(methods)s. They read the same numbers, "
            "so they do not bear each other out.",
            span.asked, **values,
        )  # fmt: skip
    return say_n(
        "%(agreeing)s of %(n)s method puts it nearer to the typical human text%(methods)s.",
        "%(agreeing)s of %(n)s methods put it nearer to the typical human text%(methods)s. They read the same numbers, "
        "so they do not bear each other out.",
        span.asked, **values,
    )  # fmt: skip
