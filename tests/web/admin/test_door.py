"""Nobody who is not signed in sees a page of the administration."""

import pytest
from flask import Flask

from plugin.config import Settings
from plugin.store.session import Database
from plugin.store.tables import Administrator
from plugin.web.admin import door
from tests.web.admin.conftest import AdminBrowser


def test_a_stranger_is_led_to_the_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/admin", base_url="https://localhost")
    assert (answer.status_code, answer.location) == (303, "/admin/sign-in")


def test_an_invented_cookie_opens_nothing(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie(door.COOKIE, "x" * 43, domain="localhost", secure=True)
    assert client.get("/admin", base_url="https://localhost").status_code == 303


def test_who_is_signed_in_sees_the_overview(admin: AdminBrowser) -> None:
    assert admin.get("/admin").status_code == 200


def test_no_page_stands_in_a_frame_not_even_one_that_refuses(app: Flask, admin: AdminBrowser) -> None:
    """It has the buttons of any other; a site beside ours, whose frames carry the strict cookie, could lay them out."""
    refused = admin.get("/admin/retention?keep_days=x")
    stranger = app.test_client().post("/admin/sign-in", data={"name": "ada"}, base_url="https://localhost")
    for answer, status in ((refused, 400), (stranger, 401), (admin.get("/admin"), 200)):
        assert answer.status_code == status
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/admin/nonsense", 404), ("GET", "/admin/methods/perplexity", 405), ("POST", "/admin/samples", 413)],
)
def test_who_went_astray_in_the_administration_is_led_back_to_it_and_to_no_course(
    admin: AdminBrowser, settings: Settings, method: str, path: str, status: int
) -> None:
    more = {"data": {"text": "x" * (settings.max_upload + 2**22)}} if method == "POST" else {}
    answer = admin.client.open(path, method=method, base_url="https://localhost", **more)
    assert answer.status_code == status
    said = answer.text.partition("data-refused")[2]
    assert 'href="/admin"' in said
    assert "course" not in said
    assert "hand that in" not in said


def test_a_page_that_does_not_exist_speaks_the_administrators_language_and_a_strangers_own(
    app: Flask, admin: AdminBrowser, database: Database
) -> None:
    with database.session() as session:
        session.get_one(Administrator, admin.administrator_id).locale = "zh_Hans"
    told = {"base_url": "https://localhost", "headers": {"Accept-Language": "en"}}
    pages = (admin.client.get("/admin/nonsense", **told), app.test_client().get("/admin/nonsense", **told))
    assert ['<html lang="zh-Hans"' in page.text for page in pages] == [True, False]
    assert [page.status_code for page in pages] == [404, 404]
