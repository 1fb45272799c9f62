"""The tool's own keys."""

from collections.abc import Callable

import pytest
from jwcrypto.jwk import JWK

from plugin.lms import keys


def test_no_key_is_named_like_an_option_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """`caveat admin retire-key -x…` would be refused."""
    names: Callable[[], str] = iter(["-begins-with-a-dash", "begins-with-a-letter"]).__next__
    monkeypatch.setattr(JWK, "thumbprint", lambda _key: names())
    assert keys.make_key()[0] == "begins-with-a-letter"
