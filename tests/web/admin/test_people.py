"""One person is found, handed their data, and erased after their id was typed."""

import io
import zipfile

import pytest

from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Person
from tests.services.test_forgetting import registration_of
from tests.services.world import World, hand_in, make_world
from tests.web.admin.conftest import AdminBrowser


@pytest.fixture
def world(database: Database, files: FileStore) -> World:
    with database.session() as session:
        world = make_world(session)
        hand_in(session, files, world)
        make_world(session, "two")
    return world


def find(admin: AdminBrowser, database: Database, asked: str) -> str:
    registration = registration_of(database, "one")
    return str(admin.post("/admin/people", {"registration": str(registration.id), "asked": asked}).text)


def test_somebody_is_found_within_one_lms(admin: AdminBrowser, database: Database, world: World) -> None:
    page = find(admin, database, "lindqvist")
    assert "1 person found" in page
    assert f"/admin/people/{world.student_id}" in page


@pytest.mark.parametrize("asked", ["nobody", "%", "\0", "x" * 999])
def test_nobody_is_found_by_what_is_in_no_name(
    admin: AdminBrowser, database: Database, world: World, asked: str
) -> None:
    assert "Mei" not in find(admin, database, asked)


def test_what_is_held_is_counted(admin: AdminBrowser, world: World) -> None:
    page = admin.get(f"/admin/people/{world.student_id}").text
    assert "<dt>Submissions</dt><dd>1</dd>" in page
    assert "English 101" in page


def test_a_copy_is_handed_out(admin: AdminBrowser, world: World) -> None:
    answer = admin.post(f"/admin/people/{world.student_id}/export")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read("submissions/001/document-1.txt") == b"An essay."


@pytest.mark.parametrize("typed", ["", "Mei Lindqvist", "44"])
def test_nobody_is_erased_by_the_wrong_word(admin: AdminBrowser, database: Database, world: World, typed: str) -> None:
    answer = admin.post(f"/admin/people/{world.student_id}/erase", {"typed": typed})
    assert answer.status_code == 400
    assert "not_confirmed" in answer.text
    with database.session() as session:
        assert session.get(Person, world.student_id) is not None


def test_who_is_erased_is_gone_and_the_counts_stay(admin: AdminBrowser, database: Database, world: World) -> None:
    answer = admin.post(f"/admin/people/{world.student_id}/erase", {"typed": " 4 "})
    assert "One person was erased" in admin.get(answer.location).text
    with database.session() as session:
        assert session.get(Person, world.student_id) is None
    for path in ("", "/export", "/erase"):
        ask = admin.post if path else admin.get
        assert ask(f"/admin/people/{world.student_id}{path}").location.endswith("person_gone")


def test_without_an_lms_the_page_says_so(admin: AdminBrowser) -> None:
    assert "No LMS is connected." in admin.get("/admin/people").text
