"""The double registers tools as each family does, and no less strictly."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from plugin.domain.reach import Reach
from plugin.lms.openid_configuration import check_configuration
from plugin.lms.registration import registration_request
from plugin.lms.tool_description import Choices, Tool
from tests.platforms.app import make_app
from tests.platforms.platform import Platform
from tests.platforms.registrations import CANVAS, TOOL, Registrar, registrar_of


class Desk:
    """A tool's view of a platform that is about to register it."""

    def __init__(self, lms: Platform):
        app = make_app(lms)
        self.client: FlaskClient = app.test_client()
        self.registrar: Registrar = registrar_of(app)
        query = parse_qs(urlsplit(self.registrar.begin("https://tool.example/register?invitation=x")).query)
        self.url, self.token = query["openid_configuration"][0], query.get("registration_token", [""])[0]

    def configuration(self, **headers: str) -> Any:
        return self.client.get(self.url, headers=headers or {"Authorization": f"Bearer {self.token}"})

    def request(self) -> dict[str, Any]:
        told = check_configuration(self.url, self.configuration().get_json(), Reach(insecure=True))
        return registration_request(told, Tool("https://tool.example"), Choices())

    def register(self, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.post(self.registrar.habits.endpoint, json=body, headers=headers)


@pytest.fixture
def canvas(canvas_lms: Platform) -> Desk:
    return Desk(canvas_lms)


@pytest.fixture
def moodle(moodle_lms: Platform) -> Desk:
    return Desk(moodle_lms)


def test_the_link_keeps_its_own_query(moodle: Desk) -> None:
    assert "invitation=x&" in moodle.registrar.begin("https://tool.example/register?invitation=x")


def test_canvas_shows_its_configuration_only_for_the_token(canvas: Desk, moodle: Desk) -> None:
    assert canvas.configuration(Authorization="Bearer x").status_code == 401
    assert canvas.configuration().status_code == 200
    assert moodle.configuration(Authorization="Bearer x").status_code == 200


def test_canvas_refuses_the_whole_for_one_unknown_scope_message_or_place(canvas: Desk) -> None:
    asked = canvas.request()
    described = asked[TOOL]
    for wrong in (
        asked | {"scope": asked["scope"] + " https://unheard.example/scope"},
        asked | {TOOL: described | {"messages": [{"type": "LtiSubmissionReviewRequest"}]}},
        asked | {TOOL: described | {"messages": [{"type": "LtiDeepLinkingRequest", "placements": ["nowhere"]}]}},
        asked | {TOOL: described | {CANVAS + "privacy_level": "everything"}},
    ):
        desk = Desk(canvas.registrar.platform)
        assert desk.register(wrong).status_code == 400
    assert canvas.register(asked).status_code == 200


@pytest.mark.parametrize("name", ["response_types", "redirect_uris", "jwks_uri", "initiate_login_uri", TOOL])
def test_what_every_family_requires_is_required(moodle: Desk, name: str) -> None:
    asked = moodle.request()
    assert moodle.register({key: value for key, value in asked.items() if key != name}).status_code == 400


def test_moodle_takes_a_token_once(moodle: Desk) -> None:
    asked = moodle.request()
    assert moodle.register(asked).status_code == 200
    again = moodle.register(asked)
    assert (again.status_code, again.get_json()["reason"]) == (401, "token_already_used")


def test_moodle_answers_as_measured_and_keeps_the_tool_pending(moodle: Desk) -> None:
    reply = moodle.register(moodle.request()).get_json()
    described = reply[TOOL]
    assert [message["type"] for message in described["messages"]] == ["LtiDeepLinkingRequest"]
    assert (described["version"], described["deployment_id"].isdecimal()) == ("1.3.0", True)
    assert set(described) >= {"target_link_uri", "domain", "description", "custom_parameters", "claims"}
    refused = moodle.client.get("/as/mei/launch")
    assert (refused.status_code, "tool_pending" in refused.text) == (403, True)
    moodle.client.post("/tools/activate")
    assert moodle.client.get("/as/mei/launch").status_code == 200


def test_canvas_tells_no_deployment_before_the_first_launch(canvas: Desk) -> None:
    reply = canvas.register(canvas.request()).get_json()
    assert "deployment_id" not in reply[TOOL]
    assert reply["client_id"].isdecimal()
    assert canvas.registrar.platform.registration()["deployment_id"].startswith("46:")


def test_the_new_tool_takes_the_place_of_the_one_before(canvas: Desk) -> None:
    reply = canvas.register(canvas.request()).get_json()
    assert canvas.registrar.platform.client_id == reply["client_id"]
    assert 'action="https://tool.example/lti/login"' in canvas.client.get("/as/mei/launch").text


def test_a_person_pastes_a_link(moodle: Desk) -> None:
    assert "Registration link of the tool" in moodle.client.get("/tools").text
    page = moodle.client.post("/tools", data={"link": "https://tool.example/r"}).text
    assert 'src="https://tool.example/r?openid_configuration=' in page
    assert 'data-tool="https://tool.example"' in page
    assert "<iframe" not in moodle.client.post("/tools", data={"link": "javascript:1"}).text
