"""The whole product, really running: Redis, web, scorer with its model, courier, and two platforms."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.platforms.demo import Demo, running

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder: Path = tmp_path_factory.mktemp("demo")
    with running(folder) as demo:
        yield demo


@pytest.fixture(scope="session")
def chromium() -> str:
    if CHROMIUM is None:
        pytest.skip("no Chromium here; to run the browser tests: apt-get install chromium")
    return CHROMIUM
