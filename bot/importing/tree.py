"""The rules of the tree (handbook §1.1, contracts §5), asked of the merged rows. Each rule yields faults; nothing here writes."""

from collections.abc import Callable, Iterator
from datetime import date

from bot.domain.directory import WARDEN_ROLES, ChatKind, Tier, UnitKind
from bot.domain.roles import Role
from bot.importing.merged import Merged, Place, Term
from bot.importing.report import Fault
from bot.importing.sheets import CHAT_NAMES, ROLE_NAMES, TIER_NAMES, Row
from bot.texts import importing as say

MOST_HOUSEHOLDS = 20
USUAL_HOUSEHOLDS = range(10, 16)
EARLIEST_BIRTH = date(1900, 1, 1)
Rule = Callable[[Merged, date], Iterator[Fault]]

_PARENTS: dict[Tier, tuple[Tier, ...]] = {
    Tier.VILLAGE: (Tier.TOWN,),
    Tier.GRID: (Tier.VILLAGE,),
    Tier.NEIGHBOURHOOD: (Tier.GRID,),
}
_MIGRANT_PARENTS = (Tier.VILLAGE, Tier.TOWN)
_ROLE_TIERS: dict[Role, Tier] = {
    Role.WARDEN: Tier.NEIGHBOURHOOD,
    Role.BUILDING_WARDEN: Tier.NEIGHBOURHOOD,
    Role.MIGRANT_WARDEN: Tier.NEIGHBOURHOOD,
    Role.GRID_LEADER: Tier.GRID,
    Role.VILLAGE_STAFF: Tier.VILLAGE,
    Role.BRANCH_SECRETARY: Tier.VILLAGE,
    Role.SUPERVISOR: Tier.VILLAGE,
    Role.CARE_OFFICER: Tier.VILLAGE,
    Role.TOWN_STAFF: Tier.TOWN,
    Role.TOWN_ADMIN: Tier.TOWN,
    Role.DUTY: Tier.TOWN,
    Role.OPERATOR: Tier.TOWN,
}
_CHAT_TIERS: dict[ChatKind, Tier] = {
    ChatKind.TOWN_WORK: Tier.TOWN,
    ChatKind.VILLAGE_WORK: Tier.VILLAGE,
    ChatKind.VILLAGE_PUBLIC: Tier.VILLAGE,
    ChatKind.GRID: Tier.GRID,
    ChatKind.NEIGHBOURHOOD: Tier.NEIGHBOURHOOD,
    ChatKind.MIGRANT: Tier.NEIGHBOURHOOD,
}


def one_town(merged: Merged, _today: date) -> Iterator[Fault]:
    """Exactly one town, and the one that the database already holds."""
    towns = [row for row in merged.rows("单位") if row["层级"] is Tier.TOWN]
    stored = merged.stored.town
    if not towns and stored is None and "单位" in merged.sheets and not merged.sheets["单位"].bad:
        yield Fault("单位", 1, "层级", say.no_town())
    if not towns and stored is None and "单位" not in merged.sheets:
        yield Fault("单位", 1, "工作表", say.no_town())
    for row in towns:
        if stored is not None and row["编号"] != stored:
            yield row.fault("编号", say.other_town(stored))
        elif row is not towns[0]:
            yield row.fault("层级", say.second_town(towns[0]["编号"]))


def parents(merged: Merged, _today: date) -> Iterator[Fault]:
    """Every unit hangs below one of the right tier; no circles."""
    units = merged.units()
    for place in units.values():
        if place.row is None:
            continue
        if place.kind is not UnitKind.ORDINARY and place.tier is not Tier.NEIGHBOURHOOD:
            yield place.row.fault("类型", say.kind_needs_lowest())
        way = circle(units, place)
        if way:
            yield place.row.fault("上级编号", say.circle(way))
            continue
        yield from _parent(merged, units, place, place.row)


def _parent(merged: Merged, units: dict[str, Place], place: Place, row: Row) -> Iterator[Fault]:
    if place.tier is Tier.TOWN:
        if place.parent:
            yield row.fault("上级编号", say.town_has_parent())
        return
    allowed = _MIGRANT_PARENTS if place.kind is UnitKind.MIGRANT else _PARENTS[place.tier]
    wanted = "或".join(TIER_NAMES[tier] for tier in allowed)
    above = units.get(place.parent)
    if not place.parent:
        yield row.fault("上级编号", say.needs_parent(wanted))
    elif above is None:
        if not merged.spoilt("单位", place.parent):
            yield row.fault("上级编号", say.no_unit(place.parent))
    elif above.tier not in allowed:
        yield row.fault("上级编号", say.wrong_parent(above.id, TIER_NAMES[above.tier], wanted))


