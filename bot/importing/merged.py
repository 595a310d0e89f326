"""What the tree would be with the file's rows in it: stored rows, overlaid by the file's. The rules of ``tree`` look at this."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.domain.consents import Purpose
from bot.domain.directory import ChatKind, ChatState, Person, Tier, UnitKind
from bot.domain.roles import Role
from bot.ids import PersonId, TownId, UnitId
from bot.importing.sheets import Row, Sheet
from bot.storage import consents, people, privacy
from bot.storage import directory as directory_rows
from bot.storage.database import Db


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, from the file (``row``) or stored (``row`` None)."""

    id: str
    name: str
    tier: Tier
    parent: str
    kind: UnitKind
    reason: str
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One person in one office from a day to a day."""

    person: str
    name: str
    role: Role
    unit: str
    since: date
    until: date | None
    row: Row | None = None

    def overlaps(self, other: "Term") -> bool:
        """Whether there is a day on which both hold."""
        return (other.until is None or self.since <= other.until) and (self.until is None or other.since <= self.until)

    @property
    def number(self) -> int:
        """Its row in the file; 0 when it is stored."""
        return self.row.number if self.row else 0


@dataclass(slots=True)
class Stored:
    """What the database holds before the import."""

    town: TownId | None = None
    units: dict[str, Place] = field(default_factory=dict[str, Place])
    homes: dict[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])
    """household → (unit, head, place, away)."""
    persons: dict[str, Person] = field(default_factory=dict[str, Person])
    terms: dict[tuple[str, Role, str, date], tuple[date | None, str]] = field(
        default_factory=dict[tuple[str, Role, str, date], tuple[date | None, str]]
    )
    chats: dict[str, tuple[str, ChatKind, str, ChatState]] = field(
        default_factory=dict[str, tuple[str, ChatKind, str, ChatState]]
    )
    addresses: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    accounts: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    erased: set[str] = field(default_factory=set[str])
    """Persons who have had their data erased."""
    unlisted: set[str] = field(default_factory=set[str])
    """Persons who have forbidden that their number be shown."""
    uncared: set[str] = field(default_factory=set[str])
    """Persons who will not be on the care list."""
    places: dict[str, str] = field(default_factory=dict[str, str])
    """unit → 所在地."""


def read_stored(db: Db, code: TownId | None) -> Stored:
    """Everything of the tree; empty before the first import."""
    stored = Stored(code)
    if code is None:
        return stored
    tree = directory_rows.read_directory(db, code)
    for unit in tree.units.values():
        place = Place(unit.id, unit.name, unit.tier, unit.parent or "", unit.kind, unit.oversize_reason)
        stored.units[unit.id] = place
        stored.places[unit.id] = unit.place
    stored.chats = {chat.id: (chat.name, chat.kind, chat.unit, chat.state) for chat in tree.chats.values()}
    stored.addresses = {(p, a): chat for p, a, chat in directory_rows.list_addresses(db, code)}
    stored.terms = {(o.person, o.role, o.unit, o.since): (o.until, o.source) for o in tree.offices}
    home, account = people.household, people.account
    for row in db.all(
        sa.select(home.c.id, home.c.unit, home.c.head, home.c.place, home.c.away).where(home.c.town == code)
    ):
        stored.homes[row[0]] = tuple(row)[1:]
    stored.unlisted = consents.list_refusing(db, code, Purpose.PHONE)
    stored.uncared = consents.list_refusing(db, code, Purpose.CARE)
    stored.erased = privacy.list_on(db, code, privacy.ERASED)
    stored.persons = {one.id: one for one in people.list_all(db, code)}
    for row in db.all(sa.select(account.c.platform, account.c.address, account.c.person).where(account.c.town == code)):
        stored.accounts[row[0], row[1]] = row[2]
    return stored


@dataclass(slots=True)
class Merged:
    """The tree as it would be: from the file's rows (also the bad ones' keys, so that one fault is told once) over the stored."""

    stored: Stored
    sheets: Mapping[str, Sheet]

    def spoilt(self, sheet: str, key: str) -> bool:
        """Whether ``key`` stands in a row of the sheet that is already told to be wrong."""
        found = self.sheets.get(sheet)
        return found is not None and (found.broken or key in found.bad_keys)

    def rows(self, sheet: str) -> list[Row]:
        """Good rows of a sheet."""
        found = self.sheets.get(sheet)
        return found.rows if found else []

    def units(self) -> dict[str, Place]:
        """Every unit."""
        return self.stored.units | {row["编号"]: _place(row) for row in self.rows("单位")}

    def homes(self) -> dict[str, str]:
        """household → neighbourhood."""
        return {home: row[0] for home, row in self.stored.homes.items()} | {
            row["户编号"]: row["邻编号"] for row in self.rows("户")
        }

    def names(self) -> dict[str, str]:
        """person → name."""
        known = {who: one.name for who, one in self.stored.persons.items() if one.known}
        return known | {row["人员编号"]: row["姓名"] for row in self.rows("人员")}

    def terms(self) -> list[Term]:
        """Every office, stored ones first."""
        names = self.names()
        found = {
            key: Term(key[0], names.get(key[0], ""), key[1], key[2], key[3], until)
            for key, (until, _) in self.stored.terms.items()
        }
        for row in self.rows("任职"):
            key = (row["人员编号"], row["角色"], row["单位编号"], row["起始日期"])
            found[key] = Term(key[0], names.get(key[0], ""), key[1], key[2], key[3], row["终止日期"], row)
        return list(found.values())


def _place(row: Row) -> Place:
    return Place(row["编号"], row["名称"], row["层级"], row["上级编号"], row["类型"], row["超户理由"], row)


def unit_ids(units: Iterable[str]) -> list[UnitId]:
    """As the directory's type."""
    return [UnitId(unit) for unit in units]


