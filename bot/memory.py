"""What the process remembers of its town between units of work: the tree, where chats live, the row counter. All of it can be read anew."""

import secrets
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from bot.context import Work
from bot.domain.directory import Directory
from bot.domain.settings import Settings
from bot.ids import ChatId, TownId
from bot.storage import directory as directory_rows
from bot.storage import towns
from bot.storage.database import Db
from bot.storage.schema import metadata


class Memory:
    """Read at start, after a change, and whenever another process has written (SQLite's ``data_version``)."""

    def __init__(
        self,
        town: TownId,
        settings: Settings,
        now: Callable[[], datetime],
        token: Callable[[int], str] = secrets.token_hex,
    ) -> None:
        self.town = town
        self.settings = settings
        self._now = now
        self._token = token
        self._directory: Directory | None = None
        self._remembered: dict[str, object] = {}
        self._addresses: dict[tuple[str, str], ChatId] = {}
        self._by_chat: dict[ChatId, tuple[str, str]] = {}
        self._last_id = 0
        self._version: int | None = None
        self._connection: Db | None = None
        self._tree_changed = False
        """Whether rows of the tree have been written in the transaction that runs."""
        self.generation = 0
        """Goes up whenever everything was read anew because somebody else wrote."""

    def begin(self, db: Db) -> Work:
        """A unit of work in the transaction just begun on ``db``."""
        self._tree_changed = False
        self._notice_others(db)
        return Work(
            db=db,
            now=self._now(),
            town=self.town,
            settings=self.settings,
            new_id=self._new_id,
            token=self._token,
            read_directory=lambda: self.directory(db),
            changed_directory=self.forget_directory,
            remembered=self._remembered,
        )

    def directory(self, db: Db) -> Directory:
        """The tree, read when it is not in memory."""
        if self._directory is None:
            self._directory = directory_rows.read_directory(db, self.town)
            found = directory_rows.list_addresses(db, self.town)
            self._addresses = {(platform, address): chat for platform, address, chat in found}
            self._by_chat = {chat: (platform, address) for platform, address, chat in found}
        return self._directory

    def chat_at(self, db: Db, platform: str, address: str) -> ChatId | None:
        """Our id of a platform's chat; None when it is not known."""
        self.directory(db)
        return self._addresses.get((platform, address))

    def address_of(self, db: Db, chat: ChatId) -> tuple[str, str] | None:
        """(platform, address) of a chat."""
        self.directory(db)
        return self._by_chat.get(chat)

    def forget_directory(self) -> None:
        """Its rows have changed."""
        self._tree_changed = True
        self._directory = None
        self._remembered.clear()

    def undone(self) -> None:
        """What was written has been rolled back. The tree is read again only if it was touched: a town's is large, a refusal is common."""
        self._remembered.clear()
        if self._tree_changed:
            self._directory = None

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _notice_others(self, db: Db) -> None:
        if db.is_sqlite:
            version = int(db.say("PRAGMA data_version")[0][0])
        else:  # PostgreSQL has no such sign: the import, which alone writes beside the owner of a town, counts itself
            version = towns.current_number(db, self.town, towns.ROSTER)
        if db is self._connection and version == self._version:
            return
        self._connection, self._version = db, version
        self._last_id = max(self._last_id, _greatest_id(db, self.town))
        self._directory = None
        self._remembered.clear()
        self.generation += 1


def _greatest_id(db: Db, town: TownId) -> int:
    greatest = 0
    for table in metadata.sorted_tables:
        if isinstance(table.c.get("id"), sa.Column) and isinstance(table.c.id.type, sa.BigInteger):
            found = db.scalar(sa.select(sa.func.max(table.c.id)).where(table.c.town == town))
            greatest = max(greatest, int(found or 0))
    return greatest
