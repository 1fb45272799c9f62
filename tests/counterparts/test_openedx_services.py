"""Grades and members at Open edX's own LTI consumer, in its own process."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugin.domain.grading import Mark
from plugin.domain.standing import Found
from plugin.lms.connector import ServiceError
from plugin.lms.gradebook import GradePost, post_grade, read_result
from plugin.lms.lineitems import find_or_create_lineitem, read_maximum, update_lineitem
from plugin.lms.roster import read_members
from tests.counterparts.tool import Counterpart, MakeBlock, Tool

pytestmark = pytest.mark.counterpart
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"


def lineitems(block: Counterpart) -> str:
    block.launch("teacher")
    url = block.tool.assignment(block.link_id).lti_lineitems_url
    assert url
    return url


def make_lineitem(block: Counterpart, points: float = 20) -> str:
    return find_or_create_lineitem(block.connector, lineitems(block), block.link_id, "Essay 2", points)


def post(block: Counterpart, given: float = 17, key: str = "mei") -> GradePost:
    now = datetime.now(UTC)
    return GradePost(block.subs[key], Mark(given, 20, "Well heard."), now, now - timedelta(hours=1))


def test_a_column_is_made_with_its_link_and_found_again(block: Counterpart) -> None:
    made = make_lineitem(block)
    assert make_lineitem(block) == made
    (item,) = block.held()["line_items"]
    assert (item["label"], item["score_maximum"]) == ("Essay 2", 20)
    assert len(item["tag"]) <= 50


def test_a_label_of_any_length_fits(block: Counterpart) -> None:
    assert find_or_create_lineitem(block.connector, lineitems(block), block.link_id, "Æ" * 300, 20)
    assert len(block.held()["line_items"][0]["label"]) <= 100


def test_a_changed_column_keeps_what_else_stands_in_it(block: Counterpart) -> None:
    assert update_lineitem(block.connector, make_lineitem(block), {"label": "Essay, again", "scoreMaximum": 40})
    (item,) = block.held()["line_items"]
    assert (item["label"], item["score_maximum"], item["tag"]) == ("Essay, again", 40, "caveat-mark")


def test_the_next_launch_brings_the_column_that_was_made(block: Counterpart) -> None:
    url = make_lineitem(block)
    block.launch("mei")
    assert block.tool.assignment(block.link_id).lti_lineitem_url == url


def test_a_declared_column_comes_with_the_launch_and_none_is_made(open_edx: MakeBlock) -> None:
    block = open_edx(ags="declarative")
    block.launch("mei")
    assignment = block.tool.assignment(block.link_id)
    assert assignment.lti_lineitem_url
    assert AGS + "lineitem" not in assignment.lti_ags_scopes
    assert read_maximum(block.connector, assignment.lti_lineitem_url, AGS + "lineitem.readonly") == 20


def test_a_grade_reaches_the_gradebook_with_its_comment_and_can_be_read_back(block: Counterpart) -> None:
    url, grade = make_lineitem(block), post(block)
    post_grade(block.connector, url, grade, "")
    assert block.held()["grades"] == {grade.lti_sub: [17.0, 20, "Well heard."]}
    assert read_result(block.connector, url, grade.lti_sub) == Found(17.0, 20.0)


def test_a_score_without_its_link_never_reaches_the_gradebook(block: Counterpart) -> None:
    """Why our columns carry a resourceLinkId: without one Open edX says 201 and keeps the score to itself."""
    body = '{"label": "Essay", "scoreMaximum": 20, "resourceId": "r"}'
    kind = "application/vnd.ims.lis.v2.lineitem+json"
    reply = block.connector.call(
        "POST", lineitems(block), AGS + "lineitem", json_text=body, content_type=kind, accept=kind
    )
    post_grade(block.connector, reply.body["id"], post(block), "")
    assert block.held()["scores"]
    assert not block.held()["grades"]


def test_the_same_timestamp_again_is_refused_and_a_later_one_taken(block: Counterpart) -> None:
    url, grade = make_lineitem(block), post(block)
    post_grade(block.connector, url, grade, "")
    with pytest.raises(ServiceError) as refused:
        post_grade(block.connector, url, grade, "")
    assert refused.value.status == 400
    assert "timestamp" in refused.value.body
    later = replace(grade, timestamp=grade.timestamp + timedelta(milliseconds=1), mark=Mark(5, 20))
    post_grade(block.connector, url, later, "")
    assert block.held()["grades"][grade.lti_sub][0] == 5.0


def test_the_courier_makes_the_column_and_sends_the_mark(tool: Tool, courier: Any, block: Counterpart) -> None:
    block.launch("mei")
    waiting = tool.mark(tool.assignment(block.link_id), block.subs["mei"], Mark(88, 100, "Well heard."))
    courier.return_grade(str(waiting))
    assert tool.grade_return(waiting).state == "sent"
    assert block.held()["grades"] == {block.subs["mei"]: [17.6, 20, "Well heard."]}


def test_after_a_lost_answer_the_retry_is_recognised_as_done(tool: Tool, courier: Any, block: Counterpart) -> None:
    block.launch("mei")
    waiting = tool.mark(tool.assignment(block.link_id), block.subs["mei"], Mark(88, 100))
    courier.return_grade(str(waiting))
    with tool.database.session() as session:  # as if the answer had never come
        row = session.merge(tool.grade_return(waiting))
        row.state, row.next_try, row.leased = "pending", None, None
    courier.return_grade(str(waiting))
    assert tool.grade_return(waiting).state == "sent"
    assert len(block.held()["scores"]) == 1


def test_the_courier_sends_to_a_declared_column(tool: Tool, courier: Any, open_edx: MakeBlock) -> None:
    block = open_edx(ags="declarative")
    block.launch("mei")
    waiting = tool.mark(tool.assignment(block.link_id), block.subs["mei"], Mark(10, 20))
    courier.return_grade(str(waiting))
    assert block.held()["grades"][block.subs["mei"]][0] == 10.0


def test_a_column_of_half_points_is_made_all_the_same(tool: Tool, courier: Any, block: Counterpart) -> None:
    """Open edX takes whole maxima only; the mark's own maximum may be any."""
    block.launch("mei")
    assignment = tool.assignment(block.link_id)
    with tool.database.session() as session:
        session.merge(assignment).points = 7.5
    waiting = tool.mark(assignment, block.subs["mei"], Mark(6, 7.5))
    courier.return_grade(str(waiting))
    assert tool.grade_return(waiting).state == "sent"
    assert block.held()["line_items"][0]["score_maximum"] == 8
    assert block.held()["grades"][block.subs["mei"]][:2] == [16.0, 20]


def test_a_token_that_is_over_is_renewed_though_it_is_refused_as_forbidden(block: Counterpart) -> None:
    url, connector = lineitems(block), block.connector
    connector._tokens.put(connector._token_key(AGS + "lineitem"), "over", 3600)
    assert find_or_create_lineitem(connector, url, block.link_id, "Essay 2", 20)


def test_its_whole_course_is_read_page_by_page(block: Counterpart) -> None:
    block.launch("teacher")
    with block.tool.database.session() as session:
        url = session.merge(block.tool.assignment(block.link_id), load=False).course.lti_memberships_url
    members = list(read_members(block.connector, f"{url}?limit=2"))
    assert {member.lti_sub for member in members} == set(block.subs.values())
    assert all(member.active and not member.name for member in members)


def test_the_courier_reads_members_whose_names_are_not_shared(tool: Tool, courier: Any, block: Counterpart) -> None:
    block.launch("teacher")
    assignment = tool.assignment(block.link_id)
    courier.read_roster(str(assignment.course_id))
    found = tool.members(assignment)
    assert found.keys() == set(block.subs.values())
    assert found[block.subs["assistant"]] == ("staff", "")
    assert found[block.subs["mei"]] == ("learner", "")
