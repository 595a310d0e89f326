"""Every setting: its name, default and meaning; read from one TOML file and the environment, the environment winning (contracts §6).

Rules of this file: all faults are told at once, each with what is allowed; a value that is a secret is shown masked and is refused in a
file that others may read. A typed table and ``tomllib`` do it in two hundred lines; pydantic-settings costs half a second of every
command's start and would speak English.
"""

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.clock import SHANGHAI
from bot.domain.settings import Hotline, Settings

PREFIX = "XIANGLIN_"
DEFAULT_FILE = "xianglin.toml"
NOT_SETTINGS = frozenset(
    {"XIANGLIN_CONFIG", "XIANGLIN_REQUIRE_BROWSER", "XIANGLIN_REQUIRE_POSTGRES", "XIANGLIN_CHROMIUM"}
)
"""Variables of ours that say where the file is, or steer the tests."""
DEMO_START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
ADAPTERS = ("sim",)
PLACEHOLDER = re.compile(r"待填|待定|示例|请填|x{3,}|0{6,}|12345678|TODO", re.IGNORECASE)
"""What stands where a number should be in a configuration that nobody has finished."""

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")
Hours = tuple[time, time]


class BadValue(ValueError):
    """A value that cannot be used; the text tells what is allowed."""


class BadConfig(Exception):
    """The configuration cannot be used. ``faults`` are Chinese lines, one each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadValue("要写成文字,两边加引号")
    return value.strip()


def _name(value: object) -> str:
    found = _text(value)
    if not 1 <= len(found) <= 12 or re.search(r"[\s@/]", found):
        raise BadValue("1 到 12 个字,不能有空格、@ 和 /")
    return found


def _port(value: object) -> int:
    try:
        found = int(str(value))
    except ValueError:
        found = -1
    if isinstance(value, bool) or not 0 <= found <= 65535:
        raise BadValue("0 到 65535 的整数(0 表示随便找一个空的)")
    return found


def _count(value: object) -> int:
    found = int(str(value)) if re.fullmatch(r"\d{1,4}", str(value)) else 0
    if found < 5:
        raise BadValue("不小于 5 的整数(少于五人就能猜出谁投了什么)")
    return found


def _speed(value: object) -> float:
    try:
        found = float(str(value))
    except ValueError:
        found = 0.0
    if not 0 < found <= 100_000:
        raise BadValue("大于 0、不超过 100000 的数,1 是真实快慢")
    return found


def _moment(value: object) -> datetime:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise BadValue("像 2026-11-24T09:00 这样的时间") from None
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)


def _hours(value: object) -> Hours:
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


def _many_hours(value: object) -> tuple[Hours, ...]:
    return tuple(_hours(one) for one in _listed(value))


def _days(value: object) -> tuple[date, ...]:
    try:
        return tuple(one if type(one) is date else date.fromisoformat(str(one)) for one in _listed(value))
    except ValueError:
        raise BadValue('一列日期,像 ["2027-02-07"]') from None


def _hosts(value: object) -> tuple[str, ...]:
    hosts = tuple(str(one).casefold() for one in _listed(value))
    if bad := [one for one in hosts if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", one)]:
        raise BadValue(f'一列网站名,像 ["gov.cn"];{bad[0]} 不是')
    return hosts


def _phones(value: object) -> tuple[Hotline, ...]:
    return tuple(_hotline(str(one)) for one in _listed(value))


def _hotline(text: str) -> Hotline:
    found = re.fullmatch(r"([\d-]{3,20})\s+(\S.{0,19})", text.strip())
    if found is None:
        raise BadValue('一列“号码 空格 名称”,像 ["0795-1234567 镇卫生院"]')
    return Hotline(found[1], found[2].strip())


def _phone(value: object) -> str:
    found = _text(value)
    if found and not re.fullmatch(r"[\d-]{3,20}", found) and not PLACEHOLDER.search(found):
        raise BadValue("一个电话号码,只有数字和 -;不填就不显示")
    return found


def _adapters(value: object) -> tuple[str, ...]:
    names = tuple(str(one) for one in _listed(value))
    if unknown := [name for name in names if name not in ADAPTERS]:
        raise BadValue(f"没有叫 {unknown[0]} 的平台;现有:{'、'.join(ADAPTERS)}")
    return names


def _url(value: object) -> str:
    found = _text(value)
    if found and not re.match(r"sqlite:///.|postgresql\+psycopg://.", found):
        raise BadValue("sqlite:///文件路径 或 postgresql+psycopg://用户:口令@主机/库名")
    return found


def _path(value: object) -> Path:
    return Path(_text(value)).expanduser()


def _key_file(value: object) -> Path | None:
    text = _text(value)
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


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: name, how a value is read, its default as it would be written, what it means."""

    name: str
    read: Callable[[object], Any]
    default: object
    meaning: str
    secret: bool = False

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper().replace(".", "__")


