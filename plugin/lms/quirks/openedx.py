"""Open edX: what it does otherwise than the specifications (lti-consumer-xblock 11.4.4, measured).

Its launches name no family of products, so it is known by the address of its services.
"""

import math
from urllib.parse import urlsplit

from plugin.domain.grading import Mark

_PATH = "/api/lti_consumer/"


def is_openedx(service_url: str) -> bool:
    return urlsplit(service_url).path.startswith(_PATH)


def refuses_tokens_with(service_url: str) -> tuple[int, ...]:
    """A token that is over or was never given is 401 by RFC 6750, and 403 there: its authentication names no scheme."""
    return (401, 403) if is_openedx(service_url) else (401,)


def whole(points: float) -> int:
    """A line item's maximum is a whole number there; 7.5 is answered with 400."""
    return max(1, math.ceil(points))


def in_whole_points(mark: Mark) -> Mark:
    """The same share of the next whole maximum."""
    maximum = whole(mark.maximum)
    return mark if maximum == mark.maximum else Mark(mark.given * maximum / mark.maximum, maximum, mark.comment)
