"""Where files are sealed, what a student handed in stands in plain in no file of the house, the database's too."""

from dataclasses import replace
from pathlib import Path

from plugin.config import Settings
from plugin.file_settings import FileSettings
from plugin.storage import files_of
from plugin.store.tables import Document
from tests.conftest import house_of
from tests.databases import migrated
from tests.platforms.personality import MOODLE

ESSAY = "What was thought of at night, and meant for one reader."


def lying_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_text_that_was_handed_in_can_be_read_nowhere(settings: Settings) -> None:
    settings = replace(settings, files=FileSettings(encrypt=True))
    database, files = migrated(settings), files_of(settings)
    with house_of(MOODLE, settings, database, files) as house:
        assert "/submissions/" in house.hand_in("mei", ESSAY).page.url
    with database.session() as session:
        sha256 = session.query(Document).one().sha256
    assert files.get(sha256) == ESSAY.encode()
    lying = lying_in(settings.data_dir)
    assert {name.partition("/")[0] for name in lying} >= {"files", "caveat.db"}
    assert not [name for name, data in lying.items() if b"thought of at night" in data]
    assert not [name for name in lying if sha256 in name]
