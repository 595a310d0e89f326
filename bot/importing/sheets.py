"""The eight sheets as data: which columns, what may stand in them; and a raw row made into values, or faults."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain import platforms
from bot.domain.directory import ChatKind, Tier, UnitKind
from bot.domain.notice_gates import is_id_card
from bot.domain.roles import Role
from bot.importing.report import Fault
from bot.importing.workbook import MOST_COLUMNS, Cell, RawSheet
from bot.messages import storable
from bot.texts import importing as say

TIERS = {"镇": Tier.TOWN, "村": Tier.VILLAGE, "网格": Tier.GRID, "邻": Tier.NEIGHBOURHOOD}
UNIT_KINDS = {"普通": UnitKind.ORDINARY, "楼栋": UnitKind.BUILDING, "流动": UnitKind.MIGRANT}
CHAT_KINDS = {
    "镇级工作群": ChatKind.TOWN_WORK,
    "村级工作群": ChatKind.VILLAGE_WORK,
    "村务公开群": ChatKind.VILLAGE_PUBLIC,
    "网格群": ChatKind.GRID,
    "邻里群": ChatKind.NEIGHBOURHOOD,
    "在外乡亲群": ChatKind.MIGRANT,
}
ROLES = {
    "村民": Role.VILLAGER,
    "邻长": Role.WARDEN,
    "楼栋长": Role.BUILDING_WARDEN,
    "流动党员邻长": Role.MIGRANT_WARDEN,
    "网格长": Role.GRID_LEADER,
    "村干部": Role.VILLAGE_STAFF,
    "支部书记": Role.BRANCH_SECRETARY,
    "村监委": Role.SUPERVISOR,
    "关爱专干": Role.CARE_OFFICER,
    "镇干部": Role.TOWN_STAFF,
    "镇管理员": Role.TOWN_ADMIN,
    "镇值班": Role.DUTY,
    "运维": Role.OPERATOR,
}
TIER_NAMES = {tier: name for name, tier in TIERS.items()}
CHAT_NAMES = {kind: name for name, kind in CHAT_KINDS.items()}
ROLE_NAMES = {role: name for name, role in ROLES.items()}
CARE_KINDS = ("留守老人", "留守儿童", "留守妇女", "80岁以上", "残疾", "困境儿童", "其他")
OFTEN = ("每周", "每月", "每季", "每季度")
PLATFORMS = tuple(platforms.NAMES)

Values = Mapping[str, Any]
Parse = Callable[[Cell], Any]
MOST_CHARACTERS = 200
MOST_CODE = 64
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(366, 80_000)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PHONE = re.compile(r"\+?[0-9][0-9\- ]{2,20}")


class Wrong(Exception):
    """A cell cannot be read; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how its cells are read, whether the column and each cell must be there."""

    name: str
    parse: Parse
    needed: bool = False
    optional_column: bool = True
    """The whole column may be absent."""


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One known sheet; ``key`` are the columns that make a row that row."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: where it stands, and its values by column."""

    sheet: str
    number: int
    values: Values

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def fault(self, column: str, why: str) -> Fault:
        """Something is wrong with this row."""
        return Fault(self.sheet, self.number, column, why)


@dataclass(slots=True)
class Sheet:
    """A sheet's good rows; of the others the numbers and the keys, so that what refers to one is not told to be wrong too."""

    rows: list[Row] = field(default_factory=list[Row])
    bad: set[int] = field(default_factory=set[int])
    bad_keys: set[str] = field(default_factory=set[str])
    broken: bool = False
    """The header is wrong: no row could be read."""
    absent: frozenset[str] = frozenset()
    """Columns that the file does not have: what is stored of them stays as it is."""


