"""LMSs are invited, connected by hand, approved, tried, renamed and forgotten from pages; each is written down."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from plugin.config import Settings
from plugin.domain.reach import Reach
from plugin.lms import addresses
from plugin.lms.probe import Grants, KeySet
from plugin.services import by_hand, connecting, connection_check
from plugin.services.connection_check import Probed
from plugin.store.files import FileStore
from plugin.store.queries import platforms
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, Deployment, Registration, Submission
from tests.services.test_forgetting import registration_of
from tests.services.world import hand_in, make_world
from tests.statements import counted
from tests.web.admin.conftest import AdminBrowser

HAND = {
    "name": "Moodle of the law school", "issuer": "https://moodle.example.edu", "client_id": "c1",
    "auth_url": "https://moodle.example.edu/auth", "token_url": "https://moodle.example.edu/token",
    "jwks_url": "https://moodle.example.edu/certs", "deployments": "1\n 2 \n\n1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def names_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: ["93.184.216.34"])


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, insecure_platforms=False)


@pytest.fixture
def lms(database: Database, files: FileStore) -> UUID:
    with database.session() as session:
        hand_in(session, files, make_world(session))
    return registration_of(database, "one").id


def actions(database: Database) -> list[str]:
    with database.session() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def test_without_an_lms_the_page_says_how_to_connect_one(admin: AdminBrowser) -> None:
    assert "No LMS is connected yet." in admin.get("/admin/connections").text


def test_a_link_is_shown_once_and_works(admin: AdminBrowser, database: Database) -> None:
    made = admin.post("/admin/connections/invitations", {"note": "law school", "days": "3"})
    page = admin.get(made.location).text
    found = re.search(r"/lti/register\?invitation=([\w-]+)", page)
    assert found
    with database.session() as session:
        assert connecting.open_invitation(session, found.group(1)).remark == "law school"
    assert found.group(1) not in admin.get("/admin/connections").text
    again = admin.get(made.location)
    assert (again.status_code, again.location) == (303, "/admin/connections"), "loaded again it makes and shows nothing"
    assert actions(database) == ["invitation.made"]


@pytest.mark.parametrize("days", ["", "0", "91", "x", "-1", "٣", "99999999999", "0007999999"])
def test_a_link_lives_for_some_days_and_what_was_typed_stays(
    admin: AdminBrowser, database: Database, days: str
) -> None:
    answer = admin.post("/admin/connections/invitations", {"note": "law school", "days": days})
    assert answer.status_code == 400
    assert "invitation_days" in answer.text
    assert 'value="law school"' in answer.text
    assert actions(database) == []


def test_a_link_is_withdrawn_once(admin: AdminBrowser, database: Database) -> None:
    admin.post("/admin/connections/invitations", {"note": "", "days": "3"})
    found = re.search(r"invitations/([\w-]+)/withdraw", admin.get("/admin/connections").text)
    assert found
    for _ in range(2):
        admin.post(f"/admin/connections/invitations/{found.group(1)}/withdraw")
    assert actions(database) == ["invitation.made", "invitation.withdrawn"]


def test_an_lms_is_connected_by_hand_and_tried(admin: AdminBrowser, database: Database) -> None:
    answer = admin.post("/admin/connections/by-hand", HAND, page="/admin/connections/by-hand")
    page = admin.get(answer.location).text
    assert "being tried" in page
    assert "data-finished" not in page
    with database.session() as session:
        row = session.scalars(select(Registration)).one()
        assert (row.name, row.check_asked is None) == ("Moodle of the law school", False)
        assert sorted(session.scalars(select(Deployment.lti_deployment_id))) == ["1", "2"]
    assert actions(database) == ["registration.made"]


@pytest.mark.parametrize(("field", "value", "words"), [
    ("issuer", "", "This is needed."), ("issuer", "moodle.example.edu", "must begin with https"),
    ("token_url", "http://moodle.example.edu/token", "must begin with https"),
    ("jwks_url", "https://user@moodle.example.edu/", "must begin with https"), ("client_id", "", "This is needed."),
    ("client_id", "c 1", "holds a space"), ("auth_url", "https://x.example/" + "a" * 1024, "too long"),
    ("name", "x" * 256, "too long"), ("deployments", "x" * 256, "one a line"),
    ("deployments", "\n".join(map(str, range(101))), "more than 100"), ("token_audience", "a\x07", "cannot be shown"),
])  # fmt: skip
def test_what_cannot_be_used_is_said_at_its_field_and_nothing_typed_is_lost(
    admin: AdminBrowser, database: Database, field: str, value: str, words: str
) -> None:
    answer = admin.post("/admin/connections/by-hand", HAND | {field: value}, page="/admin/connections/by-hand")
    assert answer.status_code == 400
    assert words in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    kept = next(name for name in ("client_id", "issuer") if name != field)
    assert f'value="{HAND[kept]}"' in answer.text
    assert actions(database) == []


def test_a_private_address_is_refused(admin: AdminBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: ["10.0.0.7"])
    answer = admin.post("/admin/connections/by-hand", HAND, page="/admin/connections/by-hand")
    assert answer.text.count('aria-invalid="true"') == 4
    assert "CAVEAT_CAMPUS_HOSTS" in answer.text


def test_a_private_address_of_a_host_of_the_campus_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "addresses_of", lambda host, port: ["10.0.0.7"])
    assert by_hand.problems(by_hand.read(HAND), Reach(campus=frozenset({"moodle.example.edu:443"}))) == {}


def test_the_addresses_of_a_known_lms_can_be_changed(admin: AdminBrowser, database: Database, lms: UUID) -> None:
    form = admin.get(f"/admin/connections/by-hand?change={lms}").text
    assert 'value="https://t.example"' in form
    changed = HAND | {"issuer": "https://lms.example", "client_id": "one", "deployments": ""}
    admin.post("/admin/connections/by-hand", changed, page="/admin/connections/by-hand")
    with database.session() as session:
        assert [row.token_url for row in platforms.registrations(session)] == [HAND["token_url"]]
    assert actions(database) == ["registration.changed"]


def test_a_deployment_that_waits_stands_first_and_is_decided(
    admin: AdminBrowser, database: Database, lms: UUID
) -> None:
    with database.session() as session:
        waiting = platforms.deployment(session, lms, "new-one").id
    assert "1 deployment waits for your word" in admin.get("/admin/connections").text
    answer = admin.post(f"/admin/connections/deployments/{waiting}/approved")
    assert answer.location == "/admin/connections?said=approved"
    admin.post(f"/admin/connections/deployments/{waiting}/blocked", {"here": "yes"})
    with database.session() as session:
        assert session.get_one(Deployment, waiting).state == "blocked"
    assert actions(database) == ["deployment.approved", "deployment.blocked"]
    assert admin.post(f"/admin/connections/deployments/{waiting}/pending").status_code == 404


def check(database: Database, registration_id: UUID, found: Probed) -> None:
    with database.session() as session:
        connection_check.record(session, registration_id, found)


def test_a_trial_is_asked_for_and_its_findings_are_said(admin: AdminBrowser, database: Database, lms: UUID) -> None:
    address = f"/admin/connections/{lms}"
    assert "not tried yet" in admin.get(address).text
    assert admin.post(f"{address}/test").location.endswith("said=check_waits")  # no broker listens here
    assert "being tried" in admin.get(address).text
    keys = KeySet(0, "unreachable")
    check(database, lms, Probed(keys, Grants((), (), "invalid_client", 400)))
    page = admin.get(address).text
    assert "does not work" in page
    assert "does not know this client id" in page
    assert "does not work" in admin.get("/admin/connections").text


def test_a_courier_that_does_not_answer_is_told_and_not_waited_for(
    admin: AdminBrowser, database: Database, lms: UUID
) -> None:
    with database.session() as session:
        session.get_one(Registration, lms).check_asked = datetime.now(UTC) - timedelta(hours=1)
    page = admin.get(f"/admin/connections/{lms}").text
    assert "no courier" in page
    assert "data-finished" in page


def test_an_lms_is_renamed(admin: AdminBrowser, database: Database, lms: UUID) -> None:
    admin.post(f"/admin/connections/{lms}/rename", {"name": " Law <b>school</b>\n "})
    page = admin.get("/admin/connections").text
    assert "Law &lt;b&gt;school&lt;/b&gt;" in page
    assert actions(database) == ["registration.renamed"]


@pytest.mark.parametrize("typed", ["", "two", "https://lms.example"])
def test_nothing_is_forgotten_by_the_wrong_word(admin: AdminBrowser, database: Database, lms: UUID, typed: str) -> None:
    answer = admin.post(f"/admin/connections/{lms}/forget", {"typed": typed})
    assert answer.status_code == 400
    assert "not_confirmed" in answer.text
    assert actions(database) == []


def test_an_lms_is_forgotten_with_all_that_came_from_it(admin: AdminBrowser, database: Database, lms: UUID) -> None:
    assert admin.post(f"/admin/connections/{lms}/forget", {"typed": "one"}).location.endswith("forgotten")
    with database.session() as session:
        assert session.scalars(select(Submission)).all() == []
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.actor_id, entry.facts["submissions"]) == (
            "registration.forgotten", admin.administrator_id, 1,
        )  # fmt: skip


def test_what_is_gone_leads_back_to_the_list(admin: AdminBrowser) -> None:
    gone = f"/admin/connections/{UUID(int=7)}"
    assert admin.get(gone).location.endswith("registration_gone")
    for verb in ("rename", "test", "forget"):
        assert admin.post(f"{gone}/{verb}").location.endswith("registration_gone")
    assert admin.post(f"/admin/connections/deployments/{UUID(int=7)}/approved").location.endswith("deployment_gone")


def test_a_key_is_published_ahead_signs_and_is_retired(admin: AdminBrowser, database: Database) -> None:
    assert "first key is made" in admin.get("/admin/connections/keys").text
    admin.post("/admin/connections/keys")
    page = admin.get("/admin/connections/keys").text
    assert ("published ahead" in page, page.count('name="kid"')) == (True, 2)
    with database.session() as session:
        new, old = (key.kid for key in platforms.keys(session))
    retire = "/admin/connections/keys/retire"
    assert admin.post(retire, {"kid": old}).location.endswith("key_in_use")
    assert admin.post("/admin/connections/keys/sign", {"kid": new}).location.endswith("key_signs")
    assert admin.post(retire, {"kid": old}).location.endswith("key_retired")
    assert admin.post(retire, {"kid": old}).location.endswith("key_gone")


def test_the_list_costs_the_same_with_many_lms(admin: AdminBrowser, database: Database) -> None:
    costs: list[Any] = []
    for n in (1, 12):
        with database.session() as session:
            for number in range(n):
                make_world(session, f"school {n} {number}")
        with counted(admin.client.application.extensions["caveat"].database.engine) as statements:
            admin.get("/admin/connections")
        costs.append(len(statements))
    assert costs[0] == costs[1]
