"""What a browser fetched: from where, and how many bytes came over the wire."""

from typing import Any
from urllib.parse import urlsplit

from tests.journey.two_sites import LMS, TOOL


class Traffic:
    """Of one page of the browser, from now on."""

    def __init__(self, page: Any):
        self._requests: list[Any] = []
        page.on("request", self._requests.append)

    @property
    def elsewhere(self) -> list[str]:
        """Addresses of neither the tool nor the LMS."""
        urls = [request.url for request in self._requests]
        return [url for url in urls if urlsplit(url).scheme in ("http", "https", "ws", "wss")
                and urlsplit(url).hostname not in (TOOL, LMS)]  # fmt: skip

    def bytes_of_tool(self) -> int:
        """Everything from the tool: pages, sheets, scripts, each as often as it came."""
        ours = [request for request in self._requests if urlsplit(request.url).hostname == TOOL]
        sizes = [request.sizes() for request in ours if request.response() is not None]
        return sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)

    def begin_again(self) -> None:
        self._requests.clear()
