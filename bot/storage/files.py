"""Files that go with messages (pictures, documents): sealed rows of the database, each content once.

They lie in the database and not beside it, so that a file is there when and only when the message that names it is, and so that a
backup, a new key, an erasure and the search for what was erased are the ones that everything else has. The price is a larger
database: at most ``files.largest_mb`` each, and gone ninety days after their notice is over.
Photos of concerns lie with their concern (``concern_attachment``) and go with its words; here they are found by ``PHOTO_KEY``.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.files import File, FileKind, Label
from bot.domain.notices import State
from bot.ids import TownId
from bot.storage.concern_attachments import PHOTO_KEY, attachment
from bot.storage.database import Db
from bot.storage.notices import notice
from bot.storage.outbox import OPEN, outbox
from bot.storage.schema import At, metadata, plain, sealed, town

file = sa.Table(
    "file",
    metadata,
    town(),
    plain("key", sa.Text, primary_key=True),
    plain("kind", sa.Text, nullable=False),
    sealed("file.name", nullable=False),
    plain("size", sa.Integer, nullable=False),
    plain("kept_at", At, nullable=False),
    sealed("file.data", "bytes", nullable=False),
    sa.Index("ix_file_kept_at", "town", "kept_at"),
)


def put(db: Db, code: TownId, kept: File, at: datetime) -> None:
    """Keep a file; one that is there already stays as long as if it had come now."""
    row = {"kind": kept.kind.value, "name": kept.name, "size": len(kept.data), "kept_at": at, "data": kept.data}
    statement = insert(file).values(town=code, key=kept.key, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "key"], set_={"kept_at": at}))


def find(db: Db, code: TownId, key: str) -> File | None:
    """A file with its content; None when it has been erased."""
    if key.startswith(PHOTO_KEY):
        return _photo(db, code, key)
    row = db.first(sa.select(file.c.kind, file.c.name, file.c.data).where(file.c.town == code, file.c.key == key))
    return File(key, FileKind(row[0]), str(row[1]), bytes(row[2])) if row else None


def _photo(db: Db, code: TownId, key: str) -> File | None:
    number = key.removeprefix(PHOTO_KEY)
    c = attachment.c
    this = (c.town == code) & (c.id == int(number)) & (c.kind == FileKind.IMAGE.value) & c.data.is_not(None)
    row = db.first(sa.select(c.name, c.data).where(this)) if number.isdigit() else None
    return File(key, FileKind.IMAGE, str(row[0]) or "照片.jpg", bytes(row[1])) if row else None


def list_labels(db: Db, code: TownId, keys: Sequence[str]) -> list[Label]:
    """What there still is of some files, in that order, without their content."""
    if not keys:
        return []
    c = file.c
    rows = db.all(sa.select(c.key, c.kind, c.name, c.size).where(c.town == code, c.key.in_(keys)))
    found = {str(row[0]): Label(str(row[0]), FileKind(row[1]), str(row[2]), int(row[3])) for row in rows}
    a, photos = attachment.c, [int(key.removeprefix(PHOTO_KEY)) for key in keys if key.startswith(PHOTO_KEY)]
    if photos:
        there = (a.town == code) & a.id.in_(photos) & (a.kind == FileKind.IMAGE.value) & a.data.is_not(None)
        for number, name, size in db.all(sa.select(a.id, a.name, sa.func.length(a.data)).where(there)):
            key = f"{PHOTO_KEY}{number}"
            found[key] = Label(key, FileKind.IMAGE, str(name) or "照片.jpg", int(size))
    return [found[key] for key in keys if key in found]


def erase_over(db: Db, code: TownId, over: date, before: datetime) -> int:
    """Forget files that no notice valid on ``over`` or later has, nor anything that waits; those kept since ``before`` may be a draft's."""
    n = notice.c
    in_use = sa.or_(n.valid_until >= over, n.state.in_((State.PENDING.value, State.SCHEDULED.value)))
    rows = db.all(sa.select(n.files).where(n.town == code, n.files.is_not(None), in_use))
    waiting = db.all(
        sa.select(outbox.c.files).where(outbox.c.town == code, outbox.c.state.in_(OPEN), outbox.c.files.is_not(None))
    )
    return _erase_but(db, code, {key for row in (*rows, *waiting) for key in str(row[0]).split()}, before)


def _erase_but(db: Db, code: TownId, used: Collection[str], before: datetime) -> int:
    c = file.c
    old = db.all(sa.select(c.key).where(c.town == code, c.kept_at < before))
    return erase(db, code, [str(row[0]) for row in old if row[0] not in used])


def erase(db: Db, code: TownId, keys: Iterable[str]) -> int:
    """Forget files; a message that names one goes without it."""
    return sum(db.execute(sa.delete(file).where(file.c.town == code, file.c.key == key)) for key in keys)
