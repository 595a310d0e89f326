"""How the tables of an existing database become those of the metadata: one file a change, no ini file.

A new change: ``python -m bot.storage.migrations.make "what changes"`` writes a draft under ``versions``; read it, and set ``HEAD``.
"""

import sqlalchemy as sa

HEAD = "0001"
"""The latest revision: known here so that a start on an up-to-date database need not load Alembic (0.3 s)."""


def revision(connection: sa.Connection) -> str | None:
    """The revision that a database stands at; None for one that holds nothing of ours."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found is not None else None
