"""A key of the tool's, made once; and calls that are made again without a pause."""

import pytest
from cryptography.hazmat.primitives import serialization

from plugin.lms import retrying
from plugin.lms.platform import SigningKey
from tests.conftest import PLATFORM_KEY


@pytest.fixture(scope="session")
def signing_key() -> SigningKey:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SigningKey("tool-1", PLATFORM_KEY.private.private_bytes(*form).decode())


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been waited."""
    waited: list[float] = []
    monkeypatch.setattr(retrying, "sleep", waited.append)
    return waited
