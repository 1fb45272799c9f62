"""What fitting needs of each text, as columns in step: one entry a text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugin.domain.word_count import count_words
from workers.scoring.detectors import ZERO_SHOT
from workers.scoring.detectors.style import runs
from workers.scoring.evidence import passage_statistic
from workers.scoring.features import features
from workers.scoring.judged import judged
from workers.scoring.language_model import LanguageModel, ModelError
from workers.scoring.reading import Reading, in_tokens, make_reading
from workers.training.examples import Example
from workers.training.passes import KeptPass, PassStore

MAX_TOKENS = 896  # two windows; longer texts are cut when a calibration is made, never when one is scored
MIN_TOKENS = 60
COLUMNS = ("dataset", "label", "author", "id", "attack")

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]
Runs = tuple[NDArray[np.uint32], NDArray[np.int64]]  # hashes met in a text, and how often


@dataclass
class Labels:
    """Who wrote the texts: set, label, author, id, and what was done to them."""

    dataset: NDArray[np.str_]
    label: NDArray[np.str_]
    author: NDArray[np.str_]
    id: NDArray[np.str_]
    attack: NDArray[np.str_]

    @property
    def clean(self) -> Mask:
        """Wholly human or wholly AI."""
        return self.human | self.machine

    def part(self, rows: Mask) -> "Labels":
        return Labels(*(getattr(self, name)[rows] for name in COLUMNS))

    def joined(self, other: "Labels") -> "Labels":
        return Labels(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in COLUMNS))

    @property
    def human(self) -> Mask:
        return np.equal(self.label, "human")

    @property
    def machine(self) -> Mask:
        return np.equal(self.label, "ai")


@dataclass
class Table:
    """Rows that were read by the language model.

    `pooled` [n, layers * d]; `features` [n, features.COUNT]; `runs` what style counts; `methods` turned so that higher
    reads machine-like; `highest` and `lowest` the statistic of the text's most and least machine-like passage.
    """

    labels: Labels
    tokens: NDArray[np.int64]
    words: NDArray[np.int64]
    pooled: NDArray[np.float32]
    features: Values
    runs: list[Runs]
    methods: dict[str, Values]
    highest: Values
    lowest: Values
    passages: NDArray[np.int64]


def labels_of(examples: Sequence[Example]) -> Labels:
    columns = [[getattr(e, name) for e in examples] for name in COLUMNS]
    return Labels(*(np.array(column, dtype=np.str_) for column in columns))


def runs_of(text: str) -> Runs:
    met, counts = np.unique(runs(text), return_counts=True)
    return met, counts


def read_table(model: LanguageModel, store: PassStore, examples: Sequence[Example], say: bool = False) -> Table:
    """Examples of MIN_TOKENS and fewer are left out. Raises ModelError where the model gives no number for one."""
    prepared = [in_tokens(model, judged(example.text)) for example in examples]
    kept = [number for number, p in enumerate(prepared) if len(p.encoded.ids) > MIN_TOKENS]
    passes = store.passes([prepared[n].encoded.ids[:MAX_TOKENS] for n in kept], say)
    readings = []
    for number, one in zip(kept, passes, strict=True):
        ends = [end for _, end in prepared[number].encoded.offsets[1:MAX_TOKENS]]
        readings.append(_finite(_reading(one, prepared[number].normalised.text, ends), examples[number]))
    return _table([examples[n] for n in kept], readings)


def _reading(one: KeptPass, text: str, ends: list[int]) -> Reading:
    import torch

    return make_reading(one.token_statistics(), torch.from_numpy(one.pooled), text[: ends[-1]], ends)


def _finite(reading: Reading, example: Example) -> Reading:
    if not reading.is_finite:
        raise ModelError(
            "model_not_finite",
            f"The model gives no number for the text {example.id} of {example.dataset}.",
            "Leave it out, or set CAVEAT_DTYPE to float32.",
        )
    return reading


def _table(examples: Sequence[Example], readings: Sequence[Reading]) -> Table:
    passages = [[passage_statistic(r, p) for p in r.passages] or [np.nan] for r in readings]
    return Table(
        labels=labels_of(examples),
        tokens=np.array([r.tokens for r in readings]),
        words=np.array([count_words(r.text) for r in readings]),
        pooled=np.stack([r.pooled.flatten().numpy() for r in readings]),
        features=np.stack([features(r.statistics) for r in readings]),
        runs=[runs_of(r.text) for r in readings],
        methods={d.name: d.sign * np.array([d.value(r) for r in readings]) for d in ZERO_SHOT},
        highest=np.array([max(values) for values in passages]),
        lowest=np.array([min(values) for values in passages]),
        passages=np.array([len(r.passages) for r in readings]),
    )
