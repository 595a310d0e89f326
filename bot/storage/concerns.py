"""Concerns, and the notes on their way."""

from collections.abc import Collection
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from bot.domain.concern_states import FINAL, State
from bot.domain.concerns import Concern, Level, Note, Outcome
from bot.domain.directory import Tier
from bot.ids import ChatId, PersonId, TownId, UnitId
from bot.storage import concern_attachments
from bot.storage.database import Db
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, row_id, sealed, town

concern = sa.Table(
    "concern",
    metadata,
    town(),
    plain("number", sa.Text, primary_key=True),
    plain("filed_at", At, nullable=False),
    personal("reporter", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("category", sa.Text, nullable=False),
    plain("level", sa.Text, nullable=False),
    plain("title", sa.Text, nullable=False),
    sealed("concern.text", nullable=False),
    plain("private", sa.Boolean, nullable=False),
    plain("state", sa.Text, nullable=False),
    plain("tier", sa.Text, nullable=False),
    plain("desk", sa.Text, nullable=False),
    plain("chat", sa.Text),
    personal("claimed_by", sa.Text),
    plain("ack_due_at", At),
    plain("due_at", At),
    plain("claimed_at", At),
    plain("resolved_at", At),
    plain("closed_at", At),
    sealed("concern.resolution", nullable=False),
    plain("rating", sa.Integer, nullable=False),
    plain("outcome", sa.Text, nullable=False),
    plain("reopened", sa.Integer, nullable=False),
    plain("alarm", sa.Text, nullable=False),
    plain("complaint", sa.Boolean, nullable=False),
    personal("hidden_from", sa.JSON, nullable=False),
    sealed("concern.on_behalf_of", nullable=False),
    personal("collected_by", sa.Text),
    plain("extended", sa.Boolean, nullable=False),
    plain("sent_back", sa.JSON, nullable=False),
    plain("held_left", sa.Float, nullable=False),
    plain("clock_from", At),
    plain("overdue", sa.Integer, nullable=False),
    plain("supervised", sa.Boolean, nullable=False),
    plain("unannounced", sa.Boolean, nullable=False),
    plain("merged_into", sa.Text, nullable=False),
    sa.Index("ix_concern_reporter", "town", "reporter"),
    sa.Index("ix_concern_collected_by", "town", "collected_by"),
    sa.Index("ix_concern_state", "town", "state"),
    sa.Index("ix_concern_filed_at", "town", "filed_at"),
)
sa.Index(
    "ix_concern_merged_into",
    concern.c.town,
    concern.c.merged_into,
    sqlite_where=concern.c.merged_into != "",
    postgresql_where=concern.c.merged_into != "",
)

note = sa.Table(
    "concern_note",
    metadata,
    town(),
    row_id(),
    plain("concern", sa.Text, nullable=False),
    plain("at", At, nullable=False),
    personal("author", sa.Text),
    plain("kind", sa.Text, nullable=False),
    sealed("concern_note.text", nullable=False),
    sa.Index("ix_concern_note_concern", "town", "concern"),
)

COLUMNS = [column for column in concern.columns if column.name != "town"]
_FIELDS = tuple(column.name for column in COLUMNS)
_FINAL = [state.value for state in FINAL]
_insert = Prepared(sa.insert(concern), ("town", *_FIELDS))
_this = (concern.c.town == sa.bindparam("code"), concern.c.number == sa.bindparam("which"))
_find = Prepared(sa.select(*COLUMNS).where(*_this))
_change = Prepared(
    sa.update(concern).where(*_this).values({name: sa.bindparam(f"new_{name}") for name in _FIELDS if name != "number"})
)
_of_reporter = Prepared(
    sa.select(*COLUMNS)
    .where(
        concern.c.town == sa.bindparam("code"),
        sa.or_(concern.c.reporter == sa.bindparam("who"), concern.c.collected_by == sa.bindparam("who")),
    )
    .order_by(concern.c.filed_at.desc(), concern.c.number.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_standing = Prepared(
    sa.select(concern.c.number, concern.c.unit, concern.c.reporter)
    .where(
        concern.c.town == sa.bindparam("code"),
        concern.c.filed_at >= sa.bindparam("since"),
        concern.c.category == sa.bindparam("of_category"),
        concern.c.private.is_(sa.false()),
        concern.c.complaint.is_(sa.false()),
        concern.c.alarm == sa.literal_column("''"),
        concern.c.state.not_in([sa.literal_column(f"'{state}'") for state in sorted((*_FINAL, State.RESOLVED.value))]),
    )
    .order_by(concern.c.filed_at, concern.c.number)
)


def made(row: Any) -> Concern:
    """A row of ``COLUMNS`` as a concern."""
    found: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    found["level"] = Level(found["level"])
    found["state"] = State(found["state"])
    found["tier"] = Tier(found["tier"])
    found["outcome"] = Outcome(found["outcome"])
    found["chat"] = ChatId(found["chat"]) if found["chat"] else None
    found["hidden_from"] = tuple(PersonId(who) for who in found["hidden_from"])
    found["sent_back"] = tuple(found["sent_back"])
    return Concern(**found)


_values = attrgetter(*_FIELDS)


def _row(one: Concern) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(_FIELDS, _values(one), strict=True))
    row |= {"level": one.level.value, "state": one.state.value, "tier": one.tier.value, "outcome": one.outcome.value}
    return row | {"hidden_from": list(one.hidden_from), "sent_back": list(one.sent_back)}


def add(db: Db, code: TownId, filed: Concern) -> None:
    """Store a new concern."""
    _insert(db, town=code, **_row(filed))


def change(db: Db, code: TownId, changed: Concern) -> None:
    """Store what has become of it."""
    rest = {f"new_{name}": value for name, value in _row(changed).items() if name != "number"}
    _change(db, code=code, which=changed.number, **rest)


def find_concern(db: Db, code: TownId, number: str) -> Concern | None:
    """One concern by its full number."""
    row = _find.one(db, code=code, which=number)
    return made(row) if row else None


def get_concern(db: Db, code: TownId, number: str) -> Concern:
    """One concern by its full number.

    Raises:
        LookupError: there is none.
    """
    found = find_concern(db, code, number)
    if found is None:
        raise LookupError("no such concern")
    return found


def list_ending(db: Db, code: TownId, running: int) -> list[Concern]:
    """All whose running number is ``running``, the latest filed first: what a bare number may mean (ruling 27)."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(concern.c.town == code, concern.c.number.like(f"%-{running:03d}"))
        .order_by(concern.c.filed_at.desc(), concern.c.number.desc())
    )
    return [made(row) for row in rows]


def list_of_reporter(db: Db, code: TownId, who: PersonId, most: int = 50) -> list[Concern]:
    """A person's own (reported, or filed for another), the latest first."""
    return [made(row) for row in _of_reporter(db, code=code, who=who, most=most)]


def list_open(db: Db, code: TownId, *states: State) -> list[Concern]:
    """All that are not final (or in one of ``states``), the most pressing first."""
    wanted = concern.c.state.in_([s.value for s in states]) if states else concern.c.state.not_in(_FINAL)
    rows = db.all(
        sa.select(*COLUMNS)
        .where(concern.c.town == code, wanted)
        .order_by(concern.c.due_at, concern.c.filed_at, concern.c.number)
    )
    return [made(row) for row in rows]


def list_open_at(db: Db, code: TownId, desks: list[UnitId], who: PersonId, *states: State) -> list[Concern]:
    """Those in one of ``states`` that lie on one of these desks, in the hands of ``who``, or are urgent; the most pressing first."""
    near = sa.or_(concern.c.desk.in_(desks), concern.c.claimed_by == who, concern.c.alarm != "")
    rows = db.all(
        sa.select(*COLUMNS)
        .where(concern.c.town == code, concern.c.state.in_([one.value for one in states]), near)
        .order_by(concern.c.due_at, concern.c.filed_at, concern.c.number)
    )
    return [made(row) for row in rows]


def list_alarms_since(db: Db, code: TownId, since: datetime) -> list[Concern]:
    """Urgent ones filed since then, the latest first."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(concern.c.town == code, concern.c.alarm != "", concern.c.filed_at >= since)
        .order_by(concern.c.filed_at.desc())
    )
    return [made(row) for row in rows]


def list_standing(db: Db, code: TownId, since: datetime, category: str) -> list[tuple[str, UnitId, PersonId]]:
    """Number, place and reporter of what is in hand, of one category and nobody's secret, filed since then; oldest first.

    Only these: of the hundred that a power cut brings, hardly one is of the same village and need be read.
    """
    rows = _standing(db, code=code, since=since, of_category=category)
    return [(str(row[0]), UnitId(row[1]), PersonId(row[2])) for row in rows]


def list_filed_since(db: Db, code: TownId, since: datetime) -> list[Concern]:
    """What is not private, filed since then and neither withdrawn, rejected nor redirected; oldest first."""
    gone = [State.WITHDRAWN.value, State.REJECTED.value, State.REDIRECTED.value]
    wanted = (
        (concern.c.town == code)
        & (concern.c.filed_at >= since)
        & concern.c.private.is_(False)
        & concern.c.state.not_in(gone)
    )
    rows = db.all(sa.select(*COLUMNS).where(wanted).order_by(concern.c.filed_at, concern.c.number))
    return [made(row) for row in rows]


def list_merged_into(db: Db, code: TownId, number: str) -> list[Concern]:
    """Those that have been merged into one, oldest first."""
    rows = db.all(
        sa.select(*COLUMNS)
        .where(concern.c.town == code, concern.c.merged_into == number)
        .order_by(concern.c.filed_at, concern.c.number)
    )
    return [made(row) for row in rows]


def add_note(db: Db, code: TownId, added: Note) -> None:
    """Store a word added on the way."""
    db.execute(
        sa.insert(note).values(
            town=code,
            id=added.id,
            concern=added.concern,
            at=added.at,
            author=added.author,
            kind=added.kind,
            text=added.text,
        )
    )


def list_notes(db: Db, code: TownId, number: str) -> list[Note]:
    """What has been added to a concern, oldest first."""
    rows = db.all(
        sa.select(note.c.id, note.c.concern, note.c.at, note.c.author, note.c.kind, note.c.text)
        .where(note.c.town == code, note.c.concern == number)
        .order_by(note.c.id)
    )
    return [Note(*row) for row in rows]


def erase_words(db: Db, code: TownId, number: str, of: Collection[PersonId] = ()) -> None:
    """Forget what was said (handbook §3.3 撤回): number and category stay. ``of``: only their photos; others have reported it too."""
    mine = (concern.c.town == code) & (concern.c.number == number)
    db.execute(sa.update(concern).where(mine).values(text="", resolution="", on_behalf_of=""))
    db.execute(sa.delete(note).where(note.c.town == code, note.c.concern == number))
    concern_attachments.drop_of(db, code, number, of)
