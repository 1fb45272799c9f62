"""Files are compressed on their way; pages are not, whose length would tell of the secrets in them."""

import gzip

from flask import Flask

from tests.web.admin.conftest import app as app

ZIPPED = {"Accept-Encoding": "gzip"}


def test_a_style_sheet_travels_compressed(app: Flask) -> None:
    client = app.test_client()
    plain, zipped = (client.get("/static/caveat.css", headers=headers) for headers in ({}, ZIPPED))
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < len(plain.data) / 2
    assert gzip.decompress(zipped.data) == plain.data


def test_a_script_travels_compressed(app: Flask) -> None:
    answer = app.test_client().get("/static/session.js", headers=ZIPPED)
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_page_travels_as_it_is(app: Flask) -> None:
    answer = app.test_client().get("/help", headers=ZIPPED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
