"""What an address may add to a page's content policy."""

import pytest

from plugin.web.framing import origin


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://lms.example/back?a=b", "https://lms.example"),
        ("http://127.0.0.1:8085/x", "http://127.0.0.1:8085"),
        ("https://[::1]:8443/x", "https://[::1]:8443"),
        ("https://evil.example;frame-ancestors *;x/back", ""),
        ("https://a.example *", ""),
        ("https://*.example/", ""),
        ("https://user@lms.example/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_a_plain_host_stands_in_a_policy(url: str, found: str) -> None:
    assert origin(url) == found
