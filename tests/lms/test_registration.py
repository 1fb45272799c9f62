"""Dynamic registration, seen from the tool: what a platform says of itself is checked, what is asked fits it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Response, redirect

from plugin.domain.reach import PUBLIC_ONLY, Reach
from plugin.lms import addresses
from plugin.lms.errors import RegistrationRefusedError
from plugin.lms.openid_configuration import (
    MAX_CONFIGURATION,
    PlatformConfiguration,
    check_configuration,
    read_configuration,
)
from plugin.lms.outgoing import PlatformSession
from plugin.lms.registration import TOOL_CONFIGURATION, register, registration_request
from plugin.lms.scopes import SCOPES
from plugin.lms.tool_description import Choices, Tool
from tests.platforms.app import make_app, make_platform
from tests.platforms.personality import CANVAS, D2L, MOODLE, Personality
from tests.platforms.registrations import PLATFORM, Registrar, registrar_of
from tests.platforms.server import free_port, serving
from tests.platforms.signing import Key

pytestmark = pytest.mark.conformance
KEY = Key("platform-1")
TOOL = Tool("https://tool.example")
SCHOOL = "https://school.instructure.com"
SSO = "https://sso.canvaslms.com/api/lti/security/openid-configuration"
HTTP = PlatformSession(Reach(insecure=True))


def serve(personality: Personality) -> Iterator[Registrar]:
    port = free_port()
    app = make_app(make_platform(personality, f"http://127.0.0.1:{port}", TOOL.base_url, key=KEY))
    with serving(app, port):
        yield registrar_of(app)


@pytest.fixture(scope="module")
def served() -> Iterator[dict[str, Registrar]]:
    houses = {p.name: serve(p) for p in (CANVAS, MOODLE, D2L)}
    yield {name: next(house) for name, house in houses.items()}
    for house in houses.values():
        next(house, None)


@pytest.fixture
def canvas(served: dict[str, Registrar]) -> Registrar:
    return served["canvas"]


@pytest.fixture
def moodle(served: dict[str, Registrar]) -> Iterator[Registrar]:
    registrar = served["moodle"]
    yield registrar
    registrar.bend = None
    registrar.answers.clear()


def knock(registrar: Registrar) -> tuple[str, str]:
    """(configuration's address, token) as the browser would bring them."""
    query = dict(parse_qsl(urlsplit(registrar.begin("http://tool.example/lti/register")).query))
    return query["openid_configuration"], query.get("registration_token", "")


def meet(registrar: Registrar) -> tuple[PlatformConfiguration, str]:
    url, token = knock(registrar)
    return read_configuration(HTTP, url, token), token


def said(**changes: Any) -> dict[str, Any]:
    """A sound configuration of Instructure's, with changes; None leaves one out."""
    told: dict[str, Any] = {
        "issuer": "https://canvas.instructure.com",
        "authorization_endpoint": "https://sso.canvaslms.com/api/lti/authorize_redirect",
        "token_endpoint": SCHOOL + "/login/oauth2/token",
        "jwks_uri": "https://sso.canvaslms.com/api/lti/security/jwks",
        "registration_endpoint": SCHOOL + "/api/lti/registrations",
        PLATFORM: {"product_family_code": "canvas"},
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: ["93.184.216.34"])


def refused(url: str, told: dict[str, Any]) -> str:
    with pytest.raises(RegistrationRefusedError) as error:
        check_configuration(url, told, PUBLIC_ONLY)
    return error.value.code


def test_dr_bearer_on_config_get(canvas: Registrar) -> None:
    url, token = knock(canvas)
    assert read_configuration(HTTP, url, token).issuer == "https://canvas.instructure.com"
    assert canvas.platform.requests_seen[-1].headers["Authorization"] == f"Bearer {token}"
    with pytest.raises(RegistrationRefusedError, match="registration_token"):
        read_configuration(HTTP, url, "")


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("issuer", ["https://evil.example", "https://lms.example:8443", "https://sub.lms.example"])
def test_dr_issuer_host_mismatch_refused(issuer: str) -> None:
    told = said(issuer=issuer, registration_endpoint="https://lms.example/r") | {PLATFORM: {}}
    assert refused("https://lms.example/c", told) == "registration_issuer"


@pytest.mark.parametrize("url", [
    "http://lms.example/c", "https://127.0.0.1/c", "https://10.0.0.8/c", "https://169.254.169.254/latest/meta-data",
    "https://[::1]/c", "https://user@lms.example/c", "file:///etc/passwd", "gopher://lms.example/", "https:///c", "c",
])  # fmt: skip
def test_dr_ssrf_refused(url: str) -> None:
    with pytest.raises(RegistrationRefusedError) as error:
        read_configuration(PlatformSession(), url, "")
    assert error.value.code == "registration_address"


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("name", [
    "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"])  # fmt: skip
def test_dr_no_address_inside_a_configuration_is_called_unseen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = {"inside.example": ["192.168.0.7"]}
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: inside.get(host, ["93.184.216.34"]))
    assert refused(SSO, said(**{name: "https://inside.example/x"})) == "registration_address"
    assert refused(SSO, said(**{name: "http://lms.example/x"})) == "registration_address"
    for nothing in (None, "", 7, [], "x" * 3000, "https://lms.example/\x00"):
        assert refused(SSO, said(**{name: nothing})) == "registration_configuration"


