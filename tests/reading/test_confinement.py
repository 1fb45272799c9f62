"""A parser that was taken over: what it would try is tried here, in the real process and in the parser's place."""

import json
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.reading import read as room
from workers.reading.confinement import _keep_to_code
from workers.reading.read import DEFAULT, kept_by_kernel, read

# What is tried -> how. `tree` is the folder of our packages, `there` a file that anybody may write.
TRIALS = {
    "a socket": "socket.socket()",
    "a pair of sockets": "socket.socketpair()",
    "another process": "os.fork()",
    "another thread": "threading.Thread(target=len, args=('',)).start()",
    "another program": "os.execv('/bin/true', ['true'])",
    "the secrets of who called": "open(f'/proc/{os.getppid()}/environ').read()",
    "the end of who called": "os.kill(os.getppid(), 0)",
    "a file of the system": "open('/etc/passwd').read()",
    "a file beside our code": "open(tree + '/setup.cfg').read()",
    "a folder of the system": "os.listdir('/etc')",
    "a file that is there": "open(there, 'w')",
    "a file's deletion": "os.unlink(there)",
    "another name for a file": "os.rename(there, there + '.old')",
    "a file's rights": "os.chmod(there, 0o777)",
    "a new file": "open(there + '.new', 'w')",
    "a new folder": "os.mkdir(there + '.folder')",
    "more memory": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "many files": "[os.dup(0) for _ in range(70)]",
}
TRYING = """
import json, os, resource, socket, threading
def tried(how):
    try: eval(how)
    except (OSError, ValueError, RuntimeError) as error: return type(error).__name__
told = json.dumps({name: tried(how) for name, how in trials.items()})
"""
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="Linux alone confines so"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str | None]]:
    """Trial -> the error that it came to; None where it succeeded."""
    there = tmp_path_factory.mktemp("reach") / "there"
    there.write_text("kept")
    given = {"trials": TRIALS, "there": str(there), "tree": str(Path(room.__file__).parents[2])}
    answer = "{'content': g['told'], 'media_type': 'text/plain', 'facts': {}, 'notes': []}"
    code = room._CHILD.replace("main()", f"""
import workers.reading.child as c
g = {given!r}
c.answer_to = lambda *a: exec({TRYING!r}, g) or {answer}
main()""")  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_CHILD", code)
        yield json.loads(read(b"Plain words.", DEFAULT).content)
    assert there.read_text() == "kept"
    assert [file.name for file in there.parent.iterdir()] == ["there"]


@pytest.mark.parametrize("trial", TRIALS)
def test_whoever_takes_the_reading_process_over_gets_nothing_of_the_machine(
    told: dict[str, str | None], trial: str
) -> None:
    assert told[trial] is not None


def test_without_landlock_the_process_says_that_files_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def syscall(self, *_: object) -> int:
            return -1  # ENOSYS

    monkeypatch.setattr("workers.reading.landlock.ctypes.CDLL", lambda *_, **__: Old())
    assert not _keep_to_code()


def test_what_holds_here_can_be_asked_for() -> None:
    assert kept_by_kernel() == {"files", "calls"}
