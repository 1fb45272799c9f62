"""The tests of the way, of an answer that was lost, of the logs and of the doctor once more, on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import new_postgres
from tests.journey.test_whole_way import (  # noqa: F401 - pytest runs them here again
    test_a_grade_whose_answer_was_lost_arrives_once,
    test_no_name_and_no_text_is_in_any_log,
    test_the_demo_walks_the_whole_way,
    test_the_doctor_finds_everything_well,
)
from tests.platforms.demo import Demo, running

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, postgres_server: tuple[str, int]) -> Iterator[Demo]:
    """In place of the one that the other journeys share."""
    with running(tmp_path_factory.mktemp("on_postgres"), database_url=new_postgres(postgres_server)) as demo:
        yield demo


def test_it_stands_on_postgres(demo: Demo) -> None:
    assert demo.environment["CAVEAT_DATABASE_URL"].startswith("postgresql")
    assert not list(Path(demo.environment["CAVEAT_DATA_DIR"]).glob("*.db"))
