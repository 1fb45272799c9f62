"""Launches that must be refused: the certification's twelve (guide 1.3, section 6.1), and more.

Each is told by a code, in the log and on a page with a next step; nothing is written; the next launch opens.
"""

import pytest

from tests.conformance.conftest import Refused
from tests.conftest import House

pytestmark = pytest.mark.conformance


def test_bad_no_kid(refused: Refused) -> None:
    refused("no_kid", "kid_missing", 401)


def test_bad_wrong_kid(lms: House, refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugin.lms.key_sets.REFETCH_SECONDS", 0)
    before = lms.platform.seen.count(("GET", "/jwks"))
    refused("wrong_kid", "kid_unknown", 401)
    assert lms.platform.seen.count(("GET", "/jwks")) == before + 1


def test_bad_wrong_version(refused: Refused) -> None:
    refused("wrong_version", "version")


def test_bad_no_version(refused: Refused) -> None:
    refused("no_version", "version")


@pytest.mark.parametrize("fault", ["invalid_message", "not_a_token", "not_base64"])
def test_bad_invalid_message(refused: Refused, fault: str) -> None:
    refused(fault, "message_invalid")


def test_bad_missing_lti_claims(refused: Refused) -> None:
    refused("missing_lti_claims", "version")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("exp_past", "expired"),
        ("iat_future", "iat"),
        ("iat_long_ago", "iat"),
        ("no_timestamps", "timestamps_missing"),
        ("no_exp", "timestamps_missing"),
        ("no_iat", "timestamps_missing"),
    ],
)
def test_bad_timestamps(refused: Refused, fault: str, code: str) -> None:
    refused(fault, code, 401)


@pytest.mark.parametrize(
    ("fault", "code"),
    [("no_message_type", "message_type_missing"), ("unknown_message_type", "message_type_unknown")],
)
def test_bad_no_message_type(refused: Refused, fault: str, code: str) -> None:
    refused(fault, code)


def test_bad_no_roles(refused: Refused) -> None:
    refused("no_roles", "roles_missing")


def test_bad_no_deployment_id(refused: Refused) -> None:
    refused("no_deployment_id", "deployment_id_missing")


@pytest.mark.parametrize("fault", ["no_resource_link_id", "empty_resource_link_id"])
def test_bad_no_resource_link_id(refused: Refused, fault: str) -> None:
    refused(fault, "resource_link_id_missing")


@pytest.mark.parametrize("fault", ["no_sub", "sub_a_number"])
def test_bad_no_sub(refused: Refused, fault: str) -> None:
    refused(fault, "sub_missing")


def test_bad_alg_none(refused: Refused) -> None:
    refused("alg_none", "alg", 401)


def test_bad_hs256_with_public_key(refused: Refused) -> None:
    refused("hs256_with_public_key", "alg", 401)


@pytest.mark.parametrize("fault", ["other_key", "changed_after_signing"])
def test_bad_other_key(refused: Refused, fault: str) -> None:
    refused(fault, "signature", 401)


def test_bad_wrong_iss(refused: Refused) -> None:
    refused("wrong_iss", "iss", 401)


@pytest.mark.parametrize("fault", ["wrong_aud", "no_aud"])
def test_bad_wrong_aud(refused: Refused, fault: str) -> None:
    refused(fault, "aud", 401)


def test_bad_aud_list_without_azp(refused: Refused) -> None:
    refused("aud_list_without_azp", "azp_missing", 401)


def test_bad_foreign_azp(refused: Refused) -> None:
    refused("foreign_azp", "azp", 401)


@pytest.mark.parametrize("fault", ["replayed_nonce", "wrong_nonce", "no_nonce"])
def test_bad_replayed_nonce(refused: Refused, fault: str) -> None:
    refused(fault, "nonce", 401)


@pytest.mark.parametrize(
    ("fault", "code"),
    [("target_link_off_site", "target_link_uri"), ("no_target_link", "target_link_uri_missing")],
)
def test_bad_target_link_uri_elsewhere(refused: Refused, fault: str, code: str) -> None:
    refused(fault, code)


def test_bad_oversize_token(refused: Refused) -> None:
    refused("oversize_token", "token_too_long")
