"""From numbers to a band, with the caveats that scoring itself knows. When in doubt: cannot tell."""

import math
from collections.abc import Mapping
from datetime import date

from plugin.domain.caveats import Caveat, Code, Severity, in_reading_order
from plugin.domain.score import POINTS, Band, BandRate, Direction, Likelihood, Method, Stability
from workers.scoring.calibration import Calibration, Reference, Stratum
from workers.scoring.detectors import BESIDE, ZERO_SHOT
from workers.scoring.ensemble import MEMBERS, Ensemble
from workers.scoring.gate import SHORT_WORDS
from workers.scoring.reading import Reading

_SURE_LANGUAGE = 0.95
# Below this the 95 % bound of the 1 % line lies above 1.6 %: said beside the score.
FIRM_REFERENCE = 1000
_SMALL_MODEL = 1_000_000_000
Facts = dict[str, str | int | float]
_VOTERS = tuple(detector for detector in ZERO_SHOT if detector.votes)


def values(reading: Reading, members: Mapping[str, float]) -> dict[str, float]:
    """What each method says of this reading, turned so that higher reads more machine-like; who has nothing to say is
    not among them. `members` is what those of the ensemble said."""
    beside = {detector.name: detector.sign * detector.value(reading) for detector in (*ZERO_SHOT, *BESIDE)}
    return {name: value for name, value in {**members, **beside}.items() if math.isfinite(value)}


def methods(said: Mapping[str, float], ensemble: Ensemble, score: float, stratum: Stratum) -> tuple[Method, ...]:
    """Every method that said something and has a reference to be compared with; first what the rank is taken on, then
    what it is made of."""
    rows = [method(ensemble.name, ensemble.unit, score, score, stratum.score)]
    for detector in (*ensemble.members, *ZERO_SHOT, *BESIDE):
        reference = stratum.methods.get(detector.name)
        if reference and detector.name in said:
            value = said[detector.name]
            rows.append(method(detector.name, detector.unit, detector.sign * value, value, reference))
    return tuple(rows)


def method(name: str, unit: str, value: float, machine_like: float, reference: Reference) -> Method:
    """`machine_like` is `value` turned so that higher reads more machine-like."""
    human_share = reference.human_share(machine_like)
    to_machine, to_human = human_share <= POINTS, reference.machine_share(machine_like) <= POINTS
    direction = Direction.NEITHER
    if to_machine != to_human:
        direction = Direction.MACHINE if to_machine else Direction.HUMAN
    return Method(name, round(value, 4), unit, direction, human_share)


def band(
    score: float, rows: tuple[Method, ...], stratum: Stratum, noise: float, like: bool, steady: Stability | None = None
) -> tuple[Band, set[Code]]:
    """The band, and what is in the way of it. Noise that could carry the text over the first line means "cannot
    tell"; over the second, that the lower band is given."""
    reached = stratum.reached(score)
    below, above = stratum.reached(score - noise), stratum.reached(score + noise)
    doubts = {
        Code.UNLIKE_REFERENCE: not like,
        Code.NEAR_THRESHOLD: below is Band.UNREMARKABLE and above is not Band.UNREMARKABLE,
        Code.METHODS_DISAGREE: disagree(reached, rows),
        Code.UNSTABLE: steady is not None and _crosses_the_first_line(score, steady, stratum),
    }
    why = {code for code, holds in doubts.items() if holds}
    if why:
        return Band.CANNOT_TELL, why
    lowest = min((below, stratum.reached(steady.lowest if steady else score)), key=list(Band).index)
    return (lowest, {Code.NEAR_THRESHOLD}) if lowest is not above else (reached, set())


def _crosses_the_first_line(score: float, steady: Stability, stratum: Stratum) -> bool:
    """Also where every edit does, and only the text as it was handed in lies on the other side."""
    below = {stratum.reached(value) is Band.UNREMARKABLE for value in (score, steady.lowest, steady.highest)}
    return steady.other_band > 0 and len(below) > 1


