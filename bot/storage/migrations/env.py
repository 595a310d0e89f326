"""What Alembic runs: with the connection and the transaction of ``upgrade``, never with a URL of its own."""

from alembic import context

from bot.storage.migrations.rendering import render
from bot.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
