"""How a setting's value is read: from TOML's types or from a variable's text. What cannot be used is told with what is allowed."""

import os
import re
import stat
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.clock import SHANGHAI
from bot.domain import platforms
from bot.domain.points import PointRules
from bot.domain.settings import Hotline

ADAPTERS = tuple(platforms.NAMES)
"""Each is a file of ``bot.adapters``."""
PLACEHOLDER = re.compile(r"待填|待定|示例|请填|x{3,}|0{6,}|12345678|TODO", re.IGNORECASE)
"""What stands where a number should be in a configuration that nobody has finished."""

_POINTS = PointRules()
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")
Hours = tuple[time, time]


class BadValue(ValueError):
    """A value that cannot be used; the text tells what is allowed."""


def text_in(value: object) -> str:
    """Words."""
    if not isinstance(value, str):
        raise BadValue("要写成文字,两边加引号")
    return value.strip()


def name_in(value: object) -> str:
    """What people call the bot."""
    found = text_in(value)
    if not 1 <= len(found) <= 12 or re.search(r"[\s@/]", found):
        raise BadValue("1 到 12 个字,不能有空格、@ 和 /")
    return found


def port(value: object) -> int:
    """A port."""
    try:
        found = int(str(value))
    except ValueError:
        found = -1
    if isinstance(value, bool) or not 0 <= found <= 65535:
        raise BadValue("0 到 65535 的整数(0 表示随便找一个空的)")
    return found


def count(value: object) -> int:
    """A threshold of ballots."""
    found = int(str(value)) if re.fullmatch(r"\d{1,4}", str(value)) else 0
    if found < 5:
        raise BadValue("不小于 5 的整数(少于五人就能猜出谁投了什么)")
    return found


def whole(value: object) -> int:
    """A small whole number."""
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,4}", str(value)):
        raise BadValue("0 到 9999 的整数")
    return int(str(value))


def worths(value: object) -> dict[str, int]:
    """Points of kinds of service."""
    found: dict[str, int] = {}
    for one in _listed(value):
        told = re.fullmatch(r"([A-Z]+)\s+(\d{1,2})", str(one).strip())
        if told is None or told[1] not in _POINTS.lines:
            raise BadValue(f'一列“类型 分值”,像 ["VISIT 3"];类型有 {"、".join(_POINTS.lines)}')
        found[told[1]] = int(told[2])
    return found


def speed(value: object) -> float:
    """How fast a clock runs."""
    try:
        found = float(str(value))
    except ValueError:
        found = 0.0
    if not 0 < found <= 100_000:
        raise BadValue("大于 0、不超过 100000 的数,1 是真实快慢")
    return found


def moment(value: object) -> datetime:
    """A time."""
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise BadValue("像 2026-11-24T09:00 这样的时间") from None
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)


def hours(value: object) -> Hours:
    """A span of the day."""
    found = _HOURS.fullmatch(str(value).strip())
    try:
        if found is not None:
            return time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    except ValueError:
        pass
    raise BadValue('像 "08:00-12:00" 这样的时段')


def _listed(value: object) -> list[object]:
    if isinstance(value, list):
        return list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(value, str):
        return [one.strip() for one in re.split("[,,]", value) if one.strip()]
    raise BadValue('一列值,像 ["甲", "乙"](环境变量里用逗号隔开)')


def many_hours(value: object) -> tuple[Hours, ...]:
    """Several spans of the day."""
    return tuple(hours(one) for one in _listed(value))


def days(value: object) -> tuple[date, ...]:
    """Days."""
    try:
        return tuple(one if type(one) is date else date.fromisoformat(str(one)) for one in _listed(value))
    except ValueError:
        raise BadValue('一列日期,像 ["2027-02-07"]') from None


_DAY_LINE = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|\.\.|—)\s*(\d{4}-\d{1,2}-\d{1,2}))?[\s,，:：]+(上班|补班|放假|休息)"
)
_LONGEST_HOLIDAY = 31


