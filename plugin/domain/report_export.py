"""The report as data: what its page says, in the same words and order, with the numbers behind the words.

The shape is described in docs/report-format.md. A name may be added to it; none is taken away or changes what it
means while signed_report.VERSION stays. Times are ISO 8601 in UTC, shares 0 to 1, likelihoods 0 to 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from plugin.domain.asides import Aside
from plugin.domain.numbers import Number
from plugin.domain.pieces import Piece
from plugin.domain.report import Report
from plugin.domain.score import Score


@dataclass(frozen=True)
class DocumentFacts:
    """Of one file: `sha256` is over its bytes as they were handed in."""

    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True)
class ReplyFacts:
    """What the writer replied; `files` are the SHA-256 of what came with it."""

    at: datetime
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutcomeFacts:
    """What a person found; `code` is an Outcome, `words` say it."""

    code: str
    words: str
    at: datetime | None


@dataclass(frozen=True)
class Around:
    """What stands around a report for one reader. `writer` is "" where the name is not shared; `outcome` is None
    where there is none, or where this reader is not shown one. `text_sha256` is over the text as it was read."""

    run_id: str
    language: str
    for_student: bool
    assignment: str
    ai_use: str
    writer: str
    attempt: int
    handed_in: datetime
    state: str
    finished: datetime | None
    documents: tuple[DocumentFacts, ...] = ()
    text_language: str = ""
    text_sha256: str = ""
    detector: str = ""
    outcome: OutcomeFacts | None = None
    replies: tuple[ReplyFacts, ...] = ()


def exported(report: Report, around: Around) -> dict[str, Any]:
    """`report` for the reader that it was built for. Nothing but what JSON holds."""
    score = report.score
    return {
        "id": around.run_id,
        "language": around.language,
        "reader": "student" if around.for_student else "staff",
        "submission": _submission(around),
        "run": _run(around),
        "caveats": [vars(caveat).copy() for caveat in report.caveats],
        "band": {"code": report.band.value, "name": report.band_name, "answer": report.answer, "why": report.why},
        "numbers": _numbers(report, score) if score else None,
        "picture": _picture(report, score) if score else None,
        "lines": _lines(report, score) if score else [],
        "neighbours": report.neighbours,
        "text": [[_piece(piece) for piece in paragraph] for paragraph in report.paragraphs],
        "passages": [vars(passage) | {"reasons": list(passage.reasons)} for passage in report.passages],
        "for_human": _for_human(report),
        "sentences": _sentences(report, score) if score else None,
        "methods": _methods(report, score) if score else [],
        "agreement": report.agreement,
        "watermarks": _watermarks(report),
        "left_out": _asides(report.left_out),
        "oddities": _asides(report.oddities),
        "stability": report.stability,
        "limits": list(report.limits),
        "facts": [vars(fact).copy() for fact in report.facts],
        "conversation": _conversation(report),
        "provenance": _provenance(report, score),
        "outcome": _outcome(around.outcome),
        "replies": [_reply(reply) for reply in around.replies],
    }


def _submission(around: Around) -> dict[str, Any]:
    return {
        "assignment": around.assignment,
        "ai_use": around.ai_use,
        "writer": around.writer,
        "attempt": around.attempt,
        "handed_in": _iso(around.handed_in),
        "documents": [
            {"sha256": one.sha256, "media_type": one.media_type, "bytes": one.size} for one in around.documents
        ],
    }


def _run(around: Around) -> dict[str, Any]:
    return {
        "state": around.state,
        "finished": _iso(around.finished),
        "text_language": around.text_language,
        "text_sha256": around.text_sha256,
        "detector": around.detector,
    }


def _picture(report: Report, score: Score) -> dict[str, Any] | None:
    """How the reference texts lie, in equally wide bins of the statistic from `low` to `high`."""
    drawn, known = report.picture, score.distribution
    if drawn is None or known is None:
        return None
    return {
        "words": drawn.described,
        "groups": [vars(group).copy() for group in drawn.groups],
        "statistic": score.statistic,
        "low": known.low,
        "high": known.high,
        "human": list(known.human),
        "machine": list(known.machine),
        "lines": [{"band": band.value, "at": value} for band, value in known.lines],
    }


def _for_human(report: Report) -> dict[str, Any] | None:
    found = report.human
    return {"passages": [one.label for one in found.passages], "lines": list(found.lines)} if found else None


def _sentences(report: Report, score: Score) -> dict[str, Any] | None:
    """Surprisal of each sentence, in bits a token."""
    chart = report.surprise
    if chart is None:
        return None
    said = [line for line in (chart.described, chart.varies) if line]
    return {
        "words": said,
        "values": [{"tokens": one.tokens, "surprisal": one.surprisal} for one in score.sentences if one.tokens > 0],
    }


def _conversation(report: Report) -> dict[str, Any] | None:
    talk = report.conversation
    if talk is None:
        return None
    return {
        "heading": talk.heading,
        "lead": talk.lead,
        "questions": [{"text": one.text, "quote": one.quote, "passage": one.label} for one in talk.questions],
        "beside": list(talk.beside),
    }


def _numbers(report: Report, score: Score) -> dict[str, Any]:
    """Three, never mixed; each with what it is and what it is not."""
    rank, likely = score.rank, score.likelihood
    behind: dict[str, dict[str, Any]] = {
        "rank": {"at_or_above": rank.at_or_above, "reference_n": rank.reference_n, "p_value": rank.p_value},
        "likelihood": {
            "value": likely.value, "low": likely.low, "high": likely.high, "base_rate": likely.base_rate,
        },
        "share": {"value": score.share, "judged_words": score.judged_words if score.left_out else score.words},
    }  # fmt: skip
    return {number.code: _number(number) | behind[number.code] for number in report.numbers}


def _number(number: Number) -> dict[str, str]:
    words = f"{number.value} ({number.spread})" if number.spread else number.value
    return {"name": number.name, "words": words, "is": number.means, "is_not": number.is_not}


def _lines(report: Report, score: Score) -> list[dict[str, Any]]:
    return [
        {"band": rate.band.value, "words": said, "rate": rate.alpha, "bound": rate.bound, "texts": rate.reference_n}
        for rate, said in zip(score.band_rates, report.band_rates, strict=True)
    ]


def _piece(piece: Piece) -> dict[str, Any]:
    """What is nothing is left out: a text is long, and most of it is unmarked."""
    told: dict[str, Any] = {"text": piece.text}
    if piece.label:
        told |= {"passage": piece.label, "direction": piece.direction}
    if piece.closes:
        told["closes"] = True
    if piece.left_out:
        told |= {"not_judged": piece.left_out, "begins": piece.begins}
    if piece.odd:
        told["odd"] = piece.odd
    return told


def _methods(report: Report, score: Score) -> list[dict[str, Any]]:
    return [
        {
            "code": method.name,
            "name": row.name,
            "looks_at": row.looks_at,
            "value": method.value,
            "unit": method.unit,
            "direction": method.direction.value,
            "points_to": row.points_to,
            "human_share": method.human_share,
            "words": row.value,
            "human_share_words": row.human_share,
        }
        for method, row in zip(score.methods, report.methods, strict=True)
    ]


def _watermarks(report: Report) -> dict[str, Any] | None:
    found = report.watermarks
    return {"lines": list(found.lines), "notes": list(found.notes)} if found else None


def _asides(rows: Sequence[Aside]) -> list[dict[str, Any]]:
    return [{"name": row.name, "amount": row.amount, "why": row.why} for row in rows]


def _provenance(report: Report, score: Score | None) -> dict[str, Any]:
    """The words of the page, and the whole digests, of which the page may show the beginning alone."""
    words = [{"name": row.name, "words": row.value or row.digest} for row in report.provenance]
    if score is None:
        return {"words": words, "model": None, "calibration": None, "statistic": None}
    model, calibration = score.model, score.calibration
    return {
        "words": words,
        "statistic": score.statistic,
        "model": vars(model).copy(),
        "calibration": {
            "id": calibration.id, "sha256": calibration.sha256, "created": calibration.created,
            "valid_until": calibration.valid_until, "language": calibration.language,
            "stratum": calibration.stratum, "reference_n": calibration.reference_n,
            "machine_n": calibration.machine_n, "base": calibration.base,
        },
    }  # fmt: skip


def _outcome(found: OutcomeFacts | None) -> dict[str, Any] | None:
    return {"code": found.code, "words": found.words, "at": _iso(found.at)} if found else None


def _reply(reply: ReplyFacts) -> dict[str, Any]:
    return {"at": _iso(reply.at), "text": reply.text, "files": list(reply.files)}


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
