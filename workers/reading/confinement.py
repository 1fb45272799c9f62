"""What the reading process gives up before it looks at a document: resources, files, network, other processes.

A parser may be taken over by what it parses. Whoever did that finds no secret to read, since neither the settings nor
other processes can be reached, and no way to send it but the answer.
"""

import contextlib
import ctypes
import resource
import signal
import sys
from pathlib import Path

from workers.reading.landlock import leave_only
from workers.reading.limits import Limits
from workers.reading.seccomp import refuse_calls

_SET_NO_NEW_PRIVS = 38
# Beside Python's own folders: shared libraries, and the list of where they are (ld.so(8)).
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")


def confine(limits: Limits) -> tuple[str, ...]:
    """Bounded in memory and time from here on; which of "files" and "calls" the kernel keeps as well. Limits hold on
    every system, these two on Linux alone: Landlock from 5.13 on, seccomp where its numbers are known."""
    _bound(limits)
    if sys.platform != "linux" or ctypes.CDLL(None).prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return ()
    # Calls last: those that Landlock itself needs are none of them, and nothing comes after.
    return tuple(name for name, holds in (("files", _keep_to_code()), ("calls", refuse_calls())) if holds)


def _bound(limits: Limits) -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    cpu = limits.cpu_seconds
    for what, soft, hard in (
        (resource.RLIMIT_AS, limits.address_space_bytes, limits.address_space_bytes),
        # Past the soft limit comes SIGXCPU, which says why; SIGKILL, past the hard one, could be anybody's.
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_NPROC, 0, 0),  # root is not bound by it, and "calls" may be missing
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS; a lower hard limit stays
            resource.setrlimit(what, (soft, hard))


def _keep_to_code() -> bool:
    """Parsers load parts of themselves late. The folder that our packages lie in may hold settings too: of it, names
    alone, which the import system lists."""
    root = Path(__file__).resolve().parents[2]
    code = [root / "workers", root / "plugin", *(Path(place) for place in sys.path if Path(place) != root)]
    return leave_only([*code, Path(sys.prefix), Path(sys.base_prefix), *map(Path, _LIBRARIES)], [root])