def disagree(reached: Band, rows: tuple[Method, ...]) -> bool:
    """A line is not crossed when one member of the ensemble reads human; and a text is not unremarkable when the
    methods beside it say machine-like by three votes.

    Those methods have no say against a line crossed: on school essays of sets left out they pointed the wrong way, hid
    six in ten AI texts and kept no human one from being flagged.
    """
    if reached is not Band.UNREMARKABLE:
        return any(row.direction is Direction.HUMAN for row in rows if row.name in MEMBERS)
    voters = {detector.name for detector in _VOTERS}
    beside = [row.direction for row in rows if row.name in voters]
    return beside.count(Direction.MACHINE) - beside.count(Direction.HUMAN) >= 3


def like_reference(said: Mapping[str, float], everything: Stratum) -> bool:
    """Does the text lie where texts were measured, human or machine, in what every method with a vote said of it?"""
    voters = (detector.name for detector in _VOTERS if detector.name in said)
    return all(inside(said[name], everything.methods[name]) for name in voters)


def inside(value: float, reference: Reference) -> bool:
    low = min(reference.human[0], reference.machine[0])
    high = max(reference.human[-1], reference.machine[-1])
    margin = 0.25 * (high - low)
    return low - margin <= value <= high + margin


def caveats(
    result: Band, why: set[Code], stratum: Stratum, own: Stratum, calibration: Calibration, likelihood: Likelihood,
    words: int, confidence: float, parameters: int, today: date, steady: Stability | None = None,
) -> tuple[Caveat, ...]:  # fmt: skip
    """In the order of the enum. `own` is the stratum of the text's length, `stratum` the one that served."""
    whose: Facts = {"local": 1} if calibration.is_local else {}
    found = [
        Caveat(Code.NOT_EVIDENCE, Severity.STOP),
        _false_flags(stratum.band_rates, result, whose),
        Caveat(Code.SECOND_LANGUAGE, Severity.CAUTION, _second_language(calibration)),
        Caveat(Code.BASE_RATE, Severity.NOTE, whose | {"base_rate": likelihood.base_rate}),
        Caveat(Code.MIXED_TEXT, Severity.NOTE),
        *(Caveat(code, Severity.CAUTION, _facts(code, steady)) for code in why),
    ]
    if own.n < FIRM_REFERENCE:
        found.append(Caveat(Code.SMALL_REFERENCE, Severity.NOTE, {"reference_n": own.n}))
    if words < SHORT_WORDS:
        found.append(Caveat(Code.SHORT_TEXT, Severity.CAUTION, {"words": words}))
    if confidence < _SURE_LANGUAGE:
        found.append(Caveat(Code.LANGUAGE_UNSURE, Severity.CAUTION, {"confidence": round(confidence, 2)}))
    if parameters < _SMALL_MODEL:
        found.append(Caveat(Code.MODEL_SMALL, Severity.NOTE, {"parameters": parameters}))
    valid_until = str(calibration.raw["valid_until"])
    if today.isoformat() > valid_until:
        found.append(Caveat(Code.CALIBRATION_EXPIRED, Severity.CAUTION, {"valid_until": valid_until}))
    return in_reading_order(found)


def _facts(code: Code, steady: Stability | None) -> dict[str, str | int | float]:
    return {"edits": steady.edits, "other_band": steady.other_band} if steady and code is Code.UNSTABLE else {}


def _second_language(calibration: Calibration) -> dict[str, str | int | float]:
    return {**calibration.raw["second_language"], "language": calibration.raw["language"]}


def _false_flags(rates: tuple[BandRate, ...], result: Band, whose: Facts) -> Caveat:
    """The rate of the line this text reached; for all others that of the first line."""
    rate = next((rate for rate in rates if rate.band is result), rates[0])
    facts: Facts = {
        "band": rate.band.value,
        "alpha": rate.alpha,
        "bound": round(rate.bound, 4),
        "reference_n": rate.reference_n,
    }
    return Caveat(Code.FALSE_FLAGS, Severity.CAUTION, facts | whose)