def calendar_file(value: object) -> dict[date, bool]:
    """A file with the 调休 of a year: one line a day or span of days; True is a working day."""
    name = text_in(value)
    if not name:
        return {}
    try:
        lines = Path(name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadValue(f"能读的文件(UTF-8);{name} 读不了") from None
    found: dict[date, bool] = {}
    for number, line in enumerate(lines, 1):
        bare = line.partition("#")[0].strip()
        if bare:
            found |= _days_of(bare, f"{name}:{number}")
    return found


def _days_of(line: str, where: str) -> dict[date, bool]:
    parts = _DAY_LINE.fullmatch(line)
    try:
        first = _day(parts[1]) if parts else None
        last = _day(parts[2]) if parts and parts[2] else first
    except ValueError:
        first = last = None
    if parts is None or first is None or last is None or not timedelta(0) <= last - first < timedelta(_LONGEST_HOLIDAY):
        raise BadValue(f"一行一天或一段,像 2027-02-05至2027-02-11 放假、2027-02-14 上班;{where} 不是")
    works = parts[3] in {"上班", "补班"}
    return {first + timedelta(days=one): works for one in range((last - first).days + 1)}


def _day(text: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)


def hosts(value: object) -> tuple[str, ...]:
    """Names of web sites."""
    hosts = tuple(str(one).casefold() for one in _listed(value))
    if bad := [one for one in hosts if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", one)]:
        raise BadValue(f'一列网站名,像 ["gov.cn"];{bad[0]} 不是')
    return hosts


def phones(value: object) -> tuple[Hotline, ...]:
    """Numbers with their names."""
    return tuple(_hotline(str(one)) for one in _listed(value))


def _hotline(text: str) -> Hotline:
    found = re.fullmatch(r"([\d-]{3,20})\s+(\S.{0,19})", text.strip())
    if found is None:
        raise BadValue('一列“号码 空格 名称”,像 ["0795-1234567 镇卫生院"]')
    return Hotline(found[1], found[2].strip())


def phone(value: object) -> str:
    """One number."""
    found = text_in(value)
    if found and not re.fullmatch(r"[\d-]{3,20}", found) and not PLACEHOLDER.search(found):
        raise BadValue("一个电话号码,只有数字和 -;不填就不显示")
    return found


def adapters(value: object) -> tuple[str, ...]:
    """Platforms."""
    names = tuple(str(one) for one in _listed(value))
    if unknown := [name for name in names if name not in ADAPTERS]:
        raise BadValue(f"没有叫 {unknown[0]} 的平台;现有:{'、'.join(ADAPTERS)}")
    return names


def url(value: object) -> str:
    """A database's address."""
    found = text_in(value)
    if found and not re.match(r"sqlite:///.|postgresql\+psycopg://.", found):
        raise BadValue("sqlite:///文件路径 或 postgresql+psycopg://用户:口令@主机/库名")
    return found


def path(value: object) -> Path:
    """A path."""
    return Path(text_in(value)).expanduser()


def key_file(value: object) -> Path | None:
    """A file of keys that nobody else may read."""
    text = text_in(value)
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise BadValue("一个已有的文件;这个路径上没有文件")
    if is_open(path):
        raise BadValue(f"只有自己能读的文件;请先运行:chmod 600 {path}")
    return path


def is_open(path: Path) -> bool:
    """Whether others than its owner may read or write a file."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def hour(value: object) -> time:
    """A moment of the day."""
    try:
        found = time.fromisoformat(str(value).strip())
    except ValueError:
        found = None
    if found is None or found.second or found.tzinfo:
        raise BadValue('像 "17:30" 这样的钟点')
    return found


def flag(value: object) -> bool:
    """Yes or no."""
    found = {"true": True, "是": True, "1": True, "false": False, "否": False, "0": False}.get(
        str(value).strip().lower()
    )
    if found is None:
        raise BadValue("true 或 false(是 或 否)")
    return found


LIST_GROUPS = {"公开群": "village_public", "工作群": "village_work"}


def list_groups(value: object) -> tuple[str, ...]:
    """Kinds of groups that a list is posted to."""
    said = [str(one).strip() for one in _listed(value)]
    if unknown := [one for one in said if one not in LIST_GROUPS]:
        raise BadValue(f'公开群、工作群里的一个或两个,像 ["公开群"];{unknown[0]} 不是')
    return tuple(LIST_GROUPS[one] for one in dict.fromkeys(said))


def switch(value: object) -> bool:
    """On or off."""
    found = {"true": True, "false": False, "是": True, "否": False, "开": True, "关": False}.get(str(value).casefold())
    if found is None:
        raise BadValue("true(开)或 false(关)")
    return found


def span_of_settlement(value: object) -> bool:
    """Whether points are settled by the year."""
    found = {"半年": False, "年度": True}.get(str(value).strip())
    if found is None:
        raise BadValue("半年 或 年度")
    return found


def days_of_month(value: object) -> tuple[int, int]:
    """``1-5``: from the first to the fifth of each month."""
    found = re.fullmatch(r"(\d{1,2})(?:\s*[-–—~至到]\s*(\d{1,2}))?", str(value).strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last <= 31:
        raise BadValue("每月几号到几号,如 1-5")
    return first, last


def pace(value: object) -> tuple[int, timedelta] | None:
    """``20/60``: at most 20 messages in any 60 seconds; empty: no limit."""
    if value == "":
        return None
    found = re.fullmatch(r"([1-9]\d{0,4})\s*/\s*([1-9]\d{0,4})", str(value).strip())
    if found is None:
        raise BadValue("条数/秒数,例如 20/60;不限就留空")
    return int(found[1]), timedelta(seconds=int(found[2]))
