"""Why a launch or a login was refused: a code for logs and tests; the words stand in plugin.web.errors."""


class LaunchRefusedError(Exception):
    """`code` names the check that failed (reference: LTI Core 1.3, 1EdTech Security Framework 1.0)."""

    def __init__(self, code: str, status: int = 400, detail: str = ""):
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.status = status
        self.detail = detail
