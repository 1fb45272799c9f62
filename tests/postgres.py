"""A PostgreSQL of the tests' own, from the wheel pgserver: nothing needs to be installed or running."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.platforms.server import free_port


def postgres_url(host: str, port: int, name: str) -> str:
    return f"postgresql+pg8000://caveat@{host}:{port}/{name}"


@contextmanager
def postgres() -> Iterator[tuple[str, int]]:
    """(host, port) of a server with one empty database `postgres`. As root it runs as `nobody`: it refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="caveat-pg-"))
    # A copy: `nobody` may not be able to look into the folder where the wheel was installed.
    spec = importlib.util.find_spec("pgserver")
    assert spec is not None
    assert spec.origin is not None
    shutil.copytree(Path(spec.origin).parents[1], folder / "wheel", ignore=_all_but_postgres)
    binaries = folder / "wheel" / "pgserver" / "pginstall" / "bin"
    port = free_port()
    user = _somebody(folder)
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "caveat", "-A", "trust", "-E", "UTF8"]
    subprocess.run(command, check=True, capture_output=True, user=user)
    server = subprocess.Popen(
        [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port), "-k", str(folder), "-c", "fsync=off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user,
    )  # fmt: skip
    try:
        _wait(binaries, port)
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(20)
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


def _wait(binaries: Path, port: int) -> None:
    import pg8000.native

    for _ in range(200):
        with suppress(Exception):
            pg8000.native.Connection("caveat", host="127.0.0.1", port=port, database="postgres").close()
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start")
