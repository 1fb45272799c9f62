"""`caveat calibrate`: an institution's own human texts become its own lines."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import workers.torch_settings  # noqa: F401, I001 - before torch
from plugin.domain.errors import NamedError
from plugin.domain.score import Score
from workers.calibrating import tally
from workers.calibrating.choosing import Chosen, choose
from workers.calibrating.gather import gather
from workers.calibrating.local import LEAST_TEXTS, local_calibration
from workers.score_files import load_from_environment
from workers.scoring.calibration import CalibrationError, made_of, write_calibration
from workers.scoring.scorer import Answer, Request, Scorer

_TOGETHER = 32


def run(source: Path, name: str, language: str, file: Path) -> int:
    """Make it, write it to `file`, say what it is; 1 when it cannot be made."""
    print(f"caveat: {tally.WARNING}", file=sys.stderr)  # noqa: T201
    try:
        raw, lines = make(source, name, language, load_from_environment(base_rate=0.5, calibration_file=None))
        write_calibration(file, raw)
    except NamedError as error:
        print(f"caveat: {error.sentence} {error.next_step}", file=sys.stderr)  # noqa: T201
        return 1
    except OSError as error:
        print(f"caveat: {file} cannot be written: {error.strerror}", file=sys.stderr)  # noqa: T201
        return 1
    lines += [
        f"Written: {file}",
        f"To use it, set CAVEAT_CALIBRATION={name} for the web and the workers, and restart them.",
    ]
    print("\n".join(lines))  # noqa: T201
    return 0


def make(source: Path, name: str, language: str, scorer: Scorer) -> tuple[dict[str, Any], list[str]]:
    """The calibration's JSON object, and what is to be said of it. Raises CalibrationError."""
    _refuse_language(language, scorer)
    chosen = choose(gather(source), scorer)
    _refuse_few(chosen)
    scores = _scores(chosen.requests, scorer)
    base = scorer.calibration
    raw = local_calibration(base, scores, name, datetime.now(UTC).date())
    return raw, [*tally.of_reading(chosen), *tally.of_strata(made_of(raw, "")), *tally.of_difference(scores, base.id)]


def _refuse_language(language: str, scorer: Scorer) -> None:
    known = str(scorer.calibration.raw["language"])
    if language != known:
        raise CalibrationError(
            "language_without_base",
            f"There is no built-in calibration for the language {language} to rest on.",
            f"Calibrate for {known}.",
        )


def _refuse_few(chosen: Chosen) -> None:
    if len(chosen.requests) < LEAST_TEXTS:
        raise CalibrationError(
            "too_few_texts",
            "\n".join([*tally.of_reading(chosen), f"A calibration needs {LEAST_TEXTS} texts of as many authors."]),
            "A folder at the first level is one author: lay essays of different authors beside each other, "
            "or each author's in a folder of their own.",
        )


def _scores(requests: Sequence[Request], scorer: Scorer) -> list[Score]:
    scores = list[Score]()
    for start in range(0, len(requests), _TOGETHER):
        print(f"caveat: {start:,} of {len(requests):,} scored", file=sys.stderr)  # noqa: T201
        answers = _answers(requests[start : start + _TOGETHER], scorer)
        scores += [result for result, _ in answers if isinstance(result, Score)]  # all: each was opened before
    return scores


def _answers(batch: Sequence[Request], scorer: Scorer) -> list[Answer]:
    try:
        return scorer.score_many(batch)
    except ArithmeticError as error:
        raise CalibrationError(
            "no_number", "The model gives no number for one of these texts.", "Run caveat doctor."
        ) from error
