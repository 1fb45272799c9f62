"""A real Moodle's payloads through the tool's own login and launch."""

from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from flask import Flask, jsonify, request
from sqlalchemy import select

from plugin.domain.reach import Reach
from plugin.lms.openid_configuration import check_configuration
from plugin.lms.outgoing import PlatformSession
from plugin.lms.registration import register
from plugin.lms.tool_description import Choices, Tool
from plugin.store.tables import Assignment, Person
from tests.conftest import House
from tests.platforms import moodle_payloads as real
from tests.platforms.browser import Browser
from tests.platforms.server import serve_in_thread


def replay(moodle: House, payload: Any, *people: real.Who) -> Browser:
    """A launch at the double whose claims are the payload; only nonce, iat and exp are this token's own."""
    moodle.platform.bend = lambda claims: payload(moodle.platform, people[0], claims, *people[1:])
    return moodle.launch("mei")


@pytest.mark.parametrize(
    ("who", "lands"), [(real.STUDENT, "/assignment"), (real.TEACHER, "/class"), (real.ADMIN, "/class")]
)
def test_each_person_lands_on_the_page_of_their_role(moodle: House, who: real.Who, lands: str) -> None:
    """An administrator who is not enrolled comes as Instructor of the course as well."""
    browser = replay(moodle, real.resource_link, who)
    assert browser.page.status == 200
    assert browser.page.url.endswith(lands)
    assert "Essay 2" in browser.page.text


def test_a_name_in_two_scripts_is_kept_as_it_is(moodle: House) -> None:
    replay(moodle, real.resource_link, real.STUDENT)
    with moodle.database.session() as session:
        assert session.scalars(select(Person.name)).one() == "Örn Петрова"


def test_addresses_with_a_query_are_kept_to_the_letter(moodle: House) -> None:
    replay(moodle, real.resource_link, real.STUDENT)
    with moodle.database.session() as session:
        assignment = session.scalars(select(Assignment)).one()
        url = moodle.platform.base_url + "/mod/lti/services.php/12/lineitems"
        assert assignment.lti_lineitems_url == url + "?type_id=2"
        assert assignment.lti_lineitem_url == url + "/9/lineitem?type_id=2"
        assert assignment.platform_family == "moodle"


def test_what_a_launch_carries_stays_out_of_the_log(moodle: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    replay(moodle, real.resource_link, real.STUDENT)
    for secret in ("Qm3fT0xLwZ", "Петрова", "opetrova", "northfield.example"):
        assert secret not in caplog.text


def test_an_instructor_chooses_and_the_answer_goes_back_with_the_query_it_came_with(moodle: House) -> None:
    browser = replay(moodle, real.deep_linking, real.TEACHER)
    assert browser.page.url.endswith("/deep-linking")
    browser.submit("#draft", {"title": "Essay 3", "points": "50"})
    sent = moodle.platform.requests_seen[-1]
    assert (sent.method, sent.path) == ("POST", real.RETURN_PATH)
    claims = jwt.decode(parse_qs(sent.body)["JWT"][0], options={"verify_signature": False})
    assert (claims["iss"], claims["aud"]) == (moodle.platform.client_id, moodle.platform.issuer)
    assert "https://purl.imsglobal.org/spec/lti-dl/claim/data" not in claims  # none came
    (item,) = claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]
    assert (item["type"], item["title"], item["lineItem"]["scoreMaximum"]) == ("ltiResourceLink", "Essay 3", 50)


def test_a_student_cannot_choose(moodle: House) -> None:
    browser = replay(moodle, real.deep_linking, real.STUDENT)
    assert browser.page.status == 403
    assert "#draft" not in [form.id for form in browser.page.forms]


def test_from_the_gradebook_a_teacher_opens_the_students_report(moodle: House) -> None:
    student = replay(moodle, real.resource_link, real.STUDENT)
    student.submit("/submissions", {"text": "The harbour was loud before it was light."})
    teacher = replay(moodle, real.submission_review, real.TEACHER, real.STUDENT)
    assert teacher.page.status == 200
    assert "/reports/" in teacher.page.url
    assert "Örn Петрова" in teacher.page.text


def test_from_the_gradebook_before_anything_was_handed_in_the_class_opens(moodle: House) -> None:
    browser = replay(moodle, real.submission_review, real.TEACHER, real.STUDENT)
    assert browser.page.status == 200
    assert "/class" in browser.page.url


def test_a_student_reviews_nobody_else(moodle: House) -> None:
    replay(moodle, real.resource_link, real.OTHER_STUDENT).submit("/submissions", {"text": "My own words."})
    browser = replay(moodle, real.submission_review, real.STUDENT, real.OTHER_STUDENT)
    assert browser.page.status == 403
    assert "My own words" not in browser.page.text


def test_its_reply_to_a_registration_is_read_with_the_deployment_in_it() -> None:
    app = Flask("moodle")
    app.post("/register")(lambda: jsonify(real.registration_reply(request.get_json())))
    with serve_in_thread(app) as url:
        told = {
            "issuer": url, "authorization_endpoint": url + "/mod/lti/auth.php", "jwks_uri": url + "/mod/lti/certs.php",
            "token_endpoint": url + "/mod/lti/token.php", "registration_endpoint": url + "/register",
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {"product_family_code": "moodle"},
        }  # fmt: skip
        configuration = check_configuration(url + "/mod/lti/openid-configuration.php", told, Reach(insecure=True))
        found = register(
            PlatformSession(Reach(insecure=True)), configuration, "t", Tool("https://tool.example"), Choices()
        )
    assert (found.client_id, found.lti_deployment_id) == ("pR4kX9vTz2LqWmA", "3")
