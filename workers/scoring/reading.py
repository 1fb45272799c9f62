"""One text after its pass through the model: what every detector looks at."""

from dataclasses import dataclass

from torch import Tensor

from workers.scoring.judged import Judged, judged
from workers.scoring.language_model import Encoded, LanguageModel
from workers.scoring.normalise import Normalised
from workers.scoring.segments import Stretch, passages_of, sentences_of
from workers.scoring.statistics import TokenStatistics
from workers.scoring.windows import run_passes

# How deep the layers lie whose mean hidden states the probe reads: of the embedded model's 30, layers 12, 18 and 24
# together did best on left-out sets.
PROBED_DEPTHS = (0.4, 0.6, 0.8)


def probed_layers(model: LanguageModel) -> tuple[int, ...]:
    """1-based, one for each depth."""
    return tuple(max(round(depth * model.layers), 1) for depth in PROBED_DEPTHS)


@dataclass(frozen=True)
class Reading:
    """`statistics` has an entry for token 1 … T-1; stretches count in these entries. `pooled` is [layers, d]."""

    statistics: TokenStatistics
    pooled: Tensor
    sentences: tuple[Stretch, ...]
    passages: tuple[Stretch, ...]

    @property
    def tokens(self) -> int:
        return len(self.statistics)

    @property
    def is_finite(self) -> bool:
        """False when the model overflowed: such a reading must not be judged."""
        return all(bool(t.isfinite().all()) for t in (*self.statistics.tensors(), self.pooled))


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


def read_all(model: LanguageModel, prepared: list[Prepared]) -> list[Reading]:
    """One Reading for each text of at least two tokens, in the order given."""
    passes = run_passes(model, [p.encoded.ids for p in prepared], probed_layers(model))
    return [
        make_reading(done.statistics, done.pooled, p.normalised.text, [end for _, end in p.encoded.offsets[1:]])
        for p, done in zip(prepared, passes, strict=True)
    ]


def make_reading(statistics: TokenStatistics, pooled: Tensor, text: str, ends: list[int]) -> Reading:
    """`ends[i]` is where token i + 1 ends in `text`."""
    sentences = sentences_of(text, ends)
    return Reading(statistics, pooled, sentences, passages_of(sentences, statistics))
