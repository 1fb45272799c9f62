"""Fixtures: a desk at each family's gradebook, or at one of them."""

from collections.abc import Callable

import pytest

from plugin.services import grade_sending
from plugin.store.files import FileStore
from plugin.store.session import Database
from tests.conftest import PLATFORM_KEY
from tests.platforms.personality import PERSONALITIES, Personality
from tests.workers.desk import Desk, make_desk

Make = Callable[[Personality], Desk]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the next whole second."""
    monkeypatch.setattr(grade_sending, "seconds_too_early", lambda _: 0.0)


@pytest.fixture
def make(database: Database, files: FileStore) -> Make:
    return lambda personality: make_desk(database, files, personality, PLATFORM_KEY)


@pytest.fixture(params=PERSONALITIES.values(), ids=PERSONALITIES)
def desk(request: pytest.FixtureRequest, make: Make) -> Desk:
    return make(request.param)
