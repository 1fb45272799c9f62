"""What an administrator of the platform entered about the tool."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class ToolSettings:
    """`client_id` and `deployment_id`, when empty, are the personality's own."""

    login_url: str
    launch_url: str
    jwks_url: str
    client_id: str = ""
    deployment_id: str = ""

    @classmethod
    def at(cls, base_url: str, client_id: str = "", deployment_id: str = "") -> "ToolSettings":
        """Caveat's own addresses below `base_url`."""
        lti = base_url.rstrip("/") + "/lti"
        return cls(lti + "/login", lti + "/launch", lti + "/jwks", client_id, deployment_id)

    @property
    def origin(self) -> str:
        """Whom the page that holds the frame listens to."""
        parts = urlsplit(self.launch_url)
        return f"{parts.scheme}://{parts.netloc}"