def test_dr_a_host_of_the_campus_may_lie_at_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: ["10.0.0.7"])
    named = {"issuer": "https://lms.example", "registration_endpoint": "https://lms.example/r"}
    named |= {name: "https://lms.example/x" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    told = said(**named) | {PLATFORM: {}}
    assert refused("https://lms.example/c", told) == "registration_address"
    reach = Reach(campus=frozenset({"lms.example:443"}))
    assert check_configuration("https://lms.example/c", told, reach).issuer == "https://lms.example"


@pytest.mark.usefixtures("public")
def test_dr_hosted_canvas_may_name_its_shared_issuer() -> None:
    found = check_configuration(SSO, said(), PUBLIC_ONLY)
    assert (found.own_host, found.family) == (False, "canvas")
    for part in ("beta", "test"):
        told = said(issuer=f"https://canvas.{part}.instructure.com")
        assert not check_configuration(SCHOOL + "/c", told, PUBLIC_ONLY).own_host
    own_name = said(registration_endpoint="https://canvas.school.edu/r")
    own_name[PLATFORM] |= {"https://canvas.instructure.com/lti/account_domain": "canvas.school.edu"}
    assert not check_configuration(SSO, own_name, PUBLIC_ONLY).own_host


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("name", ["jwks_uri", "authorization_endpoint", "registration_endpoint"])
def test_dr_for_the_shared_issuer_nobody_else_signs(name: str) -> None:
    assert refused(SSO, said(**{name: "https://evil.example/x"})) == "registration_endpoint"


@pytest.mark.usefixtures("public")
def test_dr_a_lookalike_of_instructures_hosts_is_none() -> None:
    for host in ("evilinstructure.com", "school.instructure.com.evil.example", "instructure.com"):
        told = said() | {PLATFORM: {}}
        assert refused(f"https://{host}/c", told) == "registration_issuer"


@pytest.mark.usefixtures("public")
def test_dr_a_canvas_at_a_host_of_its_own_is_told_apart() -> None:
    host = "https://canvas.school.edu"
    own = {name: host + "/x" for name in ("authorization_endpoint", "jwks_uri", "registration_endpoint")}
    assert check_configuration(host + "/c", said(**own), PUBLIC_ONLY).own_host
    told = said(**own | {"jwks_uri": "https://evil.example/x"})
    assert refused(host + "/c", told) == "registration_endpoint"
    assert refused(host + "/c", said(**own) | {PLATFORM: {"product_family_code": "moodle"}}) == "registration_issuer"


@pytest.mark.usefixtures("public")
def test_dr_the_registration_goes_to_the_host_that_was_asked() -> None:
    told = said(issuer="https://lms.example", registration_endpoint="https://evil.example/r") | {PLATFORM: {}}
    assert refused("https://lms.example/c", told) == "registration_endpoint"


@pytest.mark.parametrize(("answer", "code"), [
    (lambda: redirect("https://elsewhere.example/"), "registration_unreachable"),
    (lambda: Response("<html>", 200), "registration_configuration"),
    (lambda: Response("[]", 200), "registration_configuration"),
    (lambda: Response("[" * 100_000, 200), "registration_configuration"),
    (lambda: Response("{}", 200), "registration_configuration"),
    (lambda: Response("x" * (MAX_CONFIGURATION + 1), 200), "registration_configuration"),
    (lambda: Response("", 403), "registration_token"),
    (lambda: Response("", 500), "registration_unreachable"),
])  # fmt: skip
def test_dr_whatever_else_is_answered_is_refused_by_name(moodle: Registrar, answer: Any, code: str) -> None:
    moodle.answers.append(answer())
    with pytest.raises(RegistrationRefusedError) as error:
        meet(moodle)
    assert error.value.code == code


def test_dr_a_platform_that_does_not_answer_is_refused_by_name() -> None:
    with pytest.raises(RegistrationRefusedError, match="registration_unreachable"):
        read_configuration(HTTP, f"http://127.0.0.1:{free_port()}/c", "")


def test_dr_canvas_placements(canvas: Registrar) -> None:
    configuration, token = meet(canvas)
    choices = Choices(placements=frozenset({"assignment_selection", "course_navigation"}), share_names=False)
    register(HTTP, configuration, token, TOOL, choices)
    described = canvas.received[-1][TOOL_CONFIGURATION]
    asked = [(m["type"], *m.get("placements", [])) for m in described["messages"]]
    prefix = "https://canvas.instructure.com/lti/"
    assert asked == [
        ("LtiDeepLinkingRequest", prefix + "assignment_selection"),
        ("LtiResourceLinkRequest", prefix + "course_navigation"),
        ("LtiDeepLinkingRequest", "ActivityAssetProcessor"),
        ("LtiEulaRequest",),
    ]
    menu = described["messages"][1]
    assert menu[prefix + "course_navigation/default_enabled"] is False
    assert menu[prefix + "visibility"] == "admins"
    assert described[prefix + "privacy_level"] == "anonymous"
    assert described["custom_parameters"]["section_names"] == "$com.instructure.User.sectionNames"
    assert "name" not in described["claims"]


def test_dr_only_what_the_platform_lists_is_asked_for(canvas: Registrar) -> None:
    """Canvas refuses the whole for one unknown scope, message or place."""
    configuration, _ = meet(canvas)
    asked = registration_request(configuration, TOOL, Choices())
    assert "contextgroup" not in asked["scope"]
    older = replace(
        configuration, scopes=("https://purl.imsglobal.org/spec/lti-ags/scope/score",),
        messages={"LtiDeepLinkingRequest": ("assignment_selection",)},
    )  # fmt: skip
    asked = registration_request(older, TOOL, Choices())
    assert asked["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    assert len(asked[TOOL_CONFIGURATION]["messages"]) == 1


def test_dr_where_nothing_is_listed_all_scopes_and_the_two_common_messages_are_asked_for(moodle: Registrar) -> None:
    configuration = replace(meet(moodle)[0], scopes=None, messages=None)
    asked = registration_request(configuration, TOOL, Choices())
    assert asked["scope"].split() == [scope.uri for scope in SCOPES]
    kinds = [message["type"] for message in asked[TOOL_CONFIGURATION]["messages"]]
    assert kinds == ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]


def test_dr_what_was_not_chosen_is_not_asked_for(canvas: Registrar) -> None:
    configuration, _ = meet(canvas)
    asked = registration_request(configuration, TOOL, Choices(document_processor=False, terms=False))
    assert not {"asset.readonly", "report", "user", "deployment"} & {
        s.rsplit("/", 1)[-1] for s in asked["scope"].split()
    }
    assert "ActivityAssetProcessor" not in json.dumps(asked)


def test_dr_message_types_may_be_bare_names(moodle: Registrar) -> None:
    """Moodle 3.10 and 3.11."""
    names = ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]
    moodle.bend = lambda told: told | {PLATFORM: told[PLATFORM] | {"messages_supported": names}}
    assert meet(moodle)[0].messages == {"LtiResourceLinkRequest": (), "LtiDeepLinkingRequest": ()}


