"""What an address may add to a page's content policy."""

import pytest
from sqlalchemy.exc import OperationalError

from plugin.services import own_work
from plugin.store.session import Database
from plugin.web.framing import origin
from tests.conftest import House


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


def test_the_page_that_tells_of_a_lost_database_stands_in_the_frame(
    moodle: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = moodle.launch("mei")
    visit = student.page.url

    def lost(*_: object) -> None:
        monkeypatch.setattr(Database, "session", broken)
        raise OperationalError("select", {}, Exception())

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception())

    monkeypatch.setattr(own_work, "attempts", lost)  # in the middle of the page
    page = student.open(visit)
    assert page.status == 500
    assert "Nothing you handed in before is lost" in page.text
    assert f"frame-ancestors {moodle.platform.base_url}" in page.headers["Content-Security-Policy"]