SETTINGS = (
    Setting("database.url", _url, "", "数据库;不填用 data.dir 里的 SQLite 文件", secret=True),
    Setting("data.dir", _path, "xianglin-data", "放数据库、日志的文件夹"),
    Setting("web.host", _text, "127.0.0.1", "网页听哪个地址;模拟平台只许本机"),
    Setting("web.port", _port, 8765, "网页的端口"),
    Setting("web.hosts", _hosts, [], "除了本机,还可以用哪些名字打开网页(反向代理后面的域名)"),
    Setting("adapters.enabled", _adapters, ["sim"], "接哪些聊天平台"),
    Setting("clock.start", _text, "", "演示与测试:时钟从哪一刻走起;不填用真实时间"),
    Setting("clock.speed", _speed, 1, "演示与测试:时钟走得多快"),
    Setting("secrets.key_file", _key_file, "", "放密钥的文件,权限 600"),
    Setting("bot.name", _name, "小邻", "群里怎么叫它"),
    Setting("bot.subtitle", _text, "邻里助手", "名字后面的说明"),
    Setting("hours.morning", _hours, "08:00-12:00", "上午上班时间,限时按它算"),
    Setting("hours.afternoon", _hours, "14:00-18:00", "下午上班时间"),
    Setting("hours.residents_quiet", _many_hours, ["20:30-07:00", "12:00-14:00"], "村民的安静时间,不主动发消息"),
    Setting("hours.work_groups", _hours, "08:00-18:00", "工作日里工作群什么时候可以发"),
    Setting("calendar.workdays", _days, [], "官方调休:要上班的周末"),
    Setting("calendar.holidays", _days, [], "官方调休:放假的日子"),
    Setting("polls.threshold", _count, 5, "不到几份有效票就不显示结果"),
    Setting("phones.desk", _phone, "", "便民服务点电话,/人工 和 /电话 里显示"),
    Setting("phones.duty", _phone, "", "镇值班电话"),
    Setting("phones.local", _phones, [], "本地电话:卫生院、派出所、供电所、水厂……"),
    Setting("notices.link_hosts", _hosts, ["gov.cn"], "通知里可以放哪些网站的链接"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Config:
    """All settings, read and checked."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    """Where each value comes from: 默认, a file's name, or a variable's name."""
    written: Mapping[str, object]
    """Each value as it was written, for showing."""
    file: Path | None = None
    problems: tuple[str, ...] = made_by(default=())

    @property
    def data_dir(self) -> Path:
        """The folder of everything that is kept."""
        path: Path = self.values["data.dir"]
        return path

    @property
    def database_url(self) -> str:
        """SQLAlchemy's address of the database."""
        return str(self.values["database.url"] or f"sqlite:///{self.data_dir / 'xianglin.db'}")

    @property
    def has_database(self) -> bool:
        """Whether there is one already; a server's is taken to be there."""
        url = self.database_url
        return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).is_file()

    @property
    def clock_start(self) -> datetime | None:
        """When the clock of a demo or test begins; None for the real time."""
        return _moment(self.values["clock.start"]) if self.values["clock.start"] else None

    @property
    def town(self) -> Settings:
        """What the town has set for itself."""
        values = self.values
        days = dict.fromkeys(values["calendar.workdays"], True) | dict.fromkeys(values["calendar.holidays"], False)
        return Settings(
            bot_name=values["bot.name"],
            bot_subtitle=values["bot.subtitle"],
            morning=values["hours.morning"],
            afternoon=values["hours.afternoon"],
            residents_quiet=values["hours.residents_quiet"],
            work_group_open=values["hours.work_groups"],
            day_overrides=days,
            poll_threshold=values["polls.threshold"],
            desk_phone=values["phones.desk"],
            duty_phone=values["phones.duty"],
            local_phones=values["phones.local"],
            link_hosts=values["notices.link_hosts"],
        )

    def shown(self, name: str) -> str:
        """A value for people's eyes; secrets masked."""
        value = self.database_url if name == "database.url" else self.written[name]
        if _BY_NAME[name].secret:
            return masked(str(value))
        if isinstance(value, list):
            return "、".join(str(one) for one in value) or "(空)"  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return str(value) or "(空)"

    def placeholders(self) -> list[str]:
        """Names of phones that are empty or still placeholders: a town must fill them before it works for real."""
        phones = ("phones.desk", "phones.duty", "phones.local")
        return [name for name in phones if not self.written[name] or PLACEHOLDER.search(str(self.written[name]))]


def masked(url: str) -> str:
    """An address without its password."""
    return re.sub(r"(://[^:/@]+:)[^@]*@", r"\1***@", url)


def _has_password(value: object) -> bool:
    return bool(urlsplit(str(value)).password)


def load(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration: ``file``, or what ``XIANGLIN_CONFIG`` names, or ``xianglin.toml`` here if there is one.

    Raises:
        BadConfig: with every fault there is.
    """
    faults: list[str] = []
    chosen = file or (Path(environ["XIANGLIN_CONFIG"]) if environ.get("XIANGLIN_CONFIG") else None)
    if chosen is None and Path(DEFAULT_FILE).is_file():
        chosen = Path(DEFAULT_FILE)
    found = _from_file(chosen, faults) if chosen is not None else {}
    found |= _from_environment(environ, faults)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    written: dict[str, object] = {}
    for setting in SETTINGS:
        raw, origin = found.get(setting.name, (setting.default, "默认"))
        written[setting.name], origins[setting.name] = raw, origin
        try:
            values[setting.name] = setting.read(raw)
        except BadValue as fault:
            faults.append(f"{origin}: {setting.name} 的值不能用。应当是:{fault}")
    faults += _together(values)
    if faults:
        raise BadConfig(faults)
    return Config(values, origins, written, chosen)


def _together(values: Mapping[str, Any]) -> list[str]:
    """Faults that show only when settings are seen beside each other."""
    faults: list[str] = []
    if both := set(values.get("calendar.workdays", ())) & set(values.get("calendar.holidays", ())):
        faults.append(f"calendar.workdays 和 calendar.holidays 里都有 {min(both)};一天只能是一种")
    if values.get("clock.start"):
        try:
            _moment(values["clock.start"])
        except BadValue as fault:
            faults.append(f"clock.start 的值不能用。应当是:{fault}")
    if "sim" in values.get("adapters.enabled", ()) and values.get("web.host", "127.0.0.1") not in LOOPBACK:
        faults.append(
            f"web.host 的值不能用:模拟平台(adapters.enabled 里的 sim)谁都能冒充,只许本机。应当是:{'、'.join(LOOPBACK)}"
        )
    return faults


LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _from_file(path: Path, faults: list[str]) -> dict[str, tuple[object, str]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadConfig([f"读不了配置文件 {path}({fault.strerror})。请检查 --config 或 XIANGLIN_CONFIG"]) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        line = re.search(r"line (\d+)", str(fault))
        where = f"{path}:{line[1] if line else 1}"
        raise BadConfig([f"{where}: 不是合格的 TOML。应当像:web.port = 8765,或 [web] 下面写 port = 8765"]) from fault
    found: dict[str, tuple[object, str]] = {}
    for name, value in _flat(data):
        setting = _BY_NAME.get(name)
        if setting is None:
            faults.append(f"{path}: 没有叫 {name} 的设置{_meant(name)}")
            continue
        if setting.secret and _has_password(value) and is_open(path):
            faults.append(
                f"{path}: {name} 里有口令,这个文件别人也能读。请运行:chmod 600 {path};或改用 {setting.variable}"
            )
        found[name] = (value, str(path))
    return found


def _flat(data: Mapping[str, Any], before: str = "") -> list[tuple[str, object]]:
    flat: list[tuple[str, object]] = []
    for key, value in data.items():
        name = before + key
        flat += _flat(value, name + ".") if isinstance(value, dict) else [(name, value)]  # pyright: ignore[reportUnknownArgumentType]
    return flat


def _from_environment(environ: Mapping[str, str], faults: list[str]) -> dict[str, tuple[object, str]]:
    found: dict[str, tuple[object, str]] = {}
    for variable, value in sorted(environ.items()):
        if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
            continue
        name = variable.removeprefix(PREFIX).lower().replace("__", ".")
        if name in _BY_NAME:
            found[name] = (value, variable)
        else:
            faults.append(f"环境变量 {variable}: 没有叫 {name} 的设置{_meant(name)}")
    return found


def _meant(name: str) -> str:
    near = difflib.get_close_matches(name, _BY_NAME, 1, 0.6) or [
        known for known in _BY_NAME if known.replace(".", "_") == name.replace(".", "_")
    ]
    return f"。是不是想写 {near[0]}?" if near else "。所有设置见:xianglin doctor"
