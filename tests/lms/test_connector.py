"""Calls to services: repeated where that is harmless, with a token that goes nowhere else."""

import email.utils
import time
from dataclasses import replace
from typing import Any

import jwt
import pytest
import requests

from plugin.lms import retrying
from plugin.lms.connector import ServiceError
from plugin.lms.links import read_links
from plugin.lms.paging import MAX_PAGES, read_pages
from plugin.lms.platform import SigningKey
from plugin.services.grade_answers import Outcome, read_error
from tests.lms.fakes import PLATFORM, SCOPE, Wire, answer, connect, token

URL = "https://lms.example/lineitems/1?type_id=3"
HERE = "https://lms.example/members"


def codes(wire: Wire) -> list[str]:
    return [method for method, _, _ in wire.called]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "fault",
    [
        requests.ConnectionError(), requests.ReadTimeout(), answer(429), answer(502), answer(503), answer(504),
        answer(403, b"403 Forbidden (Rate Limit Exceeded)"),
    ],
    ids=["connection", "timeout", "429", "502", "503", "504", "Canvas throttling"],
)  # fmt: skip
def test_what_may_be_repeated_is_repeated_over_a_fault_of_a_moment(
    signing_key: SigningKey, pauses: list[float], method: str, fault: Any
) -> None:
    wire = Wire(answers=[fault, fault, answer(200, {"id": 1})])
    assert connect(wire, signing_key).call(method, URL, SCOPE).body == {"id": 1}
    assert codes(wire) == [method] * 3
    assert [0.15 <= pauses[0] <= 0.45, 0.5 <= pauses[1] <= 1.5] == [True, True]


@pytest.mark.parametrize("fault", [requests.ConnectionError(), answer(503), answer(429)])
def test_a_post_is_made_once(signing_key: SigningKey, pauses: list[float], fault: Any) -> None:
    wire = Wire(answers=[fault])
    with pytest.raises(ServiceError):
        connect(wire, signing_key).call("POST", URL, SCOPE, json_text="{}")
    assert (codes(wire), pauses) == (["POST"], [])


@pytest.mark.parametrize(
    "fault", [answer(400), answer(403, b"Forbidden"), answer(404), answer(500), requests.exceptions.SSLError()]
)
def test_what_will_not_mend_itself_is_not_asked_again(signing_key: SigningKey, pauses: list[float], fault: Any) -> None:
    wire = Wire(answers=[fault])
    with pytest.raises(ServiceError):
        connect(wire, signing_key).call("GET", URL, SCOPE)
    assert (codes(wire), pauses) == (["GET"], [])


def test_after_three_tries_it_is_left_to_the_caller(signing_key: SigningKey, pauses: list[float]) -> None:
    wire = Wire(answers=[answer(503)] * 9)
    with pytest.raises(ServiceError) as refused:
        connect(wire, signing_key).call("GET", URL, SCOPE)
    assert (refused.value.status, len(codes(wire))) == (503, 3)


def test_no_try_is_begun_once_the_time_is_up(
    signing_key: SigningKey, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "TOTAL_SECONDS", -2.0)
    wire = Wire(answers=[answer(503)] * 9)
    with pytest.raises(ServiceError):
        connect(wire, signing_key).call("GET", URL, SCOPE)
    assert pauses == []


def test_a_short_wait_that_was_asked_for_is_kept(signing_key: SigningKey, pauses: list[float]) -> None:
    soon = email.utils.formatdate(time.time() + 6, usegmt=True)
    wire = Wire(answers=[answer(429, headers={"Retry-After": "7"}), answer(503, headers={"Retry-After": soon})])
    connect(wire, signing_key).call("GET", URL, SCOPE)
    assert pauses[0] == 7
    assert 3 < pauses[1] <= 6


@pytest.mark.parametrize(("method", "asked"), [("GET", "120"), ("POST", "3")])
def test_a_long_wait_is_told_to_the_caller(
    signing_key: SigningKey, pauses: list[float], method: str, asked: str
) -> None:
    wire = Wire(answers=[answer(429, headers={"Retry-After": asked})])
    with pytest.raises(ServiceError) as refused:
        connect(wire, signing_key).call(method, URL, SCOPE)
    assert (refused.value.retry_after, pauses) == (float(asked), [])


