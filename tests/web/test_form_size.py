"""Forms without files are small, whoever sends them."""

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from plugin.config import Settings
from plugin.store.session import Database
from plugin.web import form_size
from plugin.web.app import create_app

HOST = "https://localhost"


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


def posted(client: FlaskClient, path: str, size: int) -> int:
    body = b"a=" + b"b" * (size - 2)
    return client.post(path, data=body, content_type=form_size.FORM, base_url=HOST).status_code


@pytest.mark.parametrize("path", ["/lti/login", "/lti/launch", "/lti/register", "/admin/sign-in", "/admin/begin"])
def test_no_stranger_has_us_read_an_endless_form(app: Flask, path: str) -> None:
    client = app.test_client()
    assert posted(client, path, form_size.MOST + 1) == 413
    assert posted(client, path, form_size.MOST) != 413


def test_all_of_a_large_class_can_be_ticked(app: Flask) -> None:
    ids = 20_000 * len("run=00000000-0000-0000-0000-000000000000&")
    with app.test_request_context("/visits/00000000-0000-0000-0000-000000000000/class/chosen", method="POST",
                                  content_type=form_size.FORM):  # fmt: skip
        form_size._bound()
        assert (request.max_content_length or 0) > ids
