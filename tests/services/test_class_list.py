"""The class as a teacher sees it: everybody once, in any order, and nothing that they may not see yet."""

from datetime import timedelta
from typing import Any

import pytest

from plugin.domain.class_view import PAGE, Sort, View
from plugin.domain.score import Band
from plugin.services.class_list import ClassList, Classroom, ClassRow
from plugin.store.session import Database
from plugin.store.tables import Assignment, Run
from tests.services.pupils import NOON, grouped, handed_in, judged, listed, marked, pupil, replied
from tests.services.world import SECRET, World
from tests.statements import counted


def seen(database: Database, world: World, view: View | None = None, **policy: Any) -> ClassList:
    with database.session() as session:
        assignment = session.get_one(Assignment, world.assignment_id)
        for name, value in policy.items():
            setattr(assignment, name, value)
        return Classroom(session, SECRET, assignment, world.teacher_id).page(view or View())


def names(found: ClassList) -> list[str]:
    return [row.name for row in found.rows if row.name != "Mei Lindqvist"]  # who is listed in every world


@pytest.fixture
def full(database: Database, world: World) -> World:
    """Five at different states, in no order."""
    with database.session() as session:
        here = world.assignment_id
        strong = pupil(session, here, "Eva", Band.STRONG, at_or_above=3, share=0.5, words=900)
        marked(session, strong, 15)
        calm = pupil(session, here, "ada", Band.UNREMARKABLE, at_or_above=700, share=0.0, words=300)
        marked(session, calm, 18, "sent")
        replied(session, calm)
        strong.submission.outcome = "cleared"
        pupil(session, here, "Bo", state="unscorable", words=20)
        pupil(session, here, "Dan", state="queued", created=NOON + timedelta(days=1))
        listed(session, here, "Cai")
    return world


def test_everybody_listed_has_one_row_by_name_whether_they_handed_in_or_not(database: Database, full: World) -> None:
    found = seen(database, full)
    assert names(found) == ["ada", "Bo", "Cai", "Dan", "Eva"]
    assert [(row.state, row.band) for row in found.rows[:5]] == [
        ("scored", "unremarkable"), ("unscorable", "not_scored"), (None, None), ("queued", None), ("scored", "strong"),
    ]  # fmt: skip
    counts = found.counts
    assert (counts.students, counts.handed_in, counts.waiting, counts.scored, counts.unmarked) == (6, 4, 1, 2, 2)
    assert counts.bands[Band.STRONG] == counts.bands[Band.NOT_SCORED] == 1


@pytest.mark.parametrize(("sort", "down", "first", "last"), [
    (Sort.RANK, False, "Eva", "ada"), (Sort.RANK, True, "ada", "Eva"),
    (Sort.BAND, True, "Eva", "ada"), (Sort.SHARE, True, "Eva", "ada"), (Sort.WORDS, False, "Bo", "Eva"),
    (Sort.MARK, False, "Eva", "ada"), (Sort.HANDED_IN, True, "Dan", "Eva"), (Sort.STUDENT, True, "Eva", "ada"),
])  # fmt: skip
def test_every_column_sorts_and_what_has_no_value_stands_last(
    database: Database, full: World, sort: Sort, down: bool, first: str, last: str
) -> None:
    found = seen(database, full, View(sort, down))

    def value(row: ClassRow) -> Any:
        return row.name if sort is Sort.STUDENT else getattr(row, _FIELD.get(sort, sort))

    known = [row.name for row in found.rows if value(row) is not None and row.name != "Mei Lindqvist"]
    assert (known[0], known[-1]) == (first, last)
    missing = [value(row) is None for row in found.rows]
    assert missing == sorted(missing)


_FIELD = {Sort.RANK: "at_or_above", Sort.REPLY: "replied"}


@pytest.mark.parametrize("sort", list(Sort))
def test_no_column_loses_a_row(database: Database, full: World, sort: Sort) -> None:
    for down in (False, True):
        assert len(seen(database, full, View(sort, down)).rows) == 6


