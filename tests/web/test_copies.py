"""Courses and links are copied: settings follow, students' data never does, and no other tenant is looked at."""

import pytest

from plugin.store.tables import Assignment, Course, Deployment, Submission
from tests.conftest import House
from tests.platforms.personality import CLAIM
from tests.platforms.platform import Platform


def bent(platform: Platform, course: str, link: str, title: str = "Essay", **custom: str) -> None:
    """Every launch from now on is of this link in this course."""
    platform.bend = lambda claims: (
        claims
        | {
            CLAIM + "context": {"id": course, "title": course},
            CLAIM + "resource_link": {"id": link, "title": title},
            CLAIM + "custom": custom,
        }
    )


def launch(house: House, course: str, link: str, title: str = "Essay", key: str = "teacher", **custom: str) -> None:
    bent(house.platform, course, link, title, **custom)
    assert house.launch(key).page.status == 200


def assignment(house: House, course: str, link: str) -> Assignment:
    with house.database.session() as session:
        return (
            session.query(Assignment)
            .join(Course)
            .filter(Course.lti_context_id == course, Assignment.lti_resource_link_id == link)
            .one()
        )


def settle(house: House, course: str, link: str, ai_use: str = "Spelling only") -> Assignment:
    """The assignment of a link that was launched, with settings of its own."""
    with house.database.session() as session:
        found = session.get_one(Assignment, assignment(house, course, link).id)
        found.ai_use, found.points, found.points_from, found.student_sees = ai_use, 12, "instructor", "released"
        return found


@pytest.fixture
def original(moodle: House) -> Assignment:
    """A link of course A with settings, somebody's work, and the id of a deep linking item."""
    launch(moodle, "A", "1")
    moodle.hand_in("mei", "An essay of last year.")
    return settle(moodle, "A", "1")


def test_a_made_link_finds_its_assignment_at_the_first_launch(moodle: House) -> None:
    launch(moodle, "A", "1")
    with moodle.database.session() as session:
        course = session.query(Course).one()
        made = Assignment(course_id=course.id, title="Made", ai_use="None")
        session.add(made)
    for key in ("mei", "teacher"):
        launch(moodle, "A", "2", key=key, item=str(made.item_id))
    found = assignment(moodle, "A", "2")
    assert (found.id, found.ai_use) == (made.id, "None")


@pytest.mark.parametrize("course", ["A", "B"])
def test_a_copied_link_has_the_settings_and_nothing_of_any_student(
    moodle: House, original: Assignment, course: str
) -> None:
    launch(moodle, course, "2", item=str(original.item_id))
    copy = assignment(moodle, course, "2")
    assert (copy.ai_use, copy.points, copy.student_sees) == ("Spelling only", 12, "released")
    assert (copy.copied_from, copy.item_id != original.item_id) == (original.id, True)
    assert (copy.due, copy.lti_lineitem_url is None) == (None, False)
    with moodle.database.session() as session:
        assert session.query(Submission).filter_by(assignment_id=copy.id).count() == 0
        assert session.query(Submission).filter_by(assignment_id=original.id).count() == 1


def test_two_copies_are_each_their_own(moodle: House, original: Assignment) -> None:
    for course in ("B", "C"):
        launch(moodle, course, "2", item=str(original.item_id))
    settle(moodle, "B", "2", ai_use="Changed in B")
    assert assignment(moodle, "C", "2").ai_use == "Spelling only"
    assert assignment(moodle, "A", "1").ai_use == "Spelling only"


def test_settings_are_cloned_once(moodle: House, original: Assignment) -> None:
    launch(moodle, "B", "2", item=str(original.item_id))
    settle(moodle, "B", "2", ai_use="Mine")
    settle(moodle, "A", "1", ai_use="Theirs")
    launch(moodle, "B", "2", item=str(original.item_id))
    assert assignment(moodle, "B", "2").ai_use == "Mine"


def test_a_copy_of_a_copy_follows_its_own_parent_by_history(moodle: House, original: Assignment) -> None:
    launch(moodle, "B", "2", rl_history="1", ctx_history="A")
    settle(moodle, "B", "2", ai_use="Changed in B")
    launch(moodle, "C", "3", rl_history="2,1", ctx_history="B,A")
    copy = assignment(moodle, "C", "3")
    assert (copy.ai_use, copy.copied_from) == ("Changed in B", assignment(moodle, "B", "2").id)


