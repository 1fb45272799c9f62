"""No table and no folder holds what came of a person unless it goes with them, or it is said here why it stays. What is
new fails until it is told of."""

import re
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Table

from plugin.config import Settings
from plugin.services import orphans
from plugin.services.erasure import erase_person
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Base
from tests.services.populated import tables_about
from tests.services.test_erasure import ADMIN
from tests.services.test_forgetting import names
from tests.services.test_orphans import two_days_ago
from tests.services.world import hand_in, make_world

# Tables that an erasure leaves as they are, each with the reason.
STAYS = {
    "registrations": "of an LMS, not of a person",
    "deployments": "of an LMS, not of a person",
    "courses": "of a course; who teaches or learns there are its memberships",
    "assignments": "of a course; its teachers' words on what is to be done",
    "groups": "of a course; who is in one are its members, and these go",
    "notices": "ids of messages of an LMS, to know one that comes twice",
    "invitations": "of an LMS that may connect; a remark of an administrator",
    "login_states": "of a launch before anybody is known; gone within minutes",
    "tool_keys": "keys of ours",
    "report_keys": "keys of ours",
    "watermark_keys": "keys of ours",
    "api_tokens": "of a program; a name that an administrator gave it",
    "audit_entries": "ids and codes alone, which lead to nobody once the person is gone; handed out with an export",
    "institution_settings": "of the institution",
    "calibrations": "numbers of texts that an administrator brought, and no text",
    "jobs": "of an administrator; what was read of a sample goes a day later with its row",
    "worker_beats": "of a machine",
    "leases": "of a machine",
    # People who administer have accounts of their own and no person of an LMS: they are removed under Administrators.
    "administrators": "an administrator's account",
    "administrator_links": "an administrator's account",
    "administrator_sessions": "an administrator's account",
    "recovery_codes": "an administrator's account",
    "known_browsers": "an administrator's account",
}
# Folders of the data folder.
FOLDERS = {
    "files": "what was handed in, as read, and added to replies: goes with the rows that name it",
    "jobs": "what an administrator uploaded: goes with its job or calibration",
    "calibrations": "numbers, and no text",
    "cache": "models",
}


def tables() -> dict[str, Table]:
    return {table.name: table for table in Base.metadata.sorted_tables}


def test_every_table_goes_with_a_person_or_says_why_it_stays() -> None:
    told = set(STAYS) | tables_about("people")
    assert set(tables()) - told == set(), "say in STAYS why an erasure leaves these, or let them hang on people"


def test_none_both_goes_and_stays_and_none_is_told_of_that_is_gone() -> None:
    assert set(STAYS) & tables_about("people") == set()
    assert set(STAYS) - set(tables()) == set()


def test_a_row_that_stays_forgets_the_person_whom_it_names() -> None:
    """By the database itself: whoever adds a key to people decides between going and forgetting."""
    for table in tables().values():
        for key in table.foreign_keys:
            if key.column.table.name in tables_about("people"):
                assert key.ondelete in ("CASCADE", "SET NULL"), f"{table.name}.{key.parent.name}"


def test_no_column_names_a_person_but_by_a_key() -> None:
    """A person's id without a key would outlive them unseen; the audit log's are meant to."""
    loose = {
        str(column)
        for table in tables().values() for column in table.columns
        if re.search(r"(person|student|teacher|member|by)(_id)?$", column.name) and not column.foreign_keys
    }  # fmt: skip
    of_machines = {"jobs.claimed_by", "runs.claimed_by", "assets.leased_by", "grade_returns.leased_by"}
    assert loose - of_machines == set()


def test_every_folder_of_the_data_folder_is_told_of(settings: Settings) -> None:
    apart = replace(settings, data_dir=Path("/data"))
    found = {name: getattr(apart, name) for name in dir(Settings) if name.endswith("_dir") and name != "data_dir"}
    assert {path.relative_to("/data").parts[0] for path in found.values()} <= set(FOLDERS)
    assert len(found) >= 3


def test_a_file_that_was_too_fresh_to_go_with_a_person_is_found_by_the_sweep(
    database: Database, files: FileStore
) -> None:
    """A page waits for no file that was put a moment ago."""
    with database.session() as session:
        world = make_world(session)
        hand_in(session, files, world, b"handed in a moment before")
    assert erase_person(database, files, world.student_id, ADMIN, pause=None)["files"] == 0
    assert names(files) == 1
    two_days_ago(files)
    assert orphans.sweep(database, files, range(orphans.FOLDERS)) == 1
    assert names(files) == 0
