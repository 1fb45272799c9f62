"""After the whole journey, at the most talkative level: no log holds a name, a text or a secret, and nothing went
anywhere but to the platform. Last of this room by its name, so that all that came before is looked at as well."""

import subprocess
import sys
import time

import pytest
import requests

from tests.journey import leaks
from tests.platforms.browser import Browser
from tests.platforms.demo import Demo, _caveat, _until
from tests.platforms.essays import HARBOUR

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.timeout(300)]
TYPED = "a-password-that-was-typed"


@pytest.fixture(scope="module")
def gone_wrong(demo: Demo) -> Demo:
    """A text that is no document, a launch that nobody signed, a sign-in and a program with wrong secrets; then a
    person is exported and erased."""
    lms, tool = demo.platforms["moodle"], demo.tool_url
    student = Browser()
    student.open(f"{lms.base_url}/as/aigerim/launch")
    student.submit(student.form("/submissions"), {"text": ""}, {"file": ("my-name.txt", HARBOUR[:40].encode())})
    receipt = student.page.url
    _until(lambda: "data-finished" in student.open(receipt + "/state").text, "not finished", 90)
    requests.post(f"{tool}/lti/launch", data={"id_token": "eyJhbGciOi.eyJub25l.x", "state": "s"}, timeout=10)
    requests.post(f"{tool}/admin/sign-in", data={"name": "ada", "password": TYPED}, timeout=10)
    requests.get(f"{tool}/api/v1/usage", headers={"Authorization": f"Bearer {TYPED}"}, timeout=10)
    _export_and_erase(demo)
    time.sleep(0.5)
    return demo


def _export_and_erase(demo: Demo) -> None:
    sub = demo.platforms["moodle"].school.person("aigerim").sub
    for line in _caveat(demo.environment, "admin", "registrations").splitlines():
        registration = line.split()[0]
        try:
            person = _caveat(demo.environment, "admin", "find-person", registration, sub).split()[0]
        except Exception:  # noqa: BLE001, S112 - of the other platform
            continue
        target = demo.processes.logs.parent / "person.zip"
        _caveat(demo.environment, "admin", "export-person", person, str(target))
        _caveat(demo.environment, "admin", "erase-person", person, "--yes")
        return
    raise AssertionError("nobody was erased")


def test_no_log_holds_a_name_a_text_or_a_secret(gone_wrong: Demo) -> None:
    assert leaks.found_in_logs(gone_wrong) == set()
    for log in gone_wrong.processes.logs.glob("*.log"):
        said = log.read_text(errors="replace")
        assert TYPED not in said, log.name
        assert "my-name.txt" not in said, log.name


def test_the_logs_did_say_something(gone_wrong: Demo) -> None:
    """Or the test before this one proves nothing."""
    assert "DEBUG" in gone_wrong.processes.tail("courier", 5000)
    assert "launch refused" in gone_wrong.processes.tail("web", 5000)


def test_nothing_went_anywhere_but_to_the_platform(gone_wrong: Demo) -> None:
    assert leaks.outgoing(gone_wrong) == ""


def test_a_process_of_the_journey_that_tries_is_refused_and_noted(demo: Demo, tmp_path: object) -> None:
    """Or the test before this one proves nothing."""
    notes = f"{tmp_path}/notes"
    told = {**demo.environment, "WATCHED_NOTES": notes}
    for way in ("socket.create_connection(('192.0.2.1', 80), 1)", "socket.getaddrinfo('huggingface.co', 443)"):
        done = subprocess.run(
            [sys.executable, "-c", f"import socket; {way}"], env=told, capture_output=True, text=True, check=False
        )
        assert "watched: nothing may go to" in done.stderr
    with open(notes) as written:
        assert ["192.0.2.1" in written.readline(), "huggingface.co" in written.readline()] == [True, True]
