from pathlib import Path

import pytest
from transformers import LlamaForCausalLM

from tests.scoring.watermarks.marked import make_generator


@pytest.fixture(scope="session")
def generator_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("generator")


@pytest.fixture(scope="session")
def model(generator_folder: Path) -> LlamaForCausalLM:
    return make_generator(generator_folder)
