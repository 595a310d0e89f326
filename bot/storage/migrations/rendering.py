"""How our own types are written in a migration: as what they are in the database, so that a migration never changes its meaning."""

from typing import Any, Literal

from bot.storage.schema import At
from bot.storage.sealing import Blind, Sealed, SealedBytes


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Alembic's hook: the text of ``item``, or False for its own way."""
    if kind == "type" and isinstance(item, At):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, Sealed | Blind):
        return "sa.Text()"
    if kind == "type" and isinstance(item, SealedBytes):
        return "sa.LargeBinary()"
    return False
