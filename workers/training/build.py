"""An ensemble and its calibration from labelled texts: what `caveat train` writes.

Protocol. A reference text's score comes from members that never saw its genre, so that to its score it is what a
student's text is to the shipped one: writing of a kind not trained on. The shipped members are fitted to all sets.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from workers.scoring.calibration import VERSIONS
from workers.scoring.ensemble import Scale, save_ensemble
from workers.scoring.language_model import LanguageModel
from workers.training.assess import by_name, combined, scales_of, versions
from workers.training.crossfit import Corpus, CrossFit
from workers.training.likelihood import likelihood
from workers.training.likeness import fit_likeness
from workers.training.members import Members
from workers.training.noise import Noise
from workers.training.reference import strata
from workers.training.table import Values

VALID_FOR = timedelta(days=365)  # generators change faster than writers


@dataclass(frozen=True)
class Reference:
    """Values of all rows by members that did not see the row's genre [n, 3], and the scales that they give."""

    values: Values
    scales: list[Scale]

    @property
    def scores(self) -> Values:
        return combined(self.values, self.scales)


def reference(fits: CrossFit) -> Reference:
    labels = fits.corpus.table.labels
    _, longest = versions(fits.corpus.table)
    values = fits.unseen(fits.corpus.sets)
    return Reference(values, scales_of(labels, values, longest))


def write_ensemble(file: Path, corpus: Corpus, members: Members, scales: Sequence[Scale]) -> None:
    labels, (shortest, _) = corpus.table.labels, versions(corpus.table)
    clean = shortest & labels.clean & corpus.of(labels, corpus.sets)
    file.parent.mkdir(parents=True, exist_ok=True)
    probe, style = members.probe, members.style
    save_ensemble(
        file,
        (probe.weights, probe.bias),
        members.vocabulary,
        (style.weights, style.bias),
        members.pattern,
        scales,
        fit_likeness(corpus.table, clean),
    )
    file.chmod(0o644)  # safetensors closes it to others; a worker may run as another user than who trained


def calibration(
    name: str, language: str, fits: CrossFit, known: Reference, model: LanguageModel, weights: Path, noise: Noise,
    assessed: dict[str, Any], generators: Sequence[str], made: date,
) -> dict[str, Any]:  # fmt: skip
    """The JSON object; `assessed` is what report.facts says of sets left out."""
    table, scores = fits.corpus.table, known.scores
    _, longest = versions(table)
    rows = longest & table.labels.clean & np.isfinite(scores)
    return {
        "id": name, "kind": "built-in", "created": made.isoformat(), "valid_until": (made + VALID_FOR).isoformat(),
        "language": language, "versions": list(VERSIONS), "model_sha256": model.identity.sha256,
        "dtype": model.identity.dtype,
        "ensemble": {"file": weights.name, "sha256": hashlib.sha256(weights.read_bytes()).hexdigest()},
        "noise": round(noise.total, 4), "dtype_tolerance": round(noise.dtype, 4),
        "batch_tolerance": round(noise.company, 4),
        "likelihood": likelihood(table.labels, scores, rows),
        "strata": strata(table, scores, by_name(known.values), rows),
        "sets": fits.corpus.sets, "generators": sorted(generators),
    } | assessed  # fmt: skip
