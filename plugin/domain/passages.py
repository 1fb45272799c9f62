"""A passage that stands out, in words: each reason a short sentence with its numbers."""

from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.score import Direction, Span

# Evidence for human writing is always shown; beyond this share of AI texts it is said that it weighs little.
PASSAGE_ALPHA = 0.05


@dataclass(frozen=True)
class Passage:
    """A passage with its reasons: why it stands out, in numbers a reader can follow."""

    label: str
    direction: str
    heading: str
    reasons: tuple[str, ...]


def passage_in_words(label: str, span: Span) -> Passage:
    machine = span.direction is Direction.MACHINE
    reads = "reads machine-like" if machine else "reads human"
    if not _far_out(span):
        reads = "the most human-reading passage here"
    reasons = (_surprisal(span), _rarity(span), _guesses(span), _leanings(span))
    heading = f"{label} · {span.words} words · {reads}"
    if reads_evenly(span):
        heading = "The text reads evenly: no passage of it stands out"
    return Passage(label, span.direction.value, heading, tuple(reason for reason in reasons if reason))


def reads_evenly(span: Span) -> bool:
    """The whole text as one passage that is nothing rare: to mark all of it would mark nothing, and a text of the
    highest band would be shown as human from end to end."""
    return span.around is None and not _far_out(span)


def _far_out(span: Span) -> bool:
    return span.direction is Direction.MACHINE or span.human_share <= PASSAGE_ALPHA


def _surprisal(span: Span) -> str:
    if span.around is None:
        return f"It is the whole text, at {span.surprisal:.1f} bits a token: nothing around it to hold it against."
    expected = "more" if span.surprisal < span.around else "less"
    return (
        f"Its words are {expected} expected than those around it "
        f"({span.surprisal:.1f} against {span.around:.1f} bits a token). Where it begins and ends is a rough guess."
    )


def _rarity(span: Span) -> str:
    group = "human" if span.direction is Direction.MACHINE else "AI"
    said = f"{words.in_100(span.human_share)} reference {group} texts hold a passage at least this far out"
    return said + ("." if _far_out(span) else ", so it weighs little.")


def _guesses(span: Span) -> str:
    if span.guessed is None:
        return ""
    around = "" if span.guessed_around is None else f"; around it, {round(100 * span.guessed_around)} in 100"
    return f"{round(100 * span.guessed)} in 100 of its tokens are among the language model's first ten guesses{around}."


def _leanings(span: Span) -> str:
    if not span.asked:
        return ""
    names = ", ".join(words.METHODS.get(name, (name, ""))[0] for name in span.agree)
    way = "AI" if span.direction is Direction.MACHINE else "human"
    said = f"{len(span.agree)} of {span.asked} methods put it nearer to the typical {way} text"
    return f"{said}{f' ({names})' if names else ''}. They read the same numbers, so they do not bear each other out."
