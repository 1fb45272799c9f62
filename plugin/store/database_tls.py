"""TLS on the way to PostgreSQL, in the words that its own clients know (its manual, 34.19.3, "sslmode")."""

import ssl
from typing import Any

from sqlalchemy import URL

from plugin.config_error import ConfigError

_HERE = (None, "localhost", "127.0.0.1", "::1")
_SURE = ("require", "verify-ca", "verify-full")


def read(url: URL) -> tuple[URL, dict[str, Any]]:
    """The address without `sslmode` and `sslrootcert`, and what pg8000 is told for them. Raise ConfigError.

    Without `sslmode` another host is asked for TLS and its certificate not looked at, as libpq's `prefer` does; this
    one is not asked.
    """
    mode = str(url.query.get("sslmode", "disable" if url.host in _HERE else "prefer"))
    authority = url.query.get("sslrootcert")
    if mode not in ("disable", "prefer", *_SURE):
        raise ConfigError(f"CAVEAT_DATABASE_URL: sslmode is one of disable, prefer, {', '.join(_SURE)}.")
    left = url.difference_update_query(("sslmode", "sslrootcert"))
    return left, {"ssl_context": _context(mode, str(authority) if authority else None)}


def _context(mode: str, authority: str | None) -> ssl.SSLContext | bool | None:
    """One for all connections: to load the system's authorities takes a hundredth of a second."""
    if mode not in _SURE:
        return None if mode == "prefer" else False
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError as error:  # ssl.SSLError is one
        raise ConfigError(f"CAVEAT_DATABASE_URL: no certificates in {authority} ({type(error).__name__}).") from None
    context.check_hostname = mode == "verify-full"
    if mode == "require" and authority is None:
        context.verify_mode = ssl.CERT_NONE
    return context
