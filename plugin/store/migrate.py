"""Numbered migrations, run by the command line."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from plugin.store.session import Database

_FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> str:
    """Bring the database to the newest version; twice is harmless. Returns that version."""
    _run(database, command.upgrade, "head")
    return newest()


def take_back(database: Database, version: str) -> None:
    """Go back to an older version; what does not fit its tables is dropped."""
    _run(database, command.downgrade, version)


def _run(database: Database, change: Callable[[Config, str], None], version: str) -> None:
    with database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        # SQLite changes a table by copying it and dropping the old one, and to drop it deletes its rows: with foreign
        # keys on, that would take along whatever points there (sqlite.org/lang_altertable.html, section 7). They
        # can be turned off outside of a transaction alone.
        raw = connection.connection.driver_connection
        if sqlite and raw:
            raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            config = _config()
            config.attributes["connection"] = connection
            change(config, version)
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration would leave {len(broken)} rows that point nowhere")
        if sqlite and raw:
            raw.execute("PRAGMA foreign_keys=ON")


def current(database: Database) -> str | None:
    with database.engine.begin() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
