"""Tokens of programs, as an administrator makes them."""

import re

import pytest

from plugin.services.tokens import hashed
from plugin.store.session import Database
from plugin.store.tables import ApiToken, AuditEntry, Deployment
from tests.services.world import make_world
from tests.web.admin.conftest import AdminBrowser

HERE = "/admin/tokens"


@pytest.fixture
def deployment(database: Database) -> str:
    with database.session() as session:
        make_world(session)
        return str(session.query(Deployment).one().id)


def test_a_token_is_shown_once_and_kept_as_a_hash(admin: AdminBrowser, database: Database, deployment: str) -> None:
    typed = {"name": "warehouse", "scope": "reports:read", "deployment": deployment, "days": "30"}
    page = admin.post(HERE, typed, page=HERE, follow_redirects=True).text
    token = re.search(r"caveat_[\w-]{43}", page)
    assert token
    assert token[0] not in admin.get(HERE).text
    with database.session() as session:
        row = session.query(ApiToken).one()
        assert row.token_hash == hashed(token[0])
        assert (row.scopes, str(row.deployment_id)) == (["reports:read"], deployment)
        (entry,) = session.query(AuditEntry)
        assert token[0] not in str(entry.facts)


@pytest.mark.parametrize(("typed", "problem"), [
    ({"name": " "}, "token_name"), ({"scope": "everything"}, "token_scopes"), ({"deployment": ""}, "token_deployment"),
    ({"deployment": "00000000-0000-0000-0000-000000000001"}, "token_deployment"), ({"days": "0"}, "token_days"),
    ({"days": "4000"}, "token_days"), ({"days": "many"}, "token_days"),
])  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    admin: AdminBrowser, database: Database, deployment: str, typed: dict[str, str], problem: str
) -> None:
    right = {"name": "warehouse", "scope": "reports:read", "deployment": deployment, "days": "30"}
    answer = admin.post(HERE, right | typed, page=HERE)
    assert answer.status_code == 400
    assert problem in answer.text
    assert typed.get("name", "warehouse") in answer.text
    with database.session() as session:
        assert session.query(ApiToken).count() == 0


def test_counts_alone_need_no_installation(admin: AdminBrowser) -> None:
    typed = {"name": "dashboard", "scope": "usage:read", "deployment": "", "days": "30"}
    assert admin.post(HERE, typed, page=HERE).status_code == 303


def test_a_revoked_token_is_listed_as_such(admin: AdminBrowser, database: Database, deployment: str) -> None:
    admin.post(HERE, {"name": "old", "scope": "usage:read", "days": "30"}, page=HERE)
    with database.session() as session:
        token_id = session.query(ApiToken).one().id
    assert admin.post(f"{HERE}/{token_id}/revoke", page=HERE).status_code == 303
    assert "Revoked" in admin.get(HERE).text
