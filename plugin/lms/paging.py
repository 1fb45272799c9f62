"""Lists that come page by page."""

from collections.abc import Iterator

from plugin.lms.connector import Connector, Reply
from plugin.lms.errors import ServiceError
from plugin.lms.links import origin

MAX_PAGES = 1000  # Canvas gives at most 50 members a page


def read_pages(connector: Connector, url: str, scope: str, accept: str) -> Iterator[Reply]:
    """Page after page, each address as it came. Raises ServiceError when they lead elsewhere, or on and on."""
    asked: set[str] = set()
    following: str | None = url
    while following:
        if following in asked:
            raise ServiceError(0, code="pages_in_a_circle")
        if len(asked) == MAX_PAGES:
            raise ServiceError(0, code="too_many_pages")
        asked.add(following)
        reply = connector.call("GET", following, scope, accept=accept)
        yield reply
        following = _next(reply, following)


def _next(reply: Reply, asked: str) -> str | None:
    url = reply.links.get("next")
    if url and origin(url) != origin(asked):  # another host would be handed our token
        raise ServiceError(0, code="foreign_page")
    return url