def circle(units: dict[str, Place], place: Place) -> list[str]:
    """The way round, when a unit is above itself."""
    way, at = [place.id], place
    while at.tier is not Tier.TOWN and at.parent in units:
        at = units[at.parent]
        way.append(at.id)
        if at.id == place.id:
            return way
        if at.id in way[:-1]:
            return []
    return []


def moved_below(merged: Merged, _today: date) -> Iterator[Fault]:
    """A stored unit whose tier changes must not leave what hangs below it hanging."""
    units = merged.units()
    for place in units.values():
        above = units.get(place.parent)
        if place.row is None and above is not None and above.row is not None and place.tier is not Tier.TOWN:
            allowed = _MIGRANT_PARENTS if place.kind is UnitKind.MIGRANT else _PARENTS[place.tier]
            if above.tier not in allowed:
                wanted = "或".join(TIER_NAMES[tier] for tier in allowed)
                yield above.row.fault("层级", say.wrong_parent(above.id, TIER_NAMES[above.tier], wanted))


def households(merged: Merged, _today: date) -> Iterator[Fault]:
    """A household belongs to one neighbourhood of residents; above twenty a reason is needed."""
    units = merged.units()
    counted: dict[str, int] = {}
    in_file = {row["户编号"] for row in merged.rows("户")}
    for home, unit in merged.homes().items():
        if home not in in_file:
            counted[unit] = counted.get(unit, 0) + 1
    for row in merged.rows("户"):
        place = units.get(row["邻编号"])
        if place is None:
            if not merged.spoilt("单位", row["邻编号"]):
                yield row.fault("邻编号", say.no_unit(row["邻编号"]))
        elif place.tier is not Tier.NEIGHBOURHOOD:
            yield row.fault("邻编号", say.not_lowest(place.id))
        elif place.kind is UnitKind.MIGRANT:
            yield row.fault("邻编号", say.migrant_has_none(place.id))
        else:
            counted[place.id] = counted.get(place.id, 0) + 1
            if counted[place.id] > MOST_HOUSEHOLDS and not place.reason:
                yield row.fault("邻编号", say.oversize(place.name, MOST_HOUSEHOLDS))


def persons(merged: Merged, today: date) -> Iterator[Fault]:
    """A person's household is there, the date of birth is one."""
    homes = merged.homes()
    for row in merged.rows("人员"):
        if row["户编号"] and row["户编号"] not in homes and not merged.spoilt("户", row["户编号"]):
            yield row.fault("户编号", say.no_household(row["户编号"]))
        born = row["出生日期"]
        if born is not None and not EARLIEST_BIRTH <= born <= today:
            yield row.fault("出生日期", say.day_out_of_range(born))


def offices(merged: Merged, _today: date) -> Iterator[Fault]:
    """Offices are of somebody, at a unit of the right tier, from a day to a later day."""
    units, names = merged.units(), merged.names()
    for row in merged.rows("任职"):
        yield from _known_person(merged, row, names)
        if row["角色"] is Role.VILLAGER:
            continue
        place = units.get(row["单位编号"])
        wanted = _ROLE_TIERS[row["角色"]]
        if place is None:
            if not merged.spoilt("单位", row["单位编号"]):
                yield row.fault("单位编号", say.no_unit(row["单位编号"]))
        elif place.tier is not wanted:
            role = ROLE_NAMES[row["角色"]]
            yield row.fault("单位编号", say.wrong_tier_for_role(role, TIER_NAMES[wanted], TIER_NAMES[place.tier]))
        if row["终止日期"] is not None and row["终止日期"] < row["起始日期"]:
            yield row.fault("终止日期", say.ends_before())


def terms(merged: Merged, _today: date) -> Iterator[Fault]:
    """No two wardens of a neighbourhood, nor two leaders of a grid, nor the same office twice, on the same day."""
    units = merged.units()
    by_unit: dict[tuple[str, str], list[Term]] = {}
    for term in merged.terms():
        by_unit.setdefault((term.unit, _seat(term.role)), []).append(term)
    for (unit, _), held in by_unit.items():
        for later, term in enumerate(held):
            if term.row is None:
                continue
            clash = next((o for o in held[:later] if o.overlaps(term) and _exclude(o, term)), None)
            if clash is None:
                continue
            if clash.person == term.person:
                yield term.row.fault("起始日期", say.overlapping_self(clash.number))
            else:
                name = units[unit].name if unit in units else unit
                other = clash.name or clash.person
                yield term.row.fault("起始日期", say.two_holders(ROLE_NAMES[term.role], name, other, clash.number))


def _seat(role: Role) -> str:
    return "warden" if role in WARDEN_ROLES else role.value


def _exclude(one: Term, other: Term) -> bool:
    """Whether two terms at one unit may not overlap: the same person's, or those of an office with one seat."""
    return one.person == other.person or one.role in {*WARDEN_ROLES, Role.GRID_LEADER}