def test_an_ancestor_that_was_never_seen_is_passed_over(moodle: House, original: Assignment) -> None:
    launch(moodle, "C", "3", rl_history="never,1")
    assert assignment(moodle, "C", "3").ai_use == "Spelling only"


def test_a_course_remembers_where_it_was_copied_from(moodle: House, original: Assignment) -> None:
    launch(moodle, "C", "3", ctx_history="never,A,truncated")
    with moodle.database.session() as session:
        copy = session.query(Course).filter_by(lti_context_id="C").one()
        assert copy.copied_from == original.course_id


@pytest.mark.parametrize("name", ["ctx_history", "context.id.history", "Context_Id_History"])
def test_by_the_course_alone_the_only_assignment_or_that_of_the_same_title_is_meant(
    moodle: House, original: Assignment, name: str
) -> None:
    launch(moodle, "B", "2", title="Renamed", **{name: "A,truncated"})
    assert assignment(moodle, "B", "2").ai_use == "Spelling only"
    launch(moodle, "A", "9", title="Another")
    launch(moodle, "C", "3", title="Essay", **{name: "A"})
    assert assignment(moodle, "C", "3").ai_use == "Spelling only"
    launch(moodle, "D", "4", title="Neither of the two", **{name: "A"})
    assert assignment(moodle, "D", "4").copied_from is None


@pytest.mark.parametrize(
    "item", ["", "7", "x" * 2000, "$Some.variable", "\x00", "00000000-0000-0000-0000-000000000000"]
)
def test_an_item_that_is_none_gives_a_new_assignment(moodle: House, original: Assignment, item: str) -> None:
    launch(moodle, "B", "2", item=item)
    assert assignment(moodle, "B", "2").ai_use == ""


def test_an_item_of_another_deployment_gives_nothing(moodle: House, original: Assignment) -> None:
    with moodle.database.session() as session:
        other = Deployment(registration_id=session.query(Deployment).one().registration_id, lti_deployment_id="other",
                           state="approved")  # fmt: skip
        session.add(other)
    moodle.platform.deployment_id = "other"
    launch(moodle, "B", "2", item=str(original.item_id))
    found = assignment(moodle, "B", "2")
    assert (found.ai_use, found.copied_from) == ("", None)


def test_history_is_followed_between_deployments_of_one_registration(moodle: House, original: Assignment) -> None:
    with moodle.database.session() as session:
        registration_id = session.query(Deployment).one().registration_id
        session.add(Deployment(registration_id=registration_id, lti_deployment_id="other", state="approved"))
    moodle.platform.deployment_id = "other"
    launch(moodle, "B", "2", rl_history="1")
    assert assignment(moodle, "B", "2").ai_use == "Spelling only"


@pytest.mark.parametrize(("opens_at", "available_at", "opens"), [
    ("$ResourceLink.submission.startDateTime", "2026-11-01T08:00:00Z", "2026-11-01T08:00:00+00:00"),
    ("2026-11-02T08:00:00Z", "2026-11-01T08:00:00Z", "2026-11-02T08:00:00+00:00"),
    ("2026-11-02T08:00:00Z", "", "2026-11-02T08:00:00+00:00"), ("", "", None),
])  # fmt: skip
def test_an_assignment_opens_at_the_time_that_the_platform_fills_in(
    moodle: House, opens_at: str, available_at: str, opens: str | None
) -> None:
    launch(moodle, "A", "1", opens_at=opens_at, available_at=available_at)
    found = assignment(moodle, "A", "1").opens
    assert (found.isoformat() if found else None) == opens


@pytest.mark.parametrize(("told", "due"), [
    ("2026-11-08T22:00:00Z", "2026-11-08T22:00:00+00:00"), ("2026-11-08T22:00:00+01:00", "2026-11-08T21:00:00+00:00"),
    ("2026-11-08T22:00:00", None), ("soon", None), ("$ResourceLink.submission.endDateTime", None),
    ("0001-01-01T00:00:00+23:00", None),
])  # fmt: skip
def test_the_due_time_that_a_launch_tells_is_noted(moodle: House, told: str, due: str | None) -> None:
    launch(moodle, "A", "1", due_at=told)
    found = assignment(moodle, "A", "1").due
    assert (found.isoformat() if found else None) == due
