"""Line items, scores, results and members, with the habits of each family."""

from typing import Any

import pytest
import requests

from tests.platforms.app import make_app
from tests.platforms.claims import lineitem_url, members_url
from tests.platforms.members import MEMBERS
from tests.platforms.platform import Platform
from tests.platforms.scores import CANVAS_SUBMISSION
from tests.platforms.services import LINEITEM, LINEITEMS, RESULTS, SCORE

BEARER = {"Authorization": "Bearer t"}


def call(lms: Platform, method: str, url: str, accept: str = "*/*", content_type: str = "", **how: Any) -> Any:
    headers = BEARER | {"Accept": accept} | ({"Content-Type": content_type} if content_type else {})
    path = url.removeprefix(lms.base_url)
    return make_app(lms).test_client().open(path, method=method, headers=headers, **how)


def score(lms: Platform, key: str = "mei", at: str = "2026-01-24T21:03:11.500000Z", **changes: Any) -> Any:
    body = {
        "userId": lms.school.person(key).sub, "timestamp": at, "activityProgress": "Completed",
        "gradingProgress": "FullyGraded", "scoreGiven": 5, "scoreMaximum": 10,
    } | changes  # fmt: skip
    body = {name: value for name, value in body.items() if value is not None}
    url = _ending(lineitem_url(lms, 1), "scores")
    return call(lms, "POST", url, content_type=SCORE, json=body)


def _ending(url: str, ending: str) -> str:
    path, _, query = url.partition("?")
    return f"{path}/{ending}" + (f"?{query}" if query else "")


def lineitems(lms: Platform) -> str:
    p = lms.personality
    return lms.base_url + p.lineitems_path(lms.school.course_id) + p.query


def mei(lms: Platform) -> dict[str, Any]:
    return lms.gradebook["mei"][lms.school.assignment]


def test_a_score_is_scaled_to_the_columns_points(lms: Platform) -> None:
    answer = score(lms, comment="Good.")
    assert answer.status_code == 200
    assert (answer.data == b"") is (lms.personality.name == "moodle")
    assert (mei(lms)["score"], mei(lms)["comments"]) == (10.0, ["Good."])
    found = call(lms, "GET", _ending(lineitem_url(lms, 1), "results"), RESULTS).json
    assert (found[0]["resultScore"], found[0]["resultMaximum"], found[0]["comment"]) == (10.0, 20.0, "Good.")
    assert found[0]["scoreOf"] == lineitem_url(lms, 1)


@pytest.mark.parametrize(
    ("at", "status"),
    [("2026-01-24T21:03:11.900000Z", 409), ("2026-01-24T21:03:10Z", 409), ("2026-01-24T21:03:12Z", 200)],
)
def test_moodle_compares_whole_seconds(moodle_lms: Platform, at: str, status: int) -> None:
    score(moodle_lms)
    assert score(moodle_lms, at=at, scoreGiven=9).status_code == status


def test_canvas_refuses_only_an_earlier_timestamp(canvas_lms: Platform) -> None:
    score(canvas_lms)
    assert score(canvas_lms, at="2026-01-24T21:03:11.400000Z").status_code == 400
    assert score(canvas_lms).status_code == 200


def test_moodle_wipes_grade_and_comment_by_a_progress_post(moodle_lms: Platform) -> None:
    score(moodle_lms, comment="Good.")
    score(moodle_lms, at="2026-01-24T22:00:00Z", gradingProgress="Pending")
    assert (mei(moodle_lms)["score"], mei(moodle_lms)["comments"]) == (None, [])


@pytest.mark.parametrize(("given", "stored"), [(12, 20), (-1, 0)])
def test_moodle_caps_a_score(moodle_lms: Platform, given: float, stored: float) -> None:
    assert score(moodle_lms, scoreGiven=given).status_code == 200
    assert mei(moodle_lms)["score"] == stored


def test_moodle_leaves_a_zero_out_of_the_results_and_breaks_on_a_limit(moodle_lms: Platform) -> None:
    score(moodle_lms, scoreGiven=0)
    url = _ending(lineitem_url(moodle_lms, 1), "results")
    assert call(moodle_lms, "GET", url, RESULTS).json == []
    assert call(moodle_lms, "GET", url + "&limit=5", RESULTS).status_code == 404


