"""Python runs this first in every process that has this folder in its path: whatever would leave the machine is
refused, and written down. It sees what goes through Python's own sockets, which is all that Caveat itself opens."""

import ipaddress
import os
import socket
import sys
from typing import Any

_NOTES = os.environ.get("WATCHED_NOTES", "")
_OWN_NAME = socket.gethostname()
_EVENTS = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0,
           "socket.gethostbyaddr": 0}  # fmt: skip  # event -> which argument tells whither


def _watch(event: str, arguments: Any) -> None:
    if event not in _EVENTS:
        return
    whither = arguments[_EVENTS[event]]
    host = whither[0] if isinstance(whither, tuple) else whither
    if isinstance(whither, str) and event == "socket.connect" or _is_here(host):  # a path: a socket of this machine
        return
    with open(_NOTES, "a") as notes:
        notes.write(f"{event} {host} {' '.join(sys.argv[:3])}\n")
    raise ConnectionRefusedError(f"watched: nothing may go to {host}")


def _is_here(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in ("", "localhost", _OWN_NAME):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


if _NOTES:
    sys.addaudithook(_watch)
