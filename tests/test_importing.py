"""The roster workbook (contracts §5): every way in which one can be wrong, and what is said of it."""

import copy
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from bot.app import open_database
from bot.clock import SHANGHAI
from bot.config_values import ADAPTERS
from bot.ids import PersonId
from bot.importing import ImportReport, import_workbook
from bot.rehearsal import RehearsedTown
from bot.rehearsal.town import demo_roster
from bot.storage import directory, people, privacy
from bot.storage.database import Database, Db
from bot.storage.schema import metadata
from bot.storage.writer import run_now

NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
Sheets = dict[str, list[list[Any]]]

SMALL: Sheets = {
    "单位": [
        ["编号", "名称", "层级", "上级编号", "类型", "所在地", "超户理由"],
        ["T", "小镇", "镇", "", "", "", ""],
        ["V", "黄石村", "村", "T", "", "", ""],
        ["G", "黄石村一组", "网格", "V", "", "", ""],
        ["N1", "一组1邻", "邻", "G", "普通", "", ""],
        ["N2", "一组2邻", "邻", "G", "楼栋", "", ""],
        ["M", "松江乡亲", "邻", "V", "流动", "上海松江", ""],
    ],
    "户": [
        ["户编号", "邻编号", "户主", "位置", "状态"],
        ["N1-01", "N1", "潘家旺", "村东头", "常住"],
        ["N2-01", "N2", "叶冬梅", "", "外出"],
    ],
    "人员": [
        ["人员编号", "姓名", "户编号", "性别", "出生日期", "历法", "手机", "标签"],
        ["P1", "潘家旺", "N1-01", "男", "1970-02-03", "公历", "100-0000-0001", ""],
        ["P2", "叶冬梅", "N2-01", "女", "1980-04-05", "农历", "100-0000-0002", ""],
        ["P3", "夏荣华", "", "女", "1990-06-07", "", "", "外出"],
        ["P4", "程大勇", "", "", "", "", "", ""],
    ],
    "任职": [
        ["人员编号", "角色", "单位编号", "起始日期", "终止日期", "来源"],
        ["P1", "邻长", "N1", "2026-01-01", "", "党员"],
        ["P4", "网格长", "G", "2026-01-01", "", ""],
    ],
    "群": [
        ["群编号", "群名", "类型", "单位编号", "平台", "平台群号"],
        ["c1", "一组1邻群", "邻里群", "N1", "sim", "c1"],
        ["c2", "黄石工作群", "村级工作群", "V", "wechaty", "room-9"],
    ],
    "账号": [["人员编号", "平台", "平台账号"], ["P1", "sim", "P1"], ["P2", "sim", "P2"]],
    "关爱": [["人员编号", "类别", "频次", "结对邻长", "同意日期"], ["P2", "留守妇女", "每季", "P1", "2026-01-10"]],
    "在外": [["人员编号", "单位编号", "所在地"], ["P3", "M", "上海松江"]],
}


def small(**changed: list[list[Any]]) -> Sheets:
    """The small roster, whole sheets replaced."""
    return copy.deepcopy(SMALL) | changed


def with_rows(sheet: str, *rows: list[Any]) -> Sheets:
    """The small roster with rows added to a sheet."""
    found = small()
    found[sheet] += [list(row) for row in rows]
    return found


def with_cell(sheet: str, row: int, column: str, value: object) -> Sheets:
    """The small roster with one cell changed; ``row`` as the spreadsheet counts."""
    found = small()
    found[sheet][row - 1][found[sheet][0].index(column)] = value
    return found


def without_column(sheet: str, column: str) -> Sheets:
    found = small()
    at = found[sheet][0].index(column)
    found[sheet] = [row[:at] + row[at + 1 :] for row in found[sheet]]
    return found


def write(path: Path, sheets: Sheets) -> Path:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = open_database(f"sqlite:///{tmp_path / 'town.db'}")
    yield found
    found.close()


