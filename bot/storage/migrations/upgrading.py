"""Brings a database up to the metadata. Loads Alembic: imported only when there is something to do."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.storage.database import Database
from bot.storage.migrations import HEAD, UnknownRevision, revision

HERE = Path(__file__).parent


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    found = Config()
    found.set_main_option("script_location", str(HERE).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


def revisions() -> list[str]:
    """All revisions, the oldest first."""
    scripts = ScriptDirectory.from_config(config())
    return [one.revision for one in reversed(list(scripts.walk_revisions()))]


def upgrade(database: Database, to: str = HEAD) -> None:
    """Run the changes that ``database`` lacks, all in one transaction.

    Raises:
        UnknownRevision: it stands at a revision that this program does not know; nothing is changed.
    """
    with database.migrating() as connection:
        at = revision(connection)
        if at is not None and at not in revisions():
            raise UnknownRevision(at)
        command.upgrade(config(connection), to)
