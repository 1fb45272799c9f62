"""A text is read once by each model at each dtype; only numbers are kept."""

from pathlib import Path

import numpy as np
import pytest

from workers.scoring import windows
from workers.scoring.language_model import LanguageModel, load
from workers.scoring.reading import probed_layers
from workers.training.passes import PassStore

TEXTS = [list(range(1, 80)), list(range(5, 45)), list(range(3, 600, 2))]


def ids(model: LanguageModel) -> list[list[int]]:
    return [[number % model.head.shape[0] for number in text] for text in TEXTS]


def test_what_is_kept_is_what_the_scorer_reads(tiny: LanguageModel, tmp_path: Path) -> None:
    texts = ids(tiny)
    kept = PassStore(tmp_path, tiny).passes(texts)
    for one, text in zip(kept, texts, strict=True):
        (own,) = windows.run_passes(tiny, [text], probed_layers(tiny))
        assert np.abs(one.statistics - np.stack(own.statistics.tensors())).max() < 1e-3
        assert np.abs(one.pooled - own.pooled.numpy()).max() < 1e-4


def test_kept_passes_come_back_as_they_were_in_any_order(
    tiny: LanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ids(tiny)
    made = PassStore(tmp_path, tiny).passes(texts)
    monkeypatch.setattr(windows, "run_passes", lambda *_: pytest.fail("read again"))
    again = PassStore(tmp_path, tiny).passes(texts[::-1])[::-1]
    for before, after in zip(made, again, strict=True):
        assert (before.statistics == after.statistics).all()
        assert (before.pooled == after.pooled).all()


def test_only_texts_that_are_not_kept_are_read(
    tiny: LanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, read = ids(tiny), []
    original = windows.run_passes

    def counted(model: LanguageModel, given: list[list[int]], layers: tuple[int, ...]) -> list[windows.Pass]:
        read.extend(given)
        return original(model, given, layers)

    monkeypatch.setattr(windows, "run_passes", counted)
    PassStore(tmp_path, tiny).passes(texts[:1])
    PassStore(tmp_path, tiny).passes([texts[0], texts[1], texts[1]])
    assert read == texts[:2]
    assert len(PassStore(tmp_path, tiny).passes([[*texts[0], 9]])[0].statistics[0]) == len(texts[0])
    assert read[2] == [*texts[0], 9]


def test_another_dtype_reads_for_itself(tiny: LanguageModel, tiny_folder: Path, tmp_path: Path) -> None:
    text = ids(tiny)[:1]
    full = PassStore(tmp_path, tiny).passes(text)[0]
    half = PassStore(tmp_path, load(str(tiny_folder), tmp_path, "cpu", "bfloat16")).passes(text)[0]
    assert np.abs(full.statistics - half.statistics).max() > 0


def test_nothing_of_a_text_is_kept_but_numbers_and_digests(tiny: LanguageModel, tmp_path: Path) -> None:
    store = PassStore(tmp_path, tiny)
    store.passes(ids(tiny))
    (file,) = store.folder.glob("*")
    with np.load(file) as shard:
        assert sorted(shard) == ["keys", "lengths", "pooled", "statistics"]
        assert all(len(str(key)) == 64 for key in shard["keys"])
