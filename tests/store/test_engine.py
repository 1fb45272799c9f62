"""What PostgreSQL's driver is told, and what it is spared."""

import ssl
from pathlib import Path

import pg8000.dbapi
import pg8000.legacy
import pytest
from sqlalchemy import make_url

from plugin.config_error import ConfigError
from plugin.store import database_tls, engine
from plugin.store.session import Database

ADDRESS = "postgresql+pg8000://caveat@db.uni.example/caveat"


def context(address: str) -> ssl.SSLContext:
    found = database_tls.read(make_url(address))[1]["ssl_context"]
    assert isinstance(found, ssl.SSLContext)
    return found


@pytest.mark.parametrize(
    "statement",
    ["select %s, '%%', \"a%%b\" from t where x = %s -- it's", "select E'\\'%%' || %s", "select 1", "select $$%s$$, %s"],
)
def test_a_statement_that_is_known_is_what_the_driver_makes_of_it(statement: str) -> None:
    values = ("a", 7)
    for _ in range(2):
        made = pg8000.legacy.convert_paramstyle("format", statement, values)
        assert made == pg8000.dbapi.convert_paramstyle("format", statement, values)


def test_statements_of_another_style_are_left_to_the_driver() -> None:
    asked = "named", "select :one, :two, :one", {"one": 1, "two": 2}
    assert pg8000.legacy.convert_paramstyle(*asked) == pg8000.dbapi.convert_paramstyle(*asked)


def test_as_many_connections_stay_open_as_a_web_process_has_threads() -> None:
    from plugin.cli_web import _THREADS

    database = Database(ADDRESS)
    assert database.engine.pool.size() > _THREADS  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (ADDRESS, None),
        (ADDRESS + "?sslmode=prefer", None),
        (ADDRESS + "?sslmode=disable", False),
        ("postgresql+pg8000://caveat@127.0.0.1/caveat", False),
        ("postgresql+pg8000:///caveat", False),
    ],
)
def test_another_host_is_asked_for_tls_and_this_one_is_not(address: str, told: bool | None) -> None:
    left, arguments = database_tls.read(make_url(address))
    assert arguments["ssl_context"] is told
    assert not left.query


def test_a_certificate_is_looked_at_as_closely_as_was_asked() -> None:
    asked = {mode: context(f"{ADDRESS}?sslmode={mode}") for mode in ("require", "verify-ca", "verify-full")}
    assert {mode: (one.verify_mode, one.check_hostname) for mode, one in asked.items()} == {
        "require": (ssl.CERT_NONE, False),
        "verify-ca": (ssl.CERT_REQUIRED, False),
        "verify-full": (ssl.CERT_REQUIRED, True),
    }


@pytest.mark.parametrize("query", ["sslmode=yes", "sslmode=verify-full&sslrootcert=/nowhere.pem"])
def test_what_cannot_be_used_is_refused_by_the_name_of_the_setting(query: str) -> None:
    with pytest.raises(ConfigError, match="CAVEAT_DATABASE_URL"):
        engine.make_engine(f"{ADDRESS}?{query}")


def test_an_authoritys_file_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("nothing")
    with pytest.raises(ConfigError, match="none.pem"):
        engine.make_engine(f"{ADDRESS}?sslmode=require&sslrootcert={tmp_path / 'none.pem'}")
