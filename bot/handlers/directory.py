"""Who looks after whom: 邻长, 联系卡, 本邻 (handbook §3.3, §3.4, M15)."""

import re
from collections.abc import Mapping
from typing import cast

from bot.actions import concerns, pledges
from bot.context import Context, Work
from bot.domain import answers, places
from bot.domain.directory import ChatState, Office, Tier, Unit, UnitKind
from bot.domain.roles import Role
from bot.forms import Form, Misread, NotAnswer, Step, start
from bot.ids import UnitId
from bot.messages import Outbound
from bot.router import Help, Router
from bot.storage import people
from bot.texts import directory as say
from bot.texts import people as say_people
from bot.texts import pledges as say_pledges

router = Router("directory")

MOST_CHOICES = 9
_ASKS = re.compile(r"谁|哪|电话|联系|号码|几号|怎么找|名字|叫啥|叫什么|查")
"""After 邻长: still a question about the warden."""
_A_MATTER = 6


@router.command(
    "邻长",
    "warden",
    "我的邻长",
    "找邻长",
    "楼栋长",
    guests=True,
    alarms=True,
    help=Help(say.HELP_WARDEN, {Role.VILLAGER: 3}),
    phrases=(
        "邻长是谁", "我的邻长是谁", "我家邻长是谁", "谁是邻长", "谁是我的邻长", "我们邻长是谁", "找一下邻长", "邻长在哪", "邻长电话",
        "邻长电话多少", "邻长的电话", "楼栋长是谁", "谁是楼栋长", "我找邻长", "怎么找邻长", "怎么联系邻长", "联系邻长", "我们的邻长是谁",
    ),
)  # fmt: skip
def ask_warden(ctx: Context) -> list[Outbound]:
    """邻长 — the card of one's own warden, or of the place that is named."""
    return _for_home(ctx, "card")


@router.pattern(r"^.{0,8}(?:邻长|楼栋长)(?:是|叫|姓)(?:谁|哪个|哪位|啥|什么)|谁是.{0,6}(?:邻长|楼栋长)", guests=True)
def ask_warden_in_words(ctx: Context) -> list[Outbound]:
    """我们这儿邻长是哪个 — the same, also of a place that is named."""
    return _for_home(ctx, "card")


@router.command(
    "网格长", "gridleader", guests=True, phrases=("网格长是谁", "谁是网格长", "组长是谁", "网格长电话", "找网格长")
)
def ask_grid_leader(ctx: Context) -> list[Outbound]:
    """网格长 — who leads one's own grid, and its wardens."""
    named = places.units_named(ctx.work.directory, ctx.text) if ctx.text else []
    home = named[0] if len(named) == 1 else _home(ctx)
    grid = ctx.work.directory.at(home.id, Tier.GRID) if home else None
    return ctx.reply(_grid(ctx.work, grid)) if grid else _for_home(ctx, "card")


@router.command(
    "联系卡", "card", "发张卡", "发张联系卡", guests=True, phrases=("邻长联系卡", "发个联系卡", "我要联系卡")
)
def ask_card(ctx: Context) -> list[Outbound]:
    """联系卡 — the same as a text to pass on."""
    return _for_home(ctx, "contact")


def _for_home(ctx: Context, kind: str) -> list[Outbound]:
    directory = ctx.work.directory
    named = places.units_named(directory, ctx.text) if ctx.text else []
    units = _neighbourhoods(ctx.work, named)
    if ctx.text and not named and not _ASKS.search(ctx.text) and _is_a_matter(ctx):
        return ctx.go(f"反映 {ctx.original}")  # 邻长,我家停水了: called by name, and told what is the matter
    if len(units) > 1 and len(named) == 1 and kind == "card":
        return ctx.reply(_grid(ctx.work, named[0]))
    if not units and (home := _home(ctx)) is not None and not named:
        units = [home]
    if len(units) == 1:
        return ctx.reply(_shown(ctx.work, units[0], kind))
    if 1 < len(units) <= MOST_CHOICES:
        return start(ctx, WHERE, {"kind": kind, "units": [unit.id for unit in units]})
    return start(ctx, WHERE, {"kind": kind}, before=say.ask_home_again() if ctx.text else "")


def _is_a_matter(ctx: Context) -> bool:
    """Whether what follows 邻长 is something to report; in a group only when its words say so (邻长 今晚打牌不)."""
    return concerns.understand(ctx.work, ctx.text).hit or (not ctx.in_group and len(ctx.text) >= _A_MATTER)


def _home(ctx: Context) -> Unit | None:
    """The neighbourhood of the speaker's household; a guest's or an outsider's is that of the group spoken in."""
    directory = ctx.work.directory
    own = directory.at(ctx.person.unit, Tier.NEIGHBOURHOOD)
    if own is not None or ctx.chat is None or ctx.chat.state is not ChatState.ACTIVE:
        return own
    return directory.at(ctx.chat.unit, Tier.NEIGHBOURHOOD)


