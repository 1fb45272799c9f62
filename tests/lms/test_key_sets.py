"""What a platform publishes as its keys is read once, with care."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.key_sets import FETCH_SECONDS, KeySets
from tests.conftest import PLATFORM_KEY
from tests.lms.fakes import answer
from tests.platforms.signing import Key

GOOD = PLATFORM_KEY.jwk


class Published:
    """Answers every fetch with the same body, or not at all, and counts them."""

    def __init__(self, body: Any):
        self.body, self.fetches, self.down = body, 0, False
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()

    def request(self, method: str, url: str, **how: Any) -> requests.Response:
        self.fetches, self.how = self.fetches + 1, how
        self.asked.set()
        self.may_answer.wait(10)
        if self.down:
            raise requests.ConnectTimeout
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


def refusal(kept: KeySets, kid: str, url: str = "u") -> str:
    with pytest.raises(LaunchRefusedError) as refused:
        kept.find(url, kid)
    return refused.value.code


def test_a_platform_that_does_not_answer_is_asked_once_for_a_batch_of_messages() -> None:
    published: Any = Published({"keys": [GOOD]})
    published.down = True
    kept = KeySets(published)
    assert {refusal(kept, f"kid-{number}") for number in range(100)} == {"keys_unreachable"}
    assert published.fetches == 1
    assert (published.how["timeout"][1], published.how["answer_seconds"]) == (FETCH_SECONDS, FETCH_SECONDS)


def test_what_fails_at_one_address_says_nothing_of_another() -> None:
    published: Any = Published({"keys": [GOOD]})
    published.down = True
    kept = KeySets(published)
    assert refusal(kept, "platform-1", "one") == "keys_unreachable"
    published.down = False
    assert kept.find("another", "platform-1") is not None


def test_a_platform_that_answers_again_is_heard_again(monkeypatch: pytest.MonkeyPatch) -> None:
    published: Any = Published({"keys": [GOOD]})
    published.down = True
    kept = KeySets(published)
    assert refusal(kept, "platform-1") == "keys_unreachable"
    published.down = False
    monkeypatch.setattr("plugin.lms.key_sets.REFETCH_SECONDS", 0)
    assert kept.find("u", "platform-1") is not None


def test_a_key_that_is_known_stays_good_while_an_unknown_one_cannot_be_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published: Any = Published({"keys": [GOOD]})
    kept = KeySets(published)
    kept.find("u", "platform-1")
    monkeypatch.setattr("plugin.lms.key_sets.REFETCH_SECONDS", 0)
    published.down = True
    assert refusal(kept, "made up") == "keys_unreachable"
    assert kept.find("u", "platform-1") is not None


@pytest.mark.parametrize("down", [False, True])
def test_keys_are_fetched_by_one_at_a_time_and_the_others_hear_the_same_answer(down: bool) -> None:
    published: Any = Published({"keys": [GOOD]})
    published.down = down
    published.may_answer.clear()
    kept = KeySets(published)
    with ThreadPoolExecutor(8) as pool:
        looking = [pool.submit(kept.find, "u", "platform-1") for _ in range(8)]
        assert published.asked.wait(10)
        published.may_answer.set()
    assert {one.exception() is None for one in looking} == {not down}
    assert published.fetches == 1
