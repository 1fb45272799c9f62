"""Open edX, Blackboard and D2L: what each does otherwise than Canvas and Moodle."""

from typing import Any

import jwt
import pytest

from tests.platforms.app import make_app
from tests.platforms.browser import Browser
from tests.platforms.claims import ENDPOINT, lineitem_url, members_url
from tests.platforms.members import MEMBERS
from tests.platforms.personality import CLAIM
from tests.platforms.platform import Platform
from tests.platforms.server import serve_in_thread
from tests.platforms.services import LINEITEM, LINEITEMS, RESULTS
from tests.platforms.test_services import _ending, call, lineitems, mei, score
from tests.platforms.test_tokens import ask
from tests.platforms.toy_tool import ToyTool


def launch(lms: Platform, tool: ToyTool, key: str = "mei") -> dict[str, Any]:
    login = lms.begin(lms.school.person(key))
    token = lms.authenticate(tool.authentication_request(login))["id_token"]
    return jwt.decode(token, options={"verify_signature": False})


def roles(lms: Platform, tool: ToyTool, key: str) -> list[str]:
    return [role.rsplit("/", 1)[-1] for role in launch(lms, tool, key)[CLAIM + "roles"]]


def results(lms: Platform) -> Any:
    return call(lms, "GET", _ending(lineitem_url(lms, 1), "results"), RESULTS).json


def test_each_family_launches_through_a_browser(each_lms: Platform, tool: ToyTool) -> None:
    with serve_in_thread(make_app(each_lms), int(each_lms.base_url.rsplit(":", 1)[1])):
        assert Browser(each_lms.base_url).launch("mei").text == "bound"
    claims = tool.check(tool.forms[0]["id_token"], each_lms)
    assert claims["exp"] - claims["iat"] == each_lms.personality.token_seconds
    assert claims[CLAIM + "resource_link"]["id"] == each_lms.school.column.resource_link_id


def test_each_family_serves_line_items_scores_results_and_members(each_lms: Platform) -> None:
    assert score(each_lms).status_code in (200, 201)
    assert mei(each_lms)["score"] == 10.0
    assert [result["resultScore"] for result in results(each_lms)] == [10.0]
    assert call(each_lms, "GET", lineitems(each_lms), LINEITEMS).json[0]["id"] == lineitem_url(each_lms, 1)
    assert call(each_lms, "GET", lineitem_url(each_lms, 1), LINEITEM).json["scoreMaximum"] == 20
    assert call(each_lms, "GET", members_url(each_lms), MEMBERS).json["members"][0]["user_id"]


def test_each_family_says_which_column_is_the_assignments(each_lms: Platform, tool: ToyTool) -> None:
    assert launch(each_lms, tool)[ENDPOINT]["lineitem"] == lineitem_url(each_lms, 1)


def test_open_edx_asks_for_a_login_by_get_and_names_little(openedx_lms: Platform, tool: ToyTool) -> None:
    page = make_app(openedx_lms).test_client().get("/as/mei/launch")
    assert page.status_code == 302
    claims = launch(openedx_lms, tool)
    assert "given_name" not in claims
    assert list(claims[CLAIM + "resource_link"]) == ["id"]
    assert claims[CLAIM + "context"]["id"].startswith("course-v1:")
    assert "product_family_code" not in claims[CLAIM + "tool_platform"]


def test_open_edx_says_none_beside_the_courses_role(openedx_lms: Platform, tool: ToyTool) -> None:
    assert roles(openedx_lms, tool, "mei") == ["membership#Learner", "person#None", "person#None"]
    assert "Instructor#TeachingAssistant" in roles(openedx_lms, tool, "assistant")


def test_open_edx_takes_a_hint_more_than_once(openedx_lms: Platform, tool: ToyTool) -> None:
    query = tool.authentication_request(openedx_lms.begin(openedx_lms.school.person("mei")))
    for _ in range(2):
        assert "id_token" in openedx_lms.authenticate(query)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"label": "x", "scoreMaximum": 7.5, "resourceLinkId": "7"}, "integer"),
        ({"label": "x" * 101, "scoreMaximum": 7, "resourceLinkId": "7"}, "label"),
        ({"label": "x", "scoreMaximum": 7, "resourceLinkId": "7", "tag": "t" * 51}, "tag"),
        ({"label": "x", "scoreMaximum": 7}, "resourceId"),
    ],
    ids=["points", "label", "tag", "link"],
)
def test_open_edx_takes_no_line_item_that_it_cannot_keep(openedx_lms: Platform, body: Any, words: str) -> None:
    answer = call(openedx_lms, "POST", lineitems(openedx_lms), content_type=LINEITEM, json=body)
    assert answer.status_code == 400
    assert words in answer.text


