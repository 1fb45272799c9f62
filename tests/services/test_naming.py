"""Codes in the place of names: stable, apart in every assignment, and gone once names are shown."""

import uuid
from datetime import UTC, datetime

from plugin.domain.grading import Decision, Mark
from plugin.domain.status import ReturnState
from plugin.services import grades, naming
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Assignment, Submission
from tests.services.world import SECRET, World, hand_in


def anonymous() -> Assignment:
    return Assignment(id=uuid.uuid4(), anonymous=True, names_shown=None)


def test_a_student_keeps_one_code_in_an_assignment_and_has_another_in_the_next() -> None:
    here, there, mei = anonymous(), anonymous(), uuid.uuid4()
    assert naming.shown_name(SECRET, here, mei, "Mei") == naming.shown_name(SECRET, here, mei, "Mei")
    assert naming.shown_name(SECRET, here, mei, "Mei") != naming.shown_name(SECRET, there, mei, "Mei")
    assert naming.shown_name("another key", here, mei, "Mei") != naming.shown_name(SECRET, here, mei, "Mei")


def test_a_thousand_students_have_a_thousand_codes_nearly_always() -> None:
    here = uuid.UUID(int=7)
    assert len({naming.code_of(SECRET, here, uuid.UUID(int=n)) for n in range(1000)}) == 1000


def test_names_come_back_once_they_are_shown() -> None:
    here, mei = anonymous(), uuid.uuid4()
    assert "Mei" not in naming.shown_name(SECRET, here, mei, "Mei")
    assert naming.shown_file_name(here, 2, "mei_lindqvist.docx") == "File 2"
    here.names_shown = datetime.now(UTC)
    assert naming.shown_name(SECRET, here, mei, "Mei") == "Mei"
    assert naming.shown_file_name(here, 2, "mei_lindqvist.docx") == "mei_lindqvist.docx"


def test_a_newer_attempt_waits_for_a_mark_of_its_own(database: Database, files: FileStore, world: World) -> None:
    with database.session() as session:
        assignment = session.get_one(Assignment, world.assignment_id)
        assert naming.unmarked(session, assignment) == 0
        for left in (1, 0):
            submission = session.get_one(Submission, hand_in(session, files, world).submission_id)
            assert naming.unmarked(session, assignment) == 1
            grades.write(session, submission, Decision(Mark(1, 2), ReturnState.HELD), None)
            assert naming.unmarked(session, assignment) == 0, left
