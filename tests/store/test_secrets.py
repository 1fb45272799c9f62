"""Sealed with the secret key, for one purpose."""

import pytest
from cryptography.fernet import InvalidToken

from plugin.store.secrets import TOOL_KEYS, WATERMARK_KEYS, seal, unseal

SECRET = "a test's secret key, long enough to be one"


def test_what_was_sealed_opens_with_the_same_key_and_purpose_alone() -> None:
    sealed = seal(b"private", SECRET, TOOL_KEYS)
    assert b"private" not in sealed
    assert unseal(sealed, SECRET, TOOL_KEYS) == b"private"
    for key, purpose in ((SECRET, WATERMARK_KEYS), (SECRET + "!", TOOL_KEYS)):
        with pytest.raises(InvalidToken):
            unseal(sealed, key, purpose)


def test_keys_that_earlier_versions_sealed_still_open() -> None:
    """The derivation is part of what is stored: a change of it would lock every installation out of its keys."""
    sealed = b"gAAAAABrBYLStnG9PLNepkfQCAP8XzaoWI27ZHNJ9CDMKVGFWWlosIeji3W1CyNT6rMlCxcv7XHFM4Nu4JJb78aXQwA7Tf-g7Q=="
    assert unseal(sealed, SECRET, TOOL_KEYS) == b"kept since 0.1"
