"""One text after its pass through the model: what every detector looks at."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from torch import Tensor

from workers.scoring.classifier import Classifier
from workers.scoring.companions import ALONE, Companions
from workers.scoring.judged import Judged, judged
from workers.scoring.language_model import Encoded, LanguageModel
from workers.scoring.normalise import Normalised
from workers.scoring.pair import PairStatistics
from workers.scoring.segments import Stretch, passages_of, sentences_of
from workers.scoring.statistics import TokenStatistics
from workers.scoring.windows import Pass, run_passes

# How deep the layers lie whose mean hidden states the probe reads: of the embedded model's 30, layers 12, 18 and 24
# together did best on left-out sets.
PROBED_DEPTHS = (0.4, 0.6, 0.8)


def probed_layers(model: LanguageModel) -> tuple[int, ...]:
    """1-based, one for each depth."""
    return tuple(max(round(depth * model.layers), 1) for depth in PROBED_DEPTHS)


@dataclass(frozen=True)
class Reading:
    """`statistics` has an entry for token 1 … T-1; stretches count in these entries. `pooled` is [layers, d].

    `text` is the normalised text; `pair` and `classified` are there where an observer and a classifier read along.
    """

    statistics: TokenStatistics
    pooled: Tensor
    sentences: tuple[Stretch, ...]
    passages: tuple[Stretch, ...]
    text: str = ""
    pair: PairStatistics | None = None
    classified: float | None = None

    @property
    def tokens(self) -> int:
        return len(self.statistics)

    @property
    def is_finite(self) -> bool:
        """False when the model overflowed: such a reading must not be judged."""
        tensors = (*self.statistics.tensors(), self.pooled, *(self.pair.tensors() if self.pair is not None else ()))
        return all(bool(t.isfinite().all()) for t in tensors) and math.isfinite(self.classified or 0.0)


@dataclass(frozen=True)
class Prepared:
    """A text ready for the model: as it is judged, and in tokens."""

    judged: Judged
    encoded: Encoded

    @property
    def normalised(self) -> Normalised:
        return self.judged.normalised


def prepare(model: LanguageModel, text: str) -> Prepared:
    return in_tokens(model, judged(text))


def in_tokens(model: LanguageModel, text: Judged) -> Prepared:
    return Prepared(text, model.encode(text.normalised.text))


def read_all(model: LanguageModel, prepared: Sequence[Prepared], companions: Companions = ALONE) -> list[Reading]:
    """One Reading for each text of at least two tokens, in the order given."""
    ids, texts = [p.encoded.ids for p in prepared], [p.normalised.text for p in prepared]
    passes = run_passes(model, ids, probed_layers(model), companions.observer)
    classified = _classified(texts, companions.classifier)
    return [_reading(*row) for row in zip(prepared, passes, classified, strict=True)]


def _classified(texts: list[str], classifier: Classifier | None) -> Sequence[float | None]:
    return [None] * len(texts) if classifier is None else classifier.log_odds(texts)


def _reading(prepared: Prepared, done: Pass, classified: float | None) -> Reading:
    ends = [end for _, end in prepared.encoded.offsets[1:]]
    own = make_reading(done.statistics, done.pooled, prepared.normalised.text, ends)
    return replace(own, pair=done.pair, classified=classified)


def make_reading(statistics: TokenStatistics, pooled: Tensor, text: str, ends: list[int]) -> Reading:
    """`ends[i]` is where token i + 1 ends in `text`."""
    sentences = sentences_of(text, ends)
    return Reading(statistics, pooled, sentences, passages_of(sentences, statistics), text)
