"""Measured numbers behind a score: read from a JSON file that names the data they came from."""

import hashlib
import json
import math
import os
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from plugin.domain.errors import NamedError
from plugin.domain.score import Band, BandRate, Likelihood, Rank
from workers.scoring import normalise, segments, windows
from workers.scoring.intervals import beta_quantile

ALPHAS = ((Band.ELEVATED, 0.05), (Band.STRONG, 0.01))
VERSIONS = (normalise.VERSION, windows.VERSION, segments.VERSION)
# A line at 1 % needs this many reference texts to exist. A stratum that has them serves, small or not: on groups of
# sets left out, 9.0 % of long human texts crossed the 5 % line drawn on texts of all lengths, 5.5 % that of their own.
LEAST_REFERENCE = 99


class CalibrationError(NamedError):
    """No calibration fits."""


@dataclass(frozen=True)
class Reference:
    """Sorted values of one statistic in human and in AI texts, higher = more machine-like.

    Shares are 0-1. Not-a-number raises ArithmeticError: sorted search would place it below every text.
    """

    human: Sequence[float]
    machine: Sequence[float]

    def humans_at_or_above(self, value: float) -> int:
        return len(self.human) - bisect_left(self.human, _number(value))

    def human_share(self, value: float) -> float:
        return self.humans_at_or_above(value) / len(self.human)

    def machine_share(self, value: float) -> float:
        """Share of AI texts at or below `value`."""
        return bisect_right(self.machine, _number(value)) / len(self.machine)


def _number(value: float) -> float:
    if math.isnan(value):
        raise ArithmeticError("not a number cannot be ranked")
    return value


@dataclass(frozen=True)
class Stratum:
    """Reference texts of one length, in scored tokens [least, below)."""

    name: str
    least: int
    below: float
    score: Reference
    methods: dict[str, Reference]
    passages: Reference  # human: each text's highest passage; machine: each text's lowest
    passages_a_text: float  # how many the reference texts have, on average

    @property
    def n(self) -> int:
        return len(self.score.human)

    def rank(self, score: float) -> Rank:
        return Rank(self.score.humans_at_or_above(score), self.n)

    def line(self, alpha: float) -> float | None:
        """The lowest score with a p-value of at most `alpha`; None where the reference is too small for one."""
        most = int(alpha * (self.n + 1) + 1e-9) - 1  # human texts that may lie at or above it
        return math.nextafter(self.score.human[self.n - 1 - most], math.inf) if 0 <= most < self.n else None

    def reached(self, score: float) -> Band:
        """The highest line that a score crosses."""
        p = self.rank(score).p_value
        return next((band for band, alpha in reversed(ALPHAS) if p <= alpha), Band.UNREMARKABLE)

    @cached_property
    def band_rates(self) -> tuple[BandRate, ...]:
        """Of the lines that the reference is large enough for."""
        bounds = ((band, alpha, false_flag_bound(alpha, self.n)) for band, alpha in ALPHAS)
        return tuple(BandRate(band, alpha, bound, self.n) for band, alpha, bound in bounds if bound < 1)


@dataclass(frozen=True)
class Calibration:
    """One language and one model. `noise` is how far harmless edits and another dtype move a score."""

    raw: dict[str, Any]
    sha256: str
    strata: tuple[Stratum, ...]

    @property
    def id(self) -> str:
        return str(self.raw["id"])

    @property
    def is_local(self) -> bool:
        """Are its human texts an institution's own?"""
        return self.raw.get("kind") == "local"

    @property
    def noise(self) -> float:
        return float(self.raw["noise"])

    def own_stratum(self, tokens: int) -> Stratum:
        return own_of(self.strata, tokens)

    def stratum_for(self, tokens: int) -> Stratum:
        """The stratum of that length; the whole reference where it is too small to carry a line."""
        return serving(self.strata, tokens)

    def likelihood(self, score: float, base_rate: float) -> Likelihood:
        """Prior odds at `base_rate` times the likelihood ratio, fitted on left-out sets.

        The interval spans 95 % of fits to resampled sets. Above the highest human reference text, and below the
        lowest AI one, the ratio stays as it is there: where one side has no texts it was not measured.
        """
        everything = self.strata[0].score
        low, high = self.raw["likelihood"].get("range", (everything.machine[0], everything.human[-1]))
        clipped = min(max(score, low), high)
        prior = math.log(base_rate / (1 - base_rate))
        fits = sorted(_percent(log_ratio(clipped, *fit) + prior) for fit in self.raw["likelihood"]["resampled"])
        cut = int(0.025 * len(fits))
        value = _percent(log_ratio(clipped, *self.raw["likelihood"]["fit"]) + prior)
        return Likelihood(value, min(fits[cut], value), max(fits[-1 - cut], value), base_rate)


