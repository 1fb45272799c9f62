"""A small disk of its own for what is handed in, so that it can be full. Needs root; without it, a limit on the size of
files stops the same writes with another error number."""

import os
import resource
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from tests.chaos.house import House

SIZE = "64m"
_BALLAST = "ballast"
_UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def mount(folder: Path) -> bool:
    """True where `folder` is now a disk of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    return os.getuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0


def unmount(folder: Path) -> None:
    if os.path.ismount(folder):
        subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(house: House) -> None:
    if not os.path.ismount(house.data):
        _limit(house, (0, resource.RLIM_INFINITY))
        return
    with suppress(OSError), (house.data / _BALLAST).open("wb", buffering=0) as ballast:
        while ballast.write(bytes(4096)):
            pass


def free(house: House) -> None:
    (house.data / _BALLAST).unlink(missing_ok=True)
    if not os.path.ismount(house.data):
        _limit(house, _UNLIMITED)


def _limit(house: House, limit: tuple[int, int]) -> None:
    for name in ("web", "scorer"):
        if process := house.supervisor.services[name].process:
            for one in [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    resource.prlimit(one.pid, resource.RLIMIT_FSIZE, limit)
