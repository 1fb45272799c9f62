"""The tool against a platform made of PyPI's lti1p3platform, in its own process."""

from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from plugin.domain.grading import Mark
from plugin.domain.standing import Found
from plugin.lms.connector import ServiceError
from plugin.lms.gradebook import GradePost, post_grade, read_result
from plugin.lms.keys import make_key
from plugin.lms.lineitems import find_or_create_lineitem, update_lineitem
from plugin.lms.platform import SigningKey
from plugin.lms.roster import read_members
from plugin.services import platforms
from plugin.web.browser import COOKIE
from tests.counterparts.tool import Counterpart, Tool, replaced

pytestmark = pytest.mark.counterpart


def make_lineitem(other: Counterpart) -> str:
    return find_or_create_lineitem(other.connector, other.address + "/lineitems", other.link_id, "Essay 2", 20)


def post(given: float = 17) -> GradePost:
    now = datetime.now(UTC)
    return GradePost("mei", Mark(given, 20, "Well heard."), now, now)


@pytest.mark.parametrize(("key", "lands"), [("mei", "/assignment"), ("teacher", "/class")])
def test_its_launch_opens_the_assignment_or_the_class(other: Counterpart, key: str, lands: str) -> None:
    browser = other.launch(key)
    assert browser.page.status == 200
    assert browser.page.url.endswith(lands)
    assert "Essay 2" in browser.page.text


def test_it_posts_a_launch_to_any_address_and_ours_is_bound_to_the_browser(other: Counterpart) -> None:
    """It never checks redirect_uri: a token that went elsewhere opens nothing but in the browser it was asked in."""
    victim = {"Cookie": f"{COOKIE}={'v' * 32}"}
    login = requests.get(other.address + "/as/mei/launch", allow_redirects=False, timeout=9).headers["Location"]
    asked = requests.get(login, headers=victim, allow_redirects=False, timeout=9).headers["Location"]
    stolen = requests.get(replaced(asked, redirect_uri="https://evil.example/lti/launch"), timeout=9)
    assert 'action="https://evil.example/lti/launch"' in stolen.text
    fields = dict(part.split('" value="') for part in _inputs(stolen.text))
    tried = [
        requests.post(
            f"{other.tool.settings.base_url}/lti/launch", fields, headers=cookie, allow_redirects=False, timeout=9
        )
        for cookie in ({}, victim)
    ]
    assert [answer.status_code for answer in tried] == [401, 302]


def _inputs(page: str) -> list[str]:
    return [part.split('">')[0] for part in page.split('<input name="')[1:]]


def test_a_column_is_made_and_found_again_by_its_link(other: Counterpart) -> None:
    assert make_lineitem(other) == make_lineitem(other)
    assert len(other.held()["line_items"]) == 1


def test_a_changed_column_keeps_what_else_stands_in_it(other: Counterpart) -> None:
    url = make_lineitem(other)
    assert update_lineitem(other.connector, url, {"scoreMaximum": 40})
    item = other.held()["line_items"][url]
    assert (item["scoreMaximum"], item["label"], item["resourceLinkId"]) == (40, "Essay 2", "essay-2")


def test_a_grade_arrives_and_can_be_read_back(other: Counterpart) -> None:
    url = make_lineitem(other)
    post_grade(other.connector, url, post(), "")
    (score,) = other.held()["scores"]
    assert (score["user"], score["score"]["scoreGiven"], score["score"]["comment"]) == ("mei", 17, "Well heard.")
    assert read_result(other.connector, url, "mei") == Found(17.0, 20.0)


def test_the_same_timestamp_again_is_a_conflict(other: Counterpart) -> None:
    url, grade = make_lineitem(other), post()
    post_grade(other.connector, url, grade, "")
    with pytest.raises(ServiceError) as refused:
        post_grade(other.connector, url, grade, "")
    assert refused.value.status == 409


def test_the_courier_makes_the_column_and_sends_the_mark(tool: Tool, courier: Any, other: Counterpart) -> None:
    other.launch("mei")
    waiting = tool.mark(tool.assignment("essay-2"), "mei", Mark(88, 100, "Well heard."))
    courier.return_grade(str(waiting))
    assert tool.grade_return(waiting).state == "sent"
    assert [score["score"]["scoreGiven"] for score in other.held()["scores"]] == [88]


def test_all_members_are_read_over_links_without_quotes(other: Counterpart) -> None:
    """Its Link header says rel=next, not rel="next"."""
    members = list(read_members(other.connector, other.address + "/members?limit=2"))
    assert [member.lti_sub for member in members] == ["teacher", "mei", "jonas", "priya", "luis"]
    assert [member.name for member in members][:3] == ["Ines Okafor", "Mei Lindqvist", ""]


def test_an_assertion_by_another_key_gets_no_token(other: Counterpart) -> None:
    _, stranger, _ = make_key()
    connector = other.tool.connector(other.platform, SigningKey(other.tool.signing_key.kid, stranger.decode()))
    with pytest.raises(ServiceError) as refused:
        find_or_create_lineitem(connector, other.address + "/lineitems", "l", "Essay", 20)
    assert refused.value.at_token


def test_it_keeps_our_keys_for_ever_so_a_new_one_is_refused_until_it_starts_again(other: Counterpart) -> None:
    """Keeping the old key published lets what it signed be taken; nothing but a restart there brings in the new one."""
    tool, old = other.tool, other.tool.signing_key
    make_lineitem(other)  # the first token: now it has our keys
    with tool.database.session() as session:
        platforms.rotate_key(session, tool.settings.secret_key)
    with pytest.raises(ServiceError) as refused:
        make_lineitem(other)
    assert (refused.value.at_token, "Unable to find public key" in refused.value.body) == (True, True)
    by_the_old_key = tool.connector(other.platform, old)
    assert find_or_create_lineitem(by_the_old_key, other.address + "/lineitems", other.link_id, "Essay 2", 20)
