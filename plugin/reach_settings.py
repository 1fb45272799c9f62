"""Which hosts of the institution's own network Caveat may call, as the environment says."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from plugin.config_error import ConfigError

_HTTPS = 443
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"(?P<name>{_LABEL}(\.{_LABEL})+)(:(?P<port>[0-9]{{1,5}}))?", re.ASCII)
_OURS = {5432, 6379, 26379}  # PostgreSQL, Redis and its Sentinels, unless their addresses name others


class ReachSettingError(ConfigError):
    """What is set cannot be used; the message says what and how it is written."""


def campus_hosts(env: Mapping[str, str], database_url: str, redis_url: str) -> frozenset[str]:
    """CAVEAT_CAMPUS_HOSTS as "host:port". None at a port of our own database and broker, whatever a name may lead to.
    Raise ReachSettingError."""
    hosts = frozenset(_host(one) for one in re.split(r"[\s,]+", env.get("CAVEAT_CAMPUS_HOSTS", "").lower()) if one)
    taken = _OURS | _ports(database_url) | _ports(redis_url)
    for host in hosts:
        if int(host.rpartition(":")[2]) in taken:
            raise ReachSettingError(f"CAVEAT_CAMPUS_HOSTS: {host} has a port of databases and brokers, and is no LMS.")
    return hosts


def _host(written: str) -> str:
    found = _HOST.fullmatch(written)
    port = int(found["port"] or _HTTPS) if found else 0
    if found is None or not 0 < port < 65536:
        raise ReachSettingError(
            "CAVEAT_CAMPUS_HOSTS lists names of hosts in full, each as moodle.example.edu, or as "
            f"moodle.example.edu:8443 where it does not answer at port 443. This is none: {written}"
        )
    return f"{found['name']}:{port}"


def _ports(url: str) -> set[int]:
    """Of the host there, or of each of several."""
    where = urlsplit(url).netloc.rpartition("@")[2]
    return {int(port) for port in re.findall(r":([0-9]+)(?=,|$)", where)}
