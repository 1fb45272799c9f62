"""Alembic's entry: the connection comes from plugin.store.migrate, never from a file."""

from alembic import context

from plugin.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
