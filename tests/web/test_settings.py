"""The settings of an assignment, as a teacher finds them."""

import pytest

from plugin.services import institution
from plugin.services.audit import COMMAND
from plugin.store.tables import Assignment, AuditEntry
from tests.conftest import House
from tests.platforms.browser import Browser


def settings(house: House) -> Browser:
    teacher = house.launch("teacher")
    teacher.open(teacher.page.link("Settings"))
    return teacher


def kept(house: House) -> Assignment:
    with house.database.session() as session:
        return session.query(Assignment).one()


def test_every_field_is_kept(moodle: House) -> None:
    typed = {
        "grade": "completion", "points": "12", "ai_level": "some", "ai_use": "Grammar checks.", "reply_days": "7",
        "instructions": "Write 500 words.", "student_sees": "released", "blind_first": "yes", "anonymous": "yes",
    }  # fmt: skip
    teacher = settings(moodle)
    assert teacher.submit("/settings", typed).status == 200
    assert "The settings are saved." in teacher.page.text
    teacher.open(teacher.page.link("Settings"))
    assert typed.items() <= teacher.form("/settings").fields.items()
    with moodle.database.session() as session:
        assert session.query(AuditEntry).filter_by(action="settings.changed").count() == len(typed)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("reply_days", "91", "days for a reply"),
        ("reply_days", "soon", "days for a reply"),
        ("ai_level", "everything", "Choose how much use of AI"),
        ("anonymous", "maybe", "Choose yes or no"),
        ("instructions", "x" * 5001, "under 5,000 characters"),
        ("points", "1,000", "Points must be a number"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(moodle: House, field: str, value: str, words: str) -> None:
    teacher = settings(moodle)
    teacher.submit("/settings", {"ai_use": "مسموح <b>القاموس</b>", field: value})
    assert teacher.page.status == 400
    assert words in teacher.page.text
    assert "مسموح &lt;b&gt;القاموس" in teacher.page.text
    assert kept(moodle).ai_use == ""


def test_a_field_that_the_institution_locked_keeps_its_value_and_says_why(moodle: House) -> None:
    moodle.launch("teacher")
    with moodle.database.session() as session:
        institution.change(session, COMMAND, locks=["student_sees"])
    teacher = settings(moodle)
    assert "Your institution decided this." in teacher.page.text
    fields = teacher.form("/settings").fields
    teacher.submit("/settings", {name: value for name, value in fields.items() if name != "student_sees"})
    assert (teacher.page.status, kept(moodle).student_sees) == (200, "never")
    teacher = settings(moodle)
    teacher.submit("/settings", {"student_sees": "at_once"})
    assert (teacher.page.status, kept(moodle).student_sees) == (400, "never")


def test_after_the_first_submission_a_promise_stands_with_its_sentence(moodle: House) -> None:
    teacher = settings(moodle)
    teacher.submit("/settings", {"ai_level": "some", "ai_use": "Grammar checks."})
    moodle.hand_in("mei", "An essay.")
    teacher = settings(moodle)
    assert "It can become more generous, not stricter." in teacher.page.text
    teacher.submit("/settings", {"ai_level": "none"})
    assert teacher.page.status == 400
    assert kept(moodle).ai_level == "some"
    teacher.submit("/settings", {"ai_level": "free", "ai_use": "Grammar checks. All else too."})
    assert (teacher.page.status, kept(moodle).ai_level) == (200, "free")


def test_an_assignment_that_is_new_begins_as_the_institution_decided(moodle: House) -> None:
    with moodle.database.session() as session:
        institution.change(session, COMMAND, policy={"ai_level": "none", "reply_days": 30})
    fields = settings(moodle).form("/settings").fields
    assert (fields["ai_level"], fields["reply_days"]) == ("none", "30")
