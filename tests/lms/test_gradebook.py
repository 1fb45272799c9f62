"""AGS against both personalities: tokens, line items, scores, results."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plugin.domain.grading import Mark
from plugin.domain.reach import Reach
from plugin.domain.standing import Found
from plugin.lms.connector import Connector, ServiceError, TokenCache
from plugin.lms.gradebook import GradePost, post_grade, read_result, with_path_ending
from plugin.lms.lineitems import find_or_create_lineitem
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.quirks.moodle import next_timestamp
from plugin.lms.roster import read_members
from plugin.services import platforms
from tests.conftest import House


@pytest.fixture
def connector(house: House) -> Connector:
    with house.database.session() as session:
        key = platforms.signing_key(session, house.settings.secret_key)
    return connect(house, key)


def connect(house: House, key: SigningKey, tokens: TokenCache | None = None) -> Connector:
    values = house.platform.registration()
    values.pop("deployment_id")
    return Connector(Platform(**values), key, PlatformSession(Reach(insecure=True)), tokens or TokenCache())


def lineitem(house: House) -> str:
    p, school = house.platform.personality, house.platform.school
    return house.platform.base_url + p.lineitem_path(school.course_id, 1) + p.query


def lineitems(house: House) -> str:
    p, school = house.platform.personality, house.platform.school
    return house.platform.base_url + p.lineitems_path(school.course_id) + p.query


def post(house: House, given: float = 17, comment: str = "Good.", key: str = "mei") -> GradePost:
    now = datetime.now(UTC)
    sub = house.platform.school.person(key).sub
    return GradePost(sub, Mark(given, 20, comment), now, now - timedelta(hours=1))


def family(house: House) -> str:
    return house.platform.personality.name


def test_a_grade_arrives_with_its_comment_and_can_be_read_back(house: House, connector: Connector) -> None:
    grade = post(house)
    post_grade(connector, lineitem(house), grade, family(house))
    cell = house.platform.school.column.cells[grade.lti_sub]
    assert (cell.score, cell.comments) == (17, ["Good."])
    assert read_result(connector, lineitem(house), grade.lti_sub) == Found(17.0, 20.0)


def test_a_grade_makes_no_new_attempt_at_canvas(house: House, connector: Connector) -> None:
    grade = post(house)
    post_grade(connector, lineitem(house), grade, family(house))
    assert house.platform.school.column.cells[grade.lti_sub].attempts == 0


def test_the_same_timestamp_again_is_refused_by_moodle_as_stale(house: House, connector: Connector) -> None:
    grade = post(house)
    post_grade(connector, lineitem(house), grade, family(house))
    if family(house) == "moodle":
        with pytest.raises(ServiceError) as refused:
            post_grade(connector, lineitem(house), grade, family(house))
        assert refused.value.status == 409
    later = replace(grade, timestamp=next_timestamp(grade.timestamp), mark=Mark(5, 20))
    post_grade(connector, lineitem(house), later, family(house))
    assert house.platform.school.column.cells[grade.lti_sub].score == 5


def test_a_person_without_a_row_is_refused_with_the_platforms_status(house: House, connector: Connector) -> None:
    with pytest.raises(ServiceError) as refused:
        post_grade(connector, lineitem(house), post(house, key="teacher"), family(house))
    assert refused.value.status in (400, 422)


def test_one_token_serves_many_calls_and_a_forgotten_one_is_renewed(house: House, connector: Connector) -> None:
    for name in ("mei", "jonas"):
        post_grade(connector, lineitem(house), post(house, key=name), family(house))
    assert len(house.platform._tokens) == 1
    house.platform.forget_tokens()
    post_grade(connector, lineitem(house), post(house, key="priya"), family(house))
    assert house.platform.school.column.cells[house.platform.school.person("priya").sub].score == 17


def test_a_token_is_dropped_a_minute_before_it_expires() -> None:
    tokens = TokenCache()
    tokens.put(("a",), "soon over", 59)
    tokens.put(("b",), "fresh", 3600)
    assert tokens.get(("a",)) is None
    assert tokens.get(("b",)) == "fresh"


def test_a_scope_that_was_not_granted_is_a_service_error_at_the_token(house: House, connector: Connector) -> None:
    house.platform.scopes = ()
    with pytest.raises(ServiceError) as refused:
        post_grade(connector, lineitem(house), post(house), family(house))
    assert refused.value.at_token


def test_a_line_item_is_found_by_its_link_or_made_with_it(house: House, connector: Connector) -> None:
    school = house.platform.school
    found = find_or_create_lineitem(connector, lineitems(house), school.link_id, "Essay", 20)
    assert found == lineitem(house)
    made = find_or_create_lineitem(connector, lineitems(house), "another link", "Another", 7.5)
    assert made != found
    assert school.line_items[2].resource_link_id == "another link"
    assert find_or_create_lineitem(connector, lineitems(house), "another link", "Another", 7.5) == made


def test_all_members_are_read_over_all_pages(house: House, connector: Connector) -> None:
    p, school = house.platform.personality, house.platform.school
    url = house.platform.base_url + p.members_path(school.course_id)
    members = list(read_members(connector, url))
    assert [member.lti_sub for member in members] == [person.sub for person in school.people]
    assert {member.role.role.value for member in members} == {"staff", "learner"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/lineitem?type_id=3", "https://a.example/lineitem/scores?type_id=3"),
        ("https://a.example/line_items/4", "https://a.example/line_items/4/scores"),
        ("https://a.example/line_items/4/", "https://a.example/line_items/4/scores"),
    ],
)
def test_the_path_grows_before_the_query(url: str, expected: str) -> None:
    assert with_path_ending(url, "scores") == expected


def test_timestamps_grow_by_whole_seconds_and_never_run_ahead() -> None:
    now = datetime.now(UTC)
    assert next_timestamp(None) - now < timedelta(seconds=1)
    second = next_timestamp(now)
    assert int(second.timestamp()) > int(now.timestamp())
    assert second - now <= timedelta(seconds=1)
