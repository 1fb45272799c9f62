"""`caveat evaluate` and `caveat train`: how the scorer does on labelled texts, and a scorer made of such."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plugin import config
from plugin.config_error import ConfigError
from plugin.domain.errors import NamedError

_FORMAT = "JSON lines, plain or .gz: id, text, label (human, ai or mixed), dataset"
_PROGRESS_EVERY = 320  # texts

Verb = Callable[[str, Callable[..., Any], str], argparse.ArgumentParser]


def add_verbs(verb: Verb) -> None:
    evaluate = verb("evaluate", _evaluate, "how the scorer does on labelled texts of your own")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_FORMAT)
    evaluate.add_argument("--max-tokens", type=_count, metavar="N", help="cut each text to its first N tokens")
    evaluate.add_argument("--limit", type=_count, metavar="N", help="judge the first N texts only")
    evaluate.add_argument("--json", action="store_true", help="one JSON object a set and length")
    evaluate.add_argument("--per-text", type=Path, metavar="OUT.jsonl", help="write one JSON object a text")
    _train_arguments(verb("train", _train, "make an ensemble and its calibration from labelled texts"))


def _train_arguments(train: argparse.ArgumentParser) -> None:
    train.add_argument("--read", nargs="+", type=Path, required=True, metavar="FILE", help=_FORMAT)
    train.add_argument("--words", nargs="+", type=Path, default=[], metavar="FILE", help="more texts, for style alone")
    train.add_argument("--name", required=True, help="letters, digits and dashes")
    train.add_argument("--genres", type=Path, required=True, metavar="FILE.json", help="sets of like writing, by genre")
    train.add_argument("--doubtful", nargs="+", default=[], metavar="SET", help="judged, never trained on")
    train.add_argument("--language", default="en", help="ISO 639-1")
    train.add_argument("--cache", type=Path, metavar="FOLDER", help="keeps passes and fits for the next time")
    train.add_argument("--out", type=Path, metavar="FOLDER", help="CAVEAT_DATA_DIR where it is not given")
    train.add_argument("--processes", type=_count, default=1, metavar="N", help="fits at once")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def _evaluate(arguments: argparse.Namespace) -> int:
    rate = config.base_rate()
    from workers import evaluate
    from workers.score_files import scorer_from_environment
    from workers.training.evaluation import in_words

    def judged() -> list[dict[str, Any]]:
        scorer = scorer_from_environment(rate)
        files, options = arguments.files, (arguments.max_tokens, arguments.limit, arguments.per_text)
        return evaluate.run(files, scorer, *options, said=_said)

    rows = _or_named(judged)
    if rows is None:
        return 2
    print("\n".join(map(json.dumps, rows)) if arguments.json else in_words(rows))
    return 0


def _said(done: int) -> None:
    if done % _PROGRESS_EVERY == 0:
        print(f"caveat: {done:,} texts judged", file=sys.stderr)


def _train(arguments: argparse.Namespace) -> int:
    own = config.new_calibration_file(arguments.name)
    out = arguments.out or own.parent.parent
    if (out / "calibrations" / own.name).exists():
        raise ConfigError(f"There is a calibration {arguments.name} in {out} already: scores rest on it. Name another.")
    genres = _genres(arguments.genres)
    try:
        from workers.train import Order, train
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("sklearn", "scipy"):
            raise
        raise ConfigError("Training needs scikit-learn and scipy. Run: pip install 'caveat-lti[train]'") from None
    from workers.score_files import cache_folder

    cache = arguments.cache or cache_folder() / "training"
    order = Order(
        arguments.name, arguments.language, tuple(arguments.read), tuple(arguments.words),
        frozenset(arguments.doubtful), genres, os.environ.get("CAVEAT_MODEL") or "embedded", cache, cache_folder(), out,
        arguments.processes, os.environ.get("CAVEAT_DEVICE") or "auto", os.environ.get("CAVEAT_DTYPE") or "auto",
    )  # fmt: skip
    file = _or_named(lambda: train(order))
    if file is None:
        return 2
    print(f"Written: {file}, and the ensemble that it names.")
    return 0


def _genres(file: Path) -> tuple[frozenset[str], ...]:
    try:
        raw = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file} cannot be read as JSON ({type(error).__name__}).") from None
    groups = list(raw.values()) if isinstance(raw, dict) else None
    if groups is None or not all(isinstance(g, list) and all(isinstance(s, str) for s in g) for g in groups):
        raise ConfigError(f'{file} must hold genres and their sets, as {{"school": ["set one", "set two"]}}.')
    sets = [name for group in groups for name in group]
    twice = sorted({name for name in sets if sets.count(name) > 1})
    if twice:
        raise ConfigError(f"{file} puts {twice[0]} in two genres. Name each set once.")
    return tuple(map(frozenset, groups))


def _or_named(work: Callable[[], Any]) -> Any:
    """What `work` gives; None where it could not be done, which is said in a sentence with what to do next."""
    try:
        return work()
    except NamedError as error:
        print(f"caveat: {error.sentence} {error.next_step}", file=sys.stderr)
        return None
