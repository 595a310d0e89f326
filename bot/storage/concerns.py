"""Concerns, and the notes on their way."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.concern_states import FINAL, State
from bot.domain.concerns import Concern, Level, Note, Outcome
from bot.domain.directory import Tier
from bot.ids import ChatId, PersonId, TownId, UnitId
from bot.storage import concern_attachments
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, row_id, sealed, town
from bot.storage.timers import timer

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

_COLUMNS = [column for column in concern.columns if column.name != "town"]
_FINAL = [state.value for state in FINAL]


def _concern(row: Any) -> Concern:
    found: dict[str, Any] = dict(row._mapping)
    found["level"] = Level(found["level"])
    found["state"] = State(found["state"])
    found["tier"] = Tier(found["tier"])
    found["outcome"] = Outcome(found["outcome"])
    found["chat"] = ChatId(found["chat"]) if found["chat"] else None
    found["hidden_from"] = tuple(PersonId(who) for who in found["hidden_from"])
    found["sent_back"] = tuple(found["sent_back"])
    return Concern(**found)


def _row(one: Concern) -> dict[str, Any]:
    row = {column.name: getattr(one, column.name) for column in _COLUMNS}
    row |= {"level": one.level.value, "state": one.state.value, "tier": one.tier.value, "outcome": one.outcome.value}
    return row | {"hidden_from": list(one.hidden_from), "sent_back": list(one.sent_back)}


def add(db: Db, code: TownId, filed: Concern) -> None:
    """Store a new concern."""
    db.execute(sa.insert(concern).values(town=code, **_row(filed)))


def change(db: Db, code: TownId, changed: Concern) -> None:
    """Store what has become of it."""
    db.execute(
        sa.update(concern).where(concern.c.town == code, concern.c.number == changed.number).values(**_row(changed))
    )


def find_concern(db: Db, code: TownId, number: str) -> Concern | None:
    """One concern by its full number."""
    row = db.first(sa.select(*_COLUMNS).where(concern.c.town == code, concern.c.number == number))
    return _concern(row) if row else None


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
        sa.select(*_COLUMNS)
        .where(concern.c.town == code, concern.c.number.like(f"%-{running:03d}"))
        .order_by(concern.c.filed_at.desc(), concern.c.number.desc())
    )
    return [_concern(row) for row in rows]


def list_of_reporter(db: Db, code: TownId, who: PersonId, most: int = 50) -> list[Concern]:
    """A person's own (reported, or filed for another), the latest first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(concern.c.town == code, sa.or_(concern.c.reporter == who, concern.c.collected_by == who))
        .order_by(concern.c.filed_at.desc(), concern.c.number.desc())
        .limit(most)
    )
    return [_concern(row) for row in rows]


def list_open(db: Db, code: TownId, *states: State) -> list[Concern]:
    """All that are not final (or in one of ``states``), the most pressing first."""
    wanted = concern.c.state.in_([s.value for s in states]) if states else concern.c.state.not_in(_FINAL)
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(concern.c.town == code, wanted)
        .order_by(concern.c.due_at, concern.c.filed_at, concern.c.number)
    )
    return [_concern(row) for row in rows]


def list_open_at(db: Db, code: TownId, desks: list[UnitId], who: PersonId, *states: State) -> list[Concern]:
    """Those in one of ``states`` that lie on one of these desks, in the hands of ``who``, or are urgent; the most pressing first."""
    near = sa.or_(concern.c.desk.in_(desks), concern.c.claimed_by == who, concern.c.alarm != "")
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(concern.c.town == code, concern.c.state.in_([one.value for one in states]), near)
        .order_by(concern.c.due_at, concern.c.filed_at, concern.c.number)
    )
    return [_concern(row) for row in rows]


def list_alarms_since(db: Db, code: TownId, since: datetime) -> list[Concern]:
    """Urgent ones filed since then, the latest first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(concern.c.town == code, concern.c.alarm != "", concern.c.filed_at >= since)
        .order_by(concern.c.filed_at.desc())
    )
    return [_concern(row) for row in rows]


def list_filed_since(db: Db, code: TownId, since: datetime, category: str = "") -> list[Concern]:
    """What is not private (of one category, if given), filed since then and neither withdrawn, rejected nor redirected; oldest first."""
    gone = [State.WITHDRAWN.value, State.REJECTED.value, State.REDIRECTED.value]
    wanted = (
        (concern.c.town == code)
        & (concern.c.filed_at >= since)
        & concern.c.private.is_(False)
        & concern.c.state.not_in(gone)
    )
    if category:
        wanted &= (concern.c.category == category) & concern.c.state.not_in(_FINAL)
    rows = db.all(sa.select(*_COLUMNS).where(wanted).order_by(concern.c.filed_at, concern.c.number))
    return [_concern(row) for row in rows]


def list_merged_into(db: Db, code: TownId, number: str) -> list[Concern]:
    """Those that have been merged into one, oldest first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(concern.c.town == code, concern.c.merged_into == number)
        .order_by(concern.c.filed_at, concern.c.number)
    )
    return [_concern(row) for row in rows]


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


def breaches(db: Db, code: TownId) -> list[str]:
    """Handbook I18–I22 and the invariants of the table: one Chinese line each."""
    lines: list[str] = []
    for row in db.all(sa.select(*_COLUMNS).where(concern.c.town == code).order_by(concern.c.number)):
        lines += [f"诉求{row.number}:{fault}" for fault in _faults(_concern(row))]
    lines += [f"诉求{number}:没办完却没有在走的钟" for number in _without_timer(db, code)]
    return lines


def _faults(one: Concern) -> list[str]:
    found: list[str] = []
    if one.final:
        if one.due_at is not None or one.ack_due_at is not None:
            found.append("已经结束却还有期限")
        if one.closed_at is None:
            found.append("已经结束却没有结束时间")
    elif not one.desk or (one.due_at is None and one.state is not State.ON_HOLD):
        found.append("没有经手的人或期限")
    if one.claimed_by is not None and one.claimed_by in one.hidden_from:
        found.append("由被反映的人在办")
    if one.state in {State.CLAIMED, State.IN_PROGRESS, State.ON_HOLD} and one.claimed_by is None:
        found.append("在办却没有接单的人")
    if one.reopened > 2:
        found.append("重办超过两次")
    if one.outcome is Outcome.UNRATED and one.rating:
        found.append("未评价却有评分")
    if len(set(one.sent_back)) != len(one.sent_back):
        found.append("同一级退回了两次")
    if (one.state is State.MERGED) != bool(one.merged_into):
        found.append("并单没有说明并到哪件")
    if one.complaint and not one.private:
        found.append("反映经手人的事没有设为私密")
    return found


def _without_timer(db: Db, code: TownId) -> list[str]:
    watched = sa.exists().where(timer.c.town == concern.c.town, timer.c.subject == concern.c.number)
    rows = db.all(
        sa.select(concern.c.number)
        .where(concern.c.town == code, concern.c.state.not_in(_FINAL), ~watched)
        .order_by(concern.c.number)
    )
    return [str(row[0]) for row in rows]
