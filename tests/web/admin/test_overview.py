"""The first page says what to do next, with the way there, and how things stand."""

import re

import pytest

from plugin.services import institution
from plugin.store.session import Database
from plugin.web.admin.overview import PLACES
from tests.services.world import make_world
from tests.web.admin.conftest import AdminBrowser


def test_what_is_to_be_done_leads_to_where_it_is_done(admin: AdminBrowser) -> None:
    page = admin.get("/admin").text
    assert "9 things are left to do" in page
    links = re.findall(r'href="([^"]+)">Do this', page)
    assert len(links) == len(PLACES)
    for link in links:
        address, _, place = link.partition("#")
        found = admin.get(address)
        assert found.status_code == 200, link
        assert not place or f'id="{place}"' in found.text, link


def test_what_is_done_is_ticked(admin: AdminBrowser, database: Database) -> None:
    with database.session() as session:
        make_world(session)
    page = admin.get("/admin").text
    assert "1 is done" in page
    assert "1 LMS" in page


def test_the_institution_has_a_name_and_a_contact(admin: AdminBrowser, database: Database) -> None:
    typed = {"name": " Uni <b>of</b>\nX ", "contact": "integrity@x.example"}
    assert admin.post("/admin/institution", typed).location == "/admin?said=institution_saved"
    page = admin.get("/admin").text
    assert "Uni &lt;b&gt;of&lt;/b&gt; X" in page
    with database.session() as session:
        assert institution.read(session).contact == "integrity@x.example"


@pytest.mark.parametrize("field", ["name", "contact"])
def test_what_is_too_long_is_refused_and_still_there(admin: AdminBrowser, database: Database, field: str) -> None:
    typed = {"name": "Uni", "contact": "us"} | {field: "x" * 501}
    answer = admin.post("/admin/institution", typed)
    assert answer.status_code == 400
    assert "x" * 501 in answer.text
    with database.session() as session:
        assert institution.read(session).name == ""
