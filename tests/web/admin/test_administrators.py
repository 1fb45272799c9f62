"""Who administers."""

from uuid import UUID

import pytest

from plugin.services import administrator_links, api_tokens
from plugin.services.audit import Actor
from plugin.store.session import Database
from plugin.store.tables import Administrator, AuditEntry
from tests.web.admin.conftest import AdminBrowser
from tests.web.admin.entering import HOST, begin, is_in

HERE = "/admin/administrators"


def another(database: Database, name: str = "grace") -> UUID:
    with database.session() as session:
        row = Administrator(name=name, password="x")
        session.add(row)
        session.flush()
        return row.id


def link_in(page: str) -> str:
    return page.split("/admin/begin?link=")[1].split("<")[0]


def test_an_invitation_is_a_link_by_which_another_account_is_made(admin: AdminBrowser, database: Database) -> None:
    page = admin.post(f"{HERE}/invite", {"remark": "Grace, faculty of arts"}, follow_redirects=True).text
    assert "Grace, faculty of arts" in page
    newcomer = admin.client.application.test_client()
    begin(newcomer, link_in(page), name="grace")
    assert is_in(newcomer)
    assert "faculty of arts" not in admin.get(HERE).text
    with database.session() as session:
        assert not any("faculty" in str(entry.facts) for entry in session.query(AuditEntry))


def test_a_link_is_shown_where_its_form_leads_and_a_reload_makes_no_other(admin: AdminBrowser) -> None:
    made = admin.post(f"{HERE}/{admin.administrator_id}/reset")
    assert "/admin/begin?link=" not in admin.get("/admin/tokens").text, "it is for one page alone"
    pages = [admin.get(made.location).text for _ in range(2)]
    assert ["/admin/begin?link=" in page for page in pages] == [True, False]


def test_a_withdrawn_invitation_works_no_longer(admin: AdminBrowser) -> None:
    page = admin.post(f"{HERE}/invite", follow_redirects=True).text
    link_id = page.split("/links/")[1].split("/withdraw")[0]
    assert admin.post(f"{HERE}/links/{link_id}/withdraw").status_code == 303
    answer = admin.client.get(f"/admin/begin?link={link_in(page)}", base_url=HOST)
    assert answer.status_code == 403


@pytest.mark.parametrize("change", ["disable", "remove"])
def test_the_last_administrator_stays(admin: AdminBrowser, database: Database, change: str) -> None:
    answer = admin.post(f"{HERE}/{admin.administrator_id}/{change}")
    assert answer.status_code == 409
    assert "last_administrator" in answer.text
    off = another(database)
    assert admin.post(f"{HERE}/{off}/disable").status_code == 303
    assert admin.post(f"{HERE}/{admin.administrator_id}/{change}").status_code == 409


def test_a_removed_administrator_stays_in_the_log_as_an_id(admin: AdminBrowser, database: Database) -> None:
    gone = another(database)
    admin.post(f"{HERE}/{gone}/remove")
    with database.session() as session:
        assert session.get(Administrator, gone) is None
        (entry,) = session.query(AuditEntry).filter(AuditEntry.action == "administrator.removed")
        assert (entry.subject_id, entry.actor_id) == (gone, admin.administrator_id)


def test_somebody_switched_off_can_be_switched_on(admin: AdminBrowser, database: Database) -> None:
    grace = another(database)
    for change, off in (("disable", True), ("enable", False)):
        admin.post(f"{HERE}/{grace}/{change}")
        with database.session() as session:
            assert (session.get_one(Administrator, grace).disabled is not None) is off


def test_a_name_with_markup_is_shown_as_it_is(admin: AdminBrowser, database: Database) -> None:
    another(database, "<script>alert(1)</script>")
    assert "<script>alert" not in admin.get(HERE).text


def test_whoever_is_not_there_cannot_be_changed(admin: AdminBrowser) -> None:
    assert admin.post(f"{HERE}/{UUID(int=1)}/disable").status_code == 404


def test_a_form_without_its_token_changes_nothing(admin: AdminBrowser, database: Database) -> None:
    grace = another(database)
    assert admin.client.post(f"{HERE}/{grace}/remove", base_url=HOST).status_code == 400
    with database.session() as session:
        assert session.get(Administrator, grace) is not None


@pytest.mark.parametrize("change", ["disable", "remove"])
def test_tokens_end_with_the_administrator_who_made_them_and_those_of_others_do_not(
    admin: AdminBrowser, database: Database, change: str
) -> None:
    grace = another(database)
    with database.session() as session:
        asked = api_tokens.wanted("a program", ["usage:read"], None, 5)
        theirs, ours = (api_tokens.make(session, Actor("administrator", one), asked)[1]
                        for one in (grace, admin.administrator_id))  # fmt: skip
    assert admin.post(f"/admin/administrators/{grace}/{change}", page="/admin/administrators").status_code == 303
    with database.session() as session:
        assert api_tokens.open_token(session, theirs) is None
        assert api_tokens.open_token(session, ours) is not None
        actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.number)]
    assert actions[-2:] == ["token.revoked", {"disable": "administrator.disabled"}.get(change, "administrator.removed")]


@pytest.mark.parametrize("change", ["disable", "remove"])
def test_a_link_that_somebody_kept_for_themselves_ends_with_their_account(
    admin: AdminBrowser, database: Database, change: str
) -> None:
    grace = another(database)
    with database.session() as session:
        theirs, ours = (administrator_links.invite(session, Actor("administrator", one), "")
                        for one in (grace, admin.administrator_id))  # fmt: skip
    assert admin.post(f"{HERE}/{grace}/{change}").status_code == 303
    opened = [admin.client.get(f"/admin/begin?link={link}", base_url=HOST).status_code for link in (theirs, ours)]
    assert opened == [403, 200]


def test_whom_the_rule_of_single_sign_on_lets_in_gets_no_secrets_of_their_own(
    admin: AdminBrowser, database: Database
) -> None:
    """Once out of the group, they would still come in by them."""
    with database.session() as session:
        session.get_one(Administrator, admin.administrator_id).by_rule = True
    answer = admin.post(f"{HERE}/{admin.administrator_id}/reset")
    assert answer.status_code == 409
    assert "/admin/begin?link=" not in answer.text
