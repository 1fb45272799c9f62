"""Where the database is, as CAVEAT_DATABASE_URL says it, and who may listen on the way there:

postgresql://user@host:5432/caveat                     through TLS where the server has it, whoever the server is
…?sslmode=require                                      through TLS or not at all
…?sslmode=verify-full&sslrootcert=/path                and to that host alone, as its certificate says

The names are libpq's (postgresql.org/docs, "Parameter Key Words"), as managed databases tell them. Without sslrootcert
the system's authorities are believed; verify-ca takes any host that one of them knows.
"""

import ssl
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from plugin.config_error import ConfigError

# pg8000 is BSD; psycopg is LGPL and would travel in our images.
_DRIVER = "postgresql+pg8000"
_POSTGRESQL = {"postgresql", "postgres", _DRIVER}
_TLS = {"sslmode", "sslrootcert"}
_OWN = {"unix_sock", "application_name"}  # of the driver itself
_VERIFIED = ("verify-ca", "verify-full")
# What pg8000 is told: False for no TLS, None to try it and go on without.
_UNVERIFIED: dict[str, bool | None] = {"disable": False, "allow": None, "prefer": None, "require": True}


class DatabaseUrlError(ConfigError):
    """CAVEAT_DATABASE_URL cannot be used; the message says how it is written. It repeats none of it: a password may
    stand there."""


def read(url: str) -> tuple[URL, dict[str, Any]]:
    """The address, and what the driver is told beside it. Raises DatabaseUrlError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _wrong() from None
    if parsed.drivername == "sqlite":
        return parsed, {}
    if parsed.drivername not in _POSTGRESQL or set(parsed.query) - _TLS - _OWN:
        raise _wrong()
    at = parsed.set(drivername=_DRIVER).difference_update_query(_TLS)
    return at, {"ssl_context": _ssl_context({name: str(value) for name, value in parsed.query.items()})}


def _ssl_context(asked: Mapping[str, str]) -> ssl.SSLContext | bool | None:
    mode, root = asked.get("sslmode", "prefer"), asked.get("sslrootcert")
    if mode in _UNVERIFIED and not root:
        return _UNVERIFIED[mode]
    if mode not in _VERIFIED:  # who names an authority wants it asked
        raise _wrong()
    try:
        context = ssl.create_default_context(cafile=root)
    except OSError as error:
        raise DatabaseUrlError(f"CAVEAT_DATABASE_URL: sslrootcert cannot be read as certificates: {error}.") from error
    context.check_hostname = mode == "verify-full"
    return context


def _wrong() -> DatabaseUrlError:
    return DatabaseUrlError(
        "CAVEAT_DATABASE_URL is written postgresql://user@host:5432/name, with ?sslmode=verify-full&sslrootcert=/path "
        "behind it where TLS is to be checked (sslmode: disable, prefer, require, verify-ca or verify-full), or "
        "sqlite:////folder/file.db; a password in it is written as in any address (%2F for /), or set by "
        "CAVEAT_DATABASE_PASSWORD."
    )
