"""The pages around what was chosen: back from the tool, into a student's work, out of each column of the gradebook."""

from typing import Any

import pytest

from tests.platforms import choosing
from tests.platforms.app import make_app
from tests.platforms.content_items import DL
from tests.platforms.personality import CLAIM
from tests.platforms.platform import Platform


def answered(lms: Platform, monkeypatch: pytest.MonkeyPatch, item: dict[str, Any]) -> str:
    claims = {DL + "content_items": [item], DL + "msg": "One & done"}
    monkeypatch.setattr(choosing, "read_response", lambda *_: claims)
    return make_app(lms).test_client().post("/deep-link-return?sesskey=s1", data={"JWT": "of the tool"}).text


def test_back_from_choosing_the_window_around_the_frame_goes_on(lms: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    page = answered(lms, monkeypatch, {"type": "ltiResourceLink", "title": "Essay 4"})
    assert '<a href="/?said=One+%26+done" target="_top" data-onward>' in page
    assert "Example School" not in page  # the course does not stand in its own frame
    assert "One &amp; done" in make_app(lms).test_client().get("/?said=One+%26+done").text


def test_a_processor_that_was_chosen_is_attached_to_its_assignment(
    canvas_lms: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = answered(canvas_lms, monkeypatch, {"type": "ltiAssetProcessor", "title": "Reading the letters"})
    assert '<a href="/as/teacher/native" target="_top" data-onward>' in page
    assert "Reading the letters" in make_app(canvas_lms).test_client().get("/as/teacher/native").text


def test_speedgrader_says_that_a_student_handed_nothing_in(canvas_lms: Platform) -> None:
    page = make_app(canvas_lms).test_client().get("/as/teacher/speedgrader/mei/launch")
    assert (page.status_code, "Mei Lindqvist has handed nothing in." in page.text) == (200, True)


def test_the_gradebook_opens_the_work_of_every_column_that_names_a_review(
    moodle_lms: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = {"url": moodle_lms.tool.launch_url}
    made = {"title": "Essay 4", "lineItem": {"scoreMaximum": 10, "submissionReview": review}}
    answered(moodle_lms, monkeypatch, {"type": "ltiResourceLink", **made})
    moodle_lms.school.add_line_item(label="By the tool", maximum=5, resource_link_id=None)
    client = make_app(moodle_lms).test_client()
    page = client.get("/gradebook").text
    columns = [number for number in (1, 2, 3) if f'href="/as/teacher/review/mei?column={number}"' in page]
    assert columns == [1, 2]
    assert 'src="/as/teacher/review/mei/launch?column=2"' in client.get("/as/teacher/review/mei?column=2").text


def test_a_review_out_of_a_column_is_of_the_link_whose_column_it_is(
    moodle_lms: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {"title": "Essay 4", "lineItem": {"scoreMaximum": 10}}
    answered(moodle_lms, monkeypatch, {"type": "ltiResourceLink", **made})
    shapes: list[Any] = []
    monkeypatch.setattr(moodle_lms, "begin", lambda *_, shape: shapes.append(shape) or {})
    usual = moodle_lms.claims(moodle_lms.school.person("teacher"), "nonce")
    for column, title in ((1, moodle_lms.school.assignment), (2, "Essay 4")):
        make_app(moodle_lms).test_client().get(f"/as/teacher/review/mei/launch?column={column}")
        claims = shapes[-1](usual)
        assert claims[CLAIM + "resource_link"]["title"] == title
        assert claims[CLAIM + "message_type"] == "LtiSubmissionReviewRequest"
