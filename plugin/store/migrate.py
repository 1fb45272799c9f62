"""Numbered migrations, run by the command line."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from plugin.store.session import Database

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6361_7632  # any number that nothing else locks; plugin.store.queries.audit has another
_WAIT_SECONDS = 10


def migrate(database: Database, version: str = "head") -> str:
    """Bring the database to the newest version, or up to another; twice is harmless, two at once take turns.

    Returns the version that it has then. A database that a later release has taken further is left as it is: its tables
    serve the release before too (docs/upgrading.md).
    """
    _run(database, command.upgrade, version)
    return current(database) or ""


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
            _take_turns(connection)
            if is_known(_version(connection)):
                config = _config()
                config.attributes["connection"] = connection
                change(config, version)
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration would leave {len(broken)} rows that point nowhere")
        if sqlite and raw:
            raw.execute("PRAGMA foreign_keys=ON")


def _take_turns(connection: Connection) -> None:
    """Hosts that start together all migrate. SQLite's transactions take turns anyway; PostgreSQL changes its tables
    within the transaction too, so that whoever comes second finds nothing left to do."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    # A change waits for whoever uses the table, and everybody after it waits for the change. Better to give up, and to
    # be started again (postgresql.org/docs, "lock_timeout"; it holds for the lock above too, so it comes after).
    connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'"))


def current(database: Database) -> str | None:
    with database.engine.begin() as connection:
        return _version(connection)


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def versions() -> list[str]:
    """All that this release knows, the oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def is_known(version: str | None) -> bool:
    """Not where a later release has migrated the database."""
    return version is None or version in versions()


def newest() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