def chats(merged: Merged, _today: date) -> Iterator[Fault]:
    """A group is bound to a unit of its kind's tier; a platform's address belongs to one group."""
    units, stored = merged.units(), merged.stored
    # a group in which the bot was spoken to before anybody registered it belongs to no unit: the roster may take it over
    taken = {at: chat for at, chat in stored.addresses.items() if chat in stored.chats and stored.chats[chat][2]}
    for row in merged.rows("群"):
        place, wanted = units.get(row["单位编号"]), _CHAT_TIERS[row["类型"]]
        if place is None:
            if not merged.spoilt("单位", row["单位编号"]):
                yield row.fault("单位编号", say.no_unit(row["单位编号"]))
        elif place.tier is not wanted:
            kind = CHAT_NAMES[row["类型"]]
            yield row.fault("单位编号", say.wrong_chat_unit(kind, TIER_NAMES[wanted], TIER_NAMES[place.tier]))
        elif (row["类型"] is ChatKind.MIGRANT) != (place.kind is UnitKind.MIGRANT):
            wanted_name = "流动的邻" if row["类型"] is ChatKind.MIGRANT else "住户的邻"
            have = "流动的邻" if place.kind is UnitKind.MIGRANT else TIER_NAMES[place.tier]
            yield row.fault("单位编号", say.wrong_chat_unit(CHAT_NAMES[row["类型"]], wanted_name, have))
        owner = taken.setdefault((row["平台"], row["平台群号"]), row["群编号"])
        if owner != row["群编号"]:
            yield row.fault("平台群号", say.address_taken(owner))


def accounts(merged: Merged, _today: date) -> Iterator[Fault]:
    """An account is of somebody, and not already somebody else's (a guest's may be taken)."""
    names, stored = merged.names(), merged.stored
    for row in merged.rows("账号"):
        yield from _known_person(merged, row, names)
        holder = stored.accounts.get((row["平台"], row["平台账号"]))
        if holder is not None and holder != row["人员编号"] and stored.persons[holder].known:
            yield row.fault("平台账号", say.account_taken())


def care(merged: Merged, _today: date) -> Iterator[Fault]:
    """Both the cared for and the carer are there."""
    names = merged.names()
    for row in merged.rows("关爱"):
        yield from _known_person(merged, row, names)
        if row["结对邻长"] and row["结对邻长"] not in names and not merged.spoilt("人员", row["结对邻长"]):
            yield row.fault("结对邻长", say.no_person(row["结对邻长"]))


def migrants(merged: Merged, _today: date) -> Iterator[Fault]:
    """People away belong to a neighbourhood of people away."""
    units, names = merged.units(), merged.names()
    for row in merged.rows("在外"):
        yield from _known_person(merged, row, names)
        place = units.get(row["单位编号"])
        if place is None:
            if not merged.spoilt("单位", row["单位编号"]):
                yield row.fault("单位编号", say.no_unit(row["单位编号"]))
        elif place.kind is not UnitKind.MIGRANT:
            yield row.fault("单位编号", say.not_migrant(place.id))


def _known_person(merged: Merged, row: Row, names: dict[str, str]) -> Iterator[Fault]:
    if row["人员编号"] not in names and not merged.spoilt("人员", row["人员编号"]):
        yield row.fault("人员编号", say.no_person(row["人员编号"]))


RULES: tuple[Rule, ...] = (
    one_town,
    parents,
    moved_below,
    households,
    persons,
    offices,
    terms,
    chats,
    accounts,
    care,
    migrants,
)


def notices(merged: Merged, today: date) -> list[str]:
    """What is reported and not refused: vacancies, unusual sizes."""
    units = merged.units()
    led = {
        (term.unit, _seat(term.role))
        for term in merged.terms()
        if term.since <= today and (term.until is None or today <= term.until)
    }
    lowest = [place for place in units.values() if place.tier is Tier.NEIGHBOURHOOD]
    vacant = [place.name for place in lowest if (place.id, "warden") not in led]
    grids = [p.name for p in units.values() if p.tier is Tier.GRID and (p.id, Role.GRID_LEADER.value) not in led]
    sizes: dict[str, int] = {}
    for unit in merged.homes().values():
        sizes[unit] = sizes.get(unit, 0) + 1
    odd = [
        f"{place.name}({sizes.get(place.id, 0)}户)"
        for place in lowest
        if place.kind is not UnitKind.MIGRANT and sizes.get(place.id, 0) not in USUAL_HOUSEHOLDS
    ]
    found = [say.vacancies(vacant)] if vacant else []
    found += [say.vacant_grids(grids)] if grids else []
    return [*found, say.small(odd)] if odd else found
