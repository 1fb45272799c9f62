"""Usage and outcomes as the administration shows them."""

import csv
import io

import pytest

from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Submission
from tests.services.scored import scored
from tests.services.world import World, make_world
from tests.statements import counted
from tests.web.admin.conftest import AdminBrowser


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        return make_world(session)


def test_before_anything_was_handed_in_the_page_says_what_will_come(admin: AdminBrowser) -> None:
    assert "Nothing was handed in" in admin.get("/admin/usage").text


def test_the_page_shows_how_often_a_band_was_right_with_its_interval(
    admin: AdminBrowser, database: Database, files: FileStore, world: World
) -> None:
    scored(database, files, world, [("strong", "acknowledged")] * 15 + [("strong", "cleared")] * 5)
    page = admin.get("/admin/usage").text
    assert "75%" in page
    assert "53% to 89%" in page
    assert "It is not the share of AI-written texts" in page


def test_hidden_numbers_are_in_neither_page_nor_table(
    admin: AdminBrowser, database: Database, files: FileStore, world: World
) -> None:
    scored(database, files, world, [("strong", "acknowledged")] * 9 + [("strong", "cleared")] * 2)
    page = admin.get("/admin/usage").text
    assert "hidden: too few" in page
    assert "between 50% and 95%" in page
    rows = list(csv.reader(io.StringIO(admin.get("/admin/usage/table.csv").text.lstrip("\ufeff"))))
    assert ["outcome", "strong", "cleared", ""] in rows
    assert not any("share acknowledged" in row[2] for row in rows)


def test_more_courses_cost_no_more_statements(
    admin: AdminBrowser, database: Database, files: FileStore, world: World
) -> None:
    scored(database, files, world, [("strong", "")] * 6)
    admin.get("/admin/usage")
    with counted(database.engine) as few:
        admin.get("/admin/usage")
    for school in ("two", "three", "four"):
        with database.session() as session:
            another = make_world(session, school)
        scored(database, files, another, [("elevated", "")] * 6)
    with counted(database.engine) as many:
        assert admin.get("/admin/usage").text.count("English 101") == 4
    assert len(many) == len(few), many
    with database.session() as session:
        assert session.query(Submission).count() == 24
