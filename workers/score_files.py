"""`caveat score FILE...`: the same way as a submission's, without any server."""

import errno
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import workers.torch_settings  # noqa: F401 - before torch
from plugin import config
from plugin.domain.errors import NamedError
from plugin.domain.numbers import percent
from plugin.domain.report import shown
from plugin.domain.score import Band, Reason, Score, Unscorable
from plugin.domain.status import RunState
from plugin.domain.words import BAND_NAMES, REASONS
from workers import languages
from workers.judge import Judgement, judge

MAX_BYTES = 10 * 1024 * 1024


def score_files(files: list[Path], as_json: bool, base_rate: float) -> int:
    """Print one answer a file; 1 when a file could not be opened at all."""
    try:
        scorer = scorer_from_environment(base_rate)
    except NamedError as error:
        print(f"caveat: {error.sentence} {error.next_step}", file=sys.stderr)  # noqa: T201
        return 2
    for role in scorer.unmeasured:
        print(f"caveat: the {role} is not asked: the calibration holds no reference text that it read", file=sys.stderr)  # noqa: T201
    missing = 0
    for file in files:
        try:
            judgement = _judge(file, scorer)
        except OSError as error:
            print(f"caveat: {file}: {error.strerror}", file=sys.stderr)  # noqa: T201
            missing = 1
            continue
        except NamedError as error:  # of a language beside the default, first needed here
            print(f"caveat: {file}: {error.sentence} {error.next_step}", file=sys.stderr)  # noqa: T201
            missing = 1
            continue
        print(json.dumps(as_object(file, judgement)) if as_json else _in_words(file, judgement))  # noqa: T201
    return missing


def scorer_from_environment(base_rate: float) -> Any:
    """With the local calibration and the languages that are set. Raises ModelError or CalibrationError."""
    default = load_from_environment(base_rate, config.calibration_file())
    return languages.beside(default, config.languages(), cache_folder(), config.languages_loaded())


def load_from_environment(base_rate: float, calibration_file: Path | None) -> Any:
    """A scorer by the settings that need no server. Raises ModelError or CalibrationError."""
    from workers.scoring.scorer import load_scorer

    return load_scorer(
        os.environ.get("CAVEAT_MODEL") or "embedded",
        cache_folder(),
        os.environ.get("CAVEAT_DEVICE") or "auto",
        os.environ.get("CAVEAT_DTYPE") or "auto",
        base_rate,
        observer=os.environ.get("CAVEAT_OBSERVER"),
        classifier=os.environ.get("CAVEAT_CLASSIFIER"),
        ai_label=os.environ.get("CAVEAT_CLASSIFIER_AI_LABEL"),
        calibration_file=calibration_file,
    )


def _judge(file: Path, scorer: Any) -> Judgement:
    if not file.is_file() and file.exists() and not file.is_dir():  # a pipe or a device may never end
        raise OSError(errno.EINVAL, "not a regular file")
    if file.stat().st_size > MAX_BYTES:
        return Judgement(Unscorable(Reason.TOO_LONG), ())
    return judge(file.read_bytes(), scorer)


def as_object(file: Path, judgement: Judgement) -> dict[str, Any]:
    """The JSON object of one file; every key is always there."""
    result = judgement.result
    answer = _scored(result) if isinstance(result, Score) else _unscored(result)
    return {"file": str(file)} | answer | {"caveats": _caveats(judgement)}


def _scored(score: Score) -> dict[str, Any]:
    return {
        "state": RunState.SCORED.value,
        "band": score.band.value,
        "reason": None,
        "rank": {
            "p_value": score.rank.p_value,
            "at_or_above": score.rank.at_or_above,
            "reference_n": score.rank.reference_n,
        },
        "likelihood": asdict(score.likelihood),
        "band_rates": [asdict(rate) for rate in score.band_rates],
        "share": score.share,
        "words": score.words,
        "judged_words": score.judged_words,
        "tokens": score.tokens,
        "language": score.language,
        "methods": [asdict(method) for method in score.methods],
        "spans": [asdict(span) for span in score.spans],
        "model": asdict(score.model),
        "calibration": asdict(score.calibration),
    }


def _unscored(unscorable: Unscorable) -> dict[str, Any]:
    nothing = dict.fromkeys(("rank", "likelihood", "share", "judged_words", "model", "calibration"))
    return {
        "state": RunState.UNSCORABLE.value,
        "band": Band.NOT_SCORED.value,
        "reason": unscorable.reason.value,
        "band_rates": [],
        "words": unscorable.words,
        "tokens": unscorable.tokens,
        "language": unscorable.language,
        "methods": [],
        "spans": [],
    } | nothing


def _caveats(judgement: Judgement) -> list[dict[str, Any]]:
    return [
        {"code": c.code.value, "severity": c.severity.name.lower(), "facts": c.facts, "title": s.title, "text": s.text}
        for c, s in zip(judgement.caveats, shown(judgement.caveats), strict=True)
    ]


def _in_words(file: Path, judgement: Judgement) -> str:
    result = judgement.result
    if isinstance(result, Unscorable):
        return f"{file}\n  {BAND_NAMES[Band.NOT_SCORED]}: {REASONS[result.reason][0]}"
    lines = [f"{file}"]
    lines += [f"  ! {row.title} {row.text}" for row in shown(judgement.caveats)]
    rank, likelihood = result.rank, result.likelihood
    lines += [
        f"  {BAND_NAMES[result.band]}",
        f"  {rank.at_or_above:,} of {rank.reference_n:,} comparable human texts read this machine-like or more",
        f"  AI-likelihood {percent(likelihood.value)} ({percent(likelihood.low)} to {percent(likelihood.high)}) in "
        f"100, if {100 * likelihood.base_rate:g} in 100 were AI-written",
        f"  {round(100 * result.share)} % of {result.judged_words or result.words:,} judged words stand in passages "
        "that read machine-like on their own",
    ]
    return "\n".join(lines)


def cache_folder() -> Path:
    root = os.environ.get("CAVEAT_DATA_DIR")
    if root:
        return Path(root) / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "caveat"