@pytest.mark.parametrize(
    ("extension", "attempts"), [(None, 1), ({"new_submission": False}, 0), ({"submission_type": "none"}, 0)]
)
def test_canvas_makes_an_attempt_unless_told_not_to(
    canvas_lms: Platform, extension: dict[str, Any] | None, attempts: int
) -> None:
    score(canvas_lms, **{CANVAS_SUBMISSION: extension})
    assert mei(canvas_lms)["attempts"] == attempts


def test_canvas_has_no_more_attempts_than_allowed(canvas_lms: Platform) -> None:
    canvas_lms.school.column.attempts_allowed = 1
    assert [score(canvas_lms).status_code for _ in range(2)] == [200, 422]


@pytest.mark.parametrize(("preserve", "stored"), [(False, None), (True, 10.0)])
def test_canvas_wipes_a_grade_by_a_progress_post_unless_told_to_preserve(
    canvas_lms: Platform, preserve: bool, stored: float | None
) -> None:
    score(canvas_lms)
    score(canvas_lms, gradingProgress="Pending", **{CANVAS_SUBMISSION: {"preserve_score": preserve}})
    assert mei(canvas_lms)["score"] == stored


def test_canvas_adds_each_comment_and_moodle_keeps_the_last(lms: Platform) -> None:
    score(lms, comment="One.")
    score(lms, at="2026-01-24T22:00:00Z", comment="Two.")
    assert mei(lms)["comments"] == (["One.", "Two."] if lms.personality.name == "canvas" else ["Two."])


def test_canvas_keeps_a_teachers_own_grade_if_asked(canvas_lms: Platform) -> None:
    cell = canvas_lms.school.column.cell(canvas_lms.school.person("mei").sub)
    cell.score, cell.by_teacher = 3, True
    score(canvas_lms, **{CANVAS_SUBMISSION: {"prioritize_non_tool_grade": True}})
    assert cell.score == 3


@pytest.mark.parametrize("key", ["teacher", "assistant"])
def test_only_students_have_a_row(lms: Platform, key: str) -> None:
    assert score(lms, key).status_code == (422 if lms.personality.name == "canvas" else 400)
    assert score(lms, userId="nobody").status_code == (422 if lms.personality.name == "canvas" else 400)


def test_canvas_takes_no_score_for_its_test_student_and_none_without_a_maximum(canvas_lms: Platform) -> None:
    assert score(canvas_lms, "tester").status_code == 422
    assert score(canvas_lms, scoreMaximum=None).status_code == 422
    assert score(canvas_lms, scoreMaximum=0).status_code == 422
    assert score(canvas_lms, submission={"submittedAt": "2126-01-01T00:00:00Z"}).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [{"userId": None}, {"timestamp": "yesterday"}, {"activityProgress": "Done"}, {"gradingProgress": None},
     {"scoreGiven": "5"}, {"scoreGiven": True}],
    ids=str,
)  # fmt: skip
def test_a_malformed_score_is_refused(lms: Platform, changes: dict[str, Any]) -> None:
    assert score(lms, **changes).status_code == 400
    assert lms.gradebook["mei"] == {}


def test_media_types_are_kept_strictly(lms: Platform) -> None:
    moodle = lms.personality.name == "moodle"
    wrong = call(lms, "POST", _ending(lineitem_url(lms, 1), "scores"), content_type="application/json", json={})
    assert wrong.status_code == (400 if moodle else 415)
    assert call(lms, "GET", lineitems(lms)).status_code == (400 if moodle else 406)


def test_every_service_needs_a_token_with_its_scope(lms: Platform) -> None:
    lms.tokens.issued["t"] = (frozenset({"another"}), 1e12)
    for method, url in (
        ("GET", lineitems(lms)), ("POST", lineitems(lms)), ("PUT", lineitem_url(lms, 1)),
        ("DELETE", lineitem_url(lms, 1)), ("POST", _ending(lineitem_url(lms, 1), "scores")),
        ("GET", _ending(lineitem_url(lms, 1), "results")), ("GET", members_url(lms)),
    ):  # fmt: skip
        assert call(lms, method, url).status_code == 401, (method, url)


