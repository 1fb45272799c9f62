"""A calibration that one host made is read by every other."""

from plugin.config import Settings
from plugin.services import calibrations
from plugin.services.audit import COMMAND
from plugin.store.session import Database
from plugin.store.tables import Calibration

NUMBERS = b'{"numbers": 1}\n'


def test_its_numbers_come_to_a_host_that_has_no_file_of_it(settings: Settings, database: Database) -> None:
    with database.session() as session:
        session.add(Calibration(name="ours", state="ready", numbers=NUMBERS))
        session.add(Calibration(name="by-hand", state="ready"))
    with database.session() as session:
        for name in ("ours", "by-hand", "unknown", ""):
            calibrations.bring(session, settings, name)
    assert calibrations.file_of(settings, "ours").read_bytes() == NUMBERS
    assert [file.name for file in settings.calibrations_dir.iterdir()] == ["ours.json"]


def test_once_discarded_it_is_brought_nowhere(settings: Settings, database: Database) -> None:
    with database.session() as session:
        session.add(Calibration(name="ours", state="ready", numbers=NUMBERS))
    with database.session() as session:
        calibrations.discard(session, settings, COMMAND, "ours")
        session.flush()
        calibrations.bring(session, settings, "ours")
    assert not calibrations.file_of(settings, "ours").exists()