@pytest.mark.parametrize("value", ["", "soon", "-4", "1.5", "Thu, 99 Foo", "\u00b2", "9" * 400])
def test_a_strange_wait_is_none_or_a_number(value: str) -> None:
    found = retrying.retry_after(answer(429, headers={"Retry-After": value}))
    assert found is None or found >= 0


def test_a_redirect_is_no_success(signing_key: SigningKey) -> None:
    wire = Wire(answers=[answer(302, headers={"Location": "https://elsewhere.example/"})])
    with pytest.raises(ServiceError) as refused:
        connect(wire, signing_key).call("POST", URL, SCOPE, json_text="{}")
    assert (refused.value.status, refused.value.code) == (302, "redirect")


@pytest.mark.parametrize("page", [b"<!doctype html><h1>Back soon</h1>", b"\r\n <html></html>"])
def test_a_web_page_is_no_success(signing_key: SigningKey, page: bytes) -> None:
    """Of a sign-in or of a notice, which some proxies answer with 200: the grade did not arrive."""
    wire = Wire(answers=[answer(200, page, {"Content-Type": "text/html"})])
    with pytest.raises(ServiceError) as error:
        connect(wire, signing_key).call("POST", URL, SCOPE, json_text="{}")
    assert (error.value.status, error.value.code) == (0, "not_a_service")
    assert read_error(error.value).outcome is Outcome.RETRY


def test_what_a_platform_says_is_not_in_the_words_for_the_log(signing_key: SigningKey) -> None:
    with pytest.raises(ServiceError) as refused:
        connect(Wire(answers=[answer(400, b"Incorrect score for Mei")]), signing_key).call("POST", URL, SCOPE)
    assert "Mei" in refused.value.body
    assert "Mei" not in str(refused.value)


@pytest.mark.parametrize("body", [b"html", b"[" * 100_000, b"\xff\xfe", b"1" * 5000])
def test_what_is_no_json_is_nothing(signing_key: SigningKey, body: bytes) -> None:
    assert connect(Wire(answers=[answer(200, body)]), signing_key).call("GET", URL, SCOPE).body is None


# Tokens


