"""What most tests stand on: settings of their own, a fresh database, and a platform that really signs."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from plugin.config import Settings
from plugin.lms.platform import Platform as ToolPlatform
from plugin.services import platforms as platform_service
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.web.app import create_app
from tests import long
from tests.databases import migrated, new_postgres, postgres_template
from tests.platforms.app import make_app, make_platform
from tests.platforms.browser import Browser
from tests.platforms.personality import CANVAS, MOODLE, Personality
from tests.platforms.platform import Platform
from tests.platforms.server import free_port, serving
from tests.platforms.signing import Key
from tests.postgres import postgres
from tests.quick import compile_statements_once, hash_lightly, make_pages_once


@pytest.hookimpl(optionalhook=True)  # there with pytest-xdist alone
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.rooms import ByRoom

    return ByRoom(config, log)


@pytest.hookimpl(tryfirst=True)  # before -m chooses by them
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    long.mark(items)
    if config.pluginmanager.hasplugin("xdist"):
        from tests.rooms import longest_first

        longest_first(items)


make_pages_once()
compile_statements_once()
hash_lightly()
PLATFORM_KEY = Key("platform-1")  # making one takes longer than most tests


def settings_in(folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        secret_key="a test's secret key, long enough to be one",
        base_url=f"http://localhost:{free_port()}",
        database_url=f"sqlite:///{folder / 'caveat.db'}",
        redis_url="redis://127.0.0.1:1/0",  # nobody listens there
        insecure_platforms=True,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = migrated(settings)
    yield database
    database.dispose()


@pytest.fixture
def files(settings: Settings) -> FileStore:
    return FileStore(settings.files_dir)


def register(database: Database, platform: Platform, approve: bool = True) -> None:
    values = platform.registration()
    deployment = values.pop("deployment_id")
    with database.session() as session:
        platform_service.register(session, ToolPlatform(**values), [deployment] if approve else [])


@dataclass
class House:
    """The web of the tool and one platform, both served."""

    settings: Settings
    database: Database
    files: FileStore
    platform: Platform

    def launch(self, key: str, browser: Browser | None = None) -> Browser:
        browser = browser or Browser()
        browser.open(f"{self.platform.base_url}/as/{key}/launch")
        return browser

    def hand_in(self, key: str, text: str) -> Browser:
        browser = self.launch(key)
        browser.submit(browser.form("/submissions"), {"text": text})
        return browser


@contextlib.contextmanager
def house_of(personality: Personality, settings: Settings, database: Database, files: FileStore) -> Iterator[House]:
    port = free_port()
    platform = make_platform(personality, f"http://127.0.0.1:{port}", settings.base_url, key=PLATFORM_KEY)
    register(database, platform)
    tool_port = int(settings.base_url.rsplit(":", 1)[1])
    with serving(create_app(settings), tool_port), serving(make_app(platform), port):
        yield House(settings, database, files, platform)


@pytest.fixture
def moodle(settings: Settings, database: Database, files: FileStore) -> Iterator[House]:
    with house_of(MOODLE, settings, database, files) as house:
        yield house


@pytest.fixture(params=[MOODLE, CANVAS], ids=["moodle", "canvas"])
def house(request: pytest.FixtureRequest, settings: Settings, database: Database, files: FileStore) -> Iterator[House]:
    with house_of(request.param, replace(settings), database, files) as house:
        yield house


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[tuple[str, int]]:
    with postgres() as server:
        yield server


@pytest.fixture
def postgres_database(postgres_server: tuple[str, int]) -> str:
    """The address of an empty database of this test's own."""
    return new_postgres(postgres_server)


@pytest.fixture
def migrated_postgres(postgres_server: tuple[str, int]) -> str:
    """The same with all tables."""
    return new_postgres(postgres_server, postgres_template(postgres_server))
