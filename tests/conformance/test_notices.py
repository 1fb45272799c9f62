"""Platform Notification Service: subscribed, heard, each notice verified apart and taken once."""

import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import requests
from sqlalchemy import func, select

from plugin.services import notices, notified, processing, sweeping
from plugin.store.tables import Deployment, Notice, Submission
from tests.native_house import NativeHouse, native_house
from tests.platforms import native
from tests.platforms.families.base import CLAIM
from tests.platforms.native import COPY, HELLO, SUBMISSION, notice, submission_notice
from tests.platforms.signing import Key

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeHouse]:
    with native_house(tmp_path_factory.mktemp("house")) as house:
        assert house.subscribe() is None
        yield house


def results(answer: requests.Response) -> list[tuple[str, str]]:
    return [(one["result"], one["code"]) for one in answer.json()["notices"]]


def submissions(canvas: NativeHouse) -> int:
    with canvas.database.session() as session:
        return session.scalar(select(func.count()).select_from(Submission)) or 0


def fresh(canvas: NativeHouse, **lies: Any) -> dict[str, Any]:
    """A notice of a submission that was never told of before."""
    return submission_notice(canvas.platform, canvas.hand_in(notify=False), **lies)


def test_pns_subscribe_put(canvas: NativeHouse) -> None:
    handler = canvas.house.settings.base_url + "/lti/notices"
    assert {canvas.platform.native.handlers[kind] for kind in (SUBMISSION, COPY, HELLO)} == {handler}
    put = next(seen for seen in canvas.platform.requests_seen if seen.method == "PUT")
    assert put.headers["Content-Type"] == "application/json"


def test_pns_get_handlers(canvas: NativeHouse) -> None:
    """What is subscribed already is read and not put again; what was lost is put anew."""
    before = len([seen for seen in canvas.platform.seen if seen[0] == "PUT"])
    assert canvas.subscribe() is None
    assert len([seen for seen in canvas.platform.seen if seen[0] == "PUT"]) == before
    canvas.platform.native.handlers[SUBMISSION] = ""
    assert canvas.subscribe() is None
    assert canvas.platform.native.handlers[SUBMISSION]


def test_pns_hello_world(canvas: NativeHouse) -> None:
    """Sent by the platform by itself at the subscription: the way back is open."""
    until = time.monotonic() + 5
    while not canvas.platform.native.deliveries and time.monotonic() < until:
        time.sleep(0.02)
    hello = canvas.platform.native.deliveries[0]
    assert (hello.status_code, results(hello)) == (200, [("accepted", "noted")])


def test_pns_bad_jwt_in_batch_others_ok(canvas: NativeHouse) -> None:
    before = submissions(canvas)
    good, also = fresh(canvas), fresh(canvas)
    forged = Key("platform-1").sign(fresh(canvas))
    answer = canvas.deliver(good, "not a jwt", forged, also)
    assert answer.status_code == 200
    assert results(answer) == [
        ("accepted", "taken"), ("refused", "message_invalid"), ("refused", "signature"), ("accepted", "taken"),
    ]  # fmt: skip
    assert submissions(canvas) == before + 2


def test_a_notice_that_something_unforeseen_befalls_loses_none_of_its_batch(
    canvas: NativeHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    befallen, act = fresh(canvas), processing.act

    def trip(session: Any, deployment: Any, told: Any, max_bytes: int) -> Any:
        if told.lti_id == befallen[CLAIM + "notice"]["id"]:
            raise OverflowError("Mei Lindqvist")
        return act(session, deployment, told, max_bytes)

    monkeypatch.setattr(notified, "act", trip)
    answer = canvas.deliver(fresh(canvas), befallen, fresh(canvas))
    taken, failed = ("accepted", "taken"), ("refused", "internal")
    assert (answer.status_code, results(answer)) == (200, [taken, failed, taken])
    assert canvas.deliver(befallen).status_code == 500
    assert "OverflowError" in caplog.text
    assert "Lindqvist" not in caplog.text
    monkeypatch.undo()
    assert results(canvas.deliver(befallen)) == [taken]


def test_pns_duplicate_notice_id(canvas: NativeHouse) -> None:
    told = fresh(canvas)
    canvas.deliver(told)
    before = submissions(canvas)
    assert results(canvas.deliver(told, told)) == [("accepted", "already_taken")] * 2
    assert submissions(canvas) == before


def test_pns_unknown_type_200(canvas: NativeHouse) -> None:
    answer = canvas.deliver(notice(canvas.platform, "LtiSomethingNewNotice"))
    assert (answer.status_code, results(answer)) == (200, [("accepted", "noted")])


def test_pns_fast_ack(canvas: NativeHouse) -> None:
    """No platform is asked for anything before the answer: all that takes time waits in a table."""
    canvas.deliver(fresh(canvas))  # the platform's keys are known from now on
    before = len(canvas.platform.requests_seen)
    assert canvas.deliver(fresh(canvas)).status_code == 200
    assert len(canvas.platform.requests_seen) == before


def change(claims: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return claims | {(name if name in ("iss", "aud", "azp", "exp", "iat") else CLAIM + name): value
                     for name, value in changed.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"iss": "https://elsewhere.example"}, "registration_unknown"),
        ({"aud": "another"}, "registration_unknown"),
        ({"aud": ["10000000000360", "another"], "azp": None}, "azp_missing"),
        ({"azp": "another"}, "azp"),
        ({"exp": 1, "iat": 1}, "expired"),
        ({"iat": 1}, "iat"),
        ({"iat": 99999999999}, "iat"),
        ({"version": "1.1"}, "version"),
        ({"deployment_id": ""}, "deployment_id_missing"),
        ({"notice": {"id": "n", "timestamp": "now"}}, "notice_type_missing"),
        ({"notice": {"id": "a\x00b", "type": SUBMISSION}}, "notice_id_missing"),
        ({"notice": []}, "notice_type_missing"),
        ({"context": {}}, "context_missing"),
        ({"for_user": "mei"}, "for_user_missing"),
        ({"activity": {"id": "x" * 300}}, "activity_missing"),
        ({"submission": {"id": ["s"]}}, "submission_missing"),
        ({"assetreport": {"report_url": "javascript:alert(1)"}}, "report_url_missing"),
        ({"assetservice": {"assets": "none"}}, "assets_missing"),
        ({"assetservice": {"assets": [{"asset_id": 7}]}}, "asset_missing"),
        ({"assetservice": {"assets": [{"asset_id": str(n)} for n in range(101)]}}, "assets_too_many"),
    ],
)
def test_a_notice_that_is_not_right_is_refused_by_its_code_and_nothing_is_written(
    canvas: NativeHouse, changed: dict[str, Any], code: str
) -> None:
    told, before = fresh(canvas), submissions(canvas)
    claims = {name: value for name, value in change(told, **changed).items() if value is not None}
    answer = canvas.deliver(claims)
    assert (answer.status_code, results(answer)) == (400, [("refused", code)])
    assert submissions(canvas) == before
    assert results(canvas.deliver(told)) == [("accepted", "taken")]


