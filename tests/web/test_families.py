"""Every family of platforms launches into the right page, and its gradebook is known from then on."""

from collections.abc import Iterator

import pytest

from plugin.config import Settings
from plugin.services.platforms import platform_of
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Assignment, Person, Registration
from tests.conftest import House, house_of
from tests.platforms.claims import lineitem_url
from tests.platforms.personality import BLACKBOARD, D2L, OPENEDX


@pytest.fixture(params=[OPENEDX, BLACKBOARD, D2L], ids=lambda p: p.name)
def rare(request: pytest.FixtureRequest, settings: Settings, database: Database, files: FileStore) -> Iterator[House]:
    """The families beside Moodle and Canvas, which every other test meets."""
    with house_of(request.param, settings, database, files) as house:
        yield house


def test_a_student_hands_in_and_staff_see_the_class(rare: House) -> None:
    browser = rare.hand_in("mei", "An essay.")
    assert "safe" in browser.page.text
    staff = rare.launch("teacher").page
    assert staff.url.endswith("/class")
    assert rare.platform.school.person("mei").name in staff.text
    with rare.database.session() as session:
        assignment = session.query(Assignment).one()
        assert assignment.lti_lineitem_url == lineitem_url(rare.platform, 1)
        assert session.query(Person).filter_by(lti_sub=rare.platform.school.person("mei").sub).one()


def test_an_assistant_is_staff_and_a_test_student_is_none_for_the_gradebook(rare: House) -> None:
    assert rare.launch("assistant").page.url.endswith("/class")
    assert rare.launch("tester").page.url.endswith("/assignment")


@pytest.mark.parametrize(
    ("token_url", "family", "own", "audience"),
    [
        ("https://auth.brightspace.com/core/connect/token", "", None, "https://api.brightspace.com/auth/token"),
        ("https://school.example/token", "desire2learn", None, "https://api.brightspace.com/auth/token"),
        ("https://auth.brightspace.com/core/connect/token", "", "https://another.example", "https://another.example"),
        ("https://school.example/token", "canvas", None, None),
        ("https://auth.brightspace.com.evil.example/token", "", None, None),
    ],
)
def test_brightspaces_audience_need_not_be_typed(
    token_url: str, family: str, own: str | None, audience: str | None
) -> None:
    row = Registration(
        issuer="https://school.example", client_id="1", auth_url="https://a.example", token_url=token_url,
        jwks_url="https://j.example", token_audience=own, platform_family=family,
    )  # fmt: skip
    assert platform_of(row).token_audience == audience
