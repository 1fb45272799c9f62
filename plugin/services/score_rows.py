"""A score as rows, and back: of a run, and of a sample that nobody handed in."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.score import (
    Band,
    BandRate,
    CalibrationIdentity,
    Direction,
    Distribution,
    LeftOut,
    LeftOutKind,
    Likelihood,
    Method,
    ModelIdentity,
    Oddity,
    OddityKind,
    Rank,
    Score,
    Sentence,
    Span,
    Stability,
    Watermark,
)
from plugin.store import tables
from plugin.store.tables import Evidence


def write(session: Session, run_id: UUID, score: Score) -> None:
    session.add(row_of(run_id, score))
    session.add_all(evidence_of(run_id, score))


def row_of(run_id: UUID | None, score: Score) -> tables.Score:
    return tables.Score(
        run_id=run_id,
        band=score.band.value,
        statistic=score.statistic,
        at_or_above=score.rank.at_or_above,
        reference_n=score.rank.reference_n,
        likelihood=score.likelihood.value,
        likelihood_low=score.likelihood.low,
        likelihood_high=score.likelihood.high,
        base_rate=score.likelihood.base_rate,
        share=score.share,
        words=score.words,
        tokens=score.tokens,
        language=score.language,
        band_rates=[asdict(rate) for rate in score.band_rates],
        methods=[asdict(method) for method in score.methods],
        sentences=[asdict(sentence) for sentence in score.sentences],
        model=asdict(score.model),
        calibration=asdict(score.calibration),
        judged_words=score.judged_words,
        left_out=[asdict(part) for part in score.left_out],
        oddities=[asdict(oddity) for oddity in score.oddities],
        watermarks=[asdict(mark) for mark in score.watermarks],
        stability=asdict(score.stability) if score.stability else {},
        neighbours=list(score.neighbours),
        distribution=asdict(score.distribution) if score.distribution else {},
    )


def evidence_of(run_id: UUID | None, score: Score) -> list[Evidence]:
    return [
        Evidence(run_id=run_id, start=span.start, end=span.end, direction=span.direction.value, numbers=_numbers(span))
        for span in score.spans
    ]


def _numbers(span: Span) -> dict[str, Any]:
    return {name: value for name, value in asdict(span).items() if name not in ("start", "end", "direction")}


def score_of(row: tables.Score, evidence: list[Evidence]) -> Score:
    return Score(
        band=Band(row.band),
        statistic=row.statistic,
        rank=Rank(row.at_or_above, row.reference_n),
        likelihood=Likelihood(row.likelihood, row.likelihood_low, row.likelihood_high, row.base_rate),
        band_rates=tuple(BandRate(**rate | {"band": Band(rate["band"])}) for rate in row.band_rates),
        share=row.share,
        words=row.words,
        tokens=row.tokens,
        language=row.language,
        methods=tuple(Method(**_with_direction(method)) for method in row.methods),
        spans=tuple(_span(span) for span in evidence),
        sentences=tuple(Sentence(**sentence) for sentence in row.sentences),
        model=ModelIdentity(**row.model),
        calibration=_calibration(row.calibration),
        judged_words=row.judged_words,
        left_out=tuple(LeftOut(**part | {"kind": LeftOutKind(part["kind"])}) for part in row.left_out),
        oddities=tuple(_oddity(oddity) for oddity in row.oddities),
        watermarks=tuple(Watermark(**mark) for mark in row.watermarks),
        stability=Stability(**row.stability) if row.stability else None,
        neighbours=tuple(row.neighbours),
        distribution=_distribution(row.distribution) if row.distribution else None,
    )


def _calibration(raw: dict[str, Any]) -> CalibrationIdentity:
    return CalibrationIdentity(**raw | {"generators": tuple(raw.get("generators", ()))})


def _distribution(raw: dict[str, Any]) -> Distribution:
    lines = tuple((Band(band), value) for band, value in raw["lines"])
    return Distribution(**raw | {"human": tuple(raw["human"]), "machine": tuple(raw["machine"]), "lines": lines})


def _oddity(raw: dict[str, Any]) -> Oddity:
    return Oddity(OddityKind(raw["kind"]), raw["count"], tuple((start, end) for start, end in raw["places"]))


def _span(row: Evidence) -> Span:
    numbers = row.numbers | {"agree": tuple(row.numbers.get("agree", ()))}
    return Span(start=row.start, end=row.end, direction=Direction(row.direction), **numbers)


def _with_direction(method: dict[str, Any]) -> dict[str, Any]:
    return method | {"direction": Direction(method["direction"])}
