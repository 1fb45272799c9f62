"""What goes wrong with a platform: a code for logs and tests; the words stand in plugin.web.errors."""


class LaunchRefusedError(Exception):
    """`code` names the check that failed (reference: LTI Core 1.3, 1EdTech Security Framework 1.0)."""

    def __init__(self, code: str, status: int = 400, detail: str = ""):
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.status = status
        self.detail = detail


class RegistrationRefusedError(Exception):
    """A platform could not be connected. `detail` is ours or a status, never a platform's own text."""

    def __init__(self, code: str, status: int = 400, detail: str = ""):
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.status = status
        self.detail = detail


class ServiceError(Exception):
    """A platform's service answered with an error, or not at all (status 0).

    `code` names what went wrong on our side of the line or with the shape of the answer; `at_token`: it gave no token;
    `retry_after`: the seconds it asked us to wait. The body is never logged: platforms put people's names into it.
    """

    def __init__(
        self, status: int, body: str = "", at_token: bool = False, *, code: str = "", retry_after: float | None = None
    ):
        super().__init__(" ".join(filter(None, (f"status {status}", "at token" if at_token else "", code))))
        self.status, self.body, self.at_token = status, body, at_token
        self.code, self.retry_after = code, retry_after
