"""What the numbers do not rest on, and what nobody sees: of each kind how much, and where it first stands."""

from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.language import say_n
from plugin.domain.score import Score


@dataclass(frozen=True)
class Aside:
    """`why` says why it was not judged, or what was done with it; `anchor` is its first place in the text."""

    name: str
    amount: str
    why: str
    anchor: str


def left_out_of(score: Score) -> tuple[Aside, ...]:
    rows = []
    for kind, (name, _, why) in words.LEFT_OUT.items():
        parts = [part for part in score.left_out if part.kind is kind]
        if parts:
            n = sum(part.words for part in parts)
            amount = say_n("%(count)s word", "%(count)s words", n, count=f"{n:,}")
            rows.append(Aside(name, amount, why, f"left-{kind.value}"))
    return tuple(rows)


def oddities_of(score: Score) -> tuple[Aside, ...]:
    return tuple(
        Aside(words.ODDITIES[o.kind][0], f"{o.count:,}", words.ODDITIES[o.kind][2], f"odd-{o.kind.value}")
        for o in score.oddities
    )
