"""Where students hand in to the platform, each file of the newest submission has a row of its own."""

from uuid import UUID

from plugin.domain.class_view import View
from plugin.services.class_list import Classroom, ClassRow
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Assignment, Submission
from tests.services.offering import fetch, take_in, told
from tests.services.test_releases import read
from tests.services.world import SECRET, World


def rows(database: Database, world: World, view: View, **policy: object) -> list[ClassRow]:
    with database.session() as session:
        submission = session.query(Submission).one()
        assignment = session.get_one(Assignment, submission.assignment_id)
        for name, value in policy.items():
            setattr(assignment, name, value)
        found = Classroom(session, SECRET, assignment, world.teacher_id).page(view)
        return [row for row in found.rows if row.submission_id]


def test_each_file_has_a_row_with_its_own_report(database: Database, files: FileStore, world: World) -> None:
    first, second = take_in(database, told("a", "b")).assets
    run_id: UUID | None = fetch(database, files, first).run_id
    read(database, run_id)
    one, other = rows(database, world, View())
    assert (one.run_id, one.state, one.file_state) == (run_id, "scored", "fetched")
    assert (other.run_id, other.state, other.file_state) == (None, None, "waiting")
    assert [row.run_id for row in rows(database, world, View(work="waiting"))] == [None]
    assert [row.file_name for row in rows(database, world, View(), anonymous=True)] == ["File 1", "File 2"]
    assert second
