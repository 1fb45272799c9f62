"""How much one may ask of the house in a minute: far more than people do, far less than would keep others waiting.

Whoever is known is counted as who they are. Where nobody is known yet it is by the address they come from, with room
for a whole school: all its students may share one, and open the same exam in the same minute.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request

from plugin.counting import Counter, left_of_window
from plugin.web import visit
from plugin.web.admin import door
from plugin.web.api import door as api
from plugin.web.errors import TooManyError

EXTENSION = "caveat_counter"


def _address() -> str:
    """Of IPv6 the network that one household or hall has: a single machine may use all of its addresses."""
    try:
        found = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


def _person() -> str:
    return str(visit.current().membership.person_id)


def _administrator() -> str:
    return str(door.administrator().id)


def _token() -> str:
    return str(api.token().id)


@dataclass(frozen=True)
class Limit:
    """`most` in `seconds`, of each `who`."""

    most: int
    seconds: int
    who: Callable[[], str]


_A_SCHOOL = Limit(3000, 60, _address)
_AT_A_DOOR = Limit(30, 60, _address)  # beside the locks of plugin.services.sign_in, which know whose account it is
_CONNECTING = Limit(30, 600, _address)  # each has us call an address that a stranger named
_HANDING_IN = Limit(20, 60, _person)
_MAKING_FILES = Limit(30, 60, _person)  # a PDF takes about a second of a processor

LIMITS = {
    **dict.fromkeys(("lti.login", "lti.launch", "cookieless.go", "cookieless.restart", "cookieless.confirm",
                     "notices.receive"), _A_SCHOOL),
    **dict.fromkeys(("admin_sign_in.enter", "admin_first_run.make", "admin_oidc.start", "admin_oidc.back"), _AT_A_DOOR),
    **dict.fromkeys(("connecting.options", "connecting.register"), _CONNECTING),
    **dict.fromkeys(("submit.submit", "replies.give"), _HANDING_IN),
    **dict.fromkeys(("exports.of_class", "exports.own", "class_csv.table"), _MAKING_FILES),
    "admin_samples.score": Limit(30, 60, _administrator),
}  # fmt: skip
_OF_A_PROGRAM = Limit(600, 60, _token)


def install(app: Flask, redis_url: str) -> None:
    """After the guard of plugin.web.visit: who is refused there is asked nothing of, and who comes in is known."""
    app.extensions[EXTENSION] = Counter(redis_url)
    app.before_request(_hold)


def _hold() -> None:
    endpoint = request.endpoint or ""
    limit = _OF_A_PROGRAM if api.is_here(endpoint) else LIMITS.get(endpoint)
    if limit is None:
        return
    counter: Counter = current_app.extensions[EXTENSION]
    what = "api" if limit is _OF_A_PROGRAM else endpoint
    if (counter.count(f"{what}:{limit.who()}", limit.seconds) or 0) > limit.most:
        raise TooManyError(left_of_window(limit.seconds))
