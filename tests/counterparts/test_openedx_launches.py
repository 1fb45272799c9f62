"""Launches from Open edX's own LTI consumer, in its own process."""

from dataclasses import replace

import pytest
import requests

from plugin.services import platforms
from tests.counterparts.tool import Counterpart, MakeBlock, replaced

pytestmark = pytest.mark.counterpart


@pytest.mark.parametrize(
    ("key", "lands"),
    [("mei", "/assignment"), ("teacher", "/class"), ("colleague", "/class"), ("assistant", "/class")],
)
def test_everybody_lands_where_their_role_in_the_course_says(block: Counterpart, key: str, lands: str) -> None:
    """A teaching assistant comes as Learner and Instructor#TeachingAssistant; everybody with system and institution
    roles "None", in any order."""
    browser = block.launch(key)
    assert browser.page.status == 200
    assert browser.page.url.endswith(lands)


def test_a_student_hands_in_and_the_class_page_shows_somebody_without_a_name(block: Counterpart) -> None:
    student = block.launch("mei")
    student.submit("/submissions", {"text": "The harbour was loud before it was light. " * 30})
    assert "/submissions/" in student.page.url
    teacher = block.launch("teacher")
    assert teacher.page.status == 200
    assert "Name not shared" in teacher.page.text


def test_its_authorization_endpoint_refuses_another_redirect_uri(block: Counterpart) -> None:
    asked = block.asked(block.launch("mei"))
    assert requests.get(asked, timeout=9).status_code == 200
    bent = replaced(asked, redirect_uri="https://evil.example/lti/launch")
    assert requests.get(bent, timeout=9).status_code == 400


def test_a_launch_whose_keys_are_another_blocks_is_refused(open_edx: MakeBlock, block: Counterpart) -> None:
    stranger = open_edx()
    with block.tool.database.session() as session:
        platforms.register(session, replace(block.platform, jwks_url=stranger.platform.jwks_url), [])
    browser = block.launch("mei")
    assert browser.page.status == 401
    assert "<code>kid_unknown</code>" in browser.page.text
