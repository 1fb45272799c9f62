"""The token endpoint refuses every assertion that is not exactly right."""

import time
from typing import Any

import pytest

from tests.platforms.app import make_app
from tests.platforms.faults import raw_token
from tests.platforms.personality import AGS, NRPS
from tests.platforms.platform import Platform
from tests.platforms.signing import Key
from tests.platforms.toy_tool import ToyTool

NOW = int(time.time())


def ask(lms: Platform, assertion: str, scope: str = AGS + "score", **changes: str) -> Any:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
        "scope": scope,
    }
    return make_app(lms).test_client().post("/token", data=form | changes)


def test_a_right_assertion_is_given_a_token_for_what_it_asked(lms: Platform, tool: ToyTool) -> None:
    answer = ask(lms, tool.assertion(lms))
    body = answer.get_json(force=True)
    assert (answer.status_code, body["scope"], body["expires_in"]) == (200, AGS + "score", 3600)
    assert answer.mimetype == ("text/html" if lms.personality.name == "moodle" else "application/json")
    assert lms.allows("Bearer " + body["access_token"], AGS + "score")
    assert not lms.allows("Bearer " + body["access_token"], NRPS)
    assert not lms.allows(body["access_token"], AGS + "score")
    assert not lms.allows("Basic " + body["access_token"], AGS + "score")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example/token"},
        {"aud": None},
        {"aud": ["https://elsewhere.example/token"]},
        {"iss": "another"},
        {"iss": None},
        {"sub": "another"},
        {"sub": None},
        {"jti": None},
        {"jti": ""},
        {"exp": NOW - 10},
        {"exp": None},
        {"exp": NOW + 7200},
        {"iat": None},
        {"iat": NOW + 5000, "exp": NOW + 5300},
        {"iat": NOW - 7200},
    ],
    ids=" ".join,  # not the values: some are times, and parallel runs must agree on the names
)
def test_a_wrong_claim_is_refused(lms: Platform, tool: ToyTool, changes: dict[str, Any]) -> None:
    answer = ask(lms, tool.assertion(lms, **changes))
    assert (answer.status_code, answer.get_json(force=True)["error"]) == (400, "invalid_client")
    assert list(lms.tokens.issued) == ["t"]


def test_an_assertion_works_once(lms: Platform, tool: ToyTool) -> None:
    assertion = tool.assertion(lms)
    assert ask(lms, assertion).status_code == 200
    assert ask(lms, assertion).status_code == 400


def test_an_audience_besides_the_token_endpoint_is_refused(lms: Platform, tool: ToyTool) -> None:
    assert ask(lms, tool.assertion(lms, aud=[lms.token_url, "x"])).status_code == 400


def test_another_key_or_algorithm_is_refused(lms: Platform, tool: ToyTool, keys: list[Key]) -> None:
    claims = {"iss": lms.client_id, "sub": lms.client_id, "aud": lms.token_url, "iat": NOW, "exp": NOW + 60, "jti": "1"}
    for assertion in (
        Key("tool-1").sign(claims),
        keys[1].sign(claims, {}),
        raw_token({"alg": "none", "kid": "tool-1"}, claims, b""),
        "no token",
        "",
    ):
        assert ask(lms, assertion).status_code == 400


def test_an_unknown_kid_makes_one_more_fetch_and_a_rotated_key_is_found(
    lms: Platform, tool: ToyTool, keys: list[Key]
) -> None:
    assert ask(lms, tool.assertion(lms)).status_code == 200
    assert ask(lms, tool.assertion(lms, key=keys[2])).status_code == 400
    assert lms.tokens.keys.fetches == 2
    tool.keys.append(keys[2])
    assert ask(lms, tool.assertion(lms, key=keys[2])).status_code == 200
    assert ask(lms, tool.assertion(lms)).status_code == 200
    assert lms.tokens.keys.fetches == 3


def test_moodle_cuts_scopes_and_canvas_refuses_them(lms: Platform, tool: ToyTool) -> None:
    answer = ask(lms, tool.assertion(lms), f"{AGS}score https://school.example/scope/everything")
    if lms.personality.name == "moodle":
        assert answer.get_json(force=True)["scope"] == AGS + "score"
    else:
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    "changes", [{"scope": ""}, {"scope": "openid"}, {"grant_type": "password"}, {"client_assertion_type": "x"}], ids=str
)
def test_a_wrong_request_is_refused(lms: Platform, tool: ToyTool, changes: dict[str, str]) -> None:
    assert ask(lms, tool.assertion(lms), **changes).status_code == 400


def test_a_tool_without_reachable_keys_gets_a_page_from_moodle(lms: Platform, tool: ToyTool) -> None:
    lms.tokens.keys.url = "http://127.0.0.1:1/jwks"
    answer = ask(lms, tool.assertion(lms))
    assert answer.status_code == (404 if lms.personality.name == "moodle" else 400)