def _text(cell: Cell, most: int = MOST_CHARACTERS) -> str:
    if cell.formula:
        raise Wrong(say.formula())
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, float):
        raise Wrong(say.not_text())
    text = storable(str(value)).strip()
    if text in _ERRORS:
        raise Wrong(say.cell_error())
    if len(text) > most:
        raise Wrong(say.too_long(most))
    if any(is_id_card(number.upper()) for number in _LONG_NUMBER.findall(text)):
        raise Wrong(say.id_number())
    return text


_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def _code(cell: Cell) -> str:
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and abs(cell.value) >= 1e15:
        raise Wrong(say.not_text())
    return "".join(_text(cell, MOST_CODE).split())


def _named(cell: Cell) -> str:
    return _text(cell, MOST_CODE)


def _day(cell: Cell) -> date | None:
    value = cell.value
    if isinstance(value, datetime) and not cell.formula:
        return value.date()
    if isinstance(value, date) and not cell.formula:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and not cell.formula and int(value) in _SERIALS:
        return _EXCEL_DAY_ZERO + timedelta(days=int(value))
    text = _text(cell)
    if not text:
        return None
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if found is None:
        raise Wrong(say.not_date(text[:20]))
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as fault:
        if int(found[2]) == 2 and int(found[3]) == 30:
            raise Wrong(say.lunar_day()) from fault
        raise Wrong(say.not_date(text[:20])) from fault


def _choice(allowed: Mapping[str, Any], default: Any) -> Parse:
    def parse(cell: Cell) -> Any:
        text = _text(cell)
        if not text:
            return default
        if text not in allowed:
            raise Wrong(say.one_of(text[:20], list(allowed)))
        return allowed[text]

    return parse


def _phone(cell: Cell) -> str:
    text = _text(cell)
    if text and not _PHONE.fullmatch(text):
        raise Wrong(say.bad_phone(text[:20]))
    return text


def _one_of(*allowed: str) -> Parse:
    return _choice({one: one for one in allowed}, "")


_YES_NO = {"是": True, "否": False, "公开": True, "不公开": False, "同意": True, "不同意": False}


def _must(name: str, parse: Parse) -> Column:
    return Column(name, parse, needed=True, optional_column=False)


SHEETS: dict[str, SheetKind] = {
    one.name: one
    for one in (
        SheetKind(
            "单位",
            ("编号",),
            (
                _must("编号", _code),
                _must("名称", _named),
                _must("层级", _choice(TIERS, None)),
                Column("上级编号", _code, optional_column=False),
                Column("类型", _choice(UNIT_KINDS, UnitKind.ORDINARY)),
                Column("所在地", _text),
                Column("超户理由", _text),
            ),
        ),
        SheetKind(
            "户",
            ("户编号",),
            (
                _must("户编号", _code),
                _must("邻编号", _code),
                Column("户主", _named),
                Column("位置", _text),
                Column("状态", _choice({"常住": False, "外出": True, "空置": True}, False)),
            ),
        ),
        SheetKind(
            "人员",
            ("人员编号",),
            (
                _must("人员编号", _code),
                _must("姓名", _named),
                Column("户编号", _code),
                Column("性别", _one_of("男", "女")),
                Column("出生日期", _day),
                Column("历法", _choice({"公历": False, "农历": True}, False)),
                Column("手机", _phone),
                Column("公开电话", _choice(_YES_NO, False)),
                Column("标签", _text),
            ),
        ),
        SheetKind(
            "任职",
            ("人员编号", "角色", "单位编号", "起始日期"),
            (
                _must("人员编号", _code),
                _must("角色", _choice(ROLES, None)),
                _must("单位编号", _code),
                _must("起始日期", _day),
                Column("终止日期", _day),
                Column("来源", _text),
            ),
        ),
        SheetKind(
            "群",
            ("群编号",),
            (
                _must("群编号", _code),
                _must("群名", _named),
                _must("类型", _choice(CHAT_KINDS, None)),
                _must("单位编号", _code),
                _must("平台", _one_of(*PLATFORMS)),
                _must("平台群号", _named),
            ),
        ),
        SheetKind(
            "账号",
            ("平台", "平台账号"),
            (_must("人员编号", _code), _must("平台", _one_of(*PLATFORMS)), _must("平台账号", _named)),
        ),
        SheetKind(
            "关爱",
            ("人员编号", "类别"),
            (
                _must("人员编号", _code),
                _must("类别", _one_of(*CARE_KINDS)),
                Column("频次", _one_of(*OFTEN)),
                Column("结对邻长", _code),
                Column("同意日期", _day),
            ),
        ),
        SheetKind(
            "在外",
            ("人员编号",),
            (_must("人员编号", _code), _must("单位编号", _code), Column("所在地", _text)),
        ),
    )
}


