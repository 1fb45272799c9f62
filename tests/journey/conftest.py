"""The whole product, really running: Redis, web, scorer with its model, courier, and two platforms."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.journey import leaks, two_sites
from tests.journey import stage as one_stage
from tests.journey.chromium import FLAGS
from tests.journey.stage import Stage
from tests.journey.two_sites import Sites
from tests.platforms.demo import Demo, running

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page that came too late on a busy machine is opened once more. What it then shows, or a wrong one, fails."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError"]))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder: Path = tmp_path_factory.mktemp("demo")
    with running(folder, more=leaks.environment(folder)) as demo:
        yield demo


@pytest.fixture(scope="session")
def chromium() -> str:
    if CHROMIUM is None:
        pytest.skip("no Chromium here; to run the browser tests: apt-get install chromium")
    return CHROMIUM


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """One for all browsers: it cannot be started twice in a thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chrome(playwright: Any, chromium: str) -> Iterator[Any]:
    """One started browser; whoever needs cookies of their own opens a context in it."""
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def stage(playwright: Any, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with one_stage.stage(tmp_path_factory.mktemp("stage"), playwright, chromium) as stage:
        yield stage


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with two_sites.two_sites(tmp_path_factory.mktemp("sites")) as sites:
        yield sites


@pytest.fixture(scope="session")
def blocking(
    playwright: Any, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Any]]:
    """A browser with third-party cookies blocked, by where even Partitioned ones of ours are."""
    with ExitStack() as stack:

        @cache
        def browser(blocked: str) -> Any:
            folder = tmp_path_factory.mktemp("profile")
            return stack.enter_context(two_sites.chromium(playwright, chromium, folder, blocked))

        yield browser
