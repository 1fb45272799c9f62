"""An administrator who is signed in, without the way there."""

import re
import time
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin.config import Settings
from plugin.services import administrators, totp
from plugin.store.session import Database
from plugin.store.tables import Administrator
from plugin.web.admin import door
from plugin.web.app import create_app


@dataclass
class AdminBrowser:
    client: FlaskClient
    administrator_id: UUID

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, base_url="https://localhost", **more)

    def post(self, path: str, data: dict[str, Any] | None = None, page: str = "/admin", **more: Any) -> Any:
        """With the form token that the page named `page` carries."""
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', self.get(page).text)
        token = {"form_token": found.group(1)} if found else {}
        return self.client.post(path, data=token | (data or {}), base_url="https://localhost", **more)


@pytest.fixture(autouse=True)
def clock_of_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    """One-time codes are of one moment: a step that ended while a test hashed would make them wrong."""
    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


@pytest.fixture
def admin(app: Flask, database: Database) -> AdminBrowser:
    with database.session() as session:
        ada = Administrator(name="ada")
        session.add(ada)
        session.flush()
        secret = administrators.open_session(session, ada)
    client = app.test_client()
    client.set_cookie(door.COOKIE, secret, domain="localhost", secure=True)
    return AdminBrowser(client, ada.id)
