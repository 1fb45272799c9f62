"""What somebody does who signs in: types, scans, and keeps cookies."""

import re
from typing import Any

import pyotp
from flask.testing import FlaskClient

from plugin.services import administrator_links, totp
from plugin.services.audit import COMMAND
from plugin.store.session import Database
from plugin.web.admin import door

HOST = "https://localhost"
PASSWORD = "three unlikely herons"
FORM = {"Sec-Fetch-Site": "same-origin"}


def setup_link(database: Database) -> str:
    with database.session() as session:
        return administrator_links.setup(session, COMMAND)


def invitation(database: Database) -> str:
    with database.session() as session:
        return administrator_links.invite(session, COMMAND, "a colleague")


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(totp.time.time()) + 30 * steps)


def begin(client: FlaskClient, token: str, name: str = "ada", **typed: str) -> tuple[Any, str]:
    """By a link: the answer, and the secret that the phone keeps."""
    page = client.get(f"/admin/begin?link={token}", base_url=HOST).text
    secret = secret_in(page)
    form = {"link": token, "seal": field(page, "seal"), "name": name, "password": PASSWORD, "again": PASSWORD,
            "code": code(secret, -1)}  # fmt: skip
    return client.post("/admin/begin", data=form | typed, base_url=HOST, headers=FORM), secret


def sign_in(client: FlaskClient, secret: str, name: str = "ada", **typed: str) -> Any:
    form = {"name": name, "password": PASSWORD, "code": code(secret)}
    return client.post("/admin/sign-in", data=form | typed, base_url=HOST, headers=FORM)


def is_in(client: FlaskClient) -> bool:
    return bool(client.get("/admin/account", base_url=HOST).status_code == 200)


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def secret_in(page: str) -> str:
    found = re.search(r'<code class="once">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")


def recovery_codes(page: str) -> list[str]:
    return re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5})</li>", page)


def without_memory(client: FlaskClient) -> FlaskClient:
    """As a stranger's browser: neither a session nor known."""
    for name in (door.COOKIE, door.KNOWN):
        client.delete_cookie(name, domain="localhost")
    return client
