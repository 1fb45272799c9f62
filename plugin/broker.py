"""The Redis that CAVEAT_REDIS_URL names, for every client of ours:

redis://[user:password@]host:6379/0
rediss://…                                  the same through TLS
sentinel://[user:password@]host:26379,host:26379/MASTER/0    whichever is the master now
sentinels://…                               the same through TLS, the Sentinels too

`?ssl_ca_certs=/path` names the authority whose certificates are believed, where it is not one of the system's;
`?sentinel_password=` the Sentinels' own password, where it is not that of Redis: empty where they ask for none.
"""

import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from plugin.config_error import ConfigError

_SCHEMES = {"redis": (False, False), "rediss": (True, False), "sentinel": (False, True), "sentinels": (True, True)}
_PORTS = {False: 6379, True: 26379}


class BrokerUrlError(ConfigError):
    """CAVEAT_REDIS_URL cannot be used; the message says how it is written."""


@dataclass(frozen=True)
class Address:
    """`hosts`: of the Sentinels where `master` is named, else the one Redis."""

    hosts: tuple[tuple[str, int], ...]
    user: str
    password: str = field(repr=False)
    database: int
    master: str
    tls: dict[str, Any]
    sentinel_password: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> dict[str, str]:
        return {name: value for name, value in (("username", self.user), ("password", self.password)) if value}

    @property
    def to_sentinels(self) -> dict[str, Any]:
        own = {"password": self.sentinel_password} if self.sentinel_password else {}
        return (self.secrets if self.sentinel_password is None else own) | self.over_tls

    @property
    def over_tls(self) -> dict[str, Any]:
        return {"ssl": True} | self.tls if self.tls else {}


def read(url: str) -> Address:
    """Raise BrokerUrlError."""
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.netloc:
        raise _wrong()
    tls, sentinel = _SCHEMES[parts.scheme]
    who, _, where = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    path = [unquote(part) for part in parts.path.split("/") if part]
    master = path.pop(0) if sentinel and path else ""
    if sentinel != bool(master) or len(path) > 1:
        raise _wrong()
    hosts = tuple(_host(one, _PORTS[sentinel]) for one in where.split(","))
    if len(hosts) > 1 and not sentinel:
        raise _wrong()
    asked = _asked(parts.query, tls, sentinel)
    own = asked.get("sentinel_password")
    return Address(hosts, unquote(user), unquote(password), _number(path), master, _tls(asked) if tls else {}, own)


def client_of(url: str, seconds: float) -> "redis.Redis":
    """A client that waits no longer than `seconds` for a connection, and for an answer."""
    at = read(url)
    once = Retry(NoBackoff(), 0)  # redis-py tries three times more, pausing in between: four seconds in all
    waits: dict[str, Any] = {"socket_connect_timeout": seconds, "socket_timeout": seconds, "retry": once}
    common: dict[str, Any] = waits | at.secrets | at.over_tls
    if not at.master:
        (host, port), *_ = at.hosts
        return redis.Redis(host=host, port=port, db=at.database, **common)
    made: Any = Sentinel  # redis-py does not say its types
    sentinel = made(list(at.hosts), sentinel_kwargs=waits | at.to_sentinels, db=at.database, **common)
    found: redis.Redis = sentinel.master_for(at.master)
    return found


def in_words(error: redis.RedisError) -> tuple[str, str]:
    """Why Redis was not reached, and what to do."""
    cause = error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        step = "Name its authority by ?ssl_ca_certs=/path in CAVEAT_REDIS_URL, and the host as the certificate does."
        return f"its certificate is not believed ({cause.verify_message})", step
    if isinstance(cause, ssl.SSLError):
        return f"no TLS ({cause.reason})", "Check the port, and that ssl_ca_certs names a file of certificates (PEM)."
    return f"no answer ({type(cause or error).__name__})", "Check CAVEAT_REDIS_URL and that Redis runs."


def celery_settings(url: str, **options: Any) -> dict[str, Any]:
    """How Celery is told the same; `options` of the transport are added."""
    at = read(url)
    who = f"{quote(at.user, safe='')}:{quote(at.password, safe='')}@" if at.secrets else ""
    scheme = "sentinel" if at.master else "rediss" if at.tls else "redis"
    settings: dict[str, Any] = {
        "broker_url": ";".join(f"{scheme}://{who}{_written(host)}:{port}/{at.database}" for host, port in at.hosts),
        "broker_transport_options": options,
    }
    if at.master:
        found = {"master_name": at.master, "sentinel_kwargs": at.to_sentinels}
        settings["broker_transport_options"] = options | found
    return settings | ({"broker_use_ssl": at.tls} if at.tls else {})


def _host(written: str, port: int) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{written}")
        return parts.hostname or "", parts.port or port
    except ValueError:
        raise _wrong() from None


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _number(path: list[str]) -> int:
    if path and not path[0].isdecimal():
        raise _wrong()
    return int(path[0]) if path else 0


def _asked(query: str, tls: bool, sentinel: bool) -> dict[str, str]:
    """What stands behind the question mark. Raises BrokerUrlError for whatever would be silently left out."""
    asked = parse_qs(query, keep_blank_values=True)
    if set(asked) - ({"ssl_ca_certs"} if tls else set()) - ({"sentinel_password"} if sentinel else set()):
        raise _wrong()
    return {name: values[0] for name, values in asked.items()}


def _tls(asked: dict[str, str]) -> dict[str, Any]:
    """Certificates are always checked: a broker tells workers what to do."""
    checked: dict[str, Any] = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
    return checked | ({"ssl_ca_certs": asked["ssl_ca_certs"]} if "ssl_ca_certs" in asked else {})


def _wrong() -> BrokerUrlError:
    return BrokerUrlError(
        "CAVEAT_REDIS_URL is written redis://host:6379/0, rediss://host:6379/0?ssl_ca_certs=/path, or "
        "sentinel://host:26379,host:26379/MASTER/0; a password in it is written as in any address (%2F for /), or set "
        "by CAVEAT_REDIS_PASSWORD."
    )
