"""After the whole journey, at the most talkative level: no log holds a name, a text or a secret, and nothing went
anywhere but to the platform. Last of this room by its name, so that all that came before is looked at as well."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.journey import leaks
from tests.platforms.browser import Browser
from tests.platforms.demo import Demo, _caveat, _until
from tests.platforms.essays import HARBOUR
from tests.platforms.platform import Platform
from tests.platforms.server import serving
from tests.web.admin.provider import Provider

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.timeout(300)]
TYPED = "a-password-that-was-typed"
# Names that nothing else holds: of files, and of somebody whom the provider of single sign-on knows.
NAMES = ("my-name.txt", "my-draft.txt", "ottoline", "brandvold")


@pytest.fixture(scope="module")
def gone_wrong(demo: Demo) -> Demo:
    """A text that is no document, a reply to its report, a mark that the LMS does not take, with a name in its error; a
    launch that nobody signed, sign-ins and a program with wrong secrets; then a person is exported and erased."""
    lms, tool = demo.platforms["moodle"], demo.tool_url
    _reply(lms, _handed_in(lms))
    _mark_refused_by_name(demo, lms)
    requests.post(f"{tool}/lti/launch", data={"id_token": "eyJhbGciOi.eyJub25l.x", "state": "s"}, timeout=10)
    requests.post(f"{tool}/admin/sign-in", data={"name": "ottoline", "password": TYPED}, timeout=10)
    _sign_in_without_an_invitation(demo)
    requests.get(f"{tool}/api/v1/usage", headers={"Authorization": f"Bearer {TYPED}"}, timeout=10)
    _export_and_erase(demo)
    return demo


def _handed_in(lms: Platform) -> Browser:
    """The student's browser, on the receipt of what was read."""
    student = Browser()
    student.open(f"{lms.base_url}/as/aigerim/launch")
    student.submit(student.form("/submissions"), {"text": ""}, {"file": ("my-name.txt", HARBOUR[:40].encode())})
    receipt = student.page.url
    _until(lambda: "data-finished" in student.open(receipt + "/state").text, "not finished", 90)
    _teacher(lms, "Settings").submit("/settings", {"student_sees": "at_once"})
    student.open(receipt)
    return student


def _reply(lms: Platform, student: Browser) -> None:
    student.open(student.page.link("Open the report of your text"))
    draft = {"drafts": ("my-draft.txt", io.BytesIO(HARBOUR.encode()))}
    replied = student.submit("/replies", {"reply": HARBOUR[:1500]}, draft)
    assert "my-draft.txt" in replied.text


def _teacher(lms: Platform, leads_to: str) -> Browser:
    teacher = Browser()
    teacher.open(f"{lms.base_url}/as/teacher/launch")
    teacher.open(teacher.page.link(leads_to))
    return teacher


def _mark_refused_by_name(demo: Demo, lms: Platform) -> None:
    person = lms.school.person("aigerim")
    lms.refused[person.sub] = (500, f"{person.name} <{person.email}> handed in: {HARBOUR[:200]}")
    teacher = _teacher(lms, f"Open report {person.name}")
    teacher.submit(teacher.form("/grade"), {"mark": "11", "comment": HARBOUR[:100], "action": "return"})
    _until(lambda: "platform_error 500" in demo.processes.tail("courier", 5000), "the mark was not refused", 30)


def _sign_in_without_an_invitation(demo: Demo) -> None:
    """The provider knows them, and first tells us of an error with their name."""
    issuer = demo.environment["CAVEAT_OIDC_ISSUER"]
    known = {"sub": "ottoline", "name": "Ottoline Brandvold", "preferred_username": "ottoline"}
    provider, start = Provider(issuer, claims=known), f"{demo.tool_url}/admin/single-sign-on"
    with serving(provider.app(), int(issuer.rsplit(":", 1)[1])):
        for denied in ("&error=access_denied&error_description=Ottoline+Brandvold", ""):
            begun = requests.get(start, allow_redirects=False, timeout=10)
            back = demo.tool_url + provider.agree(begun.headers["Location"]) + denied
            way = {"Cookie": begun.headers["Set-Cookie"].partition(";")[0]}
            assert requests.get(back, headers=way, timeout=10).status_code == 403


def _export_and_erase(demo: Demo) -> None:
    sub = demo.platforms["moodle"].school.person("aigerim").sub
    for line in _caveat(demo.environment, "admin", "registrations").splitlines():
        registration = line.split()[0]
        try:
            person = _caveat(demo.environment, "admin", "find-person", registration, sub).split()[0]
        except Exception:  # noqa: BLE001, S112 - of the other platform
            continue
        _make_older(demo)
        target = demo.processes.logs.parent / "person.zip"
        _caveat(demo.environment, "admin", "export-person", person, str(target))
        _caveat(demo.environment, "admin", "erase-person", person, "--yes")
        return
    raise AssertionError("nobody was erased")


def _make_older(demo: Demo) -> None:
    """An erasure waits a minute for files that were put a moment ago."""
    an_hour_ago = time.time() - 3600
    for file in Path(demo.environment["CAVEAT_DATA_DIR"], "files").glob("*/*"):
        os.utime(file, (an_hour_ago, an_hour_ago))


def test_no_log_holds_a_name_a_text_or_a_secret(gone_wrong: Demo) -> None:
    assert leaks.found_in_logs(gone_wrong) == set()
    for log in gone_wrong.processes.logs.glob("*.log"):
        said = log.read_text(errors="replace").lower()
        assert [name for name in (TYPED, *NAMES) if name in said] == [], log.name


def test_the_logs_did_say_something(gone_wrong: Demo) -> None:
    """Or the test before this one proves nothing."""
    assert "DEBUG" in gone_wrong.processes.tail("courier", 5000)
    said = gone_wrong.processes.tail("web", 5000)
    assert all(words in said for words in ("launch refused", "single sign-on failed: oidc_"))


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
