"""A text in, a Score or the reason for none out: the one door of this room."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from plugin.domain.caveats import Caveat, Code, in_reading_order
from plugin.domain.score import CalibrationIdentity, Direction, Likelihood, Score, Span, Stability, Unscorable
from workers.scoring import evidence, gate, judgement
from workers.scoring.calibration import Calibration, CalibrationError, Stratum, load_calibration
from workers.scoring.companions import ALONE, Companions, load_companions
from workers.scoring.distribution import distribution
from workers.scoring.edits import harmless_edits
from workers.scoring.ensemble import Ensemble, load_ensemble
from workers.scoring.judged import judged
from workers.scoring.language_model import EMBEDDED, LanguageModel, load
from workers.scoring.local_calibration import load_local
from workers.scoring.reading import Prepared, Reading, in_tokens, prepare, read_all
from workers.scoring.stability import MOST_TOKENS, is_near_a_line, stability
from workers.scoring.stages import stage
from workers.scoring.watermarks import WatermarkTest

CALIBRATIONS = Path(__file__).parent / "calibrations"
ENSEMBLES = Path(__file__).parent / "ensembles"

Answer = tuple[Score | Unscorable, tuple[Caveat, ...]]


@dataclass(frozen=True)
class Request:
    """A text with what is known of its language (ISO 639-1, confidence 0-1)."""

    text: str
    language: str | None
    confidence: float


@dataclass(frozen=True)
class _Placed:
    """A reading with its statistic, what the members of the ensemble said, and what edits made of it if asked."""

    reading: Reading
    members: dict[str, float]
    value: float
    steady: Stability | None


class Scorer:
    """One model with one calibration. The same text scores the same alone, in company, and in any order, to within
    the tolerance that the calibration names as `batch_tolerance`."""

    def __init__(
        self,
        model: LanguageModel,
        calibration: Calibration,
        ensemble: Ensemble,
        base_rate: float = 0.10,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        watermarks: Sequence[WatermarkTest] = (),
        companions: Companions = ALONE,
    ):
        if not 0 < base_rate < 1:
            raise ValueError("the base rate must lie between 0 and 1")
        self.model, self.calibration, self.base_rate, self.today = model, calibration, base_rate, today
        self.watermarks = watermarks
        self.companions, self.unmeasured = companions.measured(calibration), companions.unmeasured(calibration)
        self.ensemble = ensemble

    def compared_with(self, calibration: Calibration) -> "Scorer":
        """The same model and weights beside other reference texts. Raises CalibrationError where they do not fit."""
        return Scorer(
            self.model, calibration, fitting(self.ensemble, calibration), self.base_rate, self.today,
            self.watermarks, self.companions,
        )  # fmt: skip

    def warm_up(self) -> None:
        """A real pass, so that the first submission does not pay for first-time work."""
        text = "Reading starts here, and it starts now. " * 20
        read_all(self.model, [prepare(self.model, text)], self.companions)

    def score(self, text: str, language: str | None, confidence: float) -> Answer:
        return self.score_many([Request(text, language, confidence)])[0]

    def score_many(self, requests: Sequence[Request]) -> list[Answer]:
        """One answer for each request, in order. Raises what torch raises when the device fails, and ArithmeticError
        when the model gives no number for a text."""
        opened = [self.opened(request) for request in requests]
        to_read = [prepared for prepared in opened if isinstance(prepared, Prepared)]
        if not to_read:
            return [(found, ()) for found in opened if isinstance(found, Unscorable)]
        readings = self._read(to_read, self.companions)
        with stage("detectors"):
            placed = iter(self._placed(to_read, readings))
            return [
                self._judge(request, found, next(placed)) if isinstance(found, Prepared) else (found, ())
                for request, found in zip(requests, opened, strict=True)
            ]

    def _placed(self, texts: Sequence[Prepared], readings: Sequence[Reading]) -> list[_Placed]:
        """With each reading its statistic, and for those near a line what harmless edits make of it."""
        members = [self._members(reading) for reading in readings]
        values = [self.ensemble.combined(said) for said in members]
        strata = [self.calibration.stratum_for(reading.tokens) for reading in readings]
        near = [
            n for n, value in enumerate(values)
            if readings[n].tokens <= MOST_TOKENS and is_near_a_line(value, strata[n], self.calibration.noise)
        ]  # fmt: skip
        edits = {n: harmless_edits(texts[n].normalised.text) for n in near}
        read = iter(self._read([prepare(self.model, edit) for n in near for edit in edits[n]]))
        again = {n: [self.statistic(next(read)) for _ in edits[n]] for n in near}
        steady = {n: stability(values[n], moved, strata[n]) for n, moved in again.items() if moved}
        return [_Placed(reading, members[n], values[n], steady.get(n)) for n, reading in enumerate(readings)]

    def _read(self, texts: Sequence[Prepared], companions: Companions = ALONE) -> list[Reading]:
        if not texts:
            return []
        with stage("model"):
            return read_all(self.model, texts, companions)

    def opened(self, request: Request) -> Prepared | Unscorable:
        """The text ready to be read, or the reason why it is not judged."""
        closed = gate.closed_by_size(request.text, request.language)
        if closed:
            return closed
        text, languages = judged(request.text), {str(self.calibration.raw["language"])}
        closed = gate.closed(text, request.language, request.confidence, languages)
        if closed:
            return closed
        prepared = in_tokens(self.model, text)
        return gate.closed_by_tokens(len(prepared.encoded.ids) - 1, text.words, request.language) or prepared

    def _judge(self, request: Request, prepared: Prepared, placed: _Placed) -> Answer:
        reading, value, steady = placed.reading, placed.value, placed.steady
        stratum = self.calibration.stratum_for(reading.tokens)
        said = judgement.values(reading, placed.members)
        rows = judgement.methods(said, self.ensemble, value, stratum)
        like = self._is_like(reading, said)
        band, why = judgement.band(value, rows, stratum, self.calibration.noise, like, steady)
        likelihood = self._likelihood(value, why)
        found = evidence.spans(reading, stratum, prepared.normalised)
        text = prepared.judged
        score = Score(
            band=band,
            statistic=round(value, 4),
            rank=stratum.rank(value),
            likelihood=likelihood,
            band_rates=stratum.band_rates,
            share=_share(found, text.judged_words),
            words=text.words,
            tokens=reading.tokens,
            language=str(request.language),
            methods=rows,
            spans=found,
            sentences=evidence.sentences(reading, prepared.normalised),
            model=self.model.identity,
            calibration=self._identity(stratum),
            judged_words=text.judged_words,
            left_out=text.left_out,
            oddities=text.oddities,
            watermarks=tuple(mark for test in self.watermarks if (mark := test.test(request.text))),
            stability=steady,
            neighbours=_neighbours(stratum.score.human, value),
            distribution=distribution(stratum, value),
        )
        caveats = judgement.caveats(
            band, why, stratum, self.calibration.own_stratum(reading.tokens), self.calibration, likelihood,
            text.judged_words, request.confidence, self.model.parameters, self.today(), steady,
        )  # fmt: skip
        return score, in_reading_order((*caveats, *text.caveats()))

    def _likelihood(self, value: float, why: set[Code]) -> Likelihood:
        """Of a kind of text that was not measured nothing is known but the base rate."""
        if Code.UNLIKE_REFERENCE in why:
            return Likelihood(100 * self.base_rate, 0.0, 100.0, self.base_rate)
        return self.calibration.likelihood(value, self.base_rate)

    def _is_like(self, reading: Reading, said: Mapping[str, float]) -> bool:
        """Of a kind that was measured? An institution's own texts are that kind: nearness to the built-in ones is not
        asked then."""
        known = judgement.like_reference(said, self.calibration.strata[0])
        return known and (self.calibration.is_local or self.ensemble.is_like(reading))

    def statistic(self, reading: Reading) -> float:
        return self.ensemble.combined(self._members(reading))

    def _members(self, reading: Reading) -> dict[str, float]:
        """Not-a-number would compare as "not machine-like": it must never pass for an answer."""
        said = self.ensemble.values(reading) if reading.is_finite else {}
        if not said or not math.isfinite(self.ensemble.combined(said)):
            raise ArithmeticError("the model gave no number for this text")
        return said

    def _identity(self, stratum: Stratum) -> CalibrationIdentity:
        raw = self.calibration.raw
        return CalibrationIdentity(
            id=self.calibration.id,
            sha256=self.calibration.sha256,
            created=raw["created"],
            valid_until=raw["valid_until"],
            language=raw["language"],
            stratum=stratum.name,
            reference_n=stratum.n,
            machine_n=len(stratum.score.machine),
            measured=dict(raw["measured"]),
            generators=tuple(raw.get("generators", ())),
            base=str(raw.get("base", "")),
        )


def for_embedded(cache_dir: Path, device: str = "auto", dtype: str = "auto", base_rate: float = 0.10) -> Scorer:
    return load_scorer(EMBEDDED, cache_dir, device, dtype, base_rate)


def load_scorer(
    name: str, cache_dir: Path, device: str, dtype: str, base_rate: float, watermarks: Sequence[WatermarkTest] = (),
    observer: str | None = None, classifier: str | None = None, ai_label: str | None = None,
    calibration_file: Path | None = None,
) -> Scorer:  # fmt: skip
    """With the built-in calibration, or the local one in `calibration_file`. Raises ModelError or CalibrationError,
    each with what to do next."""
    model = load(name, cache_dir, device, dtype)
    calibration = load_calibration(CALIBRATIONS, model.identity.sha256)
    if calibration_file is not None:
        calibration = load_local(calibration_file, calibration, model.identity.dtype)
    companions = load_companions(model, observer, classifier, ai_label, cache_dir)
    ensemble = fitting(load_ensemble(ENSEMBLES / str(calibration.raw["ensemble"]["file"])), calibration)
    return Scorer(model, calibration, ensemble, base_rate, watermarks=watermarks, companions=companions)


def fitting(ensemble: Ensemble, calibration: Calibration) -> Ensemble:
    """The same, or CalibrationError: numbers of other weights would be compared with the wrong texts."""
    if ensemble.sha256 != calibration.raw["ensemble"]["sha256"]:
        raise CalibrationError(
            "ensemble_mismatch",
            "The calibration was made for other weights than those installed.",
            "Install Caveat again, or make the calibration anew.",
        )
    return ensemble


def _neighbours(humans: Sequence[float], value: float, count: int = 5) -> tuple[float, ...]:
    """The human reference texts' scores that lie nearest, in order."""
    return tuple(sorted(sorted(humans, key=lambda human: abs(human - value))[:count]))


def _share(spans: Sequence[Span], words: int) -> float:
    inside = sum(span.words for span in spans if span.direction is Direction.MACHINE)
    return min(inside / words, 1.0) if words else 0.0
