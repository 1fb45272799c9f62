"""Migrated databases: migrating takes longer than most tests, so it is done once and copied."""

import functools
import tempfile
import uuid
from pathlib import Path

from plugin.config import Settings
from plugin.store.migrate import migrate
from plugin.store.session import Database
from tests.postgres import postgres_url


def migrated(settings: Settings) -> Database:
    """A SQLite database of one's own."""
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_migrated_file())
    return Database(settings.database_url)


@functools.cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "caveat.db"
        database = Database(f"sqlite:///{path}")
        migrate(database)
        database.dispose()  # the last connection that closes brings everything into the one file
        return path.read_bytes()


def new_postgres(server: tuple[str, int], template: str = "template1") -> str:
    """The address of a new database, a copy of `template`."""
    import pg8000.native

    name = f"test_{uuid.uuid4().hex}"
    connection = pg8000.native.Connection("caveat", host=server[0], port=server[1], database="postgres")
    connection.run(f"create database {name} template {template}")
    connection.close()
    return postgres_url(*server, name)


@functools.cache
def postgres_template(server: tuple[str, int]) -> str:
    """The name of a migrated database to copy."""
    url = new_postgres(server)
    database = Database(url)
    migrate(database)
    database.dispose()
    return url.rsplit("/", 1)[1]
