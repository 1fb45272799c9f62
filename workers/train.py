"""`caveat train`: fit the ensemble to labelled texts, calibrate it, and say how it does on sets left out."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import workers.torch_settings  # noqa: F401 - before torch
from plugin.domain.word_count import count_words
from workers.scoring.calibration import write_calibration
from workers.scoring.ensemble import load_ensemble
from workers.scoring.language_model import LanguageModel, load
from workers.training import build, enough, report
from workers.training.assess import assess
from workers.training.crossfit import Corpus, CrossFit, Names
from workers.training.examples import Example, ExampleError, read_examples
from workers.training.members import count_runs
from workers.training.noise import Noise, measured
from workers.training.passes import PassStore
from workers.training.table import labels_of, read_table, runs_of


@dataclass(frozen=True)
class Order:
    """What is asked for: `read` go through the language model, `words` only train style. `doubtful` sets are judged
    and never fitted or referred to."""

    name: str
    language: str
    read: tuple[Path, ...]
    words: tuple[Path, ...]
    doubtful: Names
    genres: tuple[Names, ...]
    model: str
    cache: Path
    model_cache: Path
    out: Path
    processes: int
    device: str = "auto"
    dtype: str = "auto"


def train(order: Order) -> Path:
    """Writes `out`/ensembles/NAME.safetensors and `out`/calibrations/NAME.json; the latter is returned."""
    model = load(order.model, order.model_cache, order.device, order.dtype)
    examples = _in_language(order.language, order.read)
    short = _short(examples)
    corpus = corpus_of(model, examples, _in_language(order.language, order.words), order)
    left_out = wanted(corpus)
    enough.refuse_few(corpus, left_out)
    fits = CrossFit(corpus, order.cache / "fits")
    fits.prepare(left_out, order.processes)
    weights = order.out / "ensembles" / f"{order.name}.safetensors"
    known = build.reference(fits)
    build.write_ensemble(weights, corpus, corpus.fit(frozenset()), known.scales)
    noise = _noise(order, model, weights, short)
    outcome = assess(fits, noise.total)
    print(report.in_words(corpus.table, outcome))  # noqa: T201
    facts = report.facts(corpus.table, outcome)
    found = build.calibration(
        order.name, order.language, fits, known, model, weights, noise, facts, _sources(examples), _today()
    )
    target = order.out / "calibrations" / f"{order.name}.json"
    write_calibration(target, found)
    return target


def corpus_of(model: LanguageModel, examples: Sequence[Example], more: Sequence[Example], order: Order) -> Corpus:
    _refuse_unknown(order, {example.dataset for example in (*examples, *more)})
    table = read_table(model, PassStore(order.cache / "passes", model), examples, say=True)
    counted = count_runs([*table.runs, *(runs_of(example.text) for example in more)])
    return Corpus(table, labels_of(more), counted, order.doubtful, order.genres)


def _refuse_unknown(order: Order, sets: set[str]) -> None:
    """A misspelt name would let a doubtful set be trained on, or two of a kind be taken for strangers."""
    for name in sorted(order.doubtful - sets):
        raise ExampleError(
            "set_unknown", f"No text is of the doubtful set {name}.", "Correct the name, or leave it out."
        )
    for name in sorted(frozenset().union(*order.genres) - sets):
        print(f"no text is of the set {name}, which has a genre", file=sys.stderr)  # noqa: T201


def wanted(corpus: Corpus) -> list[Names]:
    """Each set left out, each genre, and each set with each genre."""
    sets = [frozenset({str(name)}) for name in sorted(set(corpus.table.labels.dataset))]
    genres = {corpus.genre_of(name) for name in corpus.sets}
    return sorted({*sets, *genres, *(one | genre for one in sets for genre in genres)}, key=sorted)


def _in_language(language: str, files: Sequence[Path]) -> list[Example]:
    """Texts that say no language are taken to be in it; others are left out, which is said. Raises ExampleError."""
    examples = list(read_examples(files))
    kept = [example for example in examples if example.language in ("", language)]
    if len(kept) < len(examples):
        print(f"{len(examples) - len(kept)} texts in other languages are left out", file=sys.stderr)  # noqa: T201
    return kept


def _noise(order: Order, model: LanguageModel, weights: Path, short: Sequence[Example]) -> Noise:
    dtype = "float32" if model.identity.dtype != "float32" else "bfloat16"
    other = load(order.model, order.model_cache, order.device, dtype)
    return measured(load_ensemble(weights), model, other, short)


def _short(examples: Sequence[Example]) -> list[Example]:
    found = [e for e in examples if 120 < count_words(e.text) < 260 and e.label != "mixed"]
    if not found:
        raise ExampleError(
            "no_short_texts",
            "No text has between 120 and 260 words: how far edits move a score cannot be measured.",
            "Add texts of that length.",
        )
    return found


def _sources(examples: Sequence[Example]) -> list[str]:
    return sorted({e.generator for e in examples if e.generator and e.label == "ai"})


def _today() -> Any:
    return datetime.now(UTC).date()