def test_dr_moodle_gets_what_it_requires_and_its_deployment_id_is_read(moodle: Registrar) -> None:
    configuration, token = meet(moodle)
    registered = register(HTTP, configuration, token, TOOL, Choices())
    asked = moodle.received[-1]
    assert asked[TOOL_CONFIGURATION]["domain"] == "tool.example"
    assert asked["redirect_uris"] == ["https://tool.example/lti/launch"]
    assert registered.client_id == moodle.platform.client_id
    assert registered.lti_deployment_id == moodle.platform.registration()["deployment_id"]
    assert "score" in " ".join(registered.scopes or ())


def test_dr_reused_token_message(moodle: Registrar) -> None:
    configuration, token = meet(moodle)
    register(HTTP, configuration, token, TOOL, Choices())
    with pytest.raises(RegistrationRefusedError, match="registration_token_used"):
        register(HTTP, configuration, token, TOOL, Choices())


def test_dr_d2l_needs_no_token_and_its_configuration_is_read_once(served: dict[str, Registrar]) -> None:
    configuration, token = meet(served["d2l"])
    assert token == ""
    assert register(HTTP, configuration, token, TOOL, Choices()).client_id == served["d2l"].platform.client_id
    with pytest.raises(RegistrationRefusedError, match="registration_token"):
        read_configuration(HTTP, configuration.url, "")


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize(("named", "token_url", "audience"), [
    ("canvas.instructure.com", SCHOOL + "/login/oauth2/token", None),
    ("https://as.example/token", "https://lms.example/token", "https://as.example/token"),
    ("https://lms.example/token", "https://lms.example/token", None),
    (None, "https://auth.brightspace.com/core/connect/token", "https://api.brightspace.com/auth/token"),
    (["https://as.example"], "https://lms.example/token", None),
])  # fmt: skip
def test_dr_the_audience_of_token_requests_is_the_one_named(named: Any, token_url: str, audience: str | None) -> None:
    told = said(token_endpoint=token_url, authorization_server=named)
    assert check_configuration(SSO, told, PUBLIC_ONLY).token_audience == audience


