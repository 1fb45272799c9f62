"""`caveat train`: fit the ensemble to labelled texts, calibrate it, and say how it does on sets left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import workers.torch_settings  # noqa: F401 - before torch
from workers.scoring.ensemble import load_ensemble
from workers.scoring.language_model import LanguageModel, load
from workers.training import build, report
from workers.training.assess import assess
from workers.training.crossfit import Corpus, CrossFit, Names
from workers.training.examples import Example, read_examples
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


def train(order: Order) -> Path:
    """Writes `out`/ensembles/NAME.safetensors and `out`/calibrations/NAME.json; the latter is returned."""
    model = load(order.model, order.model_cache)
    examples = list(read_examples(order.read))
    corpus = corpus_of(model, examples, list(read_examples(order.words)), order)
    fits = CrossFit(corpus, order.cache / "fits")
    fits.prepare(wanted(corpus), order.processes)
    weights = order.out / "ensembles" / f"{order.name}.safetensors"
    build.write_ensemble(weights, corpus.fit(frozenset()), build.reference(fits).scales)
    noise = _noise(order, model, weights, examples)
    outcome = assess(fits, noise.total)
    print(report.in_words(corpus.table, outcome))  # noqa: T201
    facts = report.facts(corpus.table, outcome, order.doubtful)
    found = build.calibration(
        order.name, order.language, fits, model, weights, noise, facts, _sources(examples), _today()
    )
    target = order.out / "calibrations" / f"{order.name}.json"
    build.write(target, found)
    return target


def corpus_of(model: LanguageModel, examples: Sequence[Example], more: Sequence[Example], order: Order) -> Corpus:
    table = read_table(model, PassStore(order.cache / "passes", model), examples, say=True)
    counted = count_runs([*table.runs, *(runs_of(example.text) for example in more)])
    return Corpus(table, labels_of(more), counted, order.doubtful, order.genres)


def wanted(corpus: Corpus) -> list[Names]:
    """Each set left out, each genre, and each set with each genre."""
    sets = [frozenset({str(name)}) for name in sorted(set(corpus.table.labels.dataset))]
    genres = {corpus.genre_of(name) for name in corpus.sets}
    return sorted({*sets, *genres, *(one | genre for one in sets for genre in genres)}, key=sorted)


def _noise(order: Order, model: LanguageModel, weights: Path, examples: Sequence[Example]) -> Noise:
    other = load(order.model, order.model_cache, dtype="float32" if model.identity.dtype != "float32" else "bfloat16")
    short = [e for e in examples if 120 < len(e.text.split()) < 260 and e.label != "mixed"]
    return measured(load_ensemble(weights), model, other, short)


def _sources(examples: Sequence[Example]) -> list[str]:
    return sorted({e.generator for e in examples if e.generator and e.label == "ai"})


def _today() -> Any:
    return datetime.now(UTC).date()
