"""Writes the good rows, and counts what was new, what changed, what was the same: the same file twice changes nothing."""

from dataclasses import replace
from datetime import datetime

from bot.domain.directory import Chat, ChatState, Office, Person, Tier, Unit
from bot.domain.roles import Role
from bot.ids import ChatId, HouseholdId, PersonId, TownId, UnitId
from bot.importing.merged import Merged
from bot.importing.report import Count
from bot.importing.sheets import Row
from bot.storage import care, identity, people, towns
from bot.storage import directory as directory_rows
from bot.storage.care import Cared
from bot.storage.database import Db


def store(db: Db, code: TownId, merged: Merged, at: datetime) -> dict[str, Count]:
    """Write what differs."""
    counts: dict[str, Count] = {}
    _units(db, code, merged, counts)
    _homes(db, code, merged, counts)
    _persons(db, code, merged, counts)
    _offices(db, code, merged, counts)
    _chats(db, code, merged, counts)
    _accounts(db, code, merged, counts, at)
    _care(db, code, merged, counts)
    if any(count.new or count.changed for count in counts.values()):
        towns.next_number(db, code, towns.ROSTER)
    return counts


def _tick(counts: dict[str, Count], sheet: str, before: object, after: object) -> bool:
    """Count a row; whether it must be written."""
    count = counts.setdefault(sheet, Count())
    if before is None:
        count.new += 1
    elif before != after:
        count.changed += 1
    else:
        count.same += 1
    return before is None or before != after


def _units(db: Db, code: TownId, merged: Merged, counts: dict[str, Count]) -> None:
    stored = merged.stored
    for row in merged.rows("单位"):
        unit = Unit(
            UnitId(row["编号"]),
            row["名称"],
            row["层级"],
            UnitId(row["上级编号"]) if row["上级编号"] else None,
            row["类型"],
            row["所在地"],
            row["超户理由"],
        )
        old = stored.units.get(unit.id)
        before = (old.name, old.tier, old.parent, old.kind, stored.places[unit.id], old.reason) if old else None
        after = (unit.name, unit.tier, unit.parent or "", unit.kind, unit.place, unit.oversize_reason)
        if _tick(counts, "单位", before, after):
            directory_rows.put_unit(db, code, unit)
            if unit.tier is Tier.TOWN:
                towns.put_town(db, code, unit.name)


def _homes(db: Db, code: TownId, merged: Merged, counts: dict[str, Count]) -> None:
    written: list[tuple[str, str, str, str, bool]] = []
    for row in merged.rows("户"):
        after = (row["邻编号"], row["户主"], row["位置"], row["状态"])
        if _tick(counts, "户", merged.stored.homes.get(row["户编号"]), after):
            written.append((row["户编号"], *after))
    people.put_households(db, code, written)


def _persons(db: Db, code: TownId, merged: Merged, counts: dict[str, Count]) -> None:
    """Persons of the file, then those whose household or place away has moved them."""
    homes, stored = merged.homes(), merged.stored.persons
    away = {row["人员编号"]: row for row in merged.rows("在外")}
    rows = {row["人员编号"]: row for row in merged.rows("人员")}
    written: list[Person] = []
    for row in rows.values():
        found = _person(row, homes, away.get(row["人员编号"]), stored.get(row["人员编号"]))
        if found.id in merged.stored.erased:  # what they had erased does not come back with the next roster
            found = replace(found, gender="", born=None, lunar=False, phone="", phone_public=False, tags="")
        if found.id in merged.stored.unlisted:  # what somebody has forbidden since is not allowed again by the roster
            found = replace(found, phone_public=False)
        if _tick(counts, "人员", stored.get(row["人员编号"]), found):
            written.append(found)
    for who, old in stored.items():
        if who in rows or not old.known:
            continue
        home = homes.get(old.household or "")
        abroad = away.get(who)
        unit = home or (abroad["单位编号"] if abroad else old.unit)
        moved = _moved(old, unit, away=old.away or abroad is not None)
        if moved != old:
            written.append(moved)
    people.put_persons(db, code, written)
    for who, row in away.items():
        known = stored.get(who)
        before = (known.unit if not known.household else row["单位编号"]) if known and known.away else None
        _tick(counts, "在外", before, row["单位编号"])


