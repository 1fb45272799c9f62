"""One house for the tests of a module: what each leaves behind must not matter to the next, as in a running tool."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Base
from tests.conftest import House, house_of, migrated, settings_in
from tests.platforms.browser import Browser, Page
from tests.platforms.personality import MOODLE, Personality

Refused = Callable[..., None]


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_in(tmp_path_factory.mktemp("house"), MOODLE) as house:
        yield house


@contextmanager
def house_in(folder: Path, personality: Personality) -> Iterator[House]:
    settings = settings_in(folder)
    database = migrated(settings)
    with house_of(personality, settings, database, FileStore(settings.files_dir)) as house:
        house.launch("mei")  # so that course, assignment and person are there
        yield house
    database.dispose()


@pytest.fixture
def refused(lms: House, caplog: pytest.LogCaptureFixture) -> Refused:
    """Launch with a fault of tests.platforms.faults, and see it refused as every bad launch has to be."""

    def launch(fault: str, code: str, status: int = 400) -> None:
        before = contents(lms.database)
        page = Browser(lms.platform.base_url).launch("mei", fault=fault)
        assert_refusal(page, code, status)
        assert f"refused: {code}" in caplog.text
        assert "Lindqvist" not in caplog.text
        assert contents(lms.database) == before
        assert lms.launch("mei").page.url.endswith("/assignment")

    return launch


def assert_refusal(page: Page, code: str, status: int) -> None:
    """A page for people: what went wrong, what to do next, and the code for whoever looks after it."""
    assert (page.status, code_on(page)) == (status, code)
    assert 'role="alert"' in page.text
    assert "Traceback" not in page.text


def code_on(page: Page) -> str:
    return page.text.split("<code>")[1].split("</code>")[0] if "<code>" in page.text else ""


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, but for logins under way: each begun login writes one, each launch takes one."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != "login_states"]
    with database.engine.connect() as connection:
        return {table.name: list(connection.execute(select(table))) for table in tables}
