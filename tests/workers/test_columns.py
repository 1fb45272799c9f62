"""A column that is ours follows what an instructor changes here; nobody else's does."""

from collections.abc import Callable

import pytest

from plugin.domain.policy import Policy
from plugin.services import policies, sweeping
from plugin.store.files import FileStore
from plugin.store.session import Database
from tests.conftest import PLATFORM_KEY
from tests.platforms.personality import CANVAS, MOODLE, PERSONALITIES, Personality
from tests.workers.desk import Desk, make_desk

Make = Callable[[Personality], Desk]


@pytest.fixture
def make(database: Database, files: FileStore) -> Make:
    return lambda personality: make_desk(database, files, personality, PLATFORM_KEY)


@pytest.fixture(params=PERSONALITIES.values(), ids=PERSONALITIES)
def desk(request: pytest.FixtureRequest, make: Make) -> Desk:
    return make(request.param)


def ours(desk: Desk) -> None:
    desk.platform.school.column.tag = "caveat-mark"


def change_points(desk: Desk, points: float) -> bool:
    with desk.database.session() as session:
        return policies.change(session, desk.course_id, desk.assignment_id, Policy(points=points))


def update(desk: Desk) -> str:
    answer = desk.gradebook.update_column(desk.assignment_id)
    return answer.code if answer else ""


def test_new_points_reach_a_column_of_ours_and_nothing_else_of_it_changes(desk: Desk) -> None:
    ours(desk)
    column = desk.platform.school.column
    column.extra = {"https://lms.example/colour": "blue", "gradesReleased": True}
    column.resource_id = "kept"
    assert change_points(desk, 50)
    assert update(desk) == "sent"
    assert (column.maximum, column.resource_id, column.tag) == (50, "kept", "caveat-mark")
    assert column.extra == {"https://lms.example/colour": "blue", "gradesReleased": True}
    assert update(desk) == ""


def test_a_column_of_the_platforms_own_stays_as_it_is(desk: Desk) -> None:
    change_points(desk, 50)
    assert update(desk) == "column_of_others"
    assert desk.platform.school.column.maximum == 20
    assert update(desk) == ""


def test_half_points_are_rounded_up_where_only_whole_ones_are_taken(desk: Desk) -> None:
    ours(desk)
    change_points(desk, 7.5)
    assert update(desk) == "sent"
    assert desk.platform.school.column.maximum == (8 if desk.platform.personality.name == "openedx" else 7.5)


def test_title_and_dates_travel_with_the_points(make: Make) -> None:
    from datetime import UTC, datetime

    desk = make(MOODLE)
    ours(desk)
    desk.assignment(title="Essay three", due=datetime(2026, 12, 1, 12, tzinfo=UTC))
    change_points(desk, 50)
    update(desk)
    column = desk.platform.school.column
    assert (column.label, column.extra["endDateTime"]) == ("Essay three", "2026-12-01T12:00:00.000000Z")
    assert "startDateTime" not in column.extra


def test_the_same_points_again_are_no_change(make: Make) -> None:
    desk = make(MOODLE)
    assert not change_points(desk, 20)
    assert update(desk) == ""


def test_the_sweep_finds_a_change_that_was_not_told(make: Make) -> None:
    desk = make(MOODLE)
    change_points(desk, 50)
    with desk.database.session() as session:
        assert sweeping.due(session).columns == [desk.assignment_id]


def test_a_platform_that_is_away_is_told_later(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make(CANVAS)
    ours(desk)
    change_points(desk, 50)
    with monkeypatch.context() as away:
        away.setattr(desk.session, "_base_url", "https://nobody.example")
        away.setattr("plugin.lms.retrying.sleep", lambda _: None)
        assert update(desk) == "unreachable"
        assert update(desk) == ""  # not at once
    desk.let_time_pass()
    assert update(desk) == "sent"
    assert desk.platform.school.column.maximum == 50


def test_without_the_right_to_change_columns_nothing_is_asked(make: Make) -> None:
    desk = make(MOODLE)
    desk.assignment(lti_ags_scopes=[])
    change_points(desk, 50)
    assert update(desk) == ""
    assert desk.platform.requests_seen == []


def test_a_change_made_meanwhile_is_told_as_well(make: Make) -> None:
    desk = make(MOODLE)
    ours(desk)
    change_points(desk, 50)
    known = desk.platform.requests_seen
    change_points(desk, 60)
    assert known == []
    assert update(desk) == "sent"
    assert desk.platform.school.column.maximum == 60


def test_of_several_columns_of_a_link_that_of_the_assignment_is_found_over_pages(make: Make) -> None:
    desk = make(CANVAS)
    school, link = desk.platform.school, desk.platform.school.link_id
    for number in range(7):
        school.add_line_item(label=f"No. {number}", maximum=1, resource_link_id=link)
    school.add_line_item(
        label="Ours", maximum=20, resource_link_id=link, resource_id=str(desk.assignment().item_id), tag="caveat-mark"
    )
    desk.assignment(lti_lineitem_url=None)
    assert desk.send(desk.mark(5)) == "sent"
    assert len(school.line_items) == 9
    assert [cell.score for cell in school.line_items[9].cells.values()] == [5]


def test_a_duplicated_link_gets_a_column_of_its_own(make: Make) -> None:
    """It brings the resource id along."""
    desk = make(MOODLE)
    school = desk.platform.school
    school.column.resource_link_id, school.column.tag = "the original", "caveat-mark"
    school.column.resource_id = str(desk.assignment().item_id)
    desk.assignment(lti_lineitem_url=None)
    assert desk.send(desk.mark(5)) == "sent"
    assert school.line_items[2].resource_link_id == school.link_id


def test_a_column_that_deep_linking_left_without_a_link_is_used(make: Make) -> None:
    desk = make(MOODLE)
    school = desk.platform.school
    school.column.resource_link_id, school.column.tag = None, "caveat-mark"
    school.column.resource_id = str(desk.assignment().item_id)
    desk.assignment(lti_lineitem_url=None)
    assert desk.send(desk.mark(5)) == "sent"
    assert len(school.line_items) == 1
