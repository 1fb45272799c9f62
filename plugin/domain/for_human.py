"""What speaks for human writing. It is always shown, also where it is little: then it is said that it is."""

# ruff: noqa: E501 - sentences as they are read

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.language import say, say_n
from plugin.domain.passages import Passage
from plugin.domain.score import Direction, Score


@dataclass(frozen=True)
class ForHuman:
    """`passages` read human, the strongest evidence of all; `lines` say what else there is, or what its lack means."""

    passages: tuple[Passage, ...]
    lines: tuple[str, ...]


def for_human(score: Score, passages: Sequence[Passage]) -> ForHuman:
    human = tuple(passage for passage in passages if passage.direction == Direction.HUMAN.value)
    lines = (_of_passages(human), _of_methods(score), _of_people(score))
    return ForHuman(human, tuple(line for line in lines if line))


def _of_passages(human: Sequence[Passage]) -> str:
    if any(not passage.weak for passage in human):
        return ""
    if any(passage.marked for passage in human):
        return say(
            "No passage stands out as human; the most human-reading one is shown. That is no sign of AI: many human texts "
            "read evenly."
        )
    return say(
        "No passage stands out as human. That is no sign of AI: many human texts read evenly, those of practised "
        "writers among them."
    )


def _of_methods(score: Score) -> str:
    named = [words.METHODS.get(m.name, (m.name, ""))[0] for m in score.methods if m.direction is Direction.HUMAN]
    if not named:
        return say("No method points to human. A method that points to neither says nothing against it.")
    return say_n(
        "%(n)s method points to human: %(names)s.", "%(n)s methods point to human: %(names)s.",
        len(named), names=", ".join(named),
    )  # fmt: skip


def _of_people(score: Score) -> str:
    """Where there are none, the rank says so; here it would speak for nothing."""
    above, texts = score.rank.at_or_above, f"{score.rank.reference_n:,}"
    if not above:
        return ""
    return say_n(
        "%(count)s human text of %(texts)s reads this machine-like or more, and a person wrote it.",
        "%(count)s human texts of %(texts)s read this machine-like or more, and people wrote them.",
        above, count=f"{above:,}", texts=texts,
    )  # fmt: skip
