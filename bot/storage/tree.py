"""What must hold of the tree and of who is who (handbook §8 I6–I8): asked by ``xianglin check``."""

from collections import Counter, defaultdict
from itertools import combinations

import sqlalchemy as sa

from bot.domain.directory import WARDEN_ROLES, Directory, Office, Tier, UnitKind
from bot.domain.roles import Role
from bot.ids import TownId, UnitId
from bot.storage.database import Db
from bot.storage.directory import read_directory
from bot.storage.people import account, household, person

MOST_HOUSEHOLDS = 20
_ABOVE = {Tier.VILLAGE: {Tier.TOWN}, Tier.GRID: {Tier.VILLAGE}, Tier.NEIGHBOURHOOD: {Tier.GRID}}
_ABOVE_MIGRANTS = {Tier.VILLAGE, Tier.TOWN}


def breaches(db: Db, code: TownId) -> list[str]:
    """One line for each rule of the tree that the rows break."""
    tree = read_directory(db, code)
    if tree.town is None:
        return []
    return [*_units(tree), *_offices(tree), *_households(db, code, tree), *_persons(db, code, tree)]


def _units(tree: Directory) -> list[str]:
    found: list[str] = []
    for unit in tree.units.values():
        if unit.tier is Tier.TOWN:
            continue
        above = tree.units.get(unit.parent) if unit.parent else None
        allowed = _ABOVE_MIGRANTS if unit.kind is UnitKind.MIGRANT else _ABOVE[unit.tier]
        if above is None or above.tier not in allowed:
            found.append(f"单位 {unit.id}: 上级不对")
    return found


def _offices(tree: Directory) -> list[str]:
    found: list[str] = []
    seats: defaultdict[tuple[str, str], list[Office]] = defaultdict(list)
    for office in tree.offices:
        if office.unit not in tree.units:
            found.append(f"任职: {office.role.value} 的单位 {office.unit} 不存在")
        if office.role in {*WARDEN_ROLES, Role.GRID_LEADER}:
            seats[office.unit, "warden" if office.role in WARDEN_ROLES else office.role.value].append(office)
    for (unit, _), held in seats.items():
        if any(_overlap(one, other) for one, other in combinations(held, 2)):
            found.append(f"单位 {unit}: 同一时间有两位邻长或网格长")
    return found


def _overlap(one: Office, other: Office) -> bool:
    return (other.until is None or one.since <= other.until) and (one.until is None or other.since <= one.until)


def _households(db: Db, code: TownId, tree: Directory) -> list[str]:
    found: list[str] = []
    counted: Counter[str] = Counter()
    for home, unit in db.all(sa.select(household.c.id, household.c.unit).where(household.c.town == code)):
        place = tree.units.get(unit)
        counted[unit] += 1
        if place is None or place.tier is not Tier.NEIGHBOURHOOD or place.kind is UnitKind.MIGRANT:
            found.append(f"户 {home}: 不在任何一个邻")
    for unit, count in counted.items():
        place = tree.units.get(UnitId(unit))
        if count > MOST_HOUSEHOLDS and place is not None and not place.oversize_reason:
            found.append(f"单位 {unit}: {count} 户,超过 {MOST_HOUSEHOLDS} 户又没有理由")
    return found


def _persons(db: Db, code: TownId, tree: Directory) -> list[str]:
    p, h, a = person.c, household.c, account.c
    homeless = sa.select(p.id).where(
        p.town == code, p.household.is_not(None), ~sa.exists().where(h.town == code, h.id == p.household)
    )
    elsewhere = (
        sa.select(p.id)
        .select_from(person.join(household, (p.town == h.town) & (p.household == h.id)))
        .where(p.town == code, sa.or_(p.unit.is_(None), p.unit != h.unit))
    )
    nobody = sa.select(a.platform).where(a.town == code, ~sa.exists().where(p.town == code, p.id == a.person))
    found = [f"人员 {row[0]}: 户不存在" for row in db.all(homeless)]
    found += [f"人员 {row[0]}: 所在的邻和户的邻不一致" for row in db.all(elsewhere)]
    found += [f"账号({row[0]}): 没有对应的人" for row in db.all(nobody)]
    units = sa.select(p.id, p.unit).where(p.town == code, p.unit.is_not(None), p.known.is_(True))
    return [*found, *(f"人员 {row[0]}: 单位不存在" for row in db.all(units) if row[1] not in tree.units)]