def bring(database: Database, path: Path, *, dry_run: bool = False, partial: bool = False) -> ImportReport:
    return run_now(database, lambda db: db, lambda db: import_workbook(path, db, NOW, dry_run=dry_run, partial=partial))


def rows_in(database: Database) -> int:
    """Rows of all tables together."""
    with database.reader() as db:
        return sum(int(db.scalar(sa.select(sa.func.count()).select_from(table))) for table in metadata.sorted_tables)


def everything(database: Database) -> list[object]:
    with database.reader() as db:
        return [sorted(map(repr, db.all(sa.select(table)))) for table in metadata.sorted_tables]


def test_the_small_roster_is_good(database: Database, tmp_path: Path) -> None:
    report = bring(database, write(tmp_path / "r.xlsx", small()))
    assert report.good, report.lines()
    assert report.stored
    text = "\n".join(report.lines())
    assert "一组2邻" in text  # vacant, told and not refused
    assert "1 个群" in text  # waits to be confirmed in the group
    assert "单位 新 6" in text


def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    assert bring(database, demo_roster()).stored
    before = everything(database)
    again = bring(database, demo_roster())
    assert again.stored
    assert everything(database) == before
    assert all(count.new == count.changed == 0 for count in again.counts.values())
    assert again.lines()[-1] == "和库里一样,没有要改的"


def test_a_dry_run_counts_and_stores_nothing(database: Database, tmp_path: Path) -> None:
    report = bring(database, write(tmp_path / "r.xlsx", small()), dry_run=True)
    assert report.good
    assert not report.stored
    assert report.counts["人员"].new == 4
    assert rows_in(database) == 0


