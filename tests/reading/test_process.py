"""The process that reads may loop, die, lie or pour: the answer is always a reason, and the next is read."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain.score import Reason
from tests.reading import documents
from tests.reading.answers import reason_of
from workers.reading import read as room
from workers.reading.limits import DEFAULT
from workers.reading.read import read

SIGNAL = "import os, signal; os.kill(os.getpid(), signal.{})"
TEXT = {"content": "ok", "media_type": "text/plain", "facts": {}, "notes": []}


def says(**other: object) -> str:
    return f"print({json.dumps(TEXT | other)!r})"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import time; time.sleep(60)", Reason.READING_TIMED_OUT),
        ("import sys, time; sys.stdout.close(); time.sleep(60)", Reason.READING_TIMED_OUT),
        ("import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])",
         Reason.READING_TIMED_OUT),
        (SIGNAL.format("SIGXCPU"), Reason.READING_TIMED_OUT),
        (SIGNAL.format("SIGSEGV"), Reason.UNREADABLE),
        (SIGNAL.format("SIGKILL"), Reason.UNREADABLE),
        ("raise SystemExit(3)", Reason.UNREADABLE),
        (says() + "; raise SystemExit(3)", Reason.UNREADABLE),
        ("while True: print('x' * 65536)", Reason.UNREADABLE),
    ],
    ids=["sleeps", "closes and sleeps", "leaves a child behind", "CPU time", "crashes", "killed", "fails",
         "answers and fails", "pours"],
)  # fmt: skip
def test_whatever_becomes_of_the_reading_process_is_a_reason(
    monkeypatch: pytest.MonkeyPatch, code: str, expected: Reason
) -> None:
    monkeypatch.setattr(room, "_CHILD", code)
    began = time.monotonic()
    assert reason_of(b"Plain words.", replace(DEFAULT, wall_seconds=0.6, max_characters=10_000)) is expected
    assert time.monotonic() - began < 3
    monkeypatch.undo()
    assert read(b"Plain words.").content == "Plain words."


@pytest.mark.parametrize(
    "code",
    [
        "print('no answer')", "print('{}')", "print('[1]')", "print('[' * 100_000)", "import os; os.write(1, b'\\xff')",
        says(content=5), says(content="  "), says(content="\ud800"), says(media_type="text/rtf"),
        says(facts={"pages": [1]}), says(facts=[]), says(notes=["anything"]), says(notes=7), says(reason="no such"),
    ],
)  # fmt: skip
def test_rubbish_from_the_reading_process_is_no_text(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(room, "_CHILD", code)
    assert reason_of(b"Plain words.") is Reason.UNREADABLE


def instead_of_parsing(code: str) -> str:
    """The real process, confined as ever, doing `code` in the parser's place."""
    return room._CHILD.replace("main()", f"import workers.reading.child as c; c.answer_to = lambda *a: {code}; main()")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("bytearray(3 * 1024**3) and {}", Reason.UNREADABLE),
        ("[0 for _ in iter(int, 1)]", Reason.READING_TIMED_OUT),
    ],
    ids=["memory", "processor"],
)
def test_the_machine_is_not_used_up(monkeypatch: pytest.MonkeyPatch, code: str, expected: Reason) -> None:
    monkeypatch.setattr(room, "_CHILD", instead_of_parsing(code))
    assert reason_of(b"Plain words.", replace(DEFAULT, cpu_seconds=1, wall_seconds=8.0)) is expected


def test_no_file_grows_under_the_reading_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(room, "_CHILD", instead_of_parsing(f"open({str(tmp_path / 'kept')!r}, 'w').write('x' * 9**6)"))
    assert reason_of(b"Plain words.") is Reason.UNREADABLE
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) == 0


def test_what_a_library_prints_neither_spoils_the_answer_nor_is_seen() -> None:
    prints = f"[__import__('os').write(out, b'secret') for out in (1, 2)] and {TEXT!r}"
    code = (
        f"from workers.reading import read as r; r._CHILD = {instead_of_parsing(prints)!r}; print(r.read(b'x').content)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("ok\n", "")


def test_nothing_of_the_caller_s_environment_reaches_the_reading_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAVEAT_SECRET_KEY", "secret")
    code = f"{TEXT!r} | {{'content': repr(dict(__import__('os').environ))}}"
    monkeypatch.setattr(room, "_CHILD", instead_of_parsing(code))
    assert "secret" not in read(b"Plain words.").content


@pytest.mark.parametrize("kind", ["txt", "docx", "pdf"])
def test_the_reading_process_loads_no_more_than_its_parser(kind: str) -> None:
    data = {"txt": b"Plain words.", "docx": documents.docx_file(), "pdf": documents.pdf_file()}[kind]
    code = (
        "import sys; from workers.reading.child import answer_to; from workers.reading.limits import DEFAULT;"
        f"assert 'content' in answer_to({data!r}, DEFAULT); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    others = {"txt": {"docx", "pypdfium2", "charset_normalizer"}, "docx": {"pypdfium2"}, "pdf": {"docx", "lxml"}}[kind]
    assert not set(done.stdout.split()) & ({"torch", "transformers", "numpy", "sqlalchemy", "flask"} | others)
