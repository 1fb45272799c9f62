"""Which addresses Caveat calls: https to one within its reach, checked in the very moment of connecting.

A name that is looked up once for the check and once more for the connection could answer differently the second time
(DNS rebinding); here the address that was checked is the one that is connected to.
"""

import socket
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import create_connection

from plugin.domain.reach import Reach


class OutgoingRefusedError(requests.RequestException):
    """The address is not one that Caveat calls."""


class _OutOfReachError(ValueError):
    """Passes through urllib3, which would take any OSError for a fault of the network."""


def check_url(url: str, reach: Reach) -> None:
    """Raise OutgoingRefusedError for what is no https address, whoever may stand behind it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise OutgoingRefusedError("not an address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise OutgoingRefusedError("not an http address")
    if parts.scheme != "https" and not reach.insecure:
        raise OutgoingRefusedError("not https")


def check_address(url: str, reach: Reach) -> None:
    """Raise OutgoingRefusedError unless `url` is https and within reach, as far as can be told before calling."""
    check_url(url, reach)
    if reach.insecure:
        return
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port or 443
    if not all(reach.includes(host, port, address) for address in addresses_of(host, port)):
        raise OutgoingRefusedError("not a public address")


def addresses_of(host: str, port: int) -> list[str]:
    """In the order in which they should be tried. Raises requests.ConnectionError for an unknown name."""
    try:
        found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that IDNA does not know
        raise requests.ConnectionError("the host name is not known") from error
    return list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))


class _Connection(HTTPSConnection):
    """TLS still speaks of the host by its name; only the socket goes to the checked address."""

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._reach = reach

    def _new_conn(self) -> socket.socket:
        try:
            addresses = addresses_of(self.host, self.port)
        except requests.ConnectionError as error:
            raise NewConnectionError(self, str(error)) from error
        if not all(self._reach.includes(self.host, self.port, address) for address in addresses):
            raise _OutOfReachError
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


class WithinReach(HTTPAdapter):
    """The way out for https."""

    def __init__(self, reach: Reach):
        self._reach = reach
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": self._pool}

    def _pool(self, *args: Any, **kwargs: Any) -> HTTPSConnectionPool:
        pool = HTTPSConnectionPool(*args, **kwargs)
        pool.ConnectionCls = partial(_Connection, self._reach)  # type: ignore[assignment]
        return pool

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """A file of authorities that is not there (REQUESTS_CA_BUNDLE) is trouble with certificates like any other."""
        try:
            super().cert_verify(*args, **kwargs)  # type: ignore[no-untyped-call]
        except OSError as error:
            raise requests.exceptions.SSLError("the file of authorities cannot be read") from error

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if select_proxy(str(request.url), kwargs.get("proxies")):
            check_address(str(request.url), self._reach)  # the institution's proxy will look the name up itself
        try:
            return super().send(request, *args, **kwargs)
        except _OutOfReachError as error:
            raise OutgoingRefusedError("not a public address") from error