@pytest.mark.parametrize(("wish", "left"), [
    ({"work": "none"}, ["Cai"]), ({"work": "waiting"}, ["Dan"]), ({"work": "read"}, ["ada", "Bo", "Eva"]),
    ({"work": "late"}, ["Dan"]), ({"work": "handed_in"}, ["ada", "Bo", "Dan", "Eva"]), ({"work": "stopped"}, []),
    ({"band": "strong"}, ["Eva"]), ({"band": "not_scored"}, ["Bo"]), ({"band": "judge_first"}, []),
    ({"reply": "yes"}, ["ada"]), ({"reply": "no"}, ["Bo", "Dan", "Eva"]),
    ({"outcome": "cleared"}, ["Eva"]), ({"outcome": "none"}, ["ada", "Bo", "Dan"]),
    ({"mark": "unmarked"}, ["Bo", "Dan"]), ({"mark": "held"}, ["Eva"]), ({"mark": "not_delivered"}, []),
    ({"search": "A"}, ["ada", "Cai", "Dan", "Eva"]), ({"search": "%"}, []), ({"search": "_"}, []),
    ({"group": "00000000-0000-0000-0000-000000000000"}, ["ada", "Bo", "Cai", "Dan", "Eva"]),
])  # fmt: skip
def test_filters_leave_the_rows_that_they_name(
    database: Database, full: World, wish: dict[str, Any], left: list[str]
) -> None:
    found = seen(database, full, View(**wish), due=NOON + timedelta(hours=1))
    assert names(found) == left
    assert found.counts.listed == len(found.rows)
    assert found.counts.students == 6  # of the whole class, whatever is listed


def test_a_search_finds_words_of_a_name_in_any_order_and_letters_that_are_not_ascii(
    database: Database, world: World
) -> None:
    with database.session() as session:
        listed(session, world.assignment_id, "Édith Østby")
    for search in ("Østby É", "édith" if database.engine.dialect.name == "postgresql" else "dith"):
        assert names(seen(database, world, View(search=search))) == ["Édith Østby"]


def test_a_group_shows_its_members(database: Database, full: World) -> None:
    with database.session() as session:
        found = {row.name: row.person_id for row in seen(database, full).rows}
        group = grouped(session, "Tuesday", found["Bo"], found["Cai"])
    assert names(seen(database, full, View(group=group))) == ["Bo", "Cai"]
    assert [choice.name for choice in seen(database, full).groups] == ["Tuesday"]


def test_of_several_attempts_the_newest_stands_and_of_several_runs_too(database: Database, world: World) -> None:
    with database.session() as session:
        old = pupil(session, world.assignment_id, "Eva", Band.STRONG)
        marked(session, old, 3)
        new = handed_in(session, world.assignment_id, old.submission.person, state="queued", attempt=2)
    row = next(row for row in seen(database, world).rows if row.name == "Eva")
    assert (row.run_id, row.attempt, row.band, row.mark) == (new.id, 2, None, None)


def test_who_left_stays_with_what_they_handed_in_and_the_test_student_is_not_counted(
    database: Database, world: World
) -> None:
    with database.session() as session:
        gone = listed(session, world.assignment_id, "Gone", active=False)
        handed_in(session, world.assignment_id, gone)
        listed(session, world.assignment_id, "Left without a word", active=False)
        handed_in(session, world.assignment_id, listed(session, world.assignment_id, "Test", test_user=True))
    found = seen(database, world)
    assert names(found) == ["Gone", "Test"]
    assert [row.active for row in found.rows] == [False, True, True]
    assert (found.counts.students, found.counts.scored) == (2, 1)
    assert found.expected is not None
    assert found.expected.texts == 1


def test_a_hundred_stand_on_a_page_and_a_page_past_the_end_is_the_last(database: Database, world: World) -> None:
    with database.session() as session:
        for number in range(PAGE + 4):
            listed(session, world.assignment_id, f"Student {number:03}")
    assert len(seen(database, world).rows) == PAGE
    last = seen(database, world, View(page=99))
    assert (last.view.page, last.pages, len(last.rows)) == (2, 2, 5)
    assert last.rows[-1].name == "Student 103"


def test_texts_of_people_are_expected_over_the_lines_as_often_as_their_own_rates_say(
    database: Database, world: World
) -> None:
    assert seen(database, world).expected is None
    with database.session() as session:
        for number in range(20):
            pupil(session, world.assignment_id, f"{number}", Band.CANNOT_TELL)
    expected = seen(database, world).expected
    assert expected is not None
    assert expected.texts == 20
    assert [expected.flagged, expected.strong] == pytest.approx([1.0, 0.2])
    assert expected.flagged_bound == pytest.approx(20 * 0.062)


