"""The roster workbook (contracts §5): read, checked whole, stored whole. A row that is absent leaves what is stored as it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from bot.domain.directory import Chat, ChatKind, ChatState, Office, Person, Tier, Unit, UnitKind
from bot.domain.roles import Role
from bot.ids import ChatId, HouseholdId, PersonId, TownId, UnitId
from bot.storage import directory as directory_rows
from bot.storage import people, towns
from bot.storage.database import Db

TIERS = {"镇": Tier.TOWN, "村": Tier.VILLAGE, "网格": Tier.GRID, "邻": Tier.NEIGHBOURHOOD}
UNIT_KINDS = {"": UnitKind.ORDINARY, "普通": UnitKind.ORDINARY, "楼栋": UnitKind.BUILDING, "流动": UnitKind.MIGRANT}
CHAT_KINDS = {
    "镇级工作群": ChatKind.TOWN_WORK,
    "村级工作群": ChatKind.VILLAGE_WORK,
    "村务公开群": ChatKind.VILLAGE_PUBLIC,
    "网格群": ChatKind.GRID,
    "邻里群": ChatKind.NEIGHBOURHOOD,
    "在外乡亲群": ChatKind.MIGRANT,
}
ROLES = {
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


@dataclass
class Roster:
    """A workbook's rows by sheet, each with the names of its header."""

    sheets: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def rows(self, sheet: str) -> Iterator[dict[str, Any]]:
        """Rows of a sheet; none when it is absent."""
        yield from self.sheets.get(sheet, ())


def read_workbook(path: Path) -> Roster:
    """All sheets of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    roster = Roster()
    for page in book.worksheets:
        lines = page.iter_rows(values_only=True, max_row=20001, max_col=30)
        header = [str(name or "").strip() for name in next(lines, ())]
        roster.sheets[page.title] = [
            {name: _text(value) for name, value in zip(header, line, strict=False) if name}
            for line in lines
            if any(value is not None for value in line)
        ]
    book.close()
    return roster


def import_workbook(path: Path, db: Db, at: datetime) -> TownId:
    """Store a roster; the town's code."""
    roster = read_workbook(path)
    root = next(row for row in roster.rows("单位") if row["层级"] == "镇")
    code = TownId(root["编号"])
    towns.put_town(db, code, root["名称"])
    for row in roster.rows("单位"):
        unit = Unit(
            UnitId(row["编号"]),
            row["名称"],
            TIERS[row["层级"]],
            UnitId(row["上级编号"]) if row["上级编号"] else None,
            UNIT_KINDS[row["类型"]],
            row["所在地"],
            row["超户理由"],
        )
        directory_rows.put_unit(db, code, unit)
    _people(db, code, roster, at)
    for row in roster.rows("群"):
        state = ChatState.ACTIVE if row["平台"] == "sim" else ChatState.PENDING
        chat = Chat(ChatId(row["群编号"]), row["群名"], CHAT_KINDS[row["类型"]], UnitId(row["单位编号"]), state)
        directory_rows.put_chat(db, code, chat, row["平台"], row["平台群号"])
    return code


def _people(db: Db, code: TownId, roster: Roster, at: datetime) -> None:
    homes = {row["户编号"]: row for row in roster.rows("户")}
    away = {row["人员编号"]: row for row in roster.rows("在外")}
    for row in homes.values():
        people.put_household(db, code, row["户编号"], row["邻编号"], row["户主"], row["位置"], row["状态"] == "外出")
    for row in roster.rows("人员"):
        home = homes.get(row["户编号"])
        abroad = away.get(row["人员编号"])
        unit = home["邻编号"] if home else abroad["单位编号"] if abroad else None
        found = Person(
            id=PersonId(row["人员编号"]),
            name=row["姓名"],
            unit=UnitId(unit) if unit else None,
            household=HouseholdId(row["户编号"]) if row["户编号"] else None,
            gender=row["性别"],
            born=date.fromisoformat(row["出生日期"]) if row["出生日期"] else None,
            lunar=row["历法"] == "农历",
            phone=row["手机"],
            tags=row["标签"],
            away=abroad is not None,
        )
        people.put_person(db, code, found)
    for row in roster.rows("任职"):
        if row["角色"] in ROLES:
            held = Office(
                PersonId(row["人员编号"]),
                "",
                ROLES[row["角色"]],
                UnitId(row["单位编号"]),
                date.fromisoformat(row["起始日期"]),
                date.fromisoformat(row["终止日期"]) if row["终止日期"] else None,
                row["来源"],
            )
            directory_rows.put_office(db, code, held)
    for row in roster.rows("账号"):
        people.put_account(db, code, row["平台"], row["平台账号"], PersonId(row["人员编号"]), at)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()
