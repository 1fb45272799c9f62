"""What a student reads before handing in: what is asked, allowed and done with their text, and until when."""

from typing import Any

import pytest

from plugin.domain.score import Reason, Unscorable
from plugin.services import institution, runs
from plugin.services.audit import COMMAND
from plugin.store.files import FileStore
from plugin.store.tables import Assignment, Run
from tests.conftest import House


def page(house: House, decided: dict[str, Any] | None = None, **settings: Any) -> str:
    house.launch("mei")
    with house.database.session() as session:
        session.query(Assignment).one().note(**settings)
        institution.change(session, COMMAND, **(decided or {}))
    return house.launch("mei").page.text


def test_what_is_asked_and_allowed_is_read_above_the_form(moodle: House) -> None:
    text = page(moodle, instructions="Write <b>500</b> words.", ai_level="some", ai_use="القاموس مسموح")
    for words in ("Write &lt;b&gt;500&lt;/b&gt; words.", "Some use of AI is allowed here.", "القاموس مسموح"):
        assert text.index(words) < text.index("<textarea"), words


def test_silence_on_ai_use_is_said_to_be_silence(moodle: House) -> None:
    assert "Your instructor has not said what use of AI is allowed." in page(moodle)


def test_where_own_words_stand_silence_is_not_claimed(moodle: House) -> None:
    assert "has not said" not in page(moodle, ai_use="Grammar checks.")


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"student_sees": "never"}, "Reports of this assignment are not shown to students."),
        ({"student_sees": "released"}, "once your instructor has released it"),
        ({"student_sees": "at_once", "reply_days": 1}, "From then on you have 1 day to reply to it."),
        ({"student_sees": "at_once", "reply_days": 30}, "From then on you have 30 days to reply to it."),
    ],
)
def test_when_a_report_is_seen_and_how_long_it_takes_replies(moodle: House, chosen: dict[str, Any], words: str) -> None:
    assert words in page(moodle, **chosen)


def test_how_long_a_text_is_kept_and_whom_to_ask(moodle: House) -> None:
    assert "has set no date for deleting it" in page(moodle)
    text = page(moodle, {"keep_days": 365, "contact": "office@uni.example", "name": "Northfield <University>"})
    assert "deleted 365 days after you handed in" in text
    assert 'href="mailto:office@uni.example"' in text
    assert "Northfield &lt;University&gt;" in text


def test_what_the_result_is_not_stands_beside_what_it_is(moodle: House) -> None:
    text = page(moodle)
    assert "It does not say who wrote your text, it proves nothing, and it never sets your grade." in text
    assert "A text of fewer than 100 words is received and not compared." in text


def test_where_ai_use_is_free_nothing_is_said_to_be_checked(moodle: House, files: FileStore) -> None:
    text = page(moodle, ai_level="free", student_sees="at_once")
    assert "Nothing. It is kept for your instructor to read." in text
    assert "fewer than" not in text
    moodle.hand_in("mei", "An essay.")
    with moodle.database.session() as session:
        run_id = session.query(Run).one().id
        claimed = runs.claim(session, run_id)
        assert claimed is not None
        assert claimed.free
        runs.finish(session, run_id, Unscorable(Reason.AI_USE_ALLOWED, 2), (), files.put(b"An essay."))
    student, teacher = moodle.launch("mei"), moodle.launch("teacher")
    assert "AI use is free in this assignment, so it was not compared." in student.page.text
    report = teacher.open(teacher.page.url.replace("/class", f"/reports/{run_id}")).text
    assert "This assignment allows AI use freely, so there is nothing to compare." in report
    assert "An essay." in report, "it is still to be read and marked"


def test_a_text_of_a_hundred_thousand_words_is_received(moodle: House) -> None:
    browser = moodle.hand_in("mei", "word " * 100_000)
    assert (browser.page.status, "/submissions/" in browser.page.url) == (200, True)


def test_the_same_press_sent_again_leads_to_the_same_receipt(moodle: House) -> None:
    browser = moodle.launch("mei")
    form = browser.form("/submissions")
    addresses = [browser.submit(form, {"text": text}).url for text in ("Mine.", "Mine.", "Changed.")]
    assert addresses[0] == addresses[1] != addresses[2]