@pytest.mark.parametrize(("answer", "code"), [
    (lambda: Response("{}", 200), "registration_answer"),
    (lambda: Response('{"client_id": ""}', 201), "registration_answer"),
    (lambda: Response('{"client_id": "a\\u0000b"}', 200), "registration_answer"),
    (lambda: Response('{"client_id": {"$": 1}}', 200), "registration_answer"),
    (lambda: Response(json.dumps({"client_id": "x" * 256}), 200), "registration_answer"),
    (lambda: Response("x" * 300_000, 200), "registration_answer"),
    (lambda: Response("<html>", 200), "registration_answer"),
    (lambda: redirect("https://elsewhere.example/"), "registration_refused"),
    (lambda: Response("no such scope", 400), "registration_refused"),
    (lambda: Response("", 401), "registration_token"),
    (lambda: Response("", 503), "registration_refused"),
])  # fmt: skip
def test_dr_an_answer_that_is_no_registration_is_refused_by_name(moodle: Registrar, answer: Any, code: str) -> None:
    configuration, token = meet(moodle)
    moodle.answers.append(answer())
    with pytest.raises(RegistrationRefusedError) as error:
        register(HTTP, configuration, token, TOOL, Choices())
    assert error.value.code == code
    assert "no such scope" not in str(error.value)


def test_dr_ids_that_are_numbers_are_read_as_the_text_that_launches_carry(moodle: Registrar) -> None:
    configuration, token = meet(moodle)
    moodle.answers.append(Response(json.dumps({"client_id": 7, TOOL_CONFIGURATION: {"deployment_id": 3}}), 201))
    registered = register(HTTP, configuration, token, TOOL, Choices())
    assert (registered.client_id, registered.lti_deployment_id, registered.scopes) == ("7", "3", None)
