"""Where the database is, as CAVEAT_DATABASE_URL says it."""

from typing import Any

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from plugin.config_error import ConfigError
from plugin.store import database_tls

# pg8000 is BSD; psycopg is LGPL and would travel in our images.
_DRIVER = "postgresql+pg8000"
_POSTGRESQL = {"postgresql", "postgres", _DRIVER}
_KNOWN = {"sslmode", "sslrootcert", "unix_sock", "application_name"}  # the last two are the driver's own


class DatabaseUrlError(ConfigError):
    """CAVEAT_DATABASE_URL cannot be used; the message says how it is written. It repeats none of it: a password may
    stand there."""


def read(url: str) -> tuple[URL, dict[str, Any]]:
    """The address, and what the driver is told beside it. Raises ConfigError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _wrong() from None
    if parsed.drivername == "sqlite":
        return parsed, {}
    if parsed.drivername not in _POSTGRESQL or set(parsed.query) - _KNOWN:
        raise _wrong()
    return database_tls.read(parsed.set(drivername=_DRIVER))


def _wrong() -> DatabaseUrlError:
    return DatabaseUrlError(
        "CAVEAT_DATABASE_URL is written postgresql://user@host:5432/name, with ?sslmode=verify-full&sslrootcert=/path "
        "behind it where TLS is to be checked, or sqlite:////folder/file.db; a password in it is written as in any "
        "address (%2F for /), or set by CAVEAT_DATABASE_PASSWORD."
    )
