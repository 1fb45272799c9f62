from pathlib import Path

import pytest

from tests.scoring.tiny import make_tiny
from workers.scoring.language_model import LanguageModel, load


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return load(str(tiny_folder), tmp_path_factory.mktemp("cache"), "cpu", "float32")
