"""How a score was made: all that somebody needs who wants to make it again, or to doubt it."""

# ruff: noqa: E501 - sentences as they are read

from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.language import say
from plugin.domain.score import CalibrationIdentity, Score
from plugin.domain.word_count import EAST_ASIAN_A_WORD, THAI_A_WORD, UNSPACED_LANGUAGES


@dataclass(frozen=True)
class Made:
    """One row: its name, and its value in words, or a digest (64 hexadecimal digits)."""

    name: str
    value: str = ""
    digest: str = ""


def provenance_of(score: Score) -> tuple[Made, ...]:
    model, calibration = score.model, score.calibration
    rows = [
        Made(say("Language model"), say("%(model)s, %(dtype)s on %(device)s", model=model.name, dtype=model.dtype,
                                        device=model.device)),
        Made(say("SHA-256 of its weights"), digest=model.sha256),
        Made(say("Library"), model.library),
        Made(say("Calibration"), say("%(id)s, made %(created)s, valid until %(valid_until)s", id=calibration.id,
                                     created=calibration.created, valid_until=calibration.valid_until)),
        Made(say("SHA-256 of the calibration"), digest=calibration.sha256),
        Made(say("Compared with"), _compared_with(calibration)),
        Made(say("AI texts were made by"), ", ".join(calibration.generators) or say("not recorded")),
        Made(say("Assumed share of AI texts"), words.in_100(score.likelihood.base_rate)),
        *_measured(calibration),
    ]  # fmt: skip
    if score.language in UNSPACED_LANGUAGES:
        rows.append(Made(say("Words"), words_estimated()))
    return tuple(rows)


def words_estimated() -> str:
    return say(
        "estimated from characters, %(east_asian)s Chinese or Japanese ones a word, %(thai)s Thai ones",
        east_asian=EAST_ASIAN_A_WORD, thai=THAI_A_WORD,
    )  # fmt: skip


def _compared_with(calibration: CalibrationIdentity) -> str:
    values = {
        "human": f"{calibration.reference_n:,}", "machine": f"{calibration.machine_n:,}",
        "language": calibration.language, "stratum": _stratum(calibration.stratum), "base": calibration.base,
    }  # fmt: skip
    if calibration.base:
        return say(
            "your institution's own %(human)s human texts and %(machine)s AI texts of %(base)s, language %(language)s, "
            "%(stratum)s", **values
        )  # fmt: skip
    return say("%(human)s human and %(machine)s AI texts, language %(language)s, %(stratum)s", **values)


def _stratum(name: str) -> str:
    known = {
        "all": say("texts of all lengths"),
        "short": say("short texts"),
        "medium": say("texts of medium length"),
        "long": say("long texts"),
    }
    return known.get(name, name)


def _measured(calibration: CalibrationIdentity) -> list[Made]:
    """On collections that the calibration had not learnt from: what the first line did there."""
    found, flagged = (calibration.measured.get(f"{name}_at_5_percent") for name in ("found", "false_flags"))
    if found is None or flagged is None:
        return []
    said = say(
        "on collections not learnt from, the first line was reached by %(found)s AI texts and by %(flagged)s human ones",
        found=words.in_100(found), flagged=words.in_100(flagged),
    )  # fmt: skip
    return [Made(say("Measured"), said)]
