"""The token that a program sends."""


def bearer_token(header: str) -> str:
    """Of an Authorization header (RFC 6750, 2.1); "" where it bears none."""
    kind, _, sent = header.partition(" ")
    return sent.strip() if kind.lower() == "bearer" else ""
