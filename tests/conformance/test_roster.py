"""Names and Role Provisioning Services 2.0 (certification guide 1.3, section 6.3): the list of members is asked for as
it has to be, and read as platforms really write it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.conformance.conftest import house_in
from tests.conformance.office import Office
from tests.conftest import House
from tests.platforms.personality import BLACKBOARD, CANVAS, NRPS
from tests.platforms.school import Person

pytestmark = pytest.mark.conformance

MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@pytest.fixture(scope="module")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_in(tmp_path_factory.mktemp("canvas"), CANVAS) as house:
        yield house


@pytest.fixture
def office(canvas: House) -> Iterator[Office]:
    people = canvas.platform.school.people
    yield Office(canvas)
    canvas.platform.school.people = people


def with_person(office: Office, **changes: Any) -> Person:
    """One of the school's people is another than before."""
    school = office.platform.school
    changed = replace(school.person("jonas"), **changes)
    school.people = tuple(changed if person.key == "jonas" else person for person in school.people)
    return changed


def test_nrps_accept_header(office: Office) -> None:
    office.read_roster()
    assert office.seen("GET", "names_and_roles")[-1].headers["Accept"] == MEMBERS


def test_nrps_bearer(office: Office) -> None:
    office.read_roster()
    kind, token = office.seen("GET", "names_and_roles")[-1].headers["Authorization"].split(" ")
    assert kind == "Bearer"
    assert token in office.platform.tokens.issued


def test_nrps_scope(office: Office) -> None:
    office.read_roster()
    assert parse_qs(office.seen("POST", "/token")[-1].body)["scope"] == [NRPS]


def test_nrps_paging(office: Office) -> None:
    """Three a page; Canvas's addresses are in mixed case, and have to go back as they came."""
    before = len(office.seen("GET", "names_and_roles"))
    members = office.read_roster()
    listed = {person.sub for person in office.platform.school.people if person.listed}
    assert members.keys() >= listed
    assert len(office.seen("GET", "names_and_roles")) - before >= len(listed) / 3


@pytest.mark.parametrize("form", ['<?from={}&limit={}>; rel="next"', "<?from={}&limit={}>; REL=Next"])
def test_nrps_relative_or_lowercase_link_header(office: Office, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(
        type(office.platform.personality),
        "next_members",
        lambda self, url, query, size, start: form.format(start, size),
    )
    listed = {person.sub for person in office.platform.school.people if person.listed}
    with_person(office, given="Of", family=f"Page {len(form)}")
    members = office.read_roster()
    assert members.keys() >= listed
    assert members[office.sub("jonas")].person.name == f"Of Page {len(form)}"


def test_nrps_missing_pii(office: Office) -> None:
    """A person without a name in the list keeps the one that a launch told."""
    office.house.launch("noor")
    school = office.platform.school
    school.people = tuple(replace(person, given="", family="") for person in school.people)
    assert office.read_roster()[office.sub("noor")].person.name == "Noor van den Berg"


def test_nrps_short_roles(lms: House) -> None:
    """As Moodle writes them."""
    assert lms.platform.personality.short_roles
    office = Office(lms)
    members = office.read_roster()
    assert members[office.sub("teacher")].role == "staff"
    assert members[office.sub("jonas")].role == "learner"


@pytest.mark.parametrize("status", ["Inactive", "Deleted"])
def test_nrps_inactive_deleted(tmp_path_factory: pytest.TempPathFactory, status: str) -> None:
    with house_in(tmp_path_factory.mktemp("blackboard"), BLACKBOARD) as house:
        office = Office(house)
        assert office.read_roster()[office.sub("jonas")].active
        with_person(office, status=status)
        assert not office.read_roster()[office.sub("jonas")].active


def test_nrps_unknown_roles(office: Office) -> None:
    """They open nothing; beside a known one they change nothing."""
    with_person(office, roles=("https://school.example/vocab#Wizard",))
    assert office.read_roster()[office.sub("jonas")].role == "guest"
    with_person(office, roles=("https://school.example/vocab#Wizard", "Learner"))
    assert office.read_roster()[office.sub("jonas")].role == "learner"
