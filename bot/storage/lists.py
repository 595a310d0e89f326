"""Honour and reminder lists: issues, entries, the villages' own wording of the items, and their rule on names (handbook §4.7)."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.directory import WARDEN_ROLES
from bot.domain.list_items import Item
from bot.domain.list_states import FINAL, SHOWN, Kind, State
from bot.domain.lists import HEARING, Entry, Issue
from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.directory import office
from bot.storage.schema import At, metadata, personal, plain, sealed, town

list_issue = sa.Table(
    "list_issue",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("village", sa.Text, nullable=False),
    plain("kind", sa.Text, nullable=False),
    plain("period", sa.Text, nullable=False),
    plain("opened_at", At, nullable=False),
    plain("published_at", At),
    plain("edition", sa.Integer, nullable=False),
    sa.Index("ix_list_issue_village", "town", "village", "kind", "period", unique=True),
)

list_entry = sa.Table(
    "list_entry",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    plain("issue", sa.BigInteger, nullable=False),
    plain("village", sa.Text, nullable=False),
    plain("kind", sa.Text, nullable=False),
    personal("person", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("items", sa.JSON, nullable=False),
    sealed("list_entry.facts", nullable=False),
    personal("author", sa.Text),
    plain("drafted_at", At, nullable=False),
    plain("state", sa.Text, nullable=False),
    plain("served_at", At),
    sealed("list_entry.statement", nullable=False),
    plain("stated_at", At),
    sealed("list_entry.mended", nullable=False),
    plain("rectified_at", At),
    personal("rectified_by", sa.Text),
    personal("decided_by", sa.Text),
    plain("decided_at", At),
    plain("meeting", sa.Text, nullable=False),
    plain("met_on", sa.Date),
    sealed("list_entry.reason", nullable=False),
    plain("named", sa.Boolean, nullable=False),
    plain("deducts", sa.Integer, nullable=False),
    plain("place", sa.Integer, nullable=False),
    plain("published_at", At),
    plain("ended_at", At),
    sa.Index("ix_list_entry_issue", "town", "issue"),
    sa.Index("ix_list_entry_person", "town", "person"),
)

list_item = sa.Table(
    "list_item",
    metadata,
    town(),
    plain("village", sa.Text, primary_key=True),
    plain("code", sa.Text, primary_key=True),
    plain("version", sa.Integer, primary_key=True, autoincrement=False),
    plain("text", sa.Text, nullable=False),
    plain("reference", sa.Text, nullable=False),
    plain("adopted_on", sa.Date, nullable=False),
    personal("by", sa.Text, nullable=False),
    plain("at", At, nullable=False),
)
NAMING = "实名"
"""Stands for a code in ``list_item``: the village's rule by which a reminder may be published with a name."""

_ISSUE = [list_issue.c[one.name] for one in fields(Issue)]
_ENTRY = [list_entry.c[one.name] for one in fields(Entry)]


def _issue(row: Any) -> Issue:
    values: dict[str, Any] = dict(zip((one.name for one in fields(Issue)), row, strict=True))
    values["kind"] = Kind(values["kind"])
    return Issue(**values)


def _entry(row: Any) -> Entry:
    values: dict[str, Any] = dict(zip((one.name for one in fields(Entry)), row, strict=True))
    values["kind"], values["state"] = Kind(values["kind"]), State(values["state"])
    values["items"] = tuple(values["items"])
    return Entry(**values)


def _row(entry: Entry) -> dict[str, Any]:
    row = {one.name: getattr(entry, one.name) for one in fields(Entry)}
    return row | {"kind": entry.kind.value, "state": entry.state.value, "items": list(entry.items)}


def add_issue(db: Db, code: TownId, new: Issue) -> None:
    """Open an issue; a village has one of a kind in a quarter."""
    row = {one.name: getattr(new, one.name) for one in fields(Issue)} | {"kind": new.kind.value}
    db.execute(sa.insert(list_issue).values(town=code, **row))


def change_issue(db: Db, code: TownId, changed: Issue) -> None:
    """Store what has become of an issue."""
    c = list_issue.c
    values = {"published_at": changed.published_at, "edition": changed.edition}
    db.execute(sa.update(list_issue).where(c.town == code, c.number == changed.number).values(**values))


def find_issue(db: Db, code: TownId, number: int) -> Issue | None:
    """An issue by its number."""
    row = db.first(sa.select(*_ISSUE).where(list_issue.c.town == code, list_issue.c.number == number))
    return _issue(row) if row else None


def list_issues(db: Db, code: TownId, villages: Collection[UnitId]) -> list[Issue]:
    """All issues of some villages, the latest first."""
    c = list_issue.c
    rows = db.all(
        sa.select(*_ISSUE)
        .where(c.town == code, c.village.in_(sorted(villages)))
        .order_by(c.period.desc(), c.number.desc())
    )
    return [_issue(row) for row in rows]


def find_of_period(db: Db, code: TownId, village: UnitId, kind: Kind, period: str) -> Issue | None:
    """A village's issue of a kind for a quarter."""
    c = list_issue.c
    where = (c.town == code) & (c.village == village) & (c.kind == kind.value) & (c.period == period)
    row = db.first(sa.select(*_ISSUE).where(where))
    return _issue(row) if row else None