def _person(row: Row, homes: dict[str, str], abroad: Row | None, old: Person | None) -> Person:
    home = row["户编号"]
    stays_away = old is not None and old.away
    unit = homes.get(home) or (abroad["单位编号"] if abroad else old.unit if old is not None and old.away else None)
    return Person(
        id=PersonId(row["人员编号"]),
        name=row["姓名"],
        unit=UnitId(unit) if unit else None,
        household=HouseholdId(home) if home else None,
        gender=row["性别"],
        born=row["出生日期"],
        lunar=row["历法"],
        phone=row["手机"],
        phone_public=row["公开电话"],
        tags=row["标签"],
        away=abroad is not None or stays_away,
    )


def _moved(old: Person, unit: str | None, *, away: bool) -> Person:
    return Person(
        old.id,
        old.name,
        UnitId(unit) if unit else None,
        old.household,
        old.known,
        old.gender,
        old.born,
        old.lunar,
        old.phone,
        old.phone_public,
        old.tags,
        away,
    )


def _offices(db: Db, code: TownId, merged: Merged, counts: dict[str, Count]) -> None:
    for row in merged.rows("任职"):
        if row["角色"] is Role.VILLAGER:
            continue
        key = (row["人员编号"], row["角色"], row["单位编号"], row["起始日期"])
        if _tick(counts, "任职", merged.stored.terms.get(key), (row["终止日期"], row["来源"])):
            who, role, unit, since = key
            held = Office(PersonId(who), "", role, UnitId(unit), since, row["终止日期"], row["来源"])
            directory_rows.put_office(db, code, held)


def _chats(db: Db, code: TownId, merged: Merged, counts: dict[str, Count]) -> None:
    """A group of the simulated platform is in use at once; any other waits to be confirmed in the group (ruling 29)."""
    stored = merged.stored
    for row in merged.rows("群"):
        address = (row["平台"], row["平台群号"])
        old = stored.chats.get(row["群编号"])
        rebound = old is None or old[2] != row["单位编号"] or stored.addresses.get(address) != row["群编号"]
        fresh = ChatState.ACTIVE if row["平台"] == "sim" else ChatState.PENDING
        state = fresh if rebound or old is None else old[3]
        chat = Chat(ChatId(row["群编号"]), row["群名"], row["类型"], UnitId(row["单位编号"]), state)
        before = (*old[:3], stored.addresses.get(address)) if old else None
        if _tick(counts, "群", before, (chat.name, chat.kind, chat.unit, chat.id)):
            directory_rows.put_chat(db, code, chat, *address)


def _accounts(db: Db, code: TownId, merged: Merged, counts: dict[str, Count], at: datetime) -> None:
    stored = merged.stored
    written: list[tuple[str, str, PersonId]] = []
    guests: list[tuple[PersonId, PersonId]] = []
    for row in merged.rows("账号"):
        who, address = PersonId(row["人员编号"]), (row["平台"], row["平台账号"])
        old = stored.accounts.get(address)
        if who in stored.erased and old is None:
            continue
        if _tick(counts, "账号", old, who):
            written.append((*address, who))
            if old is not None:  # a guest has been here: what was said as a guest is the person's
                guests.append((PersonId(old), who))
    people.put_accounts(db, code, written, at)
    for guest, who in guests:
        identity.follow(db, code, guest, who)


def _care(db: Db, code: TownId, merged: Merged, counts: dict[str, Count]) -> None:
    rows = merged.rows("关爱")
    stored = {(one.person, one.kind): one for one in care.list_all(db, code)} if rows else {}
    for row in rows:
        carer = PersonId(row["结对邻长"]) if row["结对邻长"] else None
        if row["人员编号"] in merged.stored.uncared:
            continue
        one = Cared(PersonId(row["人员编号"]), row["类别"], row["频次"], carer, row["同意日期"])
        if _tick(counts, "关爱", stored.get((one.person, one.kind)), one):
            care.put(db, code, one)