def test_open_edx_deletes_no_line_item_and_answers_with_the_containers_type(openedx_lms: Platform) -> None:
    assert call(openedx_lms, "DELETE", lineitem_url(openedx_lms, 1)).status_code == 403
    body = {"label": "x", "scoreMaximum": 7, "resourceLinkId": "7"}
    assert call(openedx_lms, "POST", lineitems(openedx_lms), content_type=LINEITEM, json=body).mimetype == LINEITEMS


@pytest.mark.parametrize(
    ("at", "status"),
    [("2026-01-24T21:03:11.500000Z", 400), ("2026-01-24T21:03:10Z", 400), ("2026-01-24T21:03:11.600000Z", 201)],
)
def test_open_edx_takes_a_timestamp_once_and_no_earlier_one(openedx_lms: Platform, at: str, status: int) -> None:
    score(openedx_lms)
    assert score(openedx_lms, at=at).status_code == status


def test_open_edx_breaks_on_an_unknown_progress_and_takes_scores_for_anybody(openedx_lms: Platform) -> None:
    assert score(openedx_lms, gradingProgress="Done").status_code == 500
    assert score(openedx_lms, userId="nobody").status_code == 201


def test_open_edx_loses_the_score_of_a_column_without_a_link(openedx_lms: Platform) -> None:
    openedx_lms.school.column.resource_link_id = None
    assert score(openedx_lms).status_code == 201
    assert mei(openedx_lms)["score"] is None


def test_blackboard_has_one_issuer_and_its_own_words_for_strangers(blackboard_lms: Platform) -> None:
    assert blackboard_lms.issuer == "https://blackboard.com"
    answer = score(blackboard_lms, userId="nobody")
    assert answer.status_code == 400
    assert "User could not be found:" in answer.text


def test_blackboard_loses_the_lines_of_a_comment_and_the_comment_of_one_result(blackboard_lms: Platform) -> None:
    score(blackboard_lms, comment="One.\nTwo.")
    assert mei(blackboard_lms)["comments"] == ["One. Two."]
    url = _ending(lineitem_url(blackboard_lms, 1), "results")
    sub = blackboard_lms.school.person("mei").sub
    assert "comment" not in call(blackboard_lms, "GET", f"{url}?user_id={sub}", RESULTS).json[0]
    assert results(blackboard_lms)[0]["comment"] == "One. Two."


def test_d2l_wants_its_one_audience_and_tells_strangers_from_the_unenrolled(d2l_lms: Platform, tool: ToyTool) -> None:
    assert ask(d2l_lms, tool.assertion(d2l_lms)).status_code == 200
    assert ask(d2l_lms, tool.assertion(d2l_lms, aud=d2l_lms.token_url)).status_code == 400
    assert score(d2l_lms, userId="nobody").status_code == 404
    assert score(d2l_lms, "teacher").status_code == 403


def test_d2ls_token_says_from_when_it_counts(d2l_lms: Platform, tool: ToyTool) -> None:
    claims = launch(d2l_lms, tool)
    assert claims["nbf"] == claims["iat"]
    assert claims["http://www.brightspace.com"]["username"] == "mei"


def test_canvas_shows_what_its_late_policy_leaves(canvas_lms: Platform) -> None:
    canvas_lms.school.column.late_deduction = 0.1
    score(canvas_lms)
    assert results(canvas_lms)[0]["resultScore"] == 9.0


def test_a_wait_is_said_in_a_header(canvas_lms: Platform) -> None:
    canvas_lms.troubles += ["429:7", "throttled"]
    assert score(canvas_lms).headers["Retry-After"] == "7"
    assert "Rate Limit Exceeded" in score(canvas_lms).text


def test_a_person_may_be_refused_for_good(each_lms: Platform) -> None:
    each_lms.refused[each_lms.school.person("mei").sub] = (422, "no more")
    assert [score(each_lms).status_code for _ in range(2)] == [422, 422]