def latest_published(db: Db, code: TownId, village: UnitId, kind: Kind) -> Issue | None:
    """The issue of a kind that a village published last: the only one that is shown."""
    c = list_issue.c
    row = db.first(
        sa.select(*_ISSUE)
        .where(c.town == code, c.village == village, c.kind == kind.value, c.published_at.is_not(None))
        .order_by(c.period.desc(), c.number.desc())
        .limit(1)
    )
    return _issue(row) if row else None


def add_entry(db: Db, code: TownId, new: Entry) -> None:
    """Store a new entry."""
    db.execute(sa.insert(list_entry).values(town=code, **_row(new)))


def change_entry(db: Db, code: TownId, changed: Entry) -> None:
    """Store what has become of an entry."""
    rest = {name: value for name, value in _row(changed).items() if name != "number"}
    db.execute(
        sa.update(list_entry).where(list_entry.c.town == code, list_entry.c.number == changed.number).values(**rest)
    )


def find_entry(db: Db, code: TownId, number: int) -> Entry | None:
    """An entry by the number that the offices call it by."""
    row = db.first(sa.select(*_ENTRY).where(list_entry.c.town == code, list_entry.c.number == number))
    return _entry(row) if row else None


def list_entries(db: Db, code: TownId, issue: int) -> list[Entry]:
    """All entries of an issue, by number."""
    c = list_entry.c
    rows = db.all(sa.select(*_ENTRY).where(c.town == code, c.issue == issue).order_by(c.number))
    return [_entry(row) for row in rows]


def list_of_person(db: Db, code: TownId, who: PersonId) -> list[Entry]:
    """All entries about somebody, the latest first."""
    c = list_entry.c
    rows = db.all(sa.select(*_ENTRY).where(c.town == code, c.person == who).order_by(c.number.desc()))
    return [_entry(row) for row in rows]


def list_unended(db: Db, code: TownId, kind: Kind) -> list[Entry]:
    """All entries of a kind to which something can still happen, by number."""
    c = list_entry.c
    final = [state.value for state in FINAL]
    where = (c.town == code) & (c.kind == kind.value) & c.state.not_in(final)
    return [_entry(row) for row in db.all(sa.select(*_ENTRY).where(where).order_by(c.number))]


def erase_ended(db: Db, code: TownId, before: datetime) -> int:
    """Forget entries that ended so long ago (handbook §9.5: a year), and issues that hold none any more."""
    c = list_entry.c
    gone = db.execute(sa.delete(list_entry).where(c.town == code, c.ended_at < before))
    left = sa.select(c.issue).where(c.town == code)
    i = list_issue.c
    db.execute(sa.delete(list_issue).where(i.town == code, i.opened_at < before, i.number.not_in(left)))
    return gone


def list_items(db: Db, code: TownId, village: UnitId) -> list[Item]:
    """A village's own wording of the items, all versions."""
    c = list_item.c
    columns = (c.code, c.text, c.village, c.version, c.reference, c.adopted_on)
    rows = db.all(
        sa.select(*columns).where(c.town == code, c.village == village, c.code != NAMING).order_by(c.code, c.version)
    )
    return [Item(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]


def add_item(db: Db, code: TownId, adopted: Item, by: PersonId, at: datetime) -> None:
    """A village has adopted a wording, or (``NAMING``) its rule on names."""
    db.execute(
        sa.insert(list_item).values(
            town=code,
            village=adopted.village,
            code=adopted.code,
            version=adopted.version,
            text=adopted.text,
            reference=adopted.reference,
            adopted_on=adopted.adopted_on,
            by=by,
            at=at,
        )
    )


def find_naming_rule(db: Db, code: TownId, village: UnitId) -> Item | None:
    """The village's rule by which reminders may carry a name; None: it has none."""
    c = list_item.c
    row = db.first(
        sa.select(c.text, c.version, c.reference, c.adopted_on)
        .where(c.town == code, c.village == village, c.code == NAMING)
        .order_by(c.version.desc())
        .limit(1)
    )
    return Item(NAMING, row[0], village, row[1], row[2], row[3]) if row else None


def breaches(db: Db, code: TownId) -> list[str]:
    """I37, I38, I41: nothing is shown without hearing or consent and a decision, nobody but wardens stands on a list."""
    found: list[str] = []
    wardens = [role.value for role in WARDEN_ROLES]
    holds = sa.select(office.c.person).where(office.c.town == code, office.c.role.in_(wardens))
    odd = sa.select(list_entry.c.number).where(list_entry.c.town == code, list_entry.c.person.not_in(holds))
    found += [f"榜上第{row[0]}条的对象没有当过邻长" for row in db.all(odd)]
    shown = [state.value for state in (*SHOWN, State.OBJECTED)]
    rows = db.all(sa.select(*_ENTRY).where(list_entry.c.town == code, list_entry.c.state.in_(shown)))
    for one in map(_entry, rows):
        if one.served_at is None:
            found.append(f"榜上第{one.number}条没有送达就公布了")
        if one.decided_by is None or not one.meeting or one.met_on is None or one.decided_by == one.author:
            found.append(f"榜上第{one.number}条没有支部审定就公布了")
        if one.kind is Kind.REMINDER and not _heard(one):
            found.append(f"榜上第{one.number}条没有听取申辩就公布了")
    return found


def _heard(one: Entry) -> bool:
    if one.served_at is None or one.decided_at is None:
        return False
    return one.decided_at - one.served_at >= HEARING or (one.stated_at is not None and one.stated_at <= one.decided_at)
