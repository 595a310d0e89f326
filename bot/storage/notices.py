"""Notices and their receipts. How far one has got is in the outbox, under keys ``notice:NUMBER:VERSION:CHAT``."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.notices import Audience, Level, Notice, People, Receipt, Relay, State
from bot.ids import HouseholdId, PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.outbox import outbox
from bot.storage.people import person
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, sealed, town

# A notice's words are the public record of an office, kept for good (handbook §9.5); who wrote and who signed are persons.
notice = sa.Table(
    "notice",
    metadata,
    town(),
    plain("number", sa.Text, primary_key=True),
    plain("series", sa.Text, nullable=False),
    plain("serial", sa.Integer, nullable=False),
    personal("author", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("title", sa.Text, nullable=False),
    plain("body", sa.Text, nullable=False),
    plain("plain_text", sa.Text, nullable=False),
    plain("units", sa.JSON, nullable=False),
    plain("excluded", sa.JSON, nullable=False),
    plain("level", sa.Text, nullable=False),
    plain("receipt", sa.Text, nullable=False),
    plain("receipt_until", At),
    plain("attachment", sa.Text, nullable=False),
    plain("phone", sa.Text, nullable=False),
    plain("valid_until", sa.Date, nullable=False),
    plain("state", sa.Text, nullable=False),
    plain("second", sa.Boolean, nullable=False),
    plain("made_at", At, nullable=False),
    personal("approver", sa.Text),
    plain("released_at", At),
    plain("review_due", At),
    plain("corrects", sa.Text, nullable=False),
    plain("version", sa.Integer, nullable=False),
    sealed("notice.reason", nullable=False),
    plain("trouble_told_at", At),
    plain("closed_persons", sa.Integer),
    plain("closed_answered", sa.Integer),
    plain("people", sa.JSON, nullable=False),
    plain("relay", sa.Text, nullable=False),
    plain("send_at", At),
    plain("repeats", sa.Text, nullable=False),
    plain("paused", sa.Boolean, nullable=False),
    plain("copy_of", sa.Text, nullable=False),
    plain("reminded", sa.Integer, nullable=False),
    plain("reminded_at", At),
    plain("files", sa.Text),
    sa.Index("ix_notice_released_at", "town", "state", "released_at"),
    sa.Index("ix_notice_receipt_until", "town", "receipt_until"),
    sa.Index("ix_notice_corrects", "town", "corrects"),
    sa.Index("ix_notice_author", "town", "author"),
)

receipt = sa.Table(
    "notice_receipt",
    metadata,
    town(),
    plain("number", sa.Text, primary_key=True),
    personal("person", sa.Text, primary_key=True),
    plain("unit", sa.Text, nullable=False),
    personal("household", sa.Text),
    plain("kind", sa.Text, nullable=False),
    personal("people", sa.Integer),
    plain("at", At, nullable=False),
    sealed("notice_receipt.reason", nullable=False),
    sa.Index("ix_notice_receipt_at", "town", "at"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's receipt: ``kind`` is ``read``, ``safe``, ``help`` or ``cannot``."""

    person: PersonId
    unit: UnitId
    """The neighbourhood it counts for; empty when the person has none."""
    household: HouseholdId | None
    kind: str
    people: int | None
    at: datetime
    reason: str = ""
    """Why they cannot, in their words."""


_COLUMNS = tuple(column for column in notice.columns if column.name != "town")
_AUDIENCE = {"units", "excluded", "people"}
_open_windows = Prepared(
    sa.select(*_COLUMNS)
    .where(
        notice.c.town == sa.bindparam("code"),
        notice.c.receipt_until > sa.bindparam("moment"),
        notice.c.state == sa.literal_column("'released'"),
    )
    .order_by(notice.c.released_at.desc())
)


