"""One person is exported and erased: every table that speaks of them is covered, and nobody else's row is touched."""

import io
import json
import zipfile
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from plugin.services import person_file
from plugin.services.audit import Actor, first_broken
from plugin.services.erasure import NoSuchPersonError, erase_person, held
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, Base, Group, Membership, Person, Submission
from tests.services.populated import fill, tables_about
from tests.services.test_forgetting import age, names
from tests.services.world import World, hand_in, make_world

ADMIN = Actor("administrator", UUID(int=1))
# Not about the person: keys to rows of others, secrets of a browser, states of our own machinery.
UNTOLD = {"visits.browser_hash"}


@pytest.fixture
def everywhere(database: Database, files: FileStore) -> tuple[World, dict[str, dict[str, Any]]]:
    with database.session() as session:
        world = make_world(session)
        course = session.get_one(Membership, session.scalar(select(Membership.id).limit(1))).course
        group = Group(course_id=course.id, lti_group_id="g", name="Blue group")
        session.add(group)
        session.flush()
        known = {"courses": course.id, "assignments": world.assignment_id, "groups": group.id,
                 "deployments": course.deployment_id, "registrations": course.deployment.registration_id}  # fmt: skip
        written = fill(session, files, world.student_id, known)
        written["groups"] = {"name": "Blue group"}
    return world, written


def exported(database: Database, files: FileStore, person_id: UUID) -> zipfile.ZipFile:
    with database.session() as session:
        found = person_file.gather(session, person_id, ADMIN)
    held = io.BytesIO()
    person_file.write_zip(found, files, held)
    return zipfile.ZipFile(held)


def left(database: Database) -> dict[str, int]:
    with database.session() as session:
        return {t.name: len(session.execute(t.select()).all()) for t in Base.metadata.sorted_tables}


def test_every_table_that_speaks_of_a_person_is_emptied_of_them(
    database: Database, files: FileStore, everywhere: tuple[World, dict[str, dict[str, Any]]]
) -> None:
    world, _ = everywhere
    about = tables_about("people")
    before = left(database)
    assert {name for name in about if not before[name]} == set(), "the test wrote no row there"
    age(files)
    erase_person(database, files, world.student_id, ADMIN)
    after = left(database)
    assert {name: after[name] for name in about if after[name]} == {"people": 1, "memberships": 1}  # the teacher
    assert names(files) == 0


def test_no_other_row_goes(
    database: Database, files: FileStore, everywhere: tuple[World, dict[str, dict[str, Any]]]
) -> None:
    before = left(database)
    erase_person(database, files, everywhere[0].student_id, ADMIN, pause=None)
    after = left(database)
    others = set(before) - tables_about("people") - {"audit_entries"}
    assert {name: before[name] for name in others} == {name: after[name] for name in others}


def test_the_counts_that_are_shown_are_those_that_go_and_stay_as_proof(
    database: Database, files: FileStore, everywhere: tuple[World, dict[str, dict[str, Any]]]
) -> None:
    with database.session() as session:
        shown = held(session, everywhere[0].student_id)
    assert set(shown.values()) == {1}
    gone = erase_person(database, files, everywhere[0].student_id, ADMIN, pause=None)
    assert {noun: gone[noun] for noun in shown} == shown
    with database.session() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.erased")).one()
        assert {noun: entry.facts[noun] for noun in shown} == shown
        assert first_broken(session) is None
        assert "Mei" not in json.dumps(entry.facts)


def test_a_file_that_somebody_else_handed_in_too_stays(database: Database, files: FileStore) -> None:
    with database.session() as session:
        worlds = make_world(session, "one"), make_world(session, "two")
        for world in worlds:
            hand_in(session, files, world, b"the same bytes")
    age(files)
    assert erase_person(database, files, worlds[0].student_id, ADMIN)["files"] == 0
    assert names(files) == 1


def test_who_decided_stays_unnamed_where_a_teacher_is_erased(database: Database, files: FileStore) -> None:
    with database.session() as session:
        world = make_world(session)
        accepted = hand_in(session, files, world)
        session.get_one(Submission, accepted.submission_id).outcome_by = world.teacher_id
    erase_person(database, files, world.teacher_id, ADMIN, pause=None)
    with database.session() as session:
        kept = session.get_one(Submission, accepted.submission_id)
        assert kept.outcome_by is None


def test_nobody_is_erased_twice(database: Database, files: FileStore, everywhere: Any) -> None:
    erase_person(database, files, everywhere[0].student_id, ADMIN, pause=None)
    with pytest.raises(NoSuchPersonError):
        erase_person(database, files, everywhere[0].student_id, ADMIN, pause=None)


def test_the_export_holds_every_text_of_every_row(
    database: Database, files: FileStore, everywhere: tuple[World, dict[str, dict[str, Any]]]
) -> None:
    world, written = everywhere
    archive = exported(database, files, world.student_id)
    told = "".join(archive.read(name).decode() for name in archive.namelist())
    for table, values in written.items():
        for column, value in values.items():
            mark = value if isinstance(value, str) else f"{table}.{column}" if isinstance(value, dict) else ""
            if mark and value and f"{table}.{column}" not in UNTOLD:
                assert mark in told, f"{table}.{column}"


def test_the_export_holds_the_bytes_of_document_text_and_reply(
    database: Database, files: FileStore, everywhere: tuple[World, dict[str, dict[str, Any]]]
) -> None:
    archive = exported(database, files, everywhere[0].student_id)
    held_files = [name for name in archive.namelist() if not name.endswith(".json")]
    assert len(held_files) == 3
    assert all(archive.read(name).startswith(b"the bytes of") for name in held_files)


def test_a_file_that_is_lost_is_named_as_missing(
    database: Database, files: FileStore, everywhere: tuple[World, dict[str, dict[str, Any]]]
) -> None:
    for path in files.place.root.glob("*/*"):
        path.unlink()
    archive = exported(database, files, everywhere[0].student_id)
    assert len(archive.read("missing.txt").splitlines()) == 3


def test_nobody_elses_name_is_in_the_export(
    database: Database, files: FileStore, everywhere: tuple[World, dict[str, dict[str, Any]]]
) -> None:
    world, _ = everywhere
    archive = exported(database, files, world.student_id)
    told = "".join(archive.read(name).decode() for name in archive.namelist())
    with database.session() as session:
        assert session.get_one(Person, world.teacher_id).name not in told
    assert str(world.teacher_id) not in told
