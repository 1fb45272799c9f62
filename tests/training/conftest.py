from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.scoring.tiny import make_tiny
from workers.scoring.language_model import LanguageModel, load


@pytest.fixture(autouse=True, scope="package")
def _one_thread() -> Iterator[None]:
    """Threads that wait for one another cost more than a tiny model's work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return load(str(tiny_folder), tmp_path_factory.mktemp("cache"), "cpu", "float32")