def test_one_token_serves_a_scope_and_another_scope_has_its_own(signing_key: SigningKey) -> None:
    wire = Wire(tokens=[token("a"), token("b")])
    connector = connect(wire, signing_key)
    for scope in (SCOPE, "other", SCOPE, "other"):
        connector.call("GET", URL, scope)
    assert [bearer for _, _, bearer in wire.called] == ["Bearer a", "Bearer b", "Bearer a", "Bearer b"]
    assert [form["scope"] for form in wire.asked] == [SCOPE, "other"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_token_is_renewed_once(signing_key: SigningKey, method: str) -> None:
    wire = Wire(tokens=[token("old"), token("new")], answers=[answer(401), answer(200, {})])
    connect(wire, signing_key).call(method, URL, SCOPE)
    assert [bearer for _, _, bearer in wire.called] == ["Bearer old", "Bearer new"]
    wire = Wire(answers=[answer(401)] * 5)
    with pytest.raises(ServiceError):
        connect(wire, signing_key).call(method, URL, SCOPE)
    assert len(wire.called) == 2


def test_the_assertion_says_who_asks_and_is_new_each_time(signing_key: SigningKey, pauses: list[float]) -> None:
    wire = Wire(tokens=[answer(503), token()])
    connect(wire, signing_key).call("GET", URL, SCOPE)
    claims = [jwt.decode(form["client_assertion"], options={"verify_signature": False}) for form in wire.asked]
    assert {(c["iss"], c["sub"], c["aud"]) for c in claims} == {("client", "client", "https://t.example")}
    assert claims[0]["jti"] != claims[1]["jti"]
    assert claims[0]["iat"] < time.time() - 5
    assert claims[0]["exp"] - claims[0]["iat"] <= 600
    assert jwt.get_unverified_header(wire.asked[0]["client_assertion"])["kid"] == signing_key.kid


@pytest.mark.parametrize("ahead", [3600, -3600])
def test_a_refused_assertion_is_signed_again_by_the_platforms_clock(signing_key: SigningKey, ahead: int) -> None:
    """Ours may be wrong; without that every grade would be refused until somebody set it."""
    there = int(time.time()) + ahead
    refusal = answer(400, {"error": "invalid_client"}, {"Date": email.utils.formatdate(there, usegmt=True)})
    wire = Wire(tokens=[refusal, token()])
    connect(wire, signing_key).call("GET", URL, SCOPE)
    issued = [jwt.decode(form["client_assertion"], options={"verify_signature": False})["iat"] for form in wire.asked]
    assert [abs(moment - there) < 60 for moment in issued] == [False, True]


def test_a_refusal_with_the_same_clock_is_believed(signing_key: SigningKey) -> None:
    refusal = answer(400, {"error": "invalid_client"}, {"Date": email.utils.formatdate(usegmt=True)})
    wire = Wire(tokens=[refusal, token()])
    with pytest.raises(ServiceError):
        connect(wire, signing_key).call("GET", URL, SCOPE)
    assert len(wire.asked) == 1


def test_an_audience_of_the_platforms_own_is_the_one_that_is_addressed(signing_key: SigningKey) -> None:
    """D2L: one for all schools, and not the address of the token endpoint."""
    wire, own = Wire(), "https://api.brightspace.com/auth/token"
    connect(wire, signing_key, platform=replace(PLATFORM, token_audience=own)).call("GET", URL, SCOPE)
    claims = jwt.decode(wire.asked[0]["client_assertion"], options={"verify_signature": False})
    assert claims["aud"] == own


@pytest.mark.parametrize(
    ("lifetime", "renewed"),
    [
        (3600, False), ("3600", False), (1e300, False), (None, False), ("soon", False), ([], False), (True, False),
        (60, True), (0, True), (-5, True), ("-5", True),
    ],
)  # fmt: skip
def test_a_token_is_kept_until_a_minute_before_its_end(signing_key: SigningKey, lifetime: Any, renewed: bool) -> None:
    wire = Wire(tokens=[token(expires_in=lifetime), token()])
    connector = connect(wire, signing_key)
    connector.call("GET", URL, SCOPE)
    connector.call("GET", URL, SCOPE)
    assert len(wire.asked) == (2 if renewed else 1)


@pytest.mark.parametrize("body", [b'{"access_token": "t", "expires_in": NaN}', b'{"access_token": "t"}'])
def test_a_lifetime_that_is_no_number_or_missing_does_no_harm(signing_key: SigningKey, body: bytes) -> None:
    wire = Wire(tokens=[answer(200, body)])
    connector = connect(wire, signing_key)
    connector.call("GET", URL, SCOPE)
    connector.call("GET", URL, SCOPE)
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        (answer(200, {"access_token": "t", "scope": ""}), 403, "scope_not_granted"),
        (answer(200, {"access_token": "t", "scope": "other"}), 403, "scope_not_granted"),
        (answer(200, {"access_token": "t", "scope": 7}), 403, "scope_not_granted"),
        (answer(400, {"error": "invalid_scope"}), 400, "invalid_scope"),
        (answer(401, {"error": "invalid_client"}), 401, "invalid_client"),
        (answer(400, {"error": {"odd": 1}}), 400, "token_refused"),
        (answer(404, b"<html>Moodle cannot fetch our keys</html>"), 404, "token_not_json"),
        (answer(302, headers={"Location": "https://elsewhere.example"}), 302, "token_not_json"),
        (answer(200, b"<html>"), 0, "token_not_json"),
        (answer(200, b""), 0, "token_not_json"),
        (answer(200, []), 0, "token_missing"),
        (answer(200, {}), 0, "token_missing"),
        (answer(200, {"access_token": ""}), 0, "token_missing"),
        (answer(200, {"access_token": 7}), 0, "token_missing"),
        (answer(200, {"access_token": "a\r\nX-Other: b"}), 0, "token_missing"),
        (answer(200, {"access_token": "x" * 20_000}), 0, "token_missing"),
        (requests.exceptions.SSLError(), 0, "certificate"),
    ],
)
def test_an_answer_without_a_usable_token_has_a_name(
    signing_key: SigningKey, reply: Any, status: int, code: str
) -> None:
    wire = Wire(tokens=[reply])
    with pytest.raises(ServiceError) as refused:
        connect(wire, signing_key).call("GET", URL, SCOPE)
    assert (refused.value.status, refused.value.code, refused.value.at_token) == (status, code, True)
    assert wire.called == []