ONE_FAULT: dict[str, tuple[Sheets, str]] = {
    "unknown parent": (with_cell("单位", 4, "上级编号", "VX"), "单位!4: 上级编号: 没有 VX 这个单位"),
    "no parent": (with_cell("单位", 4, "上级编号", ""), "单位!4: 上级编号: 没填"),
    "wrong tier above": (with_cell("单位", 5, "上级编号", "V"), "单位!5: 上级编号: V 是村,上级应当是网格"),
    "own parent": (with_cell("单位", 4, "上级编号", "G"), "单位!4: 上级编号: 上下级绕成了圈"),
    "town below something": (with_cell("单位", 2, "上级编号", "V"), "单位!2: 上级编号"),
    "unknown tier": (with_cell("单位", 4, "层级", "片"), "单位!4: 层级: “片”不在这些里面"),
    "no name": (with_cell("单位", 4, "名称", "  "), "单位!4: 名称: 没填"),
    "second town": (with_rows("单位", ["T2", "大镇", "镇", "", "", "", ""]), "单位!8: 层级: 只能有一个镇"),
    "unit twice": (with_rows("单位", ["N1", "又一个", "邻", "G", "", "", ""]), "单位!8: 编号: 和第 5 行重复"),
    "building that is a grid": (with_cell("单位", 4, "类型", "楼栋"), "单位!4: 类型: 只有层级为“邻”"),
    "household nowhere": (with_cell("户", 2, "邻编号", "N9"), "户!2: 邻编号: 没有 N9 这个单位"),
    "household of a grid": (with_cell("户", 2, "邻编号", "G"), "户!2: 邻编号: G 不是邻"),
    "household among migrants": (with_cell("户", 2, "邻编号", "M"), "户!2: 邻编号: M 是流动的邻"),
    "household in two": (with_rows("户", ["N1-01", "N2", "", "", ""]), "户!4: 邻编号: 这一户在第 2 行已经归 N1"),
    "household twice": (with_rows("户", ["N1-01", "N1", "", "", ""]), "户!4: 户编号: 和第 2 行重复"),
    "unknown state": (with_cell("户", 2, "状态", "搬走"), "户!2: 状态: “搬走”不在这些里面:常住、外出"),
    "person without household": (with_cell("人员", 2, "户编号", "N1-99"), "人员!2: 户编号: 没有 N1-99 这一户"),
    "person twice": (with_rows("人员", ["P1", "另一个", "", "", "", "", "", ""]), "人员!6: 人员编号: 和第 2 行重复"),
    "no such day": (with_cell("人员", 2, "出生日期", "1970-13-01"), "人员!2: 出生日期: 看不懂的日期“1970-13-01”,应当像 2026-01-01"),
    "words for a day": (with_cell("人员", 2, "出生日期", "属猪"), "人员!2: 出生日期: 看不懂的日期"),
    "born tomorrow": (with_cell("人员", 2, "出生日期", "2026-11-25"), "人员!2: 出生日期: 2026-11-25 不像出生日期"),
    "born too long ago": (with_cell("人员", 2, "出生日期", date(1899, 1, 1)), "人员!2: 出生日期"),
    "lunar 30 February": (with_cell("人员", 2, "出生日期", "1950-02-30"), "人员!2: 出生日期: 农历这一天"),
    "wrong sex": (with_cell("人员", 2, "性别", "先生"), "人员!2: 性别: “先生”不在这些里面:男、女"),
    "no phone": (with_cell("人员", 2, "手机", "家里座机"), "人员!2: 手机: “家里座机”不像电话号码"),
    "identity number": (with_cell("人员", 2, "标签", "11010519491231002X"), "人员!2: 标签: 像是身份证号"),
    "formula": (with_cell("人员", 2, "姓名", "=A1&B1"), "人员!2: 姓名: 这一格是公式"),
    "formula for a day": (with_cell("人员", 2, "出生日期", "=TODAY()"), "人员!2: 出生日期: 这一格是公式"),
    "number in science": (with_cell("人员", 2, "手机", 1.23456e21), "人员!2: 手机"),
    "name too long": (with_cell("人员", 2, "姓名", "长" * 65), "人员!2: 姓名: 太长,最多 64 个字"),
    "unknown role": (with_cell("任职", 2, "角色", "组长"), "任职!2: 角色: “组长”不在这些里面"),
    "office of nobody": (with_cell("任职", 2, "人员编号", "P99"), "任职!2: 人员编号: 没有 P99 这个人"),
    "office nowhere": (with_cell("任职", 2, "单位编号", "N9"), "任职!2: 单位编号: 没有 N9 这个单位"),
    "warden of a village": (with_cell("任职", 2, "单位编号", "V"), "任职!2: 单位编号: 邻长应当任在邻,这里是村"),
    "ends before it begins": (with_cell("任职", 2, "终止日期", "2025-12-31"), "任职!2: 终止日期: 在起始日期之前"),
    "no beginning": (with_cell("任职", 2, "起始日期", None), "任职!2: 起始日期: 没填"),
    "two wardens": (with_rows("任职", ["P2", "邻长", "N1", "2026-03-01", "", ""]), "任职!4: 起始日期: 一组1邻同时有两位邻长(另一位是 潘家旺,第 2 行)"),
    "two kinds of warden": (with_rows("任职", ["P2", "楼栋长", "N1", "2026-03-01", "", ""]), "任职!4: 起始日期: 一组1邻同时有两位楼栋长"),
    "two grid leaders": (with_rows("任职", ["P2", "网格长", "G", "2026-03-01", "", ""]), "任职!4: 起始日期: 黄石村一组同时有两位网格长"),
    "overlapping terms": (with_rows("任职", ["P1", "邻长", "N1", "2026-03-01", "", ""]), "任职!4: 起始日期: 同一个人同一职务,和第 2 行的任期重叠"),
    "group of the wrong tier": (with_cell("群", 2, "单位编号", "V"), "群!2: 单位编号: 邻里群应当绑在邻,这里是村"),
    "migrants' group of residents": (with_cell("群", 2, "类型", "在外乡亲群"), "群!2: 单位编号: 在外乡亲群应当绑在流动的邻"),
    "group of nothing": (with_cell("群", 2, "单位编号", "N9"), "群!2: 单位编号: 没有 N9 这个单位"),
    "unknown platform": (with_cell("群", 2, "平台", "qq"), "群!2: 平台: “qq”不在这些里面"),
    "one address for two": (with_rows("群", ["c3", "又一群", "邻里群", "N2", "sim", "c1"]), "群!4: 平台群号: 这个平台群号已经是 c1 的"),
    "account of nobody": (with_cell("账号", 2, "人员编号", "P99"), "账号!2: 人员编号: 没有 P99 这个人"),
    "account twice": (with_rows("账号", ["P3", "sim", "P1"]), "账号!4: 平台账号: 和第 2 行重复"),
    "care of nobody": (with_cell("关爱", 2, "结对邻长", "P99"), "关爱!2: 结对邻长: 没有 P99 这个人"),
    "unknown care": (with_cell("关爱", 2, "类别", "懒汉"), "关爱!2: 类别: “懒汉”不在这些里面"),
    "away at home": (with_cell("在外", 2, "单位编号", "N1"), "在外!2: 单位编号: N1 不是流动的邻"),
    "no column": (without_column("人员", "姓名"), "人员!1: 姓名: 缺这一列"),
    "column twice": (small(在外=[["人员编号", "单位编号", "单位编号"], ["P3", "M", "M"]]), "在外!1: 单位编号: 这一列出现了两次"),
    "a title above": (small(户=[["二〇二六年名册"], *SMALL["户"]]), "户!1: 表头: 第一行应当是表头"),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_FAULT)
