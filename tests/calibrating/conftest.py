"""Essays made up word by word, and a scorer with a tiny model to choose among them."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scoring.conftest import _one_thread  # noqa: F401 - a fixture
from tests.scoring.made_up import calibration, one_probe
from tests.scoring.tiny import make_tiny
from workers.scoring.language_model import LanguageModel, load
from workers.scoring.scorer import Scorer

_TOLD = (
    "the river ran past our mill and nobody in the village spoke of it until winter came with snow on every roof "
    "while children carried wood from the forest my aunt would sing old songs about boats she never saw because her "
    "father sold them before she was born that year we learned how to mend nets read maps and bake bread for market"
)
WORDS = _TOLD.split()


def essay(seed: int, words: int = 150) -> str:
    """English words in an order of their own: no two seeds share more than a few runs."""
    draw = random.Random(seed)
    sentences = [" ".join(draw.choice(WORDS) for _ in range(12)).capitalize() + "." for _ in range(words // 12 + 1)]
    return " ".join(sentences)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return load(str(make_tiny(tmp_path_factory.mktemp("tiny"))), tmp_path_factory.mktemp("cache"), "cpu", "float32")


@pytest.fixture
def scorer(tiny: LanguageModel, tmp_path: Path) -> Scorer:
    folder = tmp_path / "built-in"
    folder.mkdir()
    return Scorer(tiny, calibration(folder), one_probe([0.5] * 48, 0.0))


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    def made(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            file = tmp_path / "essays" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / "essays"

    return made
