"""The platform's launches, opposite a tool that checks everything."""

from urllib.parse import urlencode

import jwt
import pytest

from tests.platforms.app import make_app
from tests.platforms.browser import Browser
from tests.platforms.faults import FAULTS, replayed_nonce
from tests.platforms.personality import CLAIM
from tests.platforms.platform import Platform
from tests.platforms.toy_tool import ToyTool
from tests.platforms.variants import VARIANTS


def token(lms: Platform, tool: ToyTool, fault: str = "", variant: str = "", key: str = "mei") -> str:
    login = lms.begin(lms.school.person(key), fault, variant)
    return lms.authenticate(tool.authentication_request(login))["id_token"]


def test_a_launch_goes_all_the_way_through_a_browser(served: Platform, tool: ToyTool) -> None:
    browser = Browser(served.base_url)
    assert browser.launch("mei").text == "bound"
    claims = tool.check(tool.forms[0]["id_token"], served)
    assert claims["name"] == "Mei Lindqvist"
    assert isinstance(claims["aud"], str)


def test_the_login_form_has_the_shape_of_its_family(served: Platform, tool: ToyTool) -> None:
    Browser(served.base_url).launch("mei")
    login = tool.logins[0]
    assert login["lti_deployment_id"] == served.personality.deployment_id
    if served.personality.name == "canvas":
        assert (login["lti_storage_target"], login["canvas_region"]) == ("_parent", "us-east-1")
        assert len(login["lti_message_hint"]) > 300
        assert tool.forms[0]["lti_storage_target"] == "_parent"
    else:
        assert login["lti_message_hint"].startswith('{"cmid": 4, "launchid": "')
        assert login["login_hint"] == served.school.person("mei").sub


def test_moodles_token_lives_a_minute_and_canvass_an_hour(lms: Platform, tool: ToyTool) -> None:
    claims = tool.check(token(lms, tool), lms)
    canvas = lms.personality.name == "canvas"
    assert claims["exp"] - claims["iat"] == (3600 if canvas else 60)
    assert ("azp" in claims) is canvas


def test_moodle_says_one_role_and_canvas_all(lms: Platform, tool: ToyTool) -> None:
    roles = tool.check(token(lms, tool, key="assistant"), lms)[CLAIM + "roles"]
    if lms.personality.name == "moodle":
        assert roles == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]
    else:
        assert roles[0].endswith("Instructor#TeachingAssistant")
        assert roles[-1].endswith("system/person#User")


@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_passes_a_strict_tool(moodle_lms: Platform, tool: ToyTool, name: str) -> None:
    with pytest.raises((ValueError, jwt.PyJWTError)):
        tool.check(token(moodle_lms, tool, fault=name), moodle_lms)
    tool.check(token(moodle_lms, tool), moodle_lms)


def test_a_replayed_nonce_is_that_of_an_earlier_launch(lms: Platform, tool: ToyTool) -> None:
    tool.check(token(lms, tool), lms)
    bad = token(lms, tool, fault="replayed_nonce")
    assert jwt.decode(bad, options={"verify_signature": False})["nonce"] == lms.nonces[0]
    with pytest.raises(ValueError, match="claims"):
        tool.check(bad, lms)
    lms.next_fault = replayed_nonce(lms.nonces[0])
    with pytest.raises(ValueError, match="claims"):
        tool.check(token(lms, tool), lms)


@pytest.mark.parametrize("name", VARIANTS)
def test_every_unusual_launch_is_still_a_right_one(lms: Platform, tool: ToyTool, name: str) -> None:
    plain = tool.check(token(lms, tool), lms)
    unusual = tool.check(token(lms, tool, variant=name), lms)
    times = ("iat", "exp", "nonce")
    assert {k: v for k, v in unusual.items() if k not in times} != {k: v for k, v in plain.items() if k not in times}


def test_an_unknown_fault_is_not_found(lms: Platform) -> None:
    client = make_app(lms).test_client()
    assert client.get("/as/mei/launch?fault=no_kid").status_code == 200
    assert client.get("/as/mei/launch?fault=misspelt").status_code == 404
    assert client.get("/as/mei/launch?variant=misspelt").status_code == 404
    assert client.get("/as/nobody/launch").status_code == 404


def test_a_new_key_signs_and_the_old_one_stays_published(lms: Platform, tool: ToyTool) -> None:
    before = token(lms, tool)
    lms.rotate()
    after = token(lms, tool)
    assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]
    tool.check(before, lms)
    tool.check(after, lms)


FORM, PAGE = "form", "page"  # how the person or the tool learns of it


@pytest.mark.parametrize(
    ("name", "value", "moodle", "canvas"),
    [
        ("scope", "openid email", PAGE, FORM),
        ("response_type", "code", FORM, FORM),
        ("response_mode", "query", FORM, FORM),
        ("prompt", "login", FORM, FORM),
        ("client_id", "another", FORM, PAGE),
        ("redirect_uri", "https://evil.example/lti/launch", PAGE, PAGE),
        ("nonce", "", PAGE, FORM),
        ("state", "", PAGE, FORM),
        ("login_hint", "another", FORM, FORM),
        ("lti_message_hint", "changed", PAGE, PAGE),
    ],
)
def test_a_wrong_authentication_request_is_refused(
    lms: Platform, tool: ToyTool, name: str, value: str, moodle: str, canvas: str
) -> None:
    login = lms.begin(lms.school.person("mei"))
    query = tool.authentication_request(login) | {name: value}
    answer = make_app(lms).test_client().post("/auth", data=query)
    assert "id_token" not in answer.text
    assert "evil.example/lti/launch" not in answer.text.split("<form")[-1].split(">")[0]
    how = canvas if lms.personality.name == "canvas" else moodle
    assert ('name="error"' in answer.text) is (how == FORM)
    assert answer.status_code == (200 if how == FORM else 400 if lms.personality.name == "canvas" else 404)


def test_a_launch_can_be_asked_for_once(lms: Platform, tool: ToyTool) -> None:
    query = tool.authentication_request(lms.begin(lms.school.person("mei")))
    client = make_app(lms).test_client()
    assert 'name="id_token"' in client.post("/auth", data=query).text
    assert 'name="id_token"' not in client.post("/auth", data=query).text


def test_a_parameter_that_comes_twice_is_refused(lms: Platform, tool: ToyTool) -> None:
    query = tool.authentication_request(lms.begin(lms.school.person("mei")))
    answer = make_app(lms).test_client().get("/auth?" + urlencode([*query.items(), ("nonce", "another")]))
    assert "id_token" not in answer.text
