"""What one reader sees of one run, and in which order. Pages only lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.asides import Aside, left_out_of, oddities_of
from plugin.domain.caveats import Caveat, Severity
from plugin.domain.conversation import Conversation, conversation_of
from plugin.domain.facts import Fact, facts_for
from plugin.domain.for_human import ForHuman, for_human
from plugin.domain.limits import limits_of
from plugin.domain.method_rows import MethodRow, agreement_of, method_rows
from plugin.domain.numbers import Number, likelihood_of, neighbours_of, rank_of, rate_in_words, share_of, stability_of
from plugin.domain.passages import Passage, labelled, passage_in_words, reads_evenly
from plugin.domain.picture import Picture, picture_of
from plugin.domain.pieces import Piece, paragraphs_of
from plugin.domain.provenance import Made, provenance_of
from plugin.domain.score import Band, Score
from plugin.domain.surprise import Surprise, surprise_of
from plugin.domain.watermark_report import WatermarksLookedFor, watermarks_looked_for


@dataclass(frozen=True)
class ShownCaveat:
    code: str
    severity: str
    title: str
    text: str


@dataclass(frozen=True)
class Report:
    """In reading order. `score` is None when there is no score; `answer` then says so, `why` says why.

    `numbers` are rank, likelihood and share, each with what it is and what it is not. `picture` is None where the
    reference texts were not kept with the score, `surprise` where too few sentences were.
    """

    band: Band
    band_name: str
    answer: str
    why: str
    caveats: tuple[ShownCaveat, ...]
    score: Score | None = None
    numbers: tuple[Number, ...] = ()
    picture: Picture | None = None
    band_rates: tuple[str, ...] = ()
    neighbours: str = ""
    paragraphs: tuple[tuple[Piece, ...], ...] = ()
    passages: tuple[Passage, ...] = ()
    human: ForHuman | None = None
    surprise: Surprise | None = None
    methods: tuple[MethodRow, ...] = ()
    agreement: str = ""
    watermarks: WatermarksLookedFor | None = None
    left_out: tuple[Aside, ...] = ()
    oddities: tuple[Aside, ...] = ()
    stability: str = ""
    limits: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    conversation: Conversation | None = None
    provenance: tuple[Made, ...] = ()


def build_report(score: Score, caveats: Sequence[Caveat], text: str, student: bool = False) -> Report:
    """The report of a scored run for its instructor, or its writer; `text` is the text as it was read."""
    named = labelled(score.spans)
    marked = [(label, span) for label, span in named if not reads_evenly(span)]
    passages = tuple(passage_in_words(label, span) for label, span in named)
    return Report(
        band=score.band,
        band_name=words.BAND_NAMES[score.band],
        answer=words.BAND_ANSWERS[score.band],
        why="",
        caveats=shown(caveats, student),
        score=score,
        numbers=(rank_of(score), likelihood_of(score), share_of(score)),
        picture=picture_of(score),
        band_rates=tuple(rate_in_words(rate) for rate in score.band_rates),
        neighbours=neighbours_of(score),
        paragraphs=paragraphs_of(text, marked, score.left_out, score.oddities),
        passages=passages,
        human=for_human(score, passages),
        surprise=surprise_of(score, marked, text),
        methods=method_rows(score),
        agreement=agreement_of(score),
        watermarks=watermarks_looked_for(score.watermarks),
        left_out=left_out_of(score),
        oddities=oddities_of(score),
        stability=stability_of(score),
        limits=limits_of(score),
        facts=facts_for(score),
        conversation=conversation_of(score, marked, text, student),
        provenance=provenance_of(score),
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
