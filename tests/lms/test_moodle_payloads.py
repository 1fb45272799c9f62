"""A real Moodle's payloads through the tool's own login and launch."""

from typing import Any

import pytest
from sqlalchemy import select

from plugin.store.tables import Assignment, Person
from tests.conftest import House
from tests.platforms import moodle_payloads as real
from tests.platforms.browser import Browser


def replay(moodle: House, payload: Any, *people: real.Who) -> Browser:
    """A launch at the double whose claims are the payload; only nonce, iat and exp are this token's own."""
    moodle.platform.bend = lambda claims: payload(moodle.platform, people[0], claims, *people[1:])
    return moodle.launch("mei")


@pytest.mark.parametrize(
    ("who", "lands"), [(real.STUDENT, "/assignment"), (real.TEACHER, "/class"), (real.ADMIN, "/class")]
)
def test_each_person_lands_on_the_page_of_their_role(moodle: House, who: real.Who, lands: str) -> None:
    """An administrator who is not enrolled comes as Instructor of the course as well."""
    browser = replay(moodle, real.resource_link, who)
    assert browser.page.status == 200
    assert browser.page.url.endswith(lands)
    assert "Essay 2" in browser.page.text


def test_a_name_in_two_scripts_is_kept_as_it_is(moodle: House) -> None:
    replay(moodle, real.resource_link, real.STUDENT)
    with moodle.database.session() as session:
        assert session.scalars(select(Person.name)).one() == "Örn Петрова"


def test_addresses_with_a_query_are_kept_to_the_letter(moodle: House) -> None:
    replay(moodle, real.resource_link, real.STUDENT)
    with moodle.database.session() as session:
        assignment = session.scalars(select(Assignment)).one()
        url = moodle.platform.base_url + "/mod/lti/services.php/12/lineitems"
        assert assignment.lti_lineitems_url == url + "?type_id=2"
        assert assignment.lti_lineitem_url == url + "/9/lineitem?type_id=2"
        assert assignment.platform_family == "moodle"


def test_what_a_launch_carries_stays_out_of_the_log(moodle: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    replay(moodle, real.resource_link, real.STUDENT)
    for secret in ("Qm3fT0xLwZ", "Петрова", "opetrova", "northfield.example"):
        assert secret not in caplog.text
