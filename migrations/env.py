"""Where Alembic runs the steps: on the connection that `bot.store.sql.migrate` hands over."""

from __future__ import annotations

from alembic import context

from bot.store.sql.migrate import is_ours
from bot.store.sql.tables import metadata

# Steps that rebuild a table must not trip over half-built ones: batch mode is SQLite's way to alter.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_object=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
