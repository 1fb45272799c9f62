"""How far the score of a text moves by what must not matter: harmless edits, another dtype, company in a batch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workers.scoring.edits import harmless_edits
from workers.scoring.ensemble import Ensemble
from workers.scoring.judged import Judged, judged
from workers.scoring.language_model import LanguageModel
from workers.scoring.reading import Reading, in_tokens, read_all
from workers.training.examples import Example
from workers.training.table import Values

TEXTS = 40


@dataclass(frozen=True)
class Noise:
    """`edits`: two texts in three move less under a harmless edit. `dtype`, `company`: no text moved further."""

    edits: float
    dtype: float
    company: float

    @property
    def total(self) -> float:
        return self.edits + self.dtype


def measured(ensemble: Ensemble, model: LanguageModel, other: LanguageModel, examples: Sequence[Example]) -> Noise:
    """On TEXTS texts of at most about one window, taken evenly from all; `other` is the same model at another dtype."""
    places = sorted({round(at) for at in np.linspace(0, len(examples) - 1, min(TEXTS, len(examples)))})
    texts = [judged(examples[place].text) for place in places]
    before = _scores(ensemble, model, texts)
    edited = [(number, edit) for number, text in enumerate(texts) for edit in harmless_edits(text.normalised.text)]
    after = _scores(ensemble, model, [judged(edit) for _, edit in edited])
    moved = np.abs(after - before[[number for number, _ in edited]])
    alone = np.concatenate([_scores(ensemble, model, [text]) for text in texts])
    dtype = float(np.abs(_scores(ensemble, other, texts) - before).max())
    return Noise(float(np.quantile(moved, 0.68)), dtype, float(np.abs(alone - before).max()))


def _scores(ensemble: Ensemble, model: LanguageModel, texts: Sequence[Judged]) -> Values:
    readings: list[Reading] = read_all(model, [in_tokens(model, text) for text in texts])
    return np.array([ensemble.combined(ensemble.values(reading)) for reading in readings])
