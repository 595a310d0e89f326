"""How the tables of an existing database become those of the metadata: one file a change, no ini file.

A new change: ``python -m bot.storage.migrations.make "what changes"`` writes a draft under ``versions``; read it, and set ``HEAD``.
An empty database is made from the metadata at once and marked as standing at ``HEAD``; a test shows that this is the same.
"""

import sqlalchemy as sa

HEAD = "0002"
"""The latest revision: known here so that a start on an up-to-date database need not load Alembic."""


class UnknownRevision(Exception):
    """The database was made by a newer version of the program, or by none of ours."""


_VERSION = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, as Alembic makes it."""


def revision(connection: sa.Connection) -> str | None:
    """The revision that a database stands at; None for one that holds nothing of ours."""
    if not sa.inspect(connection).has_table(_VERSION.name):
        return None
    found = connection.execute(sa.select(_VERSION.c.version_num)).scalar()
    return str(found) if found is not None else None


def stamp(connection: sa.Connection) -> None:
    """Mark a database that has just been made from the metadata."""
    _VERSION.create(connection)
    connection.execute(sa.insert(_VERSION).values(version_num=HEAD))
