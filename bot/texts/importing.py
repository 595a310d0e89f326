"""Sentences of the roster's report: what is wrong with the workbook, or with which row (contracts §5). Read by whoever imports."""

from collections.abc import Sequence
from datetime import date

SHEETS = "单位、户、人员、任职、群、账号、关爱、在外"


def line(sheet: str, row: int, column: str, why: str) -> str:
    """One fault: ``人员!5: 户编号: 没有 KQ03-02-99 这一户``."""
    return f"{sheet}!{row}: {column}: {why}"


def no_file() -> str:
    return "找不到这个文件,请检查路径"


def not_readable(why: str) -> str:
    return f"读不了这个文件({why})"


def is_folder() -> str:
    return "这是个文件夹,请给出 .xlsx 文件"


def empty_file() -> str:
    return "这是个空文件"


def old_format() -> str:
    return "这是老的 .xls 格式,或者是加了密码的工作簿。请在 Excel 或 WPS 里去掉密码,另存为 .xlsx 再导入"


def not_workbook() -> str:
    return "这不是 .xlsx 工作簿。请在 Excel 或 WPS 里另存为 .xlsx 再导入(改后缀名不行)"


def broken() -> str:
    return "这个工作簿坏了,打不开。请在 Excel 或 WPS 里打开、另存一份再导入"


def too_large(limit: int) -> str:
    return f"文件太大,最多 {limit} MB。请只留名册的工作表,去掉图片再试"


def bomb() -> str:
    return "这个文件解开后大得不正常,没有打开。请在 Excel 或 WPS 里新建工作簿,把名册贴成数值另存"


def too_many_rows(most: int) -> str:
    return f"超过 {most} 行,请分几次导入"


def no_sheets() -> str:
    return f"没有认得的工作表,应当有这些里的几张:{SHEETS}"


def no_header(first: Sequence[str]) -> str:
    return f"第一行应当是表头(有 {'、'.join(first)} 等列)。上面有标题行的话请删掉"


def missing_column() -> str:
    return "缺这一列"


def repeated_column() -> str:
    return "这一列出现了两次,请只留一列"


def unknown_sheet(name: str) -> str:
    return f"工作表“{name}”不认识,跳过了"


def unknown_column(sheet: str, name: str) -> str:
    return f"{sheet}: 列“{name}”不认识,跳过了"


def absent_column(sheet: str, name: str) -> str:
    return f"{sheet}: 没有“{name}”这一列,已经存的不动,新来的就空着"


def required() -> str:
    return "没填"


def too_long(most: int) -> str:
    return f"太长,最多 {most} 个字"


def formula() -> str:
    return "这一格是公式,请复制后“选择性粘贴为数值”"


def cell_error() -> str:
    return "这一格是出错的公式(#N/A、#REF! 之类),请改成数值"


def not_text() -> str:
    return "编号要用文本格式,这一格是小数或科学计数,前面的 0 可能丢了"


def id_number() -> str:
    return "像是身份证号。名册里不放身份证号,请删掉"


def not_date(value: str) -> str:
    return f"看不懂的日期“{value}”,应当像 2026-01-01"


def lunar_day() -> str:
    return "农历这一天公历里没有,请写前一天,并在标签里注明"


def day_out_of_range(day: date) -> str:
    return f"{day.isoformat()} 不像出生日期"


def one_of(value: str, allowed: Sequence[str]) -> str:
    return f"“{value}”不在这些里面:{'、'.join(allowed)}"


def bad_phone(value: str) -> str:
    return f"“{value}”不像电话号码"


def twice(first: int) -> str:
    return f"和第 {first} 行重复"


def no_unit(value: str) -> str:
    return f"没有 {value} 这个单位"


def no_household(value: str) -> str:
    return f"没有 {value} 这一户"


def no_person(value: str) -> str:
    return f"没有 {value} 这个人"


def not_imported(value: str) -> str:
    return f"{value} 那一行有错没有导入,这一行也先不导"


def no_town() -> str:
    return "要有恰好一行层级为“镇”的单位"


def second_town(first: str) -> str:
    return f"只能有一个镇,已经有 {first}"


def other_town(stored: str) -> str:
    return f"这个库里已经是 {stored} 镇,一个库只放一个镇"


def needs_parent(tiers: str) -> str:
    return f"没填,应当是它所属的{tiers}"


def town_has_parent() -> str:
    return "镇上面没有上级,请留空"


def wrong_parent(value: str, tier: str, wanted: str) -> str:
    return f"{value} 是{tier},上级应当是{wanted}"


def circle(way: Sequence[str]) -> str:
    return f"上下级绕成了圈:{' → '.join(way)}"


def kind_needs_lowest() -> str:
    return "只有层级为“邻”的单位才分楼栋、流动"


def household_elsewhere(first: int, unit: str) -> str:
    return f"这一户在第 {first} 行已经归 {unit},一户只能在一个邻"


def not_lowest(value: str) -> str:
    return f"{value} 不是邻,户要归到邻"


def migrant_has_none(value: str) -> str:
    return f"{value} 是流动的邻,按人不按户"


def oversize(name: str, most: int) -> str:
    return f"{name}已满 {most} 户,再多要在“单位”表写超户理由"


def wrong_tier_for_role(role: str, wanted: str, tier: str) -> str:
    return f"{role}应当任在{wanted},这里是{tier}"


def ends_before() -> str:
    return "在起始日期之前"


def overlapping_self(first: int) -> str:
    return f"同一个人同一职务,和{_where(first)}的任期重叠"


def two_holders(role: str, unit: str, other: str, first: int) -> str:
    return f"{unit}同时有两位{role}(另一位是 {other},{_where(first)}),任期不能重叠,前任请填终止日期"


def _where(row: int) -> str:
    return f"第 {row} 行" if row else "库里已有的一条"


def wrong_chat_unit(kind: str, wanted: str, tier: str) -> str:
    return f"{kind}应当绑在{wanted},这里是{tier}"


def address_taken(chat: str) -> str:
    return f"这个平台群号已经是 {chat} 的"


def account_taken() -> str:
    return "这个账号已经认作别人,请先让他回“不是我”松开,或改这一行"


def not_migrant(value: str) -> str:
    return f"{value} 不是流动的邻"


def vacancies(names: Sequence[str]) -> str:
    return f"还没有邻长的邻:{'、'.join(names)}(照常导入,由网格长代管)"


def vacant_grids(names: Sequence[str]) -> str:
    return f"还没有网格长的网格:{'、'.join(names)}"


def small(names: Sequence[str]) -> str:
    return f"户数不在 10–15 的邻:{'、'.join(names)}(照常导入,请看看要不要调)"


def pending_chats(count: int) -> str:
    return f"{count} 个群要等村干部或邻长在群里发“/确认绑定”才开始用"


def summary(counts: Sequence[tuple[str, int, int, int]]) -> str:
    """(sheet, new, changed, same)."""
    return ";".join(f"{sheet} 新 {new} 改 {changed} 同 {same}" for sheet, new, changed, same in counts)


def stored() -> str:
    return "已存好"


def stored_partly(left: int) -> str:
    return f"好的行已存好,{left} 行有错没有存"


def nothing_stored(faults: int) -> str:
    return f"有 {faults} 处错,什么也没有存。改好再导入;只想先存好的行,加 --partial"


def tried(faults: int) -> str:
    return f"试了一遍,有 {faults} 处错,什么也没有存" if faults else "试了一遍,没有错,什么也没有存;去掉 --dry-run 就存"


def nothing_new() -> str:
    return "和库里一样,没有要改的"
