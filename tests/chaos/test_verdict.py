"""The verdict itself: what it must see, shown on records made up."""

from datetime import UTC, datetime, timedelta
from typing import Any

from plugin.services import runs
from plugin.store.tables import Run
from tests.chaos.lms import Lms, Posted
from tests.chaos.record import Mark, Record
from tests.chaos.verdict import Befallen, felt, judge
from tests.conftest import House
from tests.domain.examples import example_score

BEGUN = datetime(2026, 11, 28, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return BEGUN + timedelta(seconds=seconds)


def of_mei(house: House) -> tuple[Lms, Record]:
    """She has handed in, was scored, got 17, and the LMS holds it."""
    browser = house.hand_in("mei", "An essay.")
    sub = house.platform.school.person("mei").sub
    record = Record({sub: (at(0), browser.page.url.rsplit("/", 1)[1])})
    with house.database.session() as session:
        run = session.query(Run).one()
        runs.claim(session, run.id)
        runs.finish(session, run.id, example_score(), (), None)
    record.marks.append(Mark(sub, 17.0, "Well.", at(2)))
    lms = Lms(house.platform, 1, posts=[Posted(at(3), sub, 17.0, "Well.", "t", 200)])
    cell = house.platform.school.column.cell(sub)
    cell.score, cell.comments = 17.0, ["Well."]
    return lms, record


def breaches(house: House, lms: Lms, record: Record) -> list[str]:
    return judge(house.database, lms, record, frozenset()).breaches


def test_what_is_scored_and_marked_once_is_no_breach(moodle: House) -> None:
    assert breaches(moodle, *of_mei(moodle)) == []


def test_a_receipt_without_its_submission_is_a_loss(moodle: House) -> None:
    lms, record = of_mei(moodle)
    record.accepted["nobody"] = (at(0), "an id")
    assert "has a receipt for one submission, and 0 are there" in breaches(moodle, lms, record)[0]


def test_a_second_submission_is_a_doubling(moodle: House) -> None:
    lms, record = of_mei(moodle)
    moodle.hand_in("mei", "Another.")
    assert "and 2 are there" in breaches(moodle, lms, record)[0]


def test_a_text_that_has_no_answer_is_a_breach(moodle: House) -> None:
    lms, record = of_mei(moodle)
    browser = moodle.hand_in("jonas", "An essay.")
    sub = moodle.platform.school.person("jonas").sub
    record.accepted[sub] = (at(0), browser.page.url.rsplit("/", 1)[1])
    assert breaches(moodle, lms, record) == [f"the submission of student {sub} is queued"]


def test_an_older_mark_in_the_gradebook_is_a_breach(moodle: House) -> None:
    lms, record = of_mei(moodle)
    record.marks.append(Mark(record.marks[0].sub, 18.0, "Better.", at(4)))
    assert "was given 18, and the LMS holds 17" in breaches(moodle, lms, record)[0]


def test_a_mark_stored_twice_is_a_doubling_and_a_repetition_left_out_is_not(moodle: House) -> None:
    lms, record = of_mei(moodle)
    lms.posts.append(lms.posts[0]._replace(status=409))
    assert breaches(moodle, lms, record) == []
    lms.posts.append(lms.posts[0]._replace(timestamp="later"))
    assert "was stored 2 times" in breaches(moodle, lms, record)[0]


def test_a_fault_is_felt_until_the_last_that_was_under_way_is_done(moodle: House) -> None:
    lms = Lms(moodle.platform, 1)
    record = Record({"a": (at(0), "1"), "b": (at(9), "2"), "c": (at(20), "3")}, {"1": at(30), "2": at(12), "3": at(21)})
    fault: Any = Befallen("scorer", "shot", ("score",), at(8), at(10))
    found = felt([fault], lms, record)[0]
    assert (found.again, found.last) == (2.0, 20.0)
