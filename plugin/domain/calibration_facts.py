"""What is known of a calibration, read back from its row, and in words: lengths, lines, what was left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from plugin.domain.language import N_, Spoken, say, say_n
from plugin.domain.score import Band, BandRate, Reason
from plugin.domain.words import REASONS

LEAST_TEXTS = 20  # below it there is no line at all; tests hold it to what the scorer asks for
ENOUGH_TEXTS = 99  # from here on there is a line at 1 in 100
GOOD_TEXTS = 1000

# Why a text found is no text to calibrate on, beside the reasons why a submission has no score.
_LEFT_OUT: Spoken[str, str] = Spoken(
    {
        "other_type": N_("Not a .txt, .docx or .pdf file."),
        "exact_double": N_("The same text as another."),
        "near_double": N_("Nearly the same text as another: seven in ten runs of three words or more."),
        "same_author": N_("A longer text of the same author serves."),
    }
)

# What stays that of the built-in calibration, for an institution has measured none of it.
_OF_BASE: Spoken[str, str] = Spoken(
    {
        "machine references": N_("the AI texts that it is compared with"),
        "likelihood": N_("the fit of the AI-likelihood"),
        "passages": N_("which passages stand out"),
        "noise": N_("how far harmless edits move a score"),
    }
)


@dataclass(frozen=True)
class StratumFacts:
    """Texts of one length. `own`: lines of its own; else those of all lengths serve. `least` and `below` in tokens."""

    name: str
    least: int
    below: int | None
    n: int
    machine_n: int
    own: bool
    lines: tuple[BandRate, ...]

    def line(self, band: Band) -> BandRate | None:
        return next((line for line in self.lines if line.band is band), None)


@dataclass(frozen=True)
class Difference:
    """What a line of the built-in calibration would have made of these human texts; shares are 0-1."""

    alpha: float
    flagged: int
    n: int
    low: float
    high: float

    @property
    def does_not_hold(self) -> bool:
        """Surely more of them than the line promises."""
        return self.low > self.alpha


@dataclass(frozen=True)
class CalibrationFacts:
    kind: str
    sha256: str
    created: date | None
    valid_until: date | None
    base: str
    dtype: str
    model_sha256: str
    of_base: tuple[str, ...]
    generators: tuple[str, ...]
    second_language: Mapping[str, Any]
    strata: tuple[StratumFacts, ...]
    found: int
    used: int
    left_out: tuple[tuple[str, int], ...]
    differences: tuple[Difference, ...]

    @property
    def n(self) -> int:
        return self.strata[0].n if self.strata else 0

    @property
    def whole(self) -> StratumFacts | None:
        return self.strata[0] if self.strata else None

    @property
    def expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < datetime.now(UTC).date()


def facts_of(raw: Mapping[str, Any]) -> CalibrationFacts:
    """From its JSON object; whatever is missing there is empty here."""
    return CalibrationFacts(
        kind=str(raw.get("kind", "")),
        sha256=str(raw.get("sha256", "")),
        created=_day(raw.get("created")),
        valid_until=_day(raw.get("valid_until")),
        base=str(raw.get("base", "")),
        dtype=str(raw.get("dtype", "")),
        model_sha256=str(raw.get("model_sha256", "")),
        of_base=tuple(_OF_BASE.get(name, name) for name in raw.get("of_base", ())),
        generators=tuple(raw.get("generators", ())),
        second_language=raw.get("second_language", {}),
        strata=tuple(map(_stratum, raw.get("strata", ()))),
        found=int(raw.get("found", 0)),
        used=int(raw.get("used", 0)),
        left_out=tuple((why_left_out(code), count) for code, count in raw.get("left_out", {}).items()),
        differences=tuple(Difference(**one) for one in raw.get("difference", ()) if one["n"]),
    )


def length_in_words(stratum: StratumFacts) -> str:
    if stratum.below is None and stratum.least == 0:
        return say("All lengths")
    if stratum.least == 0:
        return say("Short: under %(below)s tokens", below=stratum.below)
    if stratum.below is None:
        return say("Long: from %(least)s tokens on", least=stratum.least)
    return say("Medium: %(least)s to %(most)s tokens", least=stratum.least, most=stratum.below - 1)


def why_left_out(code: str) -> str:
    if code in _LEFT_OUT:
        return _LEFT_OUT[code]
    try:
        return REASONS[Reason(code)][0]
    except ValueError:
        return code


def still_needed(used: int) -> str:
    """For one that was refused: how many more texts it takes."""
    return say_n(
        "%(used)s can serve; at least %(n)s more is needed.", "%(used)s can serve; at least %(n)s more are needed.",
        max(LEAST_TEXTS - used, 0), used=used,
    )  # fmt: skip


def _stratum(raw: Mapping[str, Any]) -> StratumFacts:
    lines = tuple(BandRate(**line | {"band": Band(line["band"])}) for line in raw["lines"])
    return StratumFacts(
        raw["name"], raw["least"], raw["below"], raw["n"], raw["machine_n"], raw["own"], lines
    )  # fmt: skip


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
