"""``python -m bot.storage.migrations.make "what changes"``: a draft of the next migration, from what the metadata has and a fresh database lacks."""

import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path

from alembic import command

import bot.storage
from bot.storage.database import Database
from bot.storage.migrations.upgrading import config, revisions


def make(message: str) -> Path:
    """Write the draft; its path."""
    for module in pkgutil.iter_modules(bot.storage.__path__):
        importlib.import_module(f"bot.storage.{module.name}")
    known = revisions()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'made.db'}")
        with database.migrating() as connection:
            if known:
                command.upgrade(config(connection), "head")
            made = command.revision(config(connection), message, autogenerate=True, rev_id=f"{len(known) + 1:04d}")
        database.close()
    assert made is not None
    assert not isinstance(made, list)
    return Path(made.path)


if __name__ == "__main__":
    sys.stdout.write(f"{make(sys.argv[1])}\n")
