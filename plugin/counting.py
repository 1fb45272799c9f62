"""How often somebody did something lately, counted in Redis for all processes and hosts together.

In windows that begin on the clock: a number and a time to live each, as Redis's own manual shows (redis.io, INCR,
"Pattern: Rate limiter"). The library for it, limits 5.8, asks for a redis-py below 8; what is wanted is this little.
"""

import logging
import time

import redis

from plugin import broker

log = logging.getLogger(__name__)
_PATIENCE = 0.5  # seconds that a page may wait for a counter
_SILENCE = 30.0  # seconds in which a Redis that did not answer is not asked again


class Counter:
    """Counts nothing while Redis is away: nobody's work is lost for want of a counter."""

    def __init__(self, redis_url: str):
        self._redis = broker.client_of(redis_url, _PATIENCE)
        self._silent_until = 0.0

    def count(self, what: str, seconds: int) -> int | None:
        """Which one this is of `what` in the present window of so many seconds, from 1; None where Redis is away."""
        if time.monotonic() < self._silent_until:
            return None
        key = f"caveat:count:{what}:{int(time.time()) // seconds}"
        try:
            with self._redis.pipeline() as asked:
                asked.incr(key)
                asked.expire(key, seconds)
                return int(asked.execute()[0])
        except (redis.RedisError, OSError) as error:
            self._silent_until = time.monotonic() + _SILENCE
            log.warning("Redis does not count (%s): for %d s nobody is held up", type(error).__name__, _SILENCE)
            return None


def left_of_window(seconds: int) -> int:
    """Seconds until the next window begins, at least 1."""
    return seconds - int(time.time()) % seconds
