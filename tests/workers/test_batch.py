"""A batch of grades: what is refused is named and blocks nothing, what is met by a fault arrives once."""

from collections import Counter

import pytest

from plugin.store.files import FileStore
from plugin.store.session import Database
from tests.conftest import PLATFORM_KEY
from tests.platforms.personality import CANVAS, MOODLE, Personality
from tests.platforms.school import crowded_school
from tests.workers.batch import decide, no_waiting_for_the_disk, states
from tests.workers.desk import make_desk


@pytest.mark.parametrize(("personality", "students"), [(CANVAS, 600), (MOODLE, 200)], ids=["canvas", "moodle"])
def test_every_other_grade_arrives_exactly_once(
    database: Database, files: FileStore, personality: Personality, students: int
) -> None:
    no_waiting_for_the_disk(database)
    school = crowded_school(students, personality.subs, personality.link_id)
    desk = make_desk(database, files, personality, PLATFORM_KEY, school)
    batch = decide(desk, share_refused=0.03, share_faulty=0.10)
    batch.send()
    ended = states(desk)
    assert {key for key, how in ended.items() if how == ("refused", "not_enrolled")} == batch.refused
    assert Counter(state for state, _ in ended.values()) == {"sent": students * 0.97, "refused": students * 0.03}
    arrived = {key: desk.cell(key) for key in batch.marks.keys() - batch.refused}
    assert {key: cell.score for key, cell in arrived.items()} == {key: batch.marks[key] for key in arrived}
    assert all(cell.comments == [f"To {key}."] for key, cell in arrived.items())
    zeros_again = personality is MOODLE  # it hides a zero, so one whose answer was lost is posted once more
    assert all(cell.posts == 1 or (zeros_again and cell.score == 0) for cell in arrived.values())
    assert batch.tries["already_there"] >= students * 0.01
