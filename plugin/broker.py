"""The Redis that CAVEAT_REDIS_URL names, for every client of ours:

redis://[user:password@]host:6379/0
rediss://…                                  the same through TLS
sentinel://[user:password@]host:26379,host:26379/MASTER/0    whichever is the master now
sentinels://…                               the same through TLS, the Sentinels too

`?ssl_ca_certs=/path` names the authority whose certificates are believed, where it is not one of the system's.
"""

import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import redis
from redis.sentinel import Sentinel

_SCHEMES = {"redis": (False, False), "rediss": (True, False), "sentinel": (False, True), "sentinels": (True, True)}
_PORTS = {False: 6379, True: 26379}


class BrokerUrlError(ValueError):
    """CAVEAT_REDIS_URL cannot be used; the message says how it is written."""


@dataclass(frozen=True)
class Address:
    """`hosts`: of the Sentinels where `master` is named, else the one Redis."""

    hosts: tuple[tuple[str, int], ...]
    user: str
    password: str
    database: int
    master: str
    tls: dict[str, Any]

    @property
    def secrets(self) -> dict[str, str]:
        return {name: value for name, value in (("username", self.user), ("password", self.password)) if value}


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
    return Address(hosts, unquote(user), unquote(password), _number(path), master, _tls(parts.query) if tls else {})


def client_of(url: str, seconds: float) -> "redis.Redis":
    """A client that waits no longer than `seconds` for a connection, and for an answer."""
    at = read(url)
    waits = {"socket_connect_timeout": seconds, "socket_timeout": seconds}
    common: dict[str, Any] = waits | at.secrets | ({"ssl": True} | at.tls if at.tls else {})
    if not at.master:
        (host, port), *_ = at.hosts
        return redis.Redis(host=host, port=port, db=at.database, **common)
    sentinel = Sentinel(list(at.hosts), sentinel_kwargs=common, db=at.database, **common)
    found: redis.Redis = sentinel.master_for(at.master)
    return found


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
        to_sentinels = at.secrets | ({"ssl": True} | at.tls if at.tls else {})
        settings["broker_transport_options"] = options | {"master_name": at.master, "sentinel_kwargs": to_sentinels}
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


def _tls(query: str) -> dict[str, Any]:
    """Certificates are always checked: a broker tells workers what to do."""
    asked = parse_qs(query)
    if set(asked) - {"ssl_ca_certs"}:
        raise _wrong()
    checked: dict[str, Any] = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
    return checked | ({"ssl_ca_certs": asked["ssl_ca_certs"][0]} if asked else {})


def _wrong() -> BrokerUrlError:
    return BrokerUrlError(
        "CAVEAT_REDIS_URL is written redis://host:6379/0, rediss://host:6379/0?ssl_ca_certs=/path, or "
        "sentinel://host:26379,host:26379/MASTER/0; a password in it is written as in any address (%2F for /), or set "
        "by CAVEAT_REDIS_PASSWORD."
    )
