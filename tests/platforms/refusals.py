"""How a service of the platform says no."""


class ServiceError(Exception):
    """A service refuses; answered as JSON with this status and these headers."""

    def __init__(self, status: int, words: str, headers: dict[str, str] | None = None):
        super().__init__(words)
        self.status, self.words, self.headers = status, words, headers or {}