def test_one_fault_is_told_once_and_nothing_is_stored(case: str, database: Database, tmp_path: Path) -> None:
    sheets, expected = ONE_FAULT[case]
    report = bring(database, write(tmp_path / "r.xlsx", sheets))
    assert not report.stored
    told = [str(fault) for fault in report.faults]
    assert len(told) == 1, told
    assert told[0].startswith(expected), told
    assert rows_in(database) == 0
    assert "什么也没有存" in report.lines()[-1]


@pytest.mark.parametrize("platform", ADAPTERS)
def test_every_platform_of_the_settings_may_stand_in_the_roster(
    platform: str, database: Database, tmp_path: Path
) -> None:
    report = bring(database, write(tmp_path / "r.xlsx", with_rows("账号", ["P3", platform, "someone"])))
    assert report.good, report.lines()


def test_a_circle_is_told_of_every_unit_in_it(database: Database, tmp_path: Path) -> None:
    sheets = with_cell("单位", 3, "上级编号", "G")
    told = [str(fault) for fault in bring(database, write(tmp_path / "r.xlsx", sheets)).faults]
    assert told == [
        "单位!3: 上级编号: 上下级绕成了圈:V → G → V",
        "单位!4: 上级编号: 上下级绕成了圈:G → V → G",
    ]


def test_twenty_one_households_need_a_reason(database: Database, tmp_path: Path) -> None:
    many = [[f"N1-{n:02d}", "N1", "", "", ""] for n in range(2, 22)]
    sheets = with_rows("户", *many[:19])
    assert bring(database, write(tmp_path / "twenty.xlsx", sheets), dry_run=True).good
    sheets = with_rows("户", *many)
    told = [str(fault) for fault in bring(database, write(tmp_path / "r.xlsx", sheets)).faults]
    assert told == ["户!23: 邻编号: 一组1邻已满 20 户,再多要在“单位”表写超户理由"]
    sheets["单位"][4][6] = "山里散居,村民会议同意"
    assert bring(database, write(tmp_path / "reason.xlsx", sheets)).stored


def test_households_already_stored_count_too(database: Database, tmp_path: Path) -> None:
    assert bring(
        database,
        write(tmp_path / "r.xlsx", with_rows("户", *[[f"N1-{n:02d}", "N1", "", "", ""] for n in range(2, 21)])),
    ).stored
    more: Sheets = {"户": [SMALL["户"][0], ["N1-30", "N1", "", "", ""]]}
    told = [str(fault) for fault in bring(database, write(tmp_path / "more.xlsx", more)).faults]
    assert told == ["户!2: 邻编号: 一组1邻已满 20 户,再多要在“单位”表写超户理由"]


