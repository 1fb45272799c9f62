"""Well signed, and hostile in what it says: refused by a code or read with care, never an error of ours."""

import json
from typing import Any

import jwt.api_jws
import pytest

from tests.conformance.conftest import code_on
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.platforms.personality import CLAIM

pytestmark = pytest.mark.conformance
LONG = "x" * 300


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sub": ""}, "sub_missing"),
        ({"sub": LONG}, "sub_missing"),
        ({"sub": "a\0b"}, "sub_missing"),
        ({CLAIM + "roles": "Instructor"}, "roles_missing"),
        ({CLAIM + "roles": {"0": "Instructor"}}, "roles_missing"),
        ({CLAIM + "deployment_id": 4}, "deployment_id_missing"),
        ({CLAIM + "deployment_id": LONG}, "deployment_id_missing"),
        ({CLAIM + "resource_link": "7"}, "resource_link_id_missing"),
        ({CLAIM + "resource_link": {"id": LONG}}, "resource_link_id_missing"),
        ({CLAIM + "message_type": ["LtiResourceLinkRequest"]}, "message_type_unknown"),
        ({CLAIM + "target_link_uri": ["https://a.example"]}, "target_link_uri_missing"),
        ({CLAIM + "target_link_uri": "http://[bad"}, "target_link_uri"),
        ({CLAIM + "version": 1.3}, "version"),
        ({"aud": {"a": 1}}, "aud"),
        ({"aud": []}, "aud"),
        ({"nonce": ["a"]}, "nonce"),
        ({"iat": "now"}, "iat"),
        ({"iat": float("nan")}, "iat"),
        ({"nonce": "\ud800"}, "nonce"),
        ({"sub": "\ud800"}, "sub_missing"),
        ({"exp": "never"}, "expired"),
        ({"exp": float("inf")}, "expired"),
        ({"exp": True}, "expired"),
        ({"nbf": 9_999_999_999}, "iat"),
        ({"nbf": "soon"}, "iat"),
    ],
)
def test_a_claim_of_another_shape_is_refused_by_its_own_code(lms: House, changes: dict[str, Any], code: str) -> None:
    lms.platform.next_fault = lambda header, claims, key: key.sign(claims | changes, header)
    page = Browser(lms.platform.base_url).launch("mei")
    assert 400 <= page.status < 500
    assert code_on(page) == code


@pytest.mark.parametrize(
    "changes",
    [
        {"name": {"a": 1}, "given_name": ["Mei"], "family_name": None},
        {"name": "<script>alert(1)</script>" * 100},
        {CLAIM + "roles": [None, 7, {}, "Learner"]},
        {CLAIM + "context": []},
        {CLAIM + "context": {"id": {"a": 1}, "title": 7}},
        {CLAIM + "custom": [1, 2]},
        {CLAIM + "custom": {"a": {"b": 1}, "c": None, "d": LONG * 100}},
        {CLAIM + "tool_platform": "canvas"},
        {CLAIM + "launch_presentation": {"return_url": "javascript:alert(1)"}},
        {"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {"scope": "all", "lineitem": 7}},
        {"https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": 7},
        {"unheard of": {"deep": [[[]]]}},
    ],
)
def test_an_optional_claim_of_another_shape_counts_as_absent(lms: House, changes: dict[str, Any]) -> None:
    lms.platform.next_fault = lambda header, claims, key: key.sign(claims | changes, header)
    page = Browser(lms.platform.base_url).launch("jonas")
    assert page.url.endswith("/assignment")
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    "payload", [b"[1, 2]", b'"launch"', b"", b"\xff\xfe", b"[" * 20_000, b'{"iss": ' + b"9" * 5_000 + b"}"]
)
def test_a_payload_that_is_no_object_is_refused(lms: House, payload: bytes) -> None:
    lms.platform.next_fault = lambda header, claims, key: jwt.api_jws.encode(
        payload, key.private, "RS256", headers={"kid": key.kid}
    )
    page = Browser(lms.platform.base_url).launch("mei")
    assert (page.status, code_on(page)) == (400, "message_invalid")


def test_a_header_that_asks_for_more_than_we_know_is_refused(lms: House) -> None:
    """RFC 7515 section 4.1.11."""
    more = {"crit": ["b64"], "b64": False}
    lms.platform.next_fault = lambda header, claims, key: jwt.api_jws.encode(
        json.dumps(claims).encode(), key.private, "RS256", headers={"kid": key.kid} | more
    )
    assert code_on(Browser(lms.platform.base_url).launch("mei")) == "alg"
