"""What a platform publishes as its keys is read once, with care."""

from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.key_sets import KeySets
from tests.conftest import PLATFORM_KEY
from tests.lms.fakes import answer
from tests.platforms.signing import Key

GOOD = PLATFORM_KEY.jwk


class Published:
    """Answers every fetch with the same body, and counts them."""

    def __init__(self, body: Any):
        self.body, self.fetches = body, 0

    def get(self, url: str) -> requests.Response:
        self.fetches += 1
        return answer(200, self.body)


def key_sets(body: Any) -> KeySets:
    published: Any = Published(body)
    return KeySets(published)


def test_a_key_set_is_fetched_and_its_keys_are_read_once() -> None:
    published: Any = Published({"keys": [GOOD]})
    kept = KeySets(published)
    assert kept.find("u", "platform-1") is kept.find("u", "platform-1")
    assert published.fetches == 1


@pytest.mark.parametrize(
    "bad",
    [None, 7, "key", [], {}, {"kid": ["platform-1"]}, {"kid": "platform-1"}, GOOD | {"n": "!"}, GOOD | {"kty": "EC"}],
)
def test_what_is_no_key_is_passed_over(bad: Any) -> None:
    assert key_sets({"keys": [bad, GOOD]}).find("u", "platform-1").key_size == 2048


@pytest.mark.parametrize("body", [[], "keys", None, 7, b"<html>", b"[" * 100_000])
def test_what_is_no_key_set_is_named(body: Any) -> None:
    with pytest.raises(LaunchRefusedError, match="keys_unreachable"):
        key_sets(body).find("u", "platform-1")


def test_a_key_too_short_for_rs256_is_none() -> None:
    short = Key("short", rsa.generate_private_key(public_exponent=65537, key_size=1024))
    with pytest.raises(LaunchRefusedError, match="kid_unknown"):
        key_sets({"keys": [short.jwk]}).find("u", "short")