def _notice(row: Any) -> Notice:
    values = dict(zip((column.name for column in _COLUMNS), row, strict=True))
    units, excluded, people = values.pop("units"), values.pop("excluded"), values.pop("people")
    files = values.pop("files") or ""
    return Notice(
        audience=Audience(
            tuple(UnitId(u) for u in units), tuple(UnitId(u) for u in excluded), tuple(People(p) for p in people)
        ),
        relay=Relay(values.pop("relay")),
        level=Level(values.pop("level")),
        receipt=Receipt(values.pop("receipt")),
        state=State(values.pop("state")),
        files=tuple(files.split()),
        **values,
    )


def _row(found: Notice) -> dict[str, Any]:
    row = {column.name: getattr(found, column.name) for column in _COLUMNS if column.name not in _AUDIENCE}
    to = found.audience
    row |= {"units": list(to.units), "excluded": list(to.excluded), "people": [one.value for one in to.people]}
    row |= {"relay": found.relay.value, "files": " ".join(found.files) or None}
    return row | {"level": found.level.value, "receipt": found.receipt.value, "state": found.state.value}


def put(db: Db, code: TownId, found: Notice) -> None:
    """Write a notice, or what has changed of it."""
    row = _row(found)
    statement = insert(notice).values(town=code, **row)
    rest = {name: value for name, value in row.items() if name != "number"}
    db.execute(statement.on_conflict_do_update(index_elements=["town", "number"], set_=rest))


def find(db: Db, code: TownId, number: str) -> Notice | None:
    """One notice by its full number."""
    row = db.first(sa.select(*_COLUMNS).where(notice.c.town == code, notice.c.number == number))
    return _notice(row) if row else None


def list_with_serial(db: Db, code: TownId, serial: int) -> list[Notice]:
    """All that a bare number may mean, the latest first."""
    rows = db.all(
        sa.select(*_COLUMNS).where(notice.c.town == code, notice.c.serial == serial).order_by(notice.c.made_at.desc())
    )
    return [_notice(row) for row in rows]


def list_released(db: Db, code: TownId, most: int = 300) -> list[Notice]:
    """Originals that have gone out (also withdrawn ones), the latest first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(notice.c.town == code, notice.c.released_at.is_not(None), notice.c.corrects == "")
        .order_by(notice.c.released_at.desc(), notice.c.serial.desc())
        .limit(most)
    )
    return [_notice(row) for row in rows]


def list_in_state(db: Db, code: TownId, state: State, author: PersonId | None = None) -> list[Notice]:
    """Those in a state, of one author or all, the latest first."""
    statement = sa.select(*_COLUMNS).where(notice.c.town == code, notice.c.state == state.value)
    if author is not None:
        statement = statement.where(notice.c.author == author)
    return [_notice(row) for row in db.all(statement.order_by(notice.c.made_at.desc()))]


def list_corrections(db: Db, code: TownId, number: str) -> list[Notice]:
    """Released corrections of an original, the latest first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(notice.c.town == code, notice.c.corrects == number, notice.c.state == State.RELEASED.value)
        .order_by(notice.c.version.desc())
    )
    return [_notice(row) for row in rows]


def list_unreviewed(db: Db, code: TownId) -> list[Notice]:
    """Urgent ones that have gone out and wait for a second person's look, the latest first."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(notice.c.town == code, notice.c.review_due.is_not(None), notice.c.approver.is_(None))
        .order_by(notice.c.made_at.desc())
    )
    return [_notice(row) for row in rows]


def list_open_windows(db: Db, code: TownId, now: datetime) -> list[Notice]:
    """Released notices that still count receipts, the latest first."""
    return [_notice(row) for row in _open_windows(db, code=code, moment=now)]


def put_answer(db: Db, code: TownId, number: str, answer: Answer) -> bool:
    """Keep a person's receipt; a later one says more (``safe`` over ``read``) or nothing. False when nothing changed."""
    values = {name: getattr(answer, name) for name in ("unit", "household", "kind", "people", "at", "reason")}
    statement = insert(receipt).values(town=code, number=number, person=answer.person, **values)
    if answer.kind == "read":
        statement = statement.on_conflict_do_nothing()
    else:
        statement = statement.on_conflict_do_update(index_elements=["town", "number", "person"], set_=values)
    return db.first(statement.returning(receipt.c.person)) is not None


