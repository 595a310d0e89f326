"""What comes with a concern besides words: photos, voice messages, places."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, row_id, sealed, town

attachment = sa.Table(
    "concern_attachment",
    metadata,
    town(),
    row_id(),
    plain("concern", sa.Text),
    personal("person", sa.Text, nullable=False),
    plain("at", At, nullable=False),
    plain("kind", sa.Text, nullable=False),
    sealed("concern_attachment.name", nullable=False),
    plain("source", sa.Text, nullable=False),
    sealed("concern_attachment.data", "bytes"),
    sa.Index("ix_concern_attachment_concern", "town", "concern"),
    sa.Index("ix_concern_attachment_person", "town", "person"),
)
_of = (attachment.c.town == sa.bindparam("code"), attachment.c.concern == sa.bindparam("number"))
_count = Prepared(sa.select(sa.func.count()).select_from(attachment).where(*_of))
_photos = Prepared(
    sa.select(attachment.c.id)
    .where(*_of, attachment.c.kind == sa.literal_column("'image'"), attachment.c.data.is_not(None))
    .order_by(attachment.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_join = Prepared(
    sa.update(attachment)
    .where(
        attachment.c.town == sa.bindparam("code"),
        attachment.c.person == sa.bindparam("who"),
        attachment.c.concern.is_(None),
        attachment.c.at >= sa.bindparam("since"),
    )
    .values(concern=sa.bindparam("number"))
)

PHOTO_KEY = "photo-"
"""Keys of files (``Outbound.files``) that begin so name a row of this table."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo, voice message, place or video: of a concern, or (None) waiting ten minutes for its words."""

    id: int
    concern: str | None
    person: PersonId
    at: datetime
    kind: str
    name: str
    source: str
    """Key of the message that it came with."""
    data: bytes | None = None


def drop_of(db: Db, code: TownId, number: str, of: Collection[PersonId] = ()) -> None:
    """Forget the attachments of a concern, of everybody or of some."""
    those = (attachment.c.town == code) & (attachment.c.concern == number)
    db.execute(sa.delete(attachment).where(those & attachment.c.person.in_(of) if of else those))


def move(db: Db, code: TownId, number: str, into: str) -> None:
    """What came with a concern goes with the one that it is merged into."""
    those = (attachment.c.town == code) & (attachment.c.concern == number)
    db.execute(sa.update(attachment).where(those).values(concern=into))


def list_photos(db: Db, code: TownId, number: str, most: int = 6) -> list[int]:
    """Rows of the pictures of a concern whose content is there, the latest of them, oldest first."""
    return sorted(int(row[0]) for row in _photos(db, code=code, number=number, most=most))


def keep(db: Db, code: TownId, kept: Kept) -> None:
    """Store an attachment."""
    db.execute(
        sa.insert(attachment).values(
            town=code,
            id=kept.id,
            concern=kept.concern,
            person=kept.person,
            at=kept.at,
            kind=kept.kind,
            name=kept.name,
            source=kept.source,
            data=kept.data,
        )
    )


def join(db: Db, code: TownId, who: PersonId, since: datetime, number: str) -> int:
    """Give what ``who`` sent since then without words to a concern; how many those were."""
    return _join.count(db, code=code, who=who, since=since, number=number)


def drop_waiting_from(db: Db, code: TownId, source: str) -> None:
    """Forget what came with a message that its sender has taken back, as long as it belongs to nothing."""
    mine = (attachment.c.town == code) & (attachment.c.source == source)
    db.execute(sa.delete(attachment).where(mine, attachment.c.concern.is_(None)))


def count(db: Db, code: TownId, number: str) -> int:
    """How many attachments a concern has."""
    return int(_count(db, code=code, number=number)[0][0])


def drop_waiting(db: Db, code: TownId, number: int) -> None:
    """Forget an attachment that no words came for."""
    db.execute(
        sa.delete(attachment).where(
            attachment.c.town == code, attachment.c.id == number, attachment.c.concern.is_(None)
        )
    )


def drop_waiting_of(db: Db, code: TownId, who: PersonId) -> None:
    """Forget all attachments of a person that no words came for."""
    db.execute(
        sa.delete(attachment).where(
            attachment.c.town == code, attachment.c.person == who, attachment.c.concern.is_(None)
        )
    )
