"""A PostgreSQL of the tests' own, from the wheel pgserver: nothing needs to be installed or running."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.platforms.server import free_port


def postgres_url(host: str, port: int, name: str) -> str:
    return f"postgresql+pg8000://caveat@{host}:{port}/{name}"


@dataclass(frozen=True)
class Cluster:
    """A data folder that is ready, and how its server is started. As root it runs as `user`: it refuses root."""

    command: list[str]
    user: str | None
    port: int

    def wait(self) -> None:
        import pg8000.native

        for _ in range(200):
            with suppress(Exception):
                pg8000.native.Connection("caveat", host="127.0.0.1", port=self.port, database="postgres").close()
                return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start")


@contextmanager
def postgres() -> Iterator[tuple[str, int]]:
    """(host, port) of a server with one empty database `postgres`."""
    with cluster() as ready:
        server = subprocess.Popen(
            ready.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=ready.user
        )  # fmt: skip
        try:
            ready.wait()
            yield "127.0.0.1", ready.port
        finally:
            server.send_signal(signal.SIGINT)  # a fast end: a client that is still there would be waited for
            server.wait(20)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """In a folder of its own that is gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="caveat-pg-"))
    try:
        # A copy: `nobody` may not be able to look into the folder where the wheel was installed.
        spec = importlib.util.find_spec("pgserver")
        assert spec is not None
        assert spec.origin is not None
        shutil.copytree(Path(spec.origin).parents[1], folder / "wheel", ignore=_all_but_postgres)
        binaries = folder / "wheel" / "pgserver" / "pginstall" / "bin"
        port, user = free_port(), _somebody(folder)
        command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "caveat", "-A", "trust", "-E", "UTF8"]
        subprocess.run(command, check=True, capture_output=True, user=user)
        server = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port), "-k", str(folder)]
        yield Cluster([*server, "-c", "fsync=off"], user, port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _all_but_postgres(folder: str, names: list[str]) -> list[str]:
    """Of site-packages only the server and the libraries beside it."""
    return [n for n in names if not n.startswith("pgserver")] if folder.endswith("site-packages") else []


def _somebody(folder: Path) -> str | None:
    if os.getuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return "nobody"
