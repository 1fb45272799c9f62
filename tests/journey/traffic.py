"""What a browser fetched: from where, and how many bytes came over the wire."""

from typing import Any
from urllib.parse import urlsplit

from tests.journey.two_sites import LMS, TOOL


class Traffic:
    """Of one page of the browser, from now on."""

    def __init__(self, page: Any):
        self._requests: list[Any] = []
        page.on("request", lambda request: self._requests.append(request))

    @property
    def elsewhere(self) -> list[str]:
        """Addresses of neither the tool nor the LMS."""
        urls = [request.url for request in self._requests]
        return [url for url in urls if urlsplit(url).scheme in ("http", "https", "ws", "wss")
                and urlsplit(url).hostname not in (TOOL, LMS)]  # fmt: skip

    def bytes_of_page(self) -> int:
        """What the tool's last page weighs for whoever comes for the first time: it, and each of its files once."""
        ours = [request for request in self._requests if urlsplit(request.url).hostname == TOOL and request.response()]
        pages = [request for request in ours if request.resource_type in ("document", "fetch")]
        files = {request.url: request for request in ours if request not in pages}
        sizes = [request.sizes() for request in [*pages[-1:], *files.values()]]
        return sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)
