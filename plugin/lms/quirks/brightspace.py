"""Brightspace (D2L): what it does otherwise than the specifications."""

from urllib.parse import urlsplit

FAMILY = "desire2learn"
_TOKEN_HOST = "auth.brightspace.com"  # noqa: S105 - a host's name
_AUDIENCE = "https://api.brightspace.com/auth/token"


def token_audience(token_url: str, platform_family: str = "") -> str | None:
    """Token requests go to one address and are addressed to another (D2L, "Brightspace OAuth2 Audience")."""
    known = platform_family == FAMILY or urlsplit(token_url).hostname == _TOKEN_HOST
    return _AUDIENCE if known else None