def _neighbourhoods(work: Work, named: list[Unit]) -> list[Unit]:
    found: list[Unit] = []
    for unit in named:
        found += [below for below in work.directory.below(unit.id) if below.tier is Tier.NEIGHBOURHOOD]
    return found


def _shown(work: Work, unit: Unit, kind: str) -> str:
    directory, where = work.directory, work.directory.title(unit.id)
    warden = directory.warden_of(unit.id, work.today)
    if warden is None:
        stand_in = _stand_in(work, unit.id)
        if stand_in is None:
            return say.nobody(where)
        title = say_people.role_name(stand_in.role)
        if (away := directory.appointed_warden(unit.id, work.today)) is not None:
            return say.stood_in(where, _post(unit), away.name, title, stand_in.name, _phone(work, stand_in))
        return say.acting(where, _post(unit), title, stand_in.name, _phone(work, stand_in))
    title = _post(unit) if warden.role is Role.WARDEN else say_people.role_name(warden.role)
    phone = _phone(work, warden)
    promised = None if warden.stands_in_for is not None else pledges.shown(work, warden.person)
    if warden.stands_in_for is not None:
        title = say.standing_in(title)
    served = _served(work, unit)
    if kind == "contact":
        promise = say_pledges.on_contact_card(promised) if promised else ""
        return say.contact_card(work.settings.bot_name, where, title, warden.name, served, phone, promise)
    promise = say_pledges.on_card(promised) if promised else ""
    return say.card(where, title, warden.name, served, phone, promise)


def _post(unit: Unit) -> str:
    return {UnitKind.BUILDING: "楼栋长", UnitKind.MIGRANT: "流动党员邻长"}.get(unit.kind, "邻长")


def _served(work: Work, unit: Unit) -> str:
    if unit.kind is UnitKind.MIGRANT:
        return say.members(len(people.list_of_units(work.db, work.town, [unit.id])))
    return say.households(unit.households)


def _stand_in(work: Work, unit: UnitId) -> Office | None:
    for role in (Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.TOWN_STAFF):
        holders = work.directory.holders_above(role, unit, work.today)
        if holders:
            return holders[0]
    return None


def _phone(work: Work, held: Office) -> str:
    """Only with the person's own agreement (handbook M15)."""
    found = people.find_person(work.db, work.town, held.person)
    return found.phone if found is not None and found.phone_public else ""


def _grid(work: Work, unit: Unit) -> str:
    """A group or a village was named: its leader and, below it, each neighbourhood's warden."""
    directory = work.directory
    role = {Tier.GRID: Role.GRID_LEADER, Tier.VILLAGE: Role.VILLAGE_STAFF}.get(unit.tier, Role.TOWN_STAFF)
    holders = directory.holders(role, unit.id, work.today)
    wardens: list[tuple[str, str]] = []
    for below in directory.below(unit.id):
        if below.tier is Tier.NEIGHBOURHOOD:
            warden = directory.warden_of(below.id, work.today)
            wardens.append((below.name, warden.name if warden else ""))
    name, phone = (holders[0].name, _phone(work, holders[0])) if holders else ("", "")
    return say.grid_card(directory.title(unit.id), say_people.role_name(role), name, phone, wardens)


def _units(draft: Mapping[str, object]) -> list[UnitId]:
    return [UnitId(str(one)) for one in cast("list[object]", draft.get("units") or [])]


def _ask_where(work: Work, draft: Mapping[str, object]) -> str:
    listed = _units(draft)
    return say.which_home([work.directory.title(unit) for unit in listed]) if listed else say.ask_home()


def _read_where(ctx: Context, draft: Mapping[str, object]) -> object:
    listed, number = _units(draft), answers.number(ctx.full)
    if listed and number is not None and 1 <= number <= len(listed):
        return listed[number - 1]
    named = places.units_named(ctx.work.directory, ctx.full)
    found = _neighbourhoods(ctx.work, named)
    if len(found) == 1:
        return found[0].id
    if len(found) > 1 and len(named) == 1:
        return named[0].id
    if len(ctx.full) > _A_PLACE:
        raise NotAnswer
    raise Misread(say.ask_home_again())


_A_PLACE = 20


def _finish_where(ctx: Context, draft: Mapping[str, object]) -> list[Outbound]:
    unit = ctx.work.directory.units[UnitId(str(draft["where"]))]
    if unit.tier is not Tier.NEIGHBOURHOOD:
        return ctx.reply(_grid(ctx.work, unit))
    return ctx.reply(_shown(ctx.work, unit, str(draft["kind"])))


WHERE = router.form(Form("whose_warden", (Step("where", _ask_where, _read_where),), _finish_where))
