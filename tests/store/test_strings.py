"""A NUL, or half a surrogate pair, in what somebody sent: kept as a replacement character, on every engine."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import select

from plugin.config import Settings
from plugin.store.session import Database
from plugin.store.strings import storable
from plugin.store.tables import Course, Membership, Person, Visit
from tests.databases import migrated
from tests.services.world import World, make_world


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def anywhere(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Database]:
    served = request.param == "postgresql"
    database = Database(request.getfixturevalue("migrated_postgres")) if served else migrated(settings)
    yield database
    database.dispose()


@pytest.fixture
def world(anywhere: Database) -> World:
    with anywhere.session() as session:
        return make_world(session)


@pytest.mark.parametrize("bad", ["\x00", "\ud83d"], ids=["nul", "half-a-pair"])
def test_a_name_that_no_database_takes_is_kept_with_a_mark_in_its_place(
    anywhere: Database, world: World, bad: str
) -> None:
    with anywhere.session() as session:
        session.get_one(Person, world.student_id).name = f"Mei{bad} Lindqvist"
    with anywhere.session() as session:
        assert session.get_one(Person, world.student_id).name == "Mei\ufffd Lindqvist"


@pytest.mark.parametrize("bad", ["\x00", "\udc00"], ids=["nul", "half-a-pair"])
def test_facts_that_no_database_takes_are_kept_with_a_mark_in_their_place(
    anywhere: Database, world: World, bad: str
) -> None:
    with anywhere.session() as session:
        membership = session.scalars(select(Membership.id)).first()
        told = {f"a{bad}": [f"b{bad}", 1, {"c": f"\\u0000{bad}"}]}
        session.add(Visit(id=world.course_id, browser_hash="h", membership_id=membership,
                          expires=session.get_one(Course, world.course_id).created, facts=told))  # fmt: skip
    with anywhere.session() as session:
        assert session.get_one(Visit, world.course_id).facts == {"a\ufffd": ["b\ufffd", 1, {"c": "\\u0000\ufffd"}]}


def test_who_asks_with_a_nul_finds_nobody_and_no_error(anywhere: Database, world: World) -> None:
    with anywhere.session() as session:
        assert session.scalars(select(Person).where(Person.lti_sub == "4\x00")).all() == []
        assert session.scalars(select(Person).where(Person.lti_sub.in_(["4\x00", "2"]))).one().lti_sub == "2"


def test_many_rows_at_once_are_no_exception(anywhere: Database, world: World) -> None:
    with anywhere.session() as session:
        registration = session.get_one(Person, world.student_id).registration_id
        session.add_all(Person(id=uuid4(), registration_id=registration, lti_sub=f"\x00{n}") for n in range(3))
    with anywhere.session() as session:
        found = session.scalars(select(Person.lti_sub).where(Person.lti_sub.startswith("\ufffd"))).all()
        assert sorted(found) == ["\ufffd0", "\ufffd1", "\ufffd2"]


def test_what_is_no_string_stays_what_it_is() -> None:
    assert storable((b"\x00", 1, None, 0.5, [True])) == (b"\x00", 1, None, 0.5, [True])