def test_before_a_teacher_has_judged_no_order_and_no_filter_tells_a_score(database: Database, full: World) -> None:
    found = seen(database, full, blind_first=True)
    eva = found.rows[4]
    assert (eva.judge_first, eva.band, eva.at_or_above, eva.share, eva.outcome) == (True, None, None, None, None)
    assert eva.words == 900
    for view in (View(band="strong"), View(outcome="cleared")):
        assert seen(database, full, view).rows == []
    assert names(seen(database, full, View(band="judge_first"))) == ["ada", "Eva"]
    orders = {
        tuple(names(seen(database, full, View(sort, down))))
        for sort in (Sort.RANK, Sort.SHARE, Sort.BAND, Sort.OUTCOME)
        for down in (False, True)
    }
    assert all(order.index("ada") < order.index("Eva") for order in orders)  # as by name alone
    assert found.counts.bands[Band.STRONG] == 0
    assert found.counts.judge_first == 2


def test_what_a_teacher_has_judged_is_open_to_them_and_to_nobody_else(database: Database, full: World) -> None:
    eva = seen(database, full, blind_first=True).rows[4]
    with database.session() as session:
        other = listed(session, full.assignment_id, "Another teacher", role="staff")
        judged(session, session.get_one(Run, eva.run_id), full.teacher_id)
        assignment = session.get_one(Assignment, full.assignment_id)
        theirs = Classroom(session, SECRET, assignment, other.id).page(View())
    assert seen(database, full).rows[4].band == "strong"
    assert theirs.rows[4].band is None


def test_while_names_are_hidden_no_row_tells_one(database: Database, full: World) -> None:
    found = seen(database, full, View(search="Eva"), anonymous=True)
    assert len(found.rows) == 6  # nobody is looked for by name
    assert all(row.name.startswith("Student ") for row in found.rows)
    assert [row.name for row in found.rows] == sorted(row.name for row in found.rows)
    down = seen(database, full, View(down=True))
    assert [row.name for row in down.rows] == [row.name for row in found.rows][::-1]


def test_while_names_are_hidden_equal_rows_stand_in_no_order_of_names(database: Database, world: World) -> None:
    with database.session() as session:
        for letter in "abcdefghijklmnopqrst":
            pupil(session, world.assignment_id, letter)
    named = [row.person_id for row in seen(database, world, View(Sort.RANK)).rows]
    assert [row.person_id for row in seen(database, world, View(Sort.RANK), anonymous=True).rows] != named


def test_while_names_are_hidden_a_small_group_is_no_choice(database: Database, full: World) -> None:
    people = [row.person_id for row in seen(database, full).rows]
    with database.session() as session:
        small, large = grouped(session, "Small", *people[:4]), grouped(session, "Large", *people[:5])
    found = seen(database, full, View(group=small), anonymous=True)
    assert [choice.name for choice in found.groups] == ["Large"]
    assert len(found.rows) == 6
    assert len(seen(database, full, View(group=large)).rows) == 5


def test_a_group_is_as_large_as_those_who_study_in_it(database: Database, full: World) -> None:
    """Whoever has left or teaches is on no page behind whom somebody could stand."""
    people = [row.person_id for row in seen(database, full).rows]
    with database.session() as session:
        gone = [listed(session, full.assignment_id, "", active=False).id for _ in range(3)]
        grouped(session, "Two and who left", *people[:2], *gone)
    assert seen(database, full, anonymous=True).groups == []


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_list_of_all_holds_what_the_pages_hold_in_their_order(
    database: Database, full: World, anonymous: bool
) -> None:
    with database.session() as session:
        assignment = session.get_one(Assignment, full.assignment_id)
        assignment.anonymous = anonymous
        for view in (View(), View(down=True), View(Sort.RANK), View(work="read")):
            classroom = Classroom(session, SECRET, assignment, full.teacher_id)
            assert classroom.all(view) == classroom.page(view).rows


@pytest.mark.parametrize("anonymous", [False, True])
def test_two_hundred_students_cost_as_many_statements_as_ten(database: Database, world: World, anonymous: bool) -> None:
    costs = []
    seen(database, world, anonymous=anonymous)
    for number in (10, 190):
        with database.session() as session:
            for _ in range(number):
                pupil(session, world.assignment_id, "Somebody")
        with counted(database.engine) as statements:
            seen(database, world, anonymous=anonymous)
        costs.append(len(statements))
    assert costs[0] == costs[1], statements