def list_answers(db: Db, code: TownId, number: str) -> list[Answer]:
    """All receipts of a notice."""
    rows = db.all(
        sa.select(
            receipt.c.person,
            receipt.c.unit,
            receipt.c.household,
            receipt.c.kind,
            receipt.c.people,
            receipt.c.at,
            receipt.c.reason,
        ).where(receipt.c.town == code, receipt.c.number == number)
    )
    return [Answer(*row) for row in rows]


def erase_answers_before(db: Db, code: TownId, before: datetime) -> int:
    """Receipts are kept 30 days (handbook §9.5)."""
    return db.execute(sa.delete(receipt).where(receipt.c.town == code, receipt.c.at < before))


def is_public_phone(db: Db, code: TownId, digits: str) -> bool:
    """Whether somebody of the town has agreed that this number be shown."""
    shown = db.all(sa.select(person.c.phone).where(person.c.town == code, person.c.phone_public.is_(True)))
    return any(str(row[0]).replace("-", "").replace(" ", "") == digits for row in shown)


def breaches(db: Db, code: TownId) -> list[str]:
    """What must never be: a notice signed by its author, a chat served twice, a correction that missed a chat or went astray."""
    rows = db.all(sa.select(*_COLUMNS).where(notice.c.town == code, notice.c.released_at.is_not(None)))
    released = [_notice(row) for row in rows]
    found = [
        f"通知 {one.number} 没有另一个人批准就发出了"
        for one in released
        if one.second and (one.approver == one.author or (one.approver is None and not one.urgent))
    ]
    by_root: dict[str, list[Notice]] = {}
    for one in released:
        by_root.setdefault(one.root, []).append(one)
    for root, versions in sorted(by_root.items()):
        found += _served_wrongly(root, sorted(versions, key=lambda one: one.version), _deliveries(db, code, root))
    return found


_Served = dict[int, dict[str, list[tuple[str, datetime, datetime | None]]]]
"""Version → chat → (state, made, settled) of its messages."""


def _deliveries(db: Db, code: TownId, root: str) -> _Served:
    rows = db.all(
        sa.select(outbox.c.key, outbox.c.chat, outbox.c.state, outbox.c.made_at, outbox.c.settled_at)
        .where(outbox.c.town == code, outbox.c.about == f"notice:{root}", outbox.c.chat.is_not(None))
        .order_by(outbox.c.id)
    )
    served: _Served = {}
    for key, chat, state, made_at, settled_at in rows:
        version = str(key or "").removeprefix(f"notice:{root}:").partition(":")[0]
        if key is not None and version.isdigit():
            served.setdefault(int(version), {}).setdefault(chat, []).append((state, made_at, settled_at))
    return served


def _served_wrongly(root: str, versions: list[Notice], served: _Served) -> list[str]:
    found = [
        f"通知 {root} 第 {version} 版在群 {chat} 排了 {len(messages)} 次"
        for version, chats in sorted(served.items())
        for chat, messages in sorted(chats.items())
        if len(messages) > 1
    ]
    for one in versions[1:]:
        earlier = [chats for version, chats in served.items() if version < one.version]
        addressed = {chat for chats in earlier for chat in chats}
        got = {
            chat
            for chats in earlier
            for chat, messages in chats.items()
            for state, _, settled_at in messages
            if state in _REACHED and (settled_at is None or one.released_at is None or settled_at <= one.released_at)
        }
        corrected = set(served.get(one.version, {}))
        found += [f"更正 {one.number} 漏了收过原通知的群 {chat}" for chat in sorted(got - corrected - {""})]
        found += [f"更正 {one.number} 发到了没有原通知的群 {chat}" for chat in sorted(corrected - addressed)]
    return found


_REACHED = {"sent", "unknown"}
