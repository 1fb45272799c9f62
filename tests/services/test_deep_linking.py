"""What an instructor makes, on every database: one press one assignment, whatever comes at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
import pytest

from plugin.domain.draft import Draft
from plugin.domain.policy import Policy
from plugin.lms.tool_description import Tool
from plugin.services import deep_linking, sweeping
from plugin.services.deep_linking import FullError
from plugin.store.queries import ancestors, course_work, courses, making
from plugin.store.session import Database
from plugin.store.tables import Assignment, Course, Membership, Visit
from tests.services.world import SECRET, World, make_world

DRAFT = Draft("Essay", Policy(points=20))
ITEMS = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        return make_world(session)


@pytest.fixture
def visit_id(database: Database, world: World) -> UUID:
    with database.session() as session:
        member = session.query(Membership).filter_by(role="staff").one()
        facts = {"kind": "ltiResourceLink", "multiple": True, "columns": True, "title": "", "data": None, "chosen": {},
                 "answered": False, "return_url": "https://lms.example/return"}  # fmt: skip
        visit = Visit(browser_hash="b", membership_id=member.id, purpose="deep_linking", facts=facts,
                      expires=datetime.now(UTC) + timedelta(hours=1))  # fmt: skip
        session.add(visit)
        session.flush()
        return visit.id


def made(database: Database) -> list[Assignment]:
    with database.session() as session:
        return session.query(Assignment).filter_by(title="Essay", lti_resource_link_id=None).all()


def items(token: str) -> list[dict[str, str]]:
    claims = jwt.decode(token, options={"verify_signature": False})
    return list(claims[ITEMS])


def test_presses_at_the_same_moment_make_one_and_get_the_same_answer(database: Database, visit_id: UUID) -> None:
    def press(_: int) -> list[dict[str, str]]:
        with database.session() as session:
            deep_linking.make(session, visit_id, "one press", DRAFT)
            answer = deep_linking.answer(session, visit_id, Tool("https://tool.example"), SECRET)
        return items(answer.token)

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(press, range(3)))
    assert len(made(database)) == 1
    assert answers[0] == answers[1] == answers[2] != []


def test_nothing_is_made_or_taken_back_after_the_answer(database: Database, visit_id: UUID) -> None:
    with database.session() as session:
        deep_linking.make(session, visit_id, "first", DRAFT)
        deep_linking.answer(session, visit_id, Tool("https://tool.example"), SECRET)
    with database.session() as session:
        deep_linking.make(session, visit_id, "second", DRAFT)
        deep_linking.drop(session, visit_id, "first")
        deep_linking.cancel(session, visit_id, SECRET)
    assert len(made(database)) == 1


def test_one_answer_carries_so_many_and_no_more(
    database: Database, visit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deep_linking, "MOST_ITEMS", 2)
    with database.session() as session:
        for key in ("a", "b"):
            deep_linking.make(session, visit_id, key, DRAFT)
    with pytest.raises(FullError), database.session() as session:
        deep_linking.make(session, visit_id, "c", DRAFT)
    assert len(made(database)) == 2


def test_cancel_leaves_what_somebody_has_opened_meanwhile(database: Database, visit_id: UUID) -> None:
    with database.session() as session:
        for key in ("a", "b"):
            deep_linking.make(session, visit_id, key, DRAFT)
        kept = session.query(Assignment).filter_by(title="Essay", lti_resource_link_id=None).first()
        assert courses.attach_link(session, kept.id, "99")
        assert not courses.attach_link(session, kept.id, "98")
    with database.session() as session:
        deep_linking.cancel(session, visit_id, SECRET)
    assert made(database) == []
    with database.session() as session:
        assert session.get(Assignment, kept.id) is not None


def test_a_link_is_attached_to_one_assignment_only(database: Database, world: World) -> None:
    """Link 7 has its own already: the unique pair stands, and the session lives on."""
    with database.session() as session:
        other = Assignment(course_id=world.course_id, title="Other")
        session.add(other)
        session.flush()
        assert not courses.attach_link(session, other.id, "7")
        assert session.get_one(Course, world.course_id).title == "English 101"


def test_an_ancestor_is_the_newest_that_is_known(database: Database, world: World) -> None:
    with database.session() as session:
        course = session.get_one(Course, world.course_id)
        tenant = course.deployment.registration_id, course.deployment_id
        session.add(Assignment(course_id=course.id, lti_resource_link_id="8", title="Newer"))
        session.flush()
        assert ancestors.by_links(session, *tenant, ["never", "8", "7"]).title == "Newer"  # type: ignore[union-attr]
        assert ancestors.by_links(session, *tenant, []) is None
        assert [one.id for one in ancestors.courses_by_context(session, *tenant, ["never", "12"])] == [course.id]


def test_a_course_counts_people_and_not_their_attempts(database: Database, world: World) -> None:
    with database.session() as session:
        (row,) = course_work.by_assignment(session, world.course_id)
        assert (row.students, row.waiting) == (0, 0)


def test_what_no_answer_has_told_the_platform_of_is_listed_nowhere(
    database: Database, world: World, visit_id: UUID
) -> None:
    def listed() -> list[str]:
        with database.session() as session:
            rows = course_work.by_assignment(session, world.course_id)
            earlier = making.earlier(session, world.course_id, "link", [])
        return [row.assignment.title for row in rows] + [one.title for one in earlier]

    before = listed()
    with database.session() as session:
        deep_linking.make(session, visit_id, "first", DRAFT)
    assert listed() == before
    with database.session() as session:
        deep_linking.answer(session, visit_id, Tool("https://tool.example"), SECRET)
    assert listed().count("Essay") == before.count("Essay") + 2


@pytest.mark.parametrize("answered", [False, True])
def test_what_a_visit_left_unfinished_goes_with_it(database: Database, visit_id: UUID, answered: bool) -> None:
    with database.session() as session:
        deep_linking.make(session, visit_id, "first", DRAFT)
        if answered:
            deep_linking.answer(session, visit_id, Tool("https://tool.example"), SECRET)
        session.get_one(Visit, visit_id).expires = datetime.now(UTC) - timedelta(seconds=1)
    with database.session() as session:
        sweeping.drop_expired(session)
        assert session.get(Visit, visit_id) is None
    assert len(made(database)) == answered


def test_what_another_visit_made_outlives_the_visit_that_chose_it_again(database: Database, visit_id: UUID) -> None:
    with database.session() as session:
        visit = session.get_one(Visit, visit_id)
        theirs = Assignment(course_id=visit.membership.course_id, title="Essay")
        session.add(theirs)
        session.flush()
        deep_linking.make_again(session, visit_id, theirs.id)
        visit.expires = datetime.now(UTC) - timedelta(seconds=1)
    with database.session() as session:
        sweeping.drop_expired(session)
    assert [one.id for one in made(database)] == [theirs.id]
