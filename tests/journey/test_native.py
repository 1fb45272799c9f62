"""The whole way of a text that was handed in to the LMS itself, with real parts, over HTTP."""

import pytest

from tests.platforms import native
from tests.platforms.browser import Browser
from tests.platforms.demo import Demo, _until
from tests.platforms.essays import PLACE
from tests.platforms.platform import Platform

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.timeout(300)]


def opened(lms: str, path: str) -> Browser:
    browser = Browser()
    browser.open(lms + path)
    return browser


def progress(canvas: Platform, asset_id: str) -> list[str]:
    return [report["processingProgress"] for report in list(canvas.native.told) if report["assetId"] == asset_id]


def test_a_text_handed_in_to_the_lms_is_reported_beside_it_and_opens_from_there(demo: Demo) -> None:
    canvas = demo.platforms["canvas"]
    teacher = opened(canvas.base_url, "/as/teacher/native/attach/launch")
    teacher.submit("#draft", {"title": "How this reads"})
    opened(canvas.base_url, "/as/teacher/native")
    assert canvas.native.handlers[native.SUBMISSION] == demo.tool_url + "/lti/notices"
    terms = opened(canvas.base_url, "/as/jonas/native/terms/launch")
    terms.submit(terms.form("/terms"), {"answer": "accept"})
    _until(lambda: canvas.native.eula.get(canvas.school.person("jonas").sub), "the answer did not reach the LMS")
    student = opened(canvas.base_url, "/as/jonas/native")
    student.submit(next(form for form in student.page.forms if form.action.endswith("/native")), {"text": PLACE})
    asset = canvas.native.submissions[-1].assets[0]
    _until(lambda: progress(canvas, asset.id)[-1:] == ["Processed"], "no report", 90)
    assert progress(canvas, asset.id)[0] == "Pending"
    assert canvas.native.reports[asset.id]["result"]
    page = opened(canvas.base_url, f"/as/teacher/native/reports/{asset.id}/launch").page
    assert page.status == 200
    assert "<script" not in page.text.split('class="essay"')[1].split("</section>")[0]
    assert "&lt;p&gt;" not in page.text  # the text entry was read as a reader sees it
