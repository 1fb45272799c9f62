"""What one reader sees of one run, and in which order. Pages only lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from plugin.domain import words
from plugin.domain.caveats import Caveat, Severity
from plugin.domain.passages import Passage, passage_in_words, reads_evenly
from plugin.domain.pieces import Piece, paragraphs_of
from plugin.domain.score import Band, BandRate, CalibrationIdentity, Direction, Score, Span
from plugin.domain.watermark_report import WatermarksLookedFor, watermarks_looked_for
from plugin.domain.word_count import UNSPACED_LANGUAGES, WORDS_ESTIMATED


@dataclass(frozen=True)
class ShownCaveat:
    code: str
    severity: str
    title: str
    text: str


@dataclass(frozen=True)
class Aside:
    """What the number does not rest on, or what nobody sees: of one kind, how much, and where it first stands."""

    name: str
    amount: str
    why: str
    anchor: str


@dataclass(frozen=True)
class MethodRow:
    name: str
    looks_at: str
    value: str
    points_to: str
    human_share: str


@dataclass(frozen=True)
class Report:
    """In reading order. `score` is None when there is no score; `answer` then says so, `why` says why."""

    band: Band
    band_name: str
    answer: str
    why: str
    caveats: tuple[ShownCaveat, ...]
    score: Score | None = None
    rank: str = ""
    rank_of: str = ""
    likelihood: str = ""
    likelihood_range: str = ""
    likelihood_assumes: str = ""
    share: str = ""
    share_of: str = ""
    band_rates: tuple[str, ...] = ()
    paragraphs: tuple[tuple[Piece, ...], ...] = ()
    passages: tuple[Passage, ...] = ()
    methods: tuple[MethodRow, ...] = ()
    agreement: str = ""
    left_out: tuple[Aside, ...] = ()
    oddities: tuple[Aside, ...] = ()
    watermarks: WatermarksLookedFor | None = None
    neighbours: str = ""
    stability: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def build_report(score: Score, caveats: Sequence[Caveat], text: str, student: bool = False) -> Report:
    """The report of a scored run for its instructor, or its writer; `text` is the text as it was read."""
    labelled = _label(score.spans)
    return Report(
        band=score.band,
        band_name=words.BAND_NAMES[score.band],
        answer=words.BAND_ANSWERS[score.band],
        why="",
        caveats=shown(caveats, student),
        score=score,
        rank=f"{score.rank.at_or_above:,} of {score.rank.reference_n:,}",
        rank_of="comparable human texts read this machine-like or more",
        likelihood=percent(score.likelihood.value),
        likelihood_range=f"{percent(score.likelihood.low)} to {percent(score.likelihood.high)}",
        likelihood_assumes=f"in 100, if {words.in_100(score.likelihood.base_rate)} such submissions were AI-written",
        share=f"about {round(100 * score.share)} %" if score.share else "none",
        share_of=_share_of(score),
        band_rates=tuple(_rate(rate) for rate in score.band_rates),
        paragraphs=paragraphs_of(text, _marked(labelled), score.left_out, score.oddities),
        passages=tuple(passage_in_words(label, span) for label, span in labelled),
        methods=_methods(score),
        agreement=_agreement(score),
        left_out=_left_out(score),
        oddities=_oddities(score),
        watermarks=watermarks_looked_for(score.watermarks),
        neighbours=_neighbours(score),
        stability=_stability(score),
        facts=_provenance(score),
    )


def build_unscored(band: Band, why: str, caveats: Sequence[Caveat], text: str, student: bool = False) -> Report:
    """The report of a run without a score: the reason instead of numbers, and the text where there is one."""
    return Report(
        band=band,
        band_name=words.BAND_NAMES[band],
        answer=words.BAND_ANSWERS[band],
        why=why,
        caveats=shown(caveats, student),
        paragraphs=paragraphs_of(text, [], [], []),
    )


def shown(caveats: Sequence[Caveat], student: bool = False) -> tuple[ShownCaveat, ...]:
    """Caveats in words; their order is the order given, which is the order of severity and code."""
    rows = []
    for caveat in caveats:
        said = words.caveat_words(caveat)
        text = said.student if student else said.teacher
        rows.append(ShownCaveat(caveat.code.value, Severity(caveat.severity).name.lower(), said.title, text))
    return tuple(rows)


def percent(value: float) -> str:
    """Whole numbers, and never a certainty: nothing here was measured well enough for 0 or 100."""
    if value < 1:
        return "under 1"
    return "over 99" if value > 99 else f"{value:.0f}"


def _rate(rate: BandRate) -> str:
    return (
        f"{words.BAND_NAMES[rate.band]}: {words.in_100(rate.alpha)} human texts reach this line "
        f"(95 % upper bound {words.in_100(rate.bound)}, from {rate.reference_n:,} texts)"
    )


def _marked(labelled: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    return [(label, span) for label, span in labelled if not reads_evenly(span)]


def _label(spans: Sequence[Span]) -> list[tuple[str, Span]]:
    """M1, M2 … for machine-like passages, H1, H2 … for human ones, in reading order."""
    counts = {Direction.MACHINE: 0, Direction.HUMAN: 0, Direction.NEITHER: 0}
    labelled = []
    for span in sorted(spans, key=lambda span: span.start):
        counts[span.direction] += 1
        labelled.append((f"{span.direction.value[0].upper()}{counts[span.direction]}", span))
    return labelled


def _stability(score: Score) -> str:
    """Only texts near a line are edited and read again; of the others nothing is said."""
    steady = score.stability
    if steady is None:
        return ""
    changed = "none led" if steady.other_band == 0 else f"{steady.other_band} led"
    return (
        f"Read again after {steady.edits} harmless edits (a sentence out, another spelling, a typing slip), it scored "
        f"{steady.lowest:.2f} to {steady.highest:.2f} instead of {score.statistic:.2f}: {changed} over a line."
    )


def _neighbours(score: Score) -> str:
    if not score.neighbours:
        return ""
    nearest = ", ".join(f"{value:.2f}" for value in score.neighbours)
    return f"This text scores {score.statistic:.2f}; the nearest human reference texts score {nearest}."


def _share_of(score: Score) -> str:
    """Scores of before parts were left out name no judged words."""
    judged = f"{score.judged_words:,} judged words" if score.left_out else f"{score.words:,} words"
    return f"of {judged}"


def _left_out(score: Score) -> tuple[Aside, ...]:
    rows = []
    for kind, (name, _, why) in words.LEFT_OUT.items():
        parts = [part for part in score.left_out if part.kind is kind]
        if parts:
            rows.append(Aside(name, f"{sum(p.words for p in parts):,} words", why, f"left-{kind.value}"))
    return tuple(rows)


def _oddities(score: Score) -> tuple[Aside, ...]:
    return tuple(
        Aside(words.ODDITIES[o.kind][0], f"{o.count:,}", words.ODDITIES[o.kind][2], f"odd-{o.kind.value}")
        for o in score.oddities
    )


def _methods(score: Score) -> tuple[MethodRow, ...]:
    rows = []
    for method in score.methods:
        name, looks_at = words.METHODS.get(method.name, (method.name, ""))
        points_to = words.DIRECTIONS[method.direction]
        value = f"{method.value:.2f} {method.unit}".strip()
        rows.append(MethodRow(name, looks_at, value, points_to, words.in_100(method.human_share)))
    return tuple(rows)


def _agreement(score: Score) -> str:
    counts = {way: sum(m.direction is way for m in score.methods) for way in Direction}
    return (
        f"Of {len(score.methods)} methods {counts[Direction.MACHINE]} point to machine-like, "
        f"{counts[Direction.HUMAN]} to human, {counts[Direction.NEITHER]} to neither."
    )


def _provenance(score: Score) -> dict[str, str]:
    model, calibration = score.model, score.calibration
    return {
        "Language model": f"{model.name} (sha256 {model.sha256[:12]}…), {model.dtype} on {model.device}",
        "Library": model.library,
        "Calibration": f"{calibration.id} (sha256 {calibration.sha256[:12]}…), made {calibration.created}, "
        f"valid until {calibration.valid_until}",
        "AI texts were made by": ", ".join(calibration.generators) or "not recorded",
        "Compared with": f"{_reference(calibration)}, language {calibration.language}, stratum {calibration.stratum}",
    } | ({"Words": WORDS_ESTIMATED} if score.language in UNSPACED_LANGUAGES else {})


def _reference(calibration: CalibrationIdentity) -> str:
    n, machine = f"{calibration.reference_n:,}", f"{calibration.machine_n:,}"
    if calibration.base:
        return f"your institution's own {n} human texts and {machine} AI texts of {calibration.base}"
    return f"{n} human and {machine} AI texts"
