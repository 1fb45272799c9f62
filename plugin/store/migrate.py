"""Numbered migrations, run by the command line."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from plugin.store.session import Database

_FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> str:
    """Bring the database to the newest version; twice is harmless. Returns that version."""
    with database.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return newest()


def current(database: Database) -> str | None:
    with database.engine.begin() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