def test_a_successor_needs_the_end_of_the_predecessor(database: Database, tmp_path: Path) -> None:
    assert bring(database, write(tmp_path / "r.xlsx", small())).stored
    head = SMALL["任职"][0]
    new = ["P2", "邻长", "N1", "2026-07-01", "", ""]
    refused = bring(database, write(tmp_path / "a.xlsx", {"任职": [head, new]}))
    assert [str(fault) for fault in refused.faults] == [
        "任职!2: 起始日期: 一组1邻同时有两位邻长(另一位是 潘家旺,库里已有的一条),任期不能重叠,前任请填终止日期"
    ]
    ended = ["P1", "邻长", "N1", "2026-01-01", "2026-06-30", "党员"]
    done = bring(database, write(tmp_path / "b.xlsx", {"任职": [head, ended, new]}))
    assert done.stored
    assert (done.counts["任职"].new, done.counts["任职"].changed) == (1, 1)
    with database.reader() as db:
        tree = directory.read_directory(db, _code(db))
    warden = tree.warden_of(next(u for u in tree.units if u == "N1"), date(2026, 11, 24))
    assert warden is not None
    assert warden.name == "叶冬梅"


def _code(db: Any) -> Any:
    from bot.storage.towns import find_town

    found = find_town(db)
    assert found is not None
    return found[0]


def test_partial_stores_the_good_rows_and_leaves_what_hangs_on_bad_ones(database: Database, tmp_path: Path) -> None:
    sheets = with_cell("户", 2, "邻编号", "N9")  # P1 lives there, is warden, has an account, cares for P2
    report = bring(database, write(tmp_path / "r.xlsx", sheets), partial=True)
    assert report.stored
    told = [str(fault) for fault in report.faults]
    assert told == [
        "户!2: 邻编号: 没有 N9 这个单位",
        "人员!2: 户编号: N1-01 那一行有错没有导入,这一行也先不导",
        "任职!2: 人员编号: P1 那一行有错没有导入,这一行也先不导",
        "账号!2: 人员编号: P1 那一行有错没有导入,这一行也先不导",
        "关爱!2: 结对邻长: P1 那一行有错没有导入,这一行也先不导",
    ]
    with database.reader() as db:
        assert [one.id for one in people.list_all(db, _code(db))] == ["P2", "P3", "P4"]
    assert "5 行有错没有存" in report.lines()[-1]


def test_many_faults_are_all_told_at_once_in_the_order_of_the_file(database: Database, tmp_path: Path) -> None:
    sheets = with_cell("单位", 4, "上级编号", "VX")
    sheets["人员"][2][2] = "N1-99"
    sheets["任职"][1][3] = "去年"
    told = [
        str(fault).split(": ")[0] + ":" + fault.column
        for fault in bring(database, write(tmp_path / "r.xlsx", sheets)).faults
    ]
    assert told == ["单位!4:上级编号", "人员!3:户编号", "任职!2:起始日期"]


def test_unknown_sheets_and_columns_are_ignored_with_a_notice(database: Database, tmp_path: Path) -> None:
    sheets = small(备注=[["随便"], ["写写"]])
    sheets["人员"][0].append("学历")
    sheets["人员"][1].append("高中")
    report = bring(database, write(tmp_path / "r.xlsx", sheets))
    assert report.stored
    assert "工作表“备注”不认识,跳过了" in report.notices
    assert "人员: 列“学历”不认识,跳过了" in report.notices


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (datetime(1970, 2, 3), date(1970, 2, 3)),  # as a spreadsheet has it
        (25602, date(1970, 2, 3)),
        ("1970/2/3", date(1970, 2, 3)),
        ("1970年2月3日", date(1970, 2, 3)),
        ("1970.02.03", date(1970, 2, 3)),
        ("19700203", date(1970, 2, 3)),
        ("１９７０-02-03", None),
    ],
    ids=["date cell", "serial", "slashes", "Chinese", "dots", "compact", "full width"],
)
def test_days_are_read_however_they_are_written(
    written: object, read: date | None, database: Database, tmp_path: Path
) -> None:
    report = bring(database, write(tmp_path / "r.xlsx", with_cell("人员", 2, "出生日期", written)))
    if read is None:
        read = date(1970, 2, 3)
    assert report.stored, report.lines()
    with database.reader() as db:
        assert next(one.born for one in people.list_all(db, _code(db)) if one.id == "P1") == read


