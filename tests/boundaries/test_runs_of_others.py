"""Every door that leads to a run, found by walking the URL map: what it tells who teaches elsewhere, who studies, and
who is asked for their own judgement first."""

import io
import re
from collections.abc import Iterator

import pypdf
import pytest

from plugin.store.files import FileStore
from plugin.store.tables import Assignment, Course, Document, Person, Reply, ReplyFile, Run
from plugin.web.app import create_app
from tests.conftest import House
from tests.platforms.browser import Browser
from tests.platforms.forms import Form
from tests.web.test_reports import scored

STAFF, OWN = "/reports/", "/own-reports/"
CLASS = ("/class", "/class.csv", "/class?sort=rank&band=elevated", "/class?down=1&search=Mei", "/settings")
SCORE = ("39 of 1,204", "1204", "22 to 43")


@pytest.fixture
def teacher(moodle: House, files: FileStore) -> Browser:
    """On the report of mei's text, which is scored."""
    return scored(moodle, files)


def doors(house: House, below: str) -> Iterator[tuple[str, str]]:
    """(method, path within a visit) of the one run there is."""
    with house.database.session() as session:
        run_id = str(session.query(Run).one().id)
    for rule in create_app(house.settings).url_map.iter_rules():
        path = rule.rule.removeprefix("/visits/<uuid:visit_id>").replace("<uuid:run_id>", run_id)
        path = re.sub(r"<any\((\w+)[^>]*>", r"\1", path.replace("<uuid:file_id>", run_id))
        if path.startswith(below):
            yield from ((method, path) for method in ("GET", "POST") if method in (rule.methods or ()))


def knock(browser: Browser, method: str, visit: str, path: str) -> tuple[int, str]:
    token = next(form.fields["form_token"] for form in browser.page.forms if "form_token" in form.fields)
    typed = {"form_token": token, "leans": "human", "mark": "1", "reply": "x", "outcome": "unclear", "action": "ask"}
    before = browser.page
    page = browser.submit(Form(visit + path, method.lower(), typed if method == "POST" else {}))
    browser.page = before
    pdf = pypdf.PdfReader(io.BytesIO(page.raw)) if page.raw.startswith(b"%PDF-") else None
    text = " ".join([one.extract_text() for one in pdf.pages] + [str(pdf.metadata)]) if pdf else page.text
    return page.status, " ".join([text, *page.headers.values()])


def visit_of(browser: Browser) -> str:
    return re.match(r".*/visits/[0-9a-f-]+", browser.page.url)[0]  # type: ignore[index]


def test_nothing_of_another_course_opens_to_who_teaches(moodle: House, teacher: Browser) -> None:
    with moodle.database.session() as session:
        found = session.query(Assignment).one()
        found.course = Course(deployment_id=found.course.deployment_id, lti_context_id="other", title="Other")
    asked = list(doors(moodle, STAFF))
    assert len(asked) >= 10
    for method, path in asked:
        assert knock(teacher, method, visit_of(teacher), path)[0] == 404, (method, path)


def test_nothing_of_somebody_else_opens_to_who_studies(moodle: House, teacher: Browser) -> None:
    student = moodle.launch("jonas")
    with moodle.database.session() as session:
        session.query(Assignment).one().student_sees = "at_once"
    for below in (STAFF, OWN):
        for method, path in doors(moodle, below):
            status, text = knock(student, method, visit_of(student), path)
            assert status == 403, (method, path)
            assert not any(part in text for part in SCORE)


def test_no_door_tells_a_score_to_who_is_asked_first(moodle: House, teacher: Browser) -> None:
    with moodle.database.session() as session:
        session.query(Assignment).one().blind_first = True
    for method, path in [*(("GET", path) for path in CLASS), *doors(moodle, STAFF)]:
        if not path.endswith("/judgement"):
            status, text = knock(teacher, method, visit_of(teacher), path)
            assert status < 500, (method, path)
            assert not any(part in text for part in SCORE), (method, path)


def test_no_door_tells_whose_text_it_is_while_names_are_hidden(moodle: House, teacher: Browser) -> None:
    with moodle.database.session() as session:
        session.query(Assignment).one().anonymous = True
        mei = session.query(Person).filter_by(name="Mei Lindqvist").one()
        document = session.query(Document).one()
        document.file_name = "Lindqvist.docx"
        reply = Reply(submission_id=document.submission_id, text="As I said.")
        session.add(reply)
        session.flush()
        file = ReplyFile(reply_id=reply.id, position=0, sha256=document.sha256, media_type="text/plain", size=1)
        file.file_name = "Lindqvist-draft.txt"
        session.add(file)
        session.flush()
        told, of_file = ("Lindqvist", str(mei.id)), f"/replies/{file.id}"
    doors_there = [(method, re.sub("/replies/.*", of_file, path)) for method, path in doors(moodle, STAFF)]
    for method, path in [*(("GET", path) for path in CLASS), *doors_there]:
        status, text = knock(teacher, method, visit_of(teacher), path)
        assert status < 500, (method, path)
        assert not any(part in text for part in told), (method, path)
