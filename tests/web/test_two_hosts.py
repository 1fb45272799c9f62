"""Two web processes on two hosts share nothing but database, broker and files: any request may reach either."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest

from plugin.config import Settings
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.web.app import create_app
from tests.conftest import PLATFORM_KEY, House, register
from tests.platforms.app import make_app, make_platform
from tests.platforms.essays import PLACE
from tests.platforms.personality import MOODLE
from tests.platforms.server import free_port, serving

pytestmark = pytest.mark.server


class Alternating:
    """A balancer without any stickiness: no two requests in a row reach the same host."""

    def __init__(self, *hosts: Any):
        self._next = cycle(hosts)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return next(self._next)(environ, start_response)


@pytest.fixture
def house(settings: Settings, migrated_postgres: str) -> Iterator[House]:
    settings = replace(settings, database_url=migrated_postgres)
    database, port = Database(settings.database_url), free_port()
    platform = make_platform(MOODLE, f"http://127.0.0.1:{port}", settings.base_url, key=PLATFORM_KEY)
    register(database, platform)
    balanced = Alternating(create_app(settings), create_app(settings))
    with serving(balanced, int(settings.base_url.rsplit(":", 1)[1])), serving(make_app(platform), port):
        yield House(settings, database, FileStore(settings.files_dir), platform)
    database.dispose()


def test_login_on_one_and_launch_on_the_other_handing_in_there_and_reading_here(house: House) -> None:
    student = house.launch("mei")
    student.submit(student.form("/submissions"), {"text": PLACE})
    assert student.page.status == 200
    receipt = student.page.url
    assert [student.open(receipt + "/state").status for _ in range(2)] == [200, 200]
    teacher = house.launch("teacher")
    report = teacher.page.link("Open report Mei")
    assert [teacher.open(report).status for _ in range(2)] == [200, 200]
