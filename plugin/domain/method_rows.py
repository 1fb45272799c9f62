"""The methods side by side, and how far they agree."""

from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.language import say, say_n
from plugin.domain.score import POINTS, Direction, Score


@dataclass(frozen=True)
class MethodRow:
    """`human_share`: how many reference human texts read as machine-like by this method, or more."""

    code: str
    name: str
    looks_at: str
    value: str
    direction: str
    points_to: str
    human_share: str


def method_rows(score: Score) -> tuple[MethodRow, ...]:
    rows = []
    for method in score.methods:
        name, looks_at = words.METHODS.get(method.name, (method.name, ""))
        value = f"{method.value:.2f} {_unit(method.unit)}".strip()
        points_to = words.DIRECTIONS[method.direction]
        share = words.in_100(method.human_share) if method.human_share else say("none of those measured")
        rows.append(MethodRow(method.name, name, looks_at, value, method.direction.value, points_to, share))
    return tuple(rows)


def agreement_of(score: Score) -> str:
    counts = {way: sum(m.direction is way for m in score.methods) for way in Direction}
    counted = say_n(
        "Of %(n)s method %(machine)s point to machine-like, %(human)s to human, %(neither)s to neither.",
        "Of %(n)s methods %(machine)s point to machine-like, %(human)s to human, %(neither)s to neither.",
        len(score.methods), machine=counts[Direction.MACHINE], human=counts[Direction.HUMAN],
        neither=counts[Direction.NEITHER],
    )  # fmt: skip
    pointing = say(
        "A method points to machine-like where at most %(share)s human texts go as far by it, and to human where at "
        "most %(share)s AI texts do: of so many methods, one or two often point the wrong way.",
        share=words.in_100(POINTS),
    )
    return f"{counted} {pointing}"


def _unit(unit: str) -> str:
    return say("bits") if unit == "bits" else unit