def test_a_line_item_is_made_found_replaced_and_removed(lms: Platform) -> None:
    made = call(
        lms, "POST", lineitems(lms), content_type=LINEITEM,
        json={"label": "Essay 3", "scoreMaximum": 7.5, "tag": "mark", "resourceId": "r"},
    )  # fmt: skip
    assert (made.status_code, made.mimetype) == (201, LINEITEM)
    url = made.json["id"]
    assert url.endswith(lms.personality.query)
    more = "&" if "?" in lineitems(lms) else "?"
    assert [i["id"] for i in call(lms, "GET", lineitems(lms) + more + "tag=mark", LINEITEMS).json] == [url]
    call(lms, "PUT", url, content_type=LINEITEM, json={"label": "Essay three", "scoreMaximum": 8})
    after = call(lms, "GET", url, LINEITEM).json
    assert after == {"id": url, "label": "Essay three", "scoreMaximum": 8}
    assert call(lms, "DELETE", url).status_code == 204
    assert call(lms, "GET", url, LINEITEM).status_code == 404


def test_canvas_keeps_the_line_item_of_an_assignment(canvas_lms: Platform) -> None:
    assert call(canvas_lms, "DELETE", lineitem_url(canvas_lms, 1)).status_code == 401


@pytest.mark.parametrize("body", [{}, {"label": "x"}, {"label": "x", "scoreMaximum": 0}, {"scoreMaximum": 5}], ids=str)
def test_a_line_item_needs_label_and_maximum(lms: Platform, body: dict[str, Any]) -> None:
    assert call(lms, "POST", lineitems(lms), content_type=LINEITEM, json=body).status_code == 400


def test_moodles_next_page_of_line_items_has_typographic_quotes(moodle_lms: Platform) -> None:
    moodle_lms.school.add_line_item(label="Two", maximum=1, resource_link_id=None)
    link = call(moodle_lms, "GET", lineitems(moodle_lms) + "&limit=1", LINEITEMS).headers["Link"]
    assert link.encode("latin-1").decode().endswith("&amp;limit=1&amp;from=1>; rel=“next”")


def test_members_come_in_pages_from_canvas_and_at_once_from_moodle(lms: Platform) -> None:
    url, found, pages = members_url(lms), [], 0
    while url:
        answer = call(lms, "GET", url, MEMBERS)
        found += answer.json["members"]
        links = requests.utils.parse_header_links(answer.headers.get("Link", ""))
        url, pages = next((link["url"] for link in links if link.get("rel") == "next"), ""), pages + 1
    assert [member["user_id"] for member in found] == [person.sub for person in lms.school.people]
    assert pages == (4 if lms.personality.name == "canvas" else 1)
    assert (found[0]["roles"] == ["Instructor"]) is (lms.personality.name == "moodle")


def test_canvas_never_gives_more_than_fifty(canvas_lms: Platform) -> None:
    canvas_lms.school.people *= 10
    answer = call(canvas_lms, "GET", members_url(canvas_lms) + "?limit=1000", MEMBERS)
    assert len(answer.json["members"]) == 50


def test_members_are_found_by_role_and_link(lms: Platform) -> None:
    learners = call(lms, "GET", members_url(lms) + "?limit=50&role=Learner", MEMBERS).json["members"]
    assert len(learners) == sum(person.gradable for person in lms.school.people)
    linked = call(lms, "GET", members_url(lms) + f"?rlid={lms.school.link_id}", MEMBERS).json["members"]
    assert "message" in linked[0]
    assert call(lms, "GET", members_url(lms) + "?rlid=another", MEMBERS).status_code == 400


@pytest.mark.parametrize("trouble", ["500", "503", "401", "422", "409"])
def test_a_trouble_befalls_one_post_and_stores_nothing(lms: Platform, trouble: str) -> None:
    lms.troubles.append(trouble)
    assert score(lms).status_code == int(trouble)
    assert lms.gradebook["mei"] == {}
    assert score(lms).status_code == 200


@pytest.mark.parametrize(("trouble", "stored"), [("lost answer", True), ("timeout", False)])
def test_a_lost_answer_is_stored_and_a_timeout_is_not(served: Platform, trouble: str, stored: bool) -> None:
    served.troubles.append(trouble)
    served.timeout_seconds = 0.05
    body = {"userId": served.school.person("mei").sub, "timestamp": "2026-01-24T21:03:11Z", "scoreGiven": 1,
            "scoreMaximum": 1, "activityProgress": "Completed", "gradingProgress": "FullyGraded"}  # fmt: skip
    with pytest.raises(requests.ConnectionError):
        requests.post(
            _ending(lineitem_url(served, 1), "scores"), json=body, headers=BEARER | {"Content-Type": SCORE}, timeout=5
        )
    assert bool(served.gradebook["mei"]) is stored