def person_id(value: str) -> PersonId:
    """As the directory's type."""
    return PersonId(value)


def keep_absent(stored: Stored, sheets: Mapping[str, Sheet]) -> None:
    """A column that the file does not have changes nothing of what is stored: its values are taken from there."""
    for name, sheet in sheets.items():
        if sheet.absent and name in _STORED:
            sheet.rows = [
                replace(
                    row,
                    values={**row.values, **{k: v for k, v in _STORED[name](stored, row).items() if k in sheet.absent}},
                )
                for row in sheet.rows
            ]


def _unit_as_stored(stored: Stored, row: Row) -> dict[str, Any]:
    old = stored.units.get(row["编号"])
    return {"类型": old.kind, "所在地": stored.places.get(old.id, ""), "超户理由": old.reason} if old else {}


def _home_as_stored(stored: Stored, row: Row) -> dict[str, Any]:
    old = stored.homes.get(row["户编号"])
    return dict(zip(("户主", "位置", "状态"), old[1:], strict=True)) if old else {}


def _person_as_stored(stored: Stored, row: Row) -> dict[str, Any]:
    old = stored.persons.get(row["人员编号"])
    if old is None:
        return {}
    return {
        "户编号": old.household or "",
        "性别": old.gender,
        "出生日期": old.born,
        "历法": old.lunar,
        "手机": old.phone,
        "公开电话": old.phone_public,
        "标签": old.tags,
    }


def _term_as_stored(stored: Stored, row: Row) -> dict[str, Any]:
    old = stored.terms.get((row["人员编号"], row["角色"], row["单位编号"], row["起始日期"]))
    return dict(zip(("终止日期", "来源"), old, strict=True)) if old else {}


_STORED: dict[str, Callable[[Stored, Row], dict[str, Any]]] = {
    "单位": _unit_as_stored,
    "户": _home_as_stored,
    "人员": _person_as_stored,
    "任职": _term_as_stored,
}
