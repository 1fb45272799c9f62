"""From the launch to the gradebook with real parts, over HTTP."""

import subprocess
import time
from typing import Any

import pytest

from tests.platforms.app import grades
from tests.platforms.browser import Browser
from tests.platforms.demo import Demo, _until, walk
from tests.platforms.essays import GENERIC, HARBOUR
from tests.platforms.platform import Platform
from tests.reading import documents

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.timeout(300)]


def sent(lms: Platform, key: str, text: str = "", file: tuple[str, bytes] | None = None) -> Browser:
    browser = Browser()
    browser.open(f"{lms.base_url}/as/{key}/launch")
    browser.submit(browser.form("/submissions"), {"text": text}, {"file": file or ("", b"")})
    return browser


def hand_in(lms: Platform, key: str, text: str = "", file: tuple[str, bytes] | None = None) -> str:
    """Hands in and waits; returns the state's fragment as the student sees it."""
    browser = sent(lms, key, text, file)
    assert browser.page.status == 200, browser.page.text
    receipt = browser.page.url

    def finished() -> str | None:
        page = browser.open(receipt + "/state").text
        return page if "data-finished" in page else None

    return str(_until(finished, "not finished", 90))


def report_of(lms: Platform, name: str) -> Browser:
    teacher = Browser()
    teacher.open(f"{lms.base_url}/as/teacher/launch")
    teacher.open(teacher.page.link("Open report " + name))
    return teacher


def test_the_demo_walks_the_whole_way(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    assert walk(demo) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["ok"] is True
    assert said["run_state"] == "scored"
    assert said["grade_at_lms"] == 17.0
    assert said["caveats"][0] == "not_evidence"
    assert said["tokens"] > 500


def test_a_grade_reaches_canvas_without_a_new_attempt(demo: Demo) -> None:
    lms = demo.platforms["canvas"]
    hand_in(lms, "jonas", HARBOUR)
    teacher = report_of(lms, "Jonas Abara")
    teacher.submit(teacher.form("/grade"), {"mark": "15", "comment": "Well heard.", "action": "return"})
    cell = lms.school.column.cell(lms.school.person("jonas").sub)
    _until(lambda: cell.score is not None, "no grade", 30)
    # The one attempt is the submission, which Canvas was told of.
    assert (cell.score, cell.comments, cell.attempts) == (15.0, ["Well heard."], 1)


def test_machine_like_prose_ranks_above_nearly_all_human_texts(demo: Demo) -> None:
    lms = demo.platforms["moodle"]
    hand_in(lms, "noor", GENERIC)
    page = report_of(lms, "Noor van den Berg").page.text
    assert any(f'class="band band-{band}"' in page for band in ("strong", "elevated"))
    assert page.index("Read this first") < page.index("AI-likelihood")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("locked.pdf", documents.locked_pdf()), "protected by a password"),
        (("scan.pdf", documents.scanned_pdf()), "pictures of pages"),
        (("bomb.docx", documents.docx_bomb()), "too large inside"),
        (("one.txt", b"x"), "too short"),
        (("noise.txt", bytes(160 + n * 7 % 96 for n in range(4000))), "could not be opened"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_bad_input_is_answered_and_the_next_submission_is_served(
    demo: Demo, file: tuple[str, bytes], words: str
) -> None:
    lms = demo.platforms["moodle"]
    state = hand_in(lms, "priya", file=file)
    assert 'data-state="unscorable"' in state
    assert words in state


def test_a_damaged_file_is_refused_at_the_door_and_costs_no_attempt(demo: Demo) -> None:
    page = sent(demo.platforms["moodle"], "priya", file=("cut.docx", documents.docx_file()[:-400])).page
    assert page.status == 400
    assert "This file is damaged and cannot be opened." in page.text


def test_after_all_that_a_good_one_is_scored(demo: Demo) -> None:
    assert 'data-state="scored"' in hand_in(demo.platforms["moodle"], "priya", file=("essay.txt", HARBOUR.encode()))


def test_a_text_in_another_language_has_no_number(demo: Demo) -> None:
    german = "Der Hafen hat sich verändert, und niemand hat es aufgeschrieben, weil alle daran beteiligt waren. " * 12
    assert "language are not compared" in hand_in(demo.platforms["moodle"], "aigerim", german)


def test_a_grade_that_is_refused_says_why_and_blocks_nobody(demo: Demo) -> None:
    lms = demo.platforms["moodle"]
    hand_in(lms, "luis", HARBOUR)
    lms.troubles.append("422")
    teacher = report_of(lms, "Luis Ferreira da Costa")
    teacher.submit(teacher.form("/grade"), {"mark": "9", "comment": "", "action": "return"})
    url = teacher.page.url.split("#")[0]
    _until(lambda: "does not take grades for this person" in teacher.open(url).text, "not refused", 30)
    teacher.submit(teacher.form("/send-again"))
    _until(lambda: grades(lms)["luis"].get(lms.school.assignment), "not sent again", 30)


def test_a_grade_whose_answer_was_lost_arrives_once(demo: Demo) -> None:
    lms = demo.platforms["moodle"]
    hand_in(lms, "aigerim", HARBOUR)
    lms.troubles.append("lost answer")
    teacher = report_of(lms, "Aigerim Sadykova")
    teacher.submit(teacher.form("/grade"), {"mark": "11", "comment": "Once.", "action": "return"})
    url = teacher.page.url.split("#")[0]
    _until(lambda: "In the gradebook" in teacher.open(url).text, "not recognised as done", 60)
    assert lms.school.column.cells[lms.school.person("aigerim").sub].posts == 1


def test_no_name_and_no_text_is_in_any_log(demo: Demo) -> None:
    time.sleep(0.5)
    for log in demo.processes.logs.glob("*.log"):
        said = log.read_text(errors="replace")
        for private in ("Lindqvist", "Abara", "Venkataraman", "barometer", "of a small town", "ice machine"):
            assert private not in said, (log.name, private)
        assert "Traceback" not in said, log.name


def test_the_doctor_finds_everything_well(demo: Demo) -> None:
    from tests.platforms.demo import _command

    done = subprocess.run(_command("doctor"), env=demo.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for part in ("database", "keys", "broker", "files", "model"):
        assert f"ok   {part}" in done.stdout
