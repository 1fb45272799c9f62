"""Forms without files are small, whoever sends them."""

import pytest
import requests
from flask import Flask, request
from flask.testing import FlaskClient

from plugin.config import Settings
from plugin.store.session import Database
from plugin.web import form_size
from plugin.web.app import create_app
from tests.conftest import House

HOST = "https://localhost"
NOBODYS = "/visits/00000000-0000-0000-0000-000000000000"


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


BESIDE = 'multipart/form-data; boundary="B"'


def posted(client: FlaskClient, path: str, size: int, content_type: str = form_size.FORM) -> int:
    body = b"a=" + b"b" * (size - 2)
    return client.post(path, data=body, content_type=content_type, base_url=HOST).status_code


@pytest.mark.parametrize("kind", [form_size.FORM, BESIDE])
@pytest.mark.parametrize("path", ["/lti/login", "/lti/launch", "/lti/register", "/admin/sign-in", "/admin/begin"])
def test_no_stranger_has_us_read_an_endless_form(app: Flask, path: str, kind: str) -> None:
    client = app.test_client()
    assert posted(client, path, form_size.MOST + 1, kind) == 413
    assert posted(client, path, form_size.MOST, kind) != 413


def test_nothing_is_read_of_files_from_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.request_class, "form_data_parser_class", None)  # whoever reads a form now fails
    for path in (f"{NOBODYS}/submissions", f"{NOBODYS}/own-reports/{NOBODYS[8:]}/replies"):
        assert posted(app.test_client(), path, form_size.MOST + 1, BESIDE) == 401


def test_a_file_is_no_way_to_send_an_endless_field_or_header(moodle: House) -> None:
    browser = moodle.launch("mei")
    form, cookies = browser.form("/submissions"), browser.cookies("localhost")
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Content-Type": BESIDE}
    endless = b"; a=b" * (form_size.MOST_BESIDE_FILES // 5 + 1)
    body = b'--B\r\nContent-Disposition: form-data; name="text"' + endless + b"\r\n\r\nx\r\n--B--\r\n"
    assert requests.post(form.action, data=body, headers=headers).status_code == 413
    browser.submit(form, {"text": "word " * (form_size.MOST_BESIDE_FILES // 5 + 1)})
    assert browser.page.status == 413
    browser.submit(form, {"text": "word " * (form_size.MOST_BESIDE_FILES // 6)})
    assert browser.page.status == 200


def test_all_of_a_large_class_can_be_ticked(app: Flask) -> None:
    ids = 20_000 * len("run=00000000-0000-0000-0000-000000000000&")
    with app.test_request_context(f"{NOBODYS}/class/chosen", method="POST", content_type=form_size.FORM):
        form_size._bound()
        assert (request.max_content_length or 0) > ids
