"""What we hand out and take back unchanged: signed, so that nobody else makes one, and readable by whoever holds it."""

from typing import Any

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from plugin.domain.secret_key import oldest_first


class NotOursError(ValueError):
    """Not signed by us for this, changed since, or too old."""


class Signer:
    """Signs with the newest key, and reads what older ones signed. `salt`: what for, so that nothing signed for one
    thing opens another; `seconds`: for how long it can be read, None for ever."""

    def __init__(self, secret_key: str, salt: str, seconds: int | None = None):
        kind = URLSafeSerializer if seconds is None else URLSafeTimedSerializer
        self._serializer: Any = kind(oldest_first(secret_key), salt=salt)  # their loads differ
        self._limit = {} if seconds is None else {"max_age": seconds}

    def sign(self, value: Any) -> str:
        """Of whatever JSON holds; fit for an address."""
        return str(self._serializer.dumps(value))

    def read(self, token: str) -> Any:
        """Raise NotOursError."""
        try:
            return self._serializer.loads(token, **self._limit)
        except BadData:
            raise NotOursError("not signed by us, or too old") from None