def test_a_notice_signed_with_no_algorithm_or_with_our_own_public_key_is_refused(canvas: NativeHouse) -> None:
    told = fresh(canvas)
    unsigned = jwt.encode(told, "", "none", headers={"kid": "platform-1"})
    shared = jwt.encode(told, "platform's public key, as a secret", "HS256", headers={"kid": "platform-1"})
    assert results(canvas.deliver(unsigned, shared)) == [("refused", "alg")] * 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "notices_invalid"),
        (b"[]", "notices_invalid"),
        (b'{"notices": {}}', "notices_invalid"),
        (b'{"notices": []}', "notices_invalid"),
        (b"\xff\xfe\x00", "notices_invalid"),
        (b'{"notices": [' + b"[" * 100_000, "notices_invalid"),
        (b'{"notices": [' + b"1," * 101 + b"1]}", "notices_too_many"),
        (b'{"notices": ["' + b"x" * (3 * 1024 * 1024) + b'"]}', "notices_too_many"),
    ],
)
def test_a_body_that_holds_no_notices_is_refused_by_its_code(canvas: NativeHouse, body: bytes, code: str) -> None:
    answer = requests.post(canvas.house.settings.base_url + "/lti/notices", data=body, timeout=10)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"] == code


def test_entries_that_are_no_jwts_are_refused_one_by_one(canvas: NativeHouse) -> None:
    url = canvas.house.settings.base_url + "/lti/notices"
    for entry in (None, 7, {}, {"jwt": None}, {"jwt": {"a": 1}}, {"jwt": "x" * 70_000}, {"jwt": "a.b.c"}):
        answer = requests.post(url, json={"notices": [entry]}, timeout=10)
        assert answer.status_code == 400
        assert answer.json()["notices"][0]["result"] == "refused"


def test_a_notice_of_an_unknown_deployment_waits_for_an_administrator(canvas: NativeHouse) -> None:
    told = change(fresh(canvas), deployment_id="another")
    assert results(canvas.deliver(told)) == [("refused", "deployment_pending")]
    with canvas.database.session() as session:
        row = session.scalars(select(Deployment).where(Deployment.lti_deployment_id == "another")).one()
        assert row.state == "pending"
        session.delete(row)


def test_a_notice_that_was_refused_may_come_again(canvas: NativeHouse) -> None:
    """Only what was acted on is remembered."""
    told = fresh(canvas)
    canvas.deliver(change(told, for_user={}))
    assert results(canvas.deliver(told)) == [("accepted", "taken")]
    with canvas.database.session() as session:
        told_id = told[CLAIM + "notice"]["id"]
        assert session.scalar(select(func.count()).select_from(Notice).where(Notice.lti_notice_id == told_id)) == 1


def test_where_no_notices_are_offered_nothing_is_asked(canvas: NativeHouse) -> None:
    own = canvas.deployment_id()
    with canvas.database.session() as session:
        row = session.get_one(Deployment, own)
        kept, row.lti_notice_types = row.lti_notice_types, []
    assert canvas.subscribe() == "notices_not_offered"
    with canvas.database.session() as session:
        session.get_one(Deployment, own).lti_notice_types = kept


def test_a_launch_from_a_new_address_has_the_sweep_subscribe_again(canvas: NativeHouse) -> None:
    canvas.deliver(fresh(canvas))  # a processor is attached somewhere
    own = canvas.deployment_id()
    with canvas.database.session() as session:
        notices.note_address(session.get_one(Deployment, own), "https://moved.example/handlers", [SUBMISSION])
    with canvas.database.session() as session:
        assert sweeping.due(session).subscriptions == [own]
    canvas.house.launch("teacher")
    assert canvas.subscribe() is None
    with canvas.database.session() as session:
        assert sweeping.due(session).subscriptions == []


def test_unsubscribing_tells_the_platform_to_send_nothing(canvas: NativeHouse) -> None:
    assert notices.unsubscribe(canvas.database, canvas.house.settings, canvas.deployment_id()) is None
    assert set(canvas.platform.native.handlers.values()) == {""}
    assert canvas.subscribe() is None


def test_a_platform_that_refuses_is_named(canvas: NativeHouse) -> None:
    scopes, canvas.platform.scopes = canvas.platform.scopes, (native.REPORTS,)
    canvas.platform.forget_tokens()
    assert canvas.subscribe() == "notices_no_token"
    canvas.platform.scopes = scopes