def test_a_phone_is_public_only_when_it_is_marked(database: Database, tmp_path: Path) -> None:
    sheets = small()
    for row, mark in zip(sheets["人员"], ["公开电话", "是", "否", "", ""], strict=True):
        row.append(mark)
    assert bring(database, write(tmp_path / "r.xlsx", sheets)).stored
    with database.reader() as db:
        assert {one.id: one.phone_public for one in people.list_all(db, _code(db))} == {
            "P1": True,
            "P2": False,
            "P3": False,
            "P4": False,
        }


def test_a_household_that_moves_takes_its_people_along(database: Database, tmp_path: Path) -> None:
    assert bring(database, write(tmp_path / "r.xlsx", small())).stored
    assert bring(
        database, write(tmp_path / "m.xlsx", {"户": [SMALL["户"][0], ["N1-01", "N2", "潘家旺", "", ""]]})
    ).stored
    with database.reader() as db:
        assert next(one.unit for one in people.list_all(db, _code(db)) if one.id == "P1") == "N2"


def test_a_column_that_is_absent_changes_nothing_of_what_is_stored(database: Database, tmp_path: Path) -> None:
    first = small()
    for row, mark in zip(first["人员"], ["公开电话", "是", "", "", ""], strict=True):
        row.append(mark)
    first["任职"][1][4] = "2026-12-31"
    first["单位"][4][6] = "湾子分不开"
    assert bring(database, write(tmp_path / "r.xlsx", first)).stored
    with database.reader() as db:
        before = people.list_all(db, _code(db)), directory.read_directory(db, _code(db)).units
    second = {
        "单位": [row[:4] for row in first["单位"]],
        "户": [row[:2] for row in first["户"]],
        "人员": [row[:2] for row in first["人员"]],
        "任职": [row[:4] for row in first["任职"]],
    }
    report = bring(database, write(tmp_path / "s.xlsx", second))
    assert report.stored
    assert any("户编号" in notice for notice in report.notices)
    assert not any(count.new or count.changed for count in report.counts.values())
    with database.reader() as db:
        assert (people.list_all(db, _code(db)), directory.read_directory(db, _code(db)).units) == before


def test_another_town_is_refused(database: Database, tmp_path: Path) -> None:
    assert bring(database, demo_roster()).stored
    report = bring(database, write(tmp_path / "r.xlsx", small()))
    assert not report.stored
    assert str(report.faults[0]) == "单位!2: 编号: 这个库里已经是 SL 镇,一个库只放一个镇"


def test_a_group_of_another_platform_waits_and_stays_confirmed_after(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "r.xlsx", small())
    assert bring(database, path).stored
    with database.reader() as db:
        tree = directory.read_directory(db, _code(db))
    states = {chat.id: chat.state.value for chat in tree.chats.values()}
    assert states == {"c1": "active", "c2": "pending"}


async def test_a_group_and_an_account_that_spoke_before_the_roster_came_are_taken_over(tmp_path: Path) -> None:
    async with RehearsedTown(NOW) as town:
        await town.say("@小邻 帮助", "someone-new", "room-5")
        await town.say("反映 康桥三组2邻的路灯坏了好几天", "someone-new")
        sheets: Sheets = {
            "群": [SMALL["群"][0], ["c-new", "新群", "邻里群", "KQ03-02", "sim", "room-5"]],
            "账号": [SMALL["账号"][0], ["P0031", "sim", "someone-new"]],
        }
        path = write(tmp_path / "r.xlsx", sheets)
        report = run_now(town.app.database, lambda db: db, lambda db: import_workbook(path, db, NOW))
        assert report.stored, report.lines()
        await town.say("@小邻 邻长", "someone-new", "room-5")
        assert "王建国" in town.sent[-1].text
        await town.say("进度", "someone-new")
        assert "路灯" in town.sent[-1].text
        assert await town.breaches() == []


