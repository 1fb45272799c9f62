"""Which addresses Caveat calls: https to a public one, checked in the very moment of connecting.

A name that is looked up once for the check and once more for the connection could answer differently the second time
(DNS rebinding); here the address that was checked is the one that is connected to.
"""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import create_connection

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GIVEN_OUT = ipaddress.ip_network("2000::/3")  # all of IPv6 that IANA gives out; what lies elsewhere leads nowhere good
# Special by IANA's registries, and taken for global by Pythons of before 2024.
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))


class OutgoingRefusedError(requests.RequestException):
    """The address is not one that Caveat calls."""


class _NotPublicError(ValueError):
    """Passes through urllib3, which would take any OSError for a fault of the network."""


def check_url(url: str, insecure: bool) -> None:
    """Raise OutgoingRefusedError for what is no https address, whoever may stand behind it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise OutgoingRefusedError("not an address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise OutgoingRefusedError("not an http address")
    if parts.scheme != "https" and not insecure:
        raise OutgoingRefusedError("not https")


def check_address(url: str, insecure: bool) -> None:
    """Raise OutgoingRefusedError unless `url` is https to a public address, as far as can be told before calling."""
    check_url(url, insecure)
    if insecure:
        return
    parts = urlsplit(url)
    if not all(is_public(address) for address in addresses_of(str(parts.hostname), parts.port or 443)):
        raise OutgoingRefusedError("not a public address")


def addresses_of(host: str, port: int) -> list[str]:
    """In the order in which they should be tried. Raises requests.ConnectionError for an unknown name."""
    try:
        found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that IDNA does not know
        raise requests.ConnectionError("the host name is not known") from error
    return list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))


def is_public(address: str) -> bool:
    """Looks into IPv6 addresses that carry an IPv4 one: through a gateway they lead inside as well."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is None and ip not in _GIVEN_OUT:
            return False
        ip = inner or ip
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _SPECIAL)


class _PublicConnection(HTTPSConnection):
    """TLS still speaks of the host by its name; only the socket goes to the checked address."""

    def _new_conn(self) -> socket.socket:
        try:
            addresses = addresses_of(self.host, self.port)
        except requests.ConnectionError as error:
            raise NewConnectionError(self, str(error)) from error
        if not all(is_public(address) for address in addresses):
            raise _NotPublicError
        return self._connect_to(addresses)

    def _connect_to(self, addresses: list[str]) -> socket.socket:
        trouble: OSError | None = None
        for address in addresses:
            try:
                return create_connection((address, self.port), self.timeout, socket_options=self.socket_options)
            except OSError as error:
                trouble = error
        if isinstance(trouble, TimeoutError):
            raise ConnectTimeoutError(self, "no answer in time") from trouble
        raise NewConnectionError(self, type(trouble).__name__) from trouble


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class PublicOnly(HTTPAdapter):
    """The way out for https."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if select_proxy(str(request.url), kwargs.get("proxies")):
            check_address(str(request.url), insecure=False)  # the institution's proxy will look the name up itself
        try:
            return super().send(request, *args, **kwargs)
        except _NotPublicError as error:
            raise OutgoingRefusedError("not a public address") from error