def log_ratio(score: float, slope: float, shift: float, unseen: float) -> float:
    """Log likelihood ratio of AI over human: log(unseen + (1 - unseen) exp(slope * score + shift)).

    A share `unseen` of AI texts reads just as human texts do, so that no score, however low, can speak for human by
    more than that share. A straight line said 1 in 150 where 1 in 3 was observed.
    """
    return math.log(unseen + (1 - unseen) * math.exp(min(slope * score + shift, 700)))


def own_of(strata: Sequence[Stratum], tokens: int) -> Stratum:
    """The first of `strata` is the whole reference; the others part it by length."""
    return next(s for s in strata[1:] if s.least <= tokens < s.below)


def serving(strata: Sequence[Stratum], tokens: int) -> Stratum:
    """The stratum of that length; the whole reference where it is too small, or holds no AI texts to compare with."""
    own = own_of(strata, tokens)
    return own if own.n >= LEAST_REFERENCE and own.score.machine else strata[0]


def false_flag_bound(alpha: float, n: int) -> float:
    """95 % upper value of the real rate of a line drawn at `alpha` on n texts: Beta(k, n + 1 - k), k = alpha (n + 1).

    1.0 when n is too small for such a line.
    """
    k = int(alpha * (n + 1) + 1e-9)
    return beta_quantile(0.95, k, n + 1 - k) if k >= 1 else 1.0


def _percent(logit: float) -> float:
    return 100 / (1 + math.exp(-logit))


# What cannot be a calibration, when `read_calibration` is asked to make one of it.
NOT_ONE = (ValueError, KeyError, TypeError, RecursionError)


def read_calibration(data: bytes, needed: Sequence[str] = ("model_sha256", "versions")) -> Calibration:
    """Raises one of NOT_ONE where `data` is no JSON object that holds strata and what is `needed`."""
    raw = json.loads(data)
    for key in needed:
        raw[key]
    return made_of(raw, hashlib.sha256(data).hexdigest())


def made_of(raw: dict[str, Any], sha256: str) -> Calibration:
    return Calibration(raw, sha256, tuple(make_stratum(stratum) for stratum in raw["strata"]))


def in_bytes(raw: dict[str, Any]) -> bytes:
    """As it is written, and as its sha256 is taken."""
    return (json.dumps(raw, separators=(",", ":")) + "\n").encode()


def write_calibration(file: Path, raw: dict[str, Any]) -> None:
    """Whole or not at all: a scorer may start at any moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, suffix=".part", delete=False) as out:
        try:
            out.write(in_bytes(raw))
            out.flush()
            os.fsync(out.fileno())
            os.chmod(out.name, 0o644)  # a scorer may run as another user
            os.replace(out.name, file)
        except BaseException:
            os.unlink(out.name)
            raise


def load_calibration(folder: Path, model_sha256: str) -> Calibration:
    """The newest calibration in `folder` for this model and these versions. Raises CalibrationError."""
    for file in sorted(folder.glob("*.json"), reverse=True):
        found = _opened(file)
        if found.raw["model_sha256"] == model_sha256 and tuple(found.raw["versions"]) == VERSIONS:
            return found
    raise CalibrationError(
        "not_calibrated",
        "This language model has no calibration, so no number from it would mean anything.",
        "Make one with caveat train, or use the embedded model.",
    )


def _opened(file: Path) -> Calibration:
    try:
        return read_calibration(file.read_bytes())
    except NOT_ONE as error:
        raise CalibrationError(
            "calibration_unreadable",
            f"The calibration {file.name} is damaged.",
            "Install Caveat again, or make it anew.",
        ) from error


def make_stratum(raw: dict[str, Any]) -> Stratum:
    """From its JSON object."""
    return Stratum(
        raw["name"],
        raw["least"],
        raw["below"] or math.inf,
        Reference(**raw["score"]),
        {name: Reference(**values) for name, values in raw["methods"].items()},
        Reference(**raw["passages"]),
        float(raw["passages_a_text"]),
    )
