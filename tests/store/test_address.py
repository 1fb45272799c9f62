"""The database's address: TLS as libpq's words ask for it, and what cannot be used is said without repeating it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import InterfaceError

from plugin.cli import main
from plugin.config_error import ConfigError
from plugin.store.address import read
from plugin.store.session import Database
from tests.cli_environment import set_environment
from tests.platforms.certificates import self_made

STARTUP = b"user\0caveat\0"


@pytest.mark.parametrize(
    "wrong",
    ["", "here", "mysql://caveat:hidden@host/caveat", "postgresql://caveat:hidden@host:port/caveat",
     "postgresql://caveat:hidden@host/caveat?sslmode=always", "postgresql://caveat:hidden@host/caveat?sslmod=require",
     "postgresql://caveat:hidden@host/caveat?sslmode=verify-full&sslrootcert=/nowhere",
     "postgresql://caveat:hidden@host/caveat?sslmode=verify-full&sslrootcert=/etc/hostname"],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_named_and_no_password_repeated(wrong: str) -> None:
    with pytest.raises(ConfigError, match="CAVEAT_DATABASE_URL") as error:
        read(wrong)
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+pg8000"])
def test_every_name_of_postgresql_leads_to_its_one_driver(scheme: str) -> None:
    url, told = read(f"{scheme}://caveat:p%2F@host:5433/caveat")
    assert url.render_as_string(hide_password=False) == "postgresql+pg8000://caveat:p%2F@host:5433/caveat"
    assert told == {"ssl_context": None}


def test_tls_is_used_as_asked_for(tmp_path: Path) -> None:
    with server(tmp_path, tls=True) as (port, heard):
        sure = f"?sslmode=verify-full&sslrootcert={tmp_path}/certificate.pem"
        for asked in ("?sslmode=prefer", "?sslmode=require", sure):
            connect(f"postgresql://caveat@localhost:{port}/caveat{asked}")
            assert STARTUP in heard.pop()


@pytest.mark.parametrize(
    ("host", "asked"),
    [("localhost", "?sslmode=verify-full"), ("localhost", "?sslmode=verify-ca"),
     ("127.0.0.1", "?sslmode=verify-full&sslrootcert={}/certificate.pem")],
)  # fmt: skip
def test_a_server_that_nobody_vouches_for_hears_nothing(tmp_path: Path, host: str, asked: str) -> None:
    with server(tmp_path, tls=True) as (port, heard):
        with pytest.raises(ssl.SSLCertVerificationError):
            Database(f"postgresql://caveat@{host}:{port}/caveat{asked.format(tmp_path)}").ping()
        assert heard == []


def test_the_command_says_so_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environment(monkeypatch, tmp_path)
    with server(tmp_path, tls=True) as (port, _):
        monkeypatch.setenv("CAVEAT_DATABASE_URL", f"postgresql://caveat@localhost:{port}/caveat?sslmode=verify-full")
        assert main(["admin", "queue"]) == 2
    assert "does not answer as it should (SSLCertVerificationError)" in capsys.readouterr().err


def test_verify_ca_takes_any_host_that_the_authority_knows(tmp_path: Path) -> None:
    with server(tmp_path, tls=True) as (port, heard):
        connect(f"postgresql://caveat@127.0.0.1:{port}/caveat?sslmode=verify-ca&sslrootcert={tmp_path}/certificate.pem")
        assert STARTUP in heard.pop()


def test_where_tls_is_required_a_server_without_it_hears_nothing(tmp_path: Path) -> None:
    with server(tmp_path, tls=False) as (port, heard):
        with pytest.raises(InterfaceError, match="refuses SSL"):
            Database(f"postgresql://caveat@localhost:{port}/caveat?sslmode=require").ping()
        assert STARTUP not in b"".join(heard)


def connect(url: str) -> None:
    """The server hangs up once it has heard who comes."""
    with pytest.raises(Exception, match="."):
        Database(url).ping()


@contextmanager
def server(folder: Path, tls: bool) -> Iterator[tuple[int, list[bytes]]]:
    """The beginning of PostgreSQL's protocol (its manual, "SSL Session Encryption"), and what came after it: the
    wheel's PostgreSQL is built without TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_made(folder, "localhost"))
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=_answer, args=(door, context if tls else None, heard))
        thread.start()
        yield door.getsockname()[1], heard
        door.shutdown(socket.SHUT_RDWR)  # whoever waits for the next is woken
        thread.join()


def _answer(door: socket.socket, context: ssl.SSLContext | None, heard: list[bytes]) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        with line, suppress(OSError):
            line.recv(8)
            line.sendall(b"S" if context else b"N")
            with context.wrap_socket(line, server_side=True) if context else line as inside:
                heard.append(inside.recv(200))
