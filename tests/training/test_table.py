"""What is fitted to is what the scorer would read of the same text; how far a score moves by what must not matter."""

from pathlib import Path

import numpy as np
import pytest

from tests.scoring.made_up import one_probe
from tests.training.made_up import text
from workers.scoring.language_model import LanguageModel, ModelError
from workers.scoring.reading import prepare, read_all
from workers.training import noise as noise_room
from workers.training.examples import Example
from workers.training.noise import measured
from workers.training.passes import PassStore
from workers.training.table import MAX_TOKENS, Table, read_table

TEXTS = {"1": text("human", 1), "2": "Too short.", "3": text("ai", 2, 400), "4": text("human", 3, 150)}
EXAMPLES = [Example(number, words, "human", "made", author="native") for number, words in TEXTS.items()]


@pytest.fixture
def table(tiny: LanguageModel, tmp_path: Path) -> Table:
    return read_table(tiny, PassStore(tmp_path, tiny), EXAMPLES)


def test_a_row_is_the_scorers_reading(table: Table, tiny: LanguageModel) -> None:
    (reading,) = read_all(tiny, [prepare(tiny, TEXTS["1"])])
    assert table.pooled[0] == pytest.approx(reading.pooled.flatten().numpy(), abs=1e-4)
    assert table.tokens[0] == reading.tokens
    assert table.passages[0] == len(reading.passages)
    assert table.words[0] == len(TEXTS["1"].split())


def test_short_texts_are_left_out_and_long_ones_cut_with_all_columns_in_step(table: Table) -> None:
    assert table.labels.id.tolist() == ["1", "3", "4"]
    assert table.tokens[1] == MAX_TOKENS - 1
    assert table.words[1] < 400
    columns = [table.pooled, table.features, table.runs, table.highest, *table.methods.values()]
    assert {len(column) for column in columns} == {3}


def test_words_are_counted_where_nothing_parts_them(tiny: LanguageModel, tmp_path: Path) -> None:
    example = Example("1", "磨坊在我九岁那年的冬天关了门。" * 20, "human", "made")
    assert read_table(tiny, PassStore(tmp_path, tiny), [example]).words[0] > 50


def test_a_text_without_a_number_is_named(tiny: LanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tiny.head.clone()
    broken[:] = float("nan")
    monkeypatch.setattr(tiny, "head", broken)
    with pytest.raises(ModelError, match="the text 1 of made") as error:
        read_table(tiny, PassStore(tmp_path, tiny), EXAMPLES)
    assert error.value.code == "model_not_finite"


def test_the_same_model_moves_nothing_and_edits_do(tiny: LanguageModel) -> None:
    found = measured(one_probe(), tiny, tiny, [EXAMPLES[0], EXAMPLES[3]])
    assert found.dtype == 0
    assert found.company < 1e-3
    assert found.edits > 0
    assert found.total == found.edits + found.dtype


def test_noise_is_measured_on_texts_from_all_over(tiny: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(noise_room, "TEXTS", 3)
    monkeypatch.setattr(noise_room, "harmless_edits", lambda words: read.append(words) or [words])
    measured(one_probe(), tiny, tiny, [Example(str(n), text("human", n), "human", "made") for n in range(9)])
    assert read == [text("human", n) for n in (0, 4, 8)]
    assert np.unique(read).size == 3
