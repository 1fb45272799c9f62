"""The class in a spreadsheet: every number with what it is, and nothing that a teacher may not see."""

import csv
import io
from typing import Any

from plugin.domain.class_view import View
from plugin.domain.csv_rows import csv_text
from plugin.domain.score import Band
from plugin.services.class_list import Classroom
from plugin.services.class_table import table_of
from plugin.store.session import Database
from plugin.store.tables import Assignment
from tests.services.pupils import listed, marked, pupil, replied
from tests.services.world import SECRET, World


def table(database: Database, world: World, **policy: Any) -> list[dict[str, str]]:
    with database.session() as session:
        assignment = session.get_one(Assignment, world.assignment_id)
        for name, value in policy.items():
            setattr(assignment, name, value)
        rows = Classroom(session, SECRET, assignment, world.teacher_id).all(View())
        text = "".join(csv_text(table_of(rows, assignment)))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_row_with_numbers_says_what_they_are_not(database: Database, world: World) -> None:
    with database.session() as session:
        run = pupil(session, world.assignment_id, "Eva", Band.STRONG, at_or_above=3, share=0.5, words=900)
        marked(session, run, 17.5, "refused")
        replied(session, run)
    eva, mei = table(database, world)
    assert (eva["Band"], eva["Human texts that read this machine-like or more"], eva["Words"]) == ("Strong", "3", "900")
    assert (eva["Of how many human texts"], eva["Mark"], eva["State of the mark"]) == ("1204", "17.5", "Not delivered")
    assert (eva["Handed in (UTC)"], eva["State"]) == ("2026-11-02T12:00:00+00:00", "Read")
    assert "not a probability" in eva["Read this with the numbers"]
    assert (mei["State"], mei["Band"], mei["Read this with the numbers"]) == ("Not handed in yet", "", "")


def test_a_name_that_would_be_a_formula_is_none(database: Database, world: World) -> None:
    with database.session() as session:
        for name in ("=HYPERLINK(1)", "+1", "-1", "@x", "\tx"):
            listed(session, world.assignment_id, name)
    names = {row["Student"] for row in table(database, world)}
    assert {"'=HYPERLINK(1)", "'+1", "'-1", "'@x", "'\tx"} <= names


def test_names_and_scores_that_the_page_hides_are_not_in_the_table(database: Database, world: World) -> None:
    with database.session() as session:
        pupil(session, world.assignment_id, "Eva", Band.STRONG, at_or_above=3)
    text = str(table(database, world, anonymous=True, blind_first=True))
    assert "Eva" not in text
    assert "Mei" not in text
    assert "'Band': 'Strong'" not in text
    assert "Judge first" in text