@pytest.mark.parametrize("scope", [SCOPE, f"other {SCOPE}", [SCOPE]])
def test_a_token_for_more_than_was_asked_will_do(signing_key: SigningKey, scope: Any) -> None:
    wire = Wire(tokens=[token(scope=scope)])
    connect(wire, signing_key).call("GET", URL, SCOPE)
    assert len(wire.called) == 1


# Links and pages


@pytest.mark.parametrize(
    ("header", "following"),
    [
        ('<https://lms.example/m?From=X&page=2>; rel="next"', "https://lms.example/m?From=X&page=2"),
        ('<https://a/1>; rel="current",<https://a/2>; rel="next", <https://a/3>; rel="last"', "https://a/2"),
        ("<https://a/2>; rel=next", "https://a/2"),
        ("<https://a/2>; REL='Next'", "https://a/2"),
        ('<https://a/2>; title="more, please"; rel="prefetch next"', "https://a/2"),
        ('<https://a/2?a=1,2>; rel="next"', "https://a/2?a=1,2"),
        ("<https://a/2?x=1&amp;from=1>; rel=“next”".encode().decode("latin-1"), "https://a/2?x=1&from=1"),
        ("<https://a/2?copy=1&copy=2>; rel=“next”", "https://a/2?copy=1&copy=2"),
        ("<?page=2>; rel=next", "https://lms.example/members?page=2"),
        ("</other?page=2>; rel=next", "https://lms.example/other?page=2"),
        ('<https://a/2>; rel="next", <https://a/3>; rel="next"', "https://a/2"),
        ("", None),
        ("next", None),
        ("<https://a/2>", None),
        ('<https://a/2>; rel="prev"', None),
        ("<>" * 5000 + ";" * 5000, None),
    ],
)
def test_the_next_page_is_found_however_its_link_is_written(header: str, following: str | None) -> None:
    assert read_links(header, HERE).get("next") == following


def page(following: str = "") -> requests.Response:
    return answer(200, {}, {"Link": f'<{following}>; rel="next"'} if following else {})


def test_pages_are_read_to_the_last(signing_key: SigningKey) -> None:
    wire = Wire(answers=[page(HERE + "?P=2"), page("?P=3"), page()])
    assert len(list(read_pages(connect(wire, signing_key), HERE, SCOPE, "x/y"))) == 3
    assert [url for _, url, _ in wire.called] == [HERE, HERE + "?P=2", HERE + "?P=3"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/m", "http://lms.example/m", "https://lms.example:8443/m", "//evil.example/m",
        "https://lms.example@evil.example/", "javascript:alert(1)", "https://[", "//[",
    ],
)  # fmt: skip
def test_a_next_page_elsewhere_is_not_handed_the_token(signing_key: SigningKey, elsewhere: str) -> None:
    wire = Wire(answers=[page(elsewhere), page()])
    with pytest.raises(ServiceError) as refused:
        list(read_pages(connect(wire, signing_key), HERE, SCOPE, "x/y"))
    assert refused.value.code == "foreign_page"
    assert len(wire.called) == 1


def test_pages_in_a_circle_and_pages_without_end_are_left(signing_key: SigningKey) -> None:
    circle = Wire(answers=[page(HERE + "?p=2"), page(HERE + "?p=3"), page(HERE + "?p=2")])
    endless = Wire(answers=[page(f"{HERE}?p={n}") for n in range(MAX_PAGES + 5)])
    for wire, code in ((circle, "pages_in_a_circle"), (endless, "too_many_pages")):
        with pytest.raises(ServiceError) as refused:
            list(read_pages(connect(wire, signing_key), HERE, SCOPE, "x/y"))
        assert refused.value.code == code