_MISSED = frozenset({"户编号"})
"""Columns without which a sheet can be read, but is hardly meant so."""


def read_sheet(raw: RawSheet, kind: SheetKind) -> tuple[Sheet, list[Fault], list[str]]:
    """The good rows of a sheet, the faults, the notices. A sheet whose header is wrong has no rows."""
    at, faults, notices = _header(raw, kind)
    if faults:
        return Sheet(bad={number for number, _ in raw.rows}, broken=True), faults, notices
    sheet = Sheet(absent=frozenset(column.name for column in kind.columns if column.name not in at))
    seen: dict[tuple[Any, ...], int] = {}
    for number, cells in raw.rows:
        values, wrong = _values(raw.name, number, cells, at, kind)
        if not wrong:
            key = tuple(values[name] for name in kind.key)
            if key in seen:
                wrong = [_twice(raw.name, number, kind, seen[key], values, sheet)]
            else:
                seen[key] = number
        if wrong:
            faults += wrong
            sheet.bad.add(number)
            sheet.bad_keys.add(str(values.get(kind.key[0], "")))
        else:
            sheet.rows.append(Row(raw.name, number, values))
    return sheet, faults, notices


_ACCOUNT = 2
"""Columns that make an account: its second one, the address, is what stands there twice."""


def _twice(name: str, number: int, kind: SheetKind, first: int, values: Values, sheet: Sheet) -> Fault:
    earlier = next(row for row in sheet.rows if row.number == first)
    if kind.name == "户" and earlier["邻编号"] != values["邻编号"]:
        return Fault(name, number, "邻编号", say.household_elsewhere(first, earlier["邻编号"]))
    return Fault(name, number, kind.key[0] if len(kind.key) != _ACCOUNT else kind.key[1], say.twice(first))


def _header(raw: RawSheet, kind: SheetKind) -> tuple[dict[str, int], list[Fault], list[str]]:
    known = {column.name for column in kind.columns}
    at: dict[str, int] = {}
    faults: list[Fault] = []
    notices: list[str] = []
    if not known & set(raw.header):
        return {}, [Fault(raw.name, 1, "表头", say.no_header([c.name for c in kind.columns[:3]]))], []
    for position, name in enumerate(raw.header[:MOST_COLUMNS]):
        if not name:
            continue
        if name not in known:
            notices.append(say.unknown_column(raw.name, name[:20]))
        elif name in at:
            faults.append(Fault(raw.name, 1, name, say.repeated_column()))
        else:
            at[name] = position
    faults += [
        Fault(raw.name, 1, column.name, say.missing_column())
        for column in kind.columns
        if column.name not in at and not column.optional_column
    ]
    notices += [say.absent_column(raw.name, name) for name in (_MISSED & known) - at.keys()]
    return at, faults, notices


def _values(
    name: str, number: int, cells: list[Cell], at: Mapping[str, int], kind: SheetKind
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in kind.columns:
        place = at.get(column.name)
        cell = cells[place] if place is not None and place < len(cells) else Cell(None)
        try:
            values[column.name] = column.parse(cell)
        except Wrong as wrong:
            faults.append(Fault(name, number, column.name, str(wrong)))
            continue
        if column.needed and values[column.name] in {None, ""}:
            faults.append(Fault(name, number, column.name, say.required()))
    return values, faults