def old_xls() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return made.getvalue()


UNUSABLE: dict[str, tuple[bytes | None, str]] = {
    "no file": (None, "找不到这个文件"),
    "empty": (b"", "空文件"),
    "text": ("人员编号,姓名\nP1,张三\n".encode(), "不是 .xlsx"),
    "old or locked": (old_xls(), "另存为 .xlsx"),
    "cut off": (b"PK\x03\x04" + b"\0" * 40, "不是 .xlsx"),
    "another zip": (packed(**{"a.txt": b"hello"}), "不是 .xlsx"),
    "zip bomb": (packed(**{"[Content_Types].xml": b"<x/>", "xl/b.xml": b"\0" * 60_000_000}), "大得不正常"),
    "high ratio": (packed(**{"[Content_Types].xml": b"<x/>", "xl/b.xml": b"\0" * 3_000_000}), "大得不正常"),
    "many parts": (packed(**{"[Content_Types].xml": b"<x/>", **{f"p{n}": b"" for n in range(300)}}), "大得不正常"),
    "hollow": (packed(**{"[Content_Types].xml": b"<x/>"}), "坏了"),
    "huge": (b"PK\x03\x04" + b"\1" * (6 * 1024 * 1024), "文件太大"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_unusable_file_is_one_clear_line(case: str, database: Database, tmp_path: Path) -> None:
    data, expected = UNUSABLE[case]
    path = tmp_path / "roster.xlsx"
    if data is not None:
        path.write_bytes(data)
    report = bring(database, path)
    assert not report.stored
    assert len(report.lines()) == 1
    assert expected in report.lines()[0]
    assert rows_in(database) == 0


def test_a_folder_is_no_workbook(database: Database, tmp_path: Path) -> None:
    assert "文件夹" in bring(database, tmp_path).lines()[0]


def rewrite(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Change the text of one part of a workbook."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    path.write_bytes(packed(**parts))


def test_entities_are_refused(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "r.xlsx", small())
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    rewrite(path, "xl/worksheets/sheet1.xml", lambda text: bomb + text.replace('<?xml version="1.0"?>', ""))
    assert "坏了" in bring(database, path).lines()[0]


def test_a_sheet_that_says_it_is_endless_is_read_to_our_caps_only(database: Database, tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "人员"
    for column, name in enumerate(SMALL["人员"][0], 1):
        page.cell(1, column, name)
    page.cell(1_048_576, 16_384, "远")
    book.save(tmp_path / "sparse.xlsx")
    report = bring(database, tmp_path / "sparse.xlsx")
    assert not report.stored


def test_a_book_without_any_known_sheet_says_which_are_known(database: Database, tmp_path: Path) -> None:
    report = bring(database, write(tmp_path / "r.xlsx", {"Sheet1": [["a"], ["b"]]}))
    assert report.lines() == ["没有认得的工作表,应当有这些里的几张:单位、户、人员、任职、群、账号、关爱、在外"]


def test_what_somebody_had_erased_does_not_come_back_with_the_next_roster(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "r.xlsx", small())
    assert bring(database, path).stored
    with database.reader() as db:
        code = _code(db)

    def erase(db: Db) -> None:
        privacy.erase(db, code, PersonId("P1"), PersonId("G1"), False)
        privacy.switch(db, code, PersonId("P1"), privacy.ERASED, on=True)

    run_now(database, lambda db: db, erase)
    assert bring(database, path).stored
    with database.reader() as db:
        one = next(one for one in people.list_all(db, code) if one.id == "P1")
        assert (one.name, one.phone, one.born) == ("潘家旺", "", None)
        assert people.list_accounts(db, code, PersonId("P1")) == []
