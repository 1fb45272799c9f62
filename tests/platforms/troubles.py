"""What befalls a score on its way: a status ("503"), one with a wait ("429:7"), "throttled", "timeout", "lost answer".

"" is no trouble, so that a list can say which of many posts are met.
"""

import contextlib
import socket
import time

from flask import request

from tests.platforms.platform import Platform
from tests.platforms.refusals import ServiceError


def before_storing(platform: Platform) -> str:
    """The trouble of this post; raises ServiceError for one that comes before anything is stored."""
    with platform.school.lock:
        trouble = platform.troubles.pop(0) if platform.troubles else ""
    if trouble == "timeout":
        time.sleep(platform.timeout_seconds)
        _hang_up()
    if trouble == "throttled":  # canvas-lms app/middleware/request_throttle.rb
        raise ServiceError(403, "403 Forbidden (Rate Limit Exceeded)")
    if trouble and trouble != "lost answer":
        status, _, seconds = trouble.partition(":")
        raise ServiceError(int(status), "trouble", {"Retry-After": seconds} if seconds else None)
    return trouble


def after_storing(trouble: str) -> None:
    if trouble == "lost answer":
        _hang_up()


def _hang_up() -> None:
    """Drop the connection without an answer. Without werkzeug's socket to drop, a gateway's answer."""
    connection = request.environ.get("werkzeug.socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    raise ServiceError(504, "the answer is lost")
