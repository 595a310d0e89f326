"""Every setting: its name, default and meaning; read from one TOML file and the environment, the environment winning (contracts §6).

Rules of this file: all faults are told at once, each with what is allowed; a value that is a secret is shown masked and is refused in a
file that others may read. A typed table and ``tomllib`` do it in few lines; pydantic-settings costs half a second of every
command's start and would speak English.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from bot import config_telegram, config_wechaty, config_wecom
from bot import config_values as read
from bot.clock import SHANGHAI
from bot.config_values import PLACEHOLDER, BadValue, is_open
from bot.domain.points import PointRules
from bot.domain.settings import Settings

PREFIX = "XIANGLIN_"
DEFAULT_FILE = "xianglin.toml"
NOT_SETTINGS = frozenset(
    {
        "XIANGLIN_CONFIG",
        "XIANGLIN_REQUIRE_BROWSER",
        "XIANGLIN_REQUIRE_POSTGRES",
        "XIANGLIN_REQUIRE_PLATFORMS",
        "XIANGLIN_CHROMIUM",
    }
)
"""Variables of ours that say where the file is, or steer the tests."""
DEMO_START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)

_POINTS = PointRules()


class BadConfig(Exception):
    """The configuration cannot be used. ``faults`` are Chinese lines, one each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


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
    Setting("database.url", read.url, "", "数据库;不填用 data.dir 里的 SQLite 文件", secret=True),
    Setting("data.dir", read.path, "xianglin-data", "放数据库、日志的文件夹"),
    Setting("web.host", read.text_in, "127.0.0.1", "网页听哪个地址;模拟平台只许本机"),
    Setting("web.port", read.port, 8765, "网页的端口"),
    Setting("web.hosts", read.hosts, [], "除了本机,还可以用哪些名字打开网页(反向代理后面的域名)"),
    Setting("adapters.enabled", read.adapters, ["sim"], "接哪些聊天平台"),
    Setting("sim.pace", read.pace, "", "模拟平台最多发多快,如 20/60 是任何60秒里不超过20条;不填不限"),
    Setting("clock.start", read.text_in, "", "演示与测试:时钟从哪一刻走起;不填用真实时间"),
    Setting("clock.speed", read.speed, 1, "演示与测试:时钟走得多快"),
    Setting("secrets.key_file", read.key_file, "", "放密钥的文件,权限 600;不填用 data.dir 里的 xianglin.key"),
    Setting("bot.name", read.name_in, "小邻", "群里怎么叫它"),
    Setting("bot.subtitle", read.text_in, "邻里助手", "名字后面的说明"),
    Setting("hours.morning", read.hours, "08:00-12:00", "上午上班时间,限时按它算"),
    Setting("hours.afternoon", read.hours, "14:00-18:00", "下午上班时间"),
    Setting("hours.residents_quiet", read.many_hours, ["20:30-07:00", "12:00-14:00"], "村民的安静时间,不主动发消息"),
    Setting("hours.work_groups", read.hours, "08:00-18:00", "工作日里工作群什么时候可以发"),
    Setting("calendar.workdays", read.days, [], "官方调休:要上班的周末"),
    Setting("calendar.file", read.calendar_file, "", "官方调休:一行一天或一段的文件,如 2027-02-05至2027-02-11 放假"),
    Setting("calendar.holidays", read.days, [], "官方调休:放假的日子"),
    Setting("polls.threshold", read.count, 5, "不到几份有效票就不显示结果"),
    Setting("points.version", read.text_in, _POINTS.version, "积分表的版本,每笔流水都记着;改了积分表要一起改"),
    Setting("points.day_cap", read.whole, _POINTS.a_day, "日常服务一天最多多少分"),
    Setting("points.month_cap", read.whole, _POINTS.a_month, "日常服务一个月最多多少分"),
    Setting("points.base", read.worths, [], "和默认不同的分值,如 VISIT 3;类型见 积分规则"),
    Setting("points.period", read.span_of_settlement, "半年", "积分多久结算一次:半年 或 年度"),
    Setting("points.redemption", read.switch, "关", "积分超市开不开;开了还要村里凭会议决定上架"),
    Setting("points.redemption_days", read.days_of_month, "1-5", "积分超市每月几号到几号可以兑换"),
    Setting("phones.desk", read.phone, "", "便民服务点电话,/人工 和 /电话 里显示"),
    Setting("phones.duty", read.phone, "", "镇值班电话"),
    Setting("phones.local", read.phones, [], "本地电话:卫生院、派出所、供电所、水厂……"),
    Setting("notices.link_hosts", read.hosts, ["gov.cn"], "通知里可以放哪些网站的链接"),
    Setting("notices.largest_file_mb", read.whole, 10, "通知的一个附件最多多少MB"),
    Setting("notices.relay_hours", read.whole, 4, "逐级转达的通知,几个工作小时没转就提醒"),
    Setting(
        "lists.groups", read.list_groups, ["公开群", "工作群"], "红榜、提醒榜发到村里哪些群:公开群、工作群;不填就不发群"
    ),
    Setting("lists.named", read.flag, False, "提醒榜能不能写姓名;还要有村民代表会议的村规和支部逐条审定"),
    Setting("lists.phone", read.phone, "", "监督电话,印在上墙版上"),
    Setting("visits.hint_days", read.whole, 90, "多少天没走到的户,悄悄提醒邻长本人"),
    Setting("burden.chat", read.whole, 20, "一个群一周最多收几条主动发的消息,多的合成一天一张卡;0 不限"),
    Setting("burden.person", read.whole, 15, "一个人一周最多收几条主动发的消息;0 不限"),
    Setting("burden.card_time", read.hour, "17:30", "超出的合成一张卡,几点发"),
    *(Setting(*one) for one in cast("Any", config_telegram.SETTINGS)),
    *(Setting(*one) for one in cast("Any", config_wechaty.SETTINGS)),
    *(Setting(*one) for one in cast("Any", config_wecom.SETTINGS)),
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
    def key_file(self) -> Path:
        """Where the keys are that seal the database."""
        path: Path | None = self.values["secrets.key_file"]
        return path or self.data_dir / "xianglin.key"

    @property
    def has_database(self) -> bool:
        """Whether there is one already; a server's is taken to be there."""
        url = self.database_url
        return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).is_file()

    @property
    def clock_start(self) -> datetime | None:
        """When the clock of a demo or test begins; None for the real time."""
        return read.moment(self.values["clock.start"]) if self.values["clock.start"] else None

    @property
    def town(self) -> Settings:
        """What the town has set for itself."""
        values = self.values
        days = (
            values["calendar.file"]
            | dict.fromkeys(values["calendar.workdays"], True)
            | dict.fromkeys(values["calendar.holidays"], False)
        )
        return Settings(
            bot_name=values["bot.name"],
            bot_subtitle=values["bot.subtitle"],
            morning=values["hours.morning"],
            afternoon=values["hours.afternoon"],
            residents_quiet=values["hours.residents_quiet"],
            work_group_open=values["hours.work_groups"],
            day_overrides=days,
            poll_threshold=values["polls.threshold"],
            point_rules=self._point_rules,
            points_yearly=values["points.period"],
            redemption=values["points.redemption"],
            redemption_days=values["points.redemption_days"],
            desk_phone=values["phones.desk"],
            duty_phone=values["phones.duty"],
            local_phones=values["phones.local"],
            link_hosts=values["notices.link_hosts"],
            relay_hours=values["notices.relay_hours"],
            largest_file=values["notices.largest_file_mb"] * 1024 * 1024,
            list_groups=values["lists.groups"],
            list_named=values["lists.named"],
            list_phone=values["lists.phone"],
            visit_hint_days=values["visits.hint_days"],
            weekly_pushes_chat=values["burden.chat"],
            weekly_pushes_person=values["burden.person"],
            card_time=values["burden.card_time"],
        )

    @property
    def _point_rules(self) -> PointRules:
        values = self.values
        worths: Mapping[str, int] = values["points.base"]
        lines = {kind: replace(line, base=worths.get(kind, line.base)) for kind, line in _POINTS.lines.items()}
        caps = {"a_day": values["points.day_cap"], "a_month": values["points.month_cap"]}
        return replace(_POINTS, version=values["points.version"], lines=lines, **caps)

    def shown(self, name: str) -> str:
        """A value for people's eyes; secrets masked."""
        value = self.database_url if name == "database.url" else self.written[name]
        if _BY_NAME[name].secret and value:
            return masked(str(value)) if "://" in str(value) else "***"
        if isinstance(value, list):
            return "、".join(str(one) for one in value) or "(空)"  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if isinstance(value, bool):
            return str(value).lower()  # as it is written in the file
        return str(value) or "(空)"

    def placeholders(self) -> list[str]:
        """Names of phones that are empty or still placeholders: a town must fill them before it works for real."""
        phones = ("phones.desk", "phones.duty", "phones.local")
        return [name for name in phones if not self.written[name] or PLACEHOLDER.search(str(self.written[name]))]


def masked(url: str) -> str:
    """An address without its password."""
    return re.sub(r"(://[^:/@]+:)[^@]*@", r"\1***@", url)


def _has_password(value: object) -> bool:
    """An address may hold one; a token is one."""
    return bool(urlsplit(str(value)).password) if "://" in str(value) else bool(str(value))


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


OF_TOWN = frozenset({"bot", "hours", "calendar", "polls", "points", "phones", "notices", "lists", "visits", "burden"})
"""Beginnings of the settings by which a town says how things are done: these a rehearsal may set, and nothing of the machine's."""


def town_settings(data: Mapping[str, Any]) -> Settings:
    """How a town that sets only ``data`` does things, written as in the file.

    Raises:
        BadConfig: with every fault there is.
    """
    faults: list[str] = []
    values: dict[str, Any] = {setting.name: setting.read(setting.default) for setting in SETTINGS}
    for name, value in _flat(data):
        if name not in _BY_NAME or name.partition(".")[0] not in OF_TOWN:
            why = "是机器的设置,剧本里不能改" if name in _BY_NAME else f"没有这个设置{_meant(name)}"
            faults.append(f"{name}: {why}")
            continue
        try:
            values[name] = _BY_NAME[name].read(value)
        except BadValue as fault:
            faults.append(f"{name} 的值不能用。应当是:{fault}")
    faults += _together(values)
    if faults:
        raise BadConfig(faults)
    return Config(values, {}, {}).town


def _together(values: Mapping[str, Any]) -> list[str]:
    """Faults that show only when settings are seen beside each other."""
    faults: list[str] = []
    if both := set(values.get("calendar.workdays", ())) & set(values.get("calendar.holidays", ())):
        faults.append(f"calendar.workdays 和 calendar.holidays 里都有 {min(both)};一天只能是一种")
    changed = values.get("points.base") or any(
        values.get(name) not in {None, usual}
        for name, usual in (("points.day_cap", _POINTS.a_day), ("points.month_cap", _POINTS.a_month))
    )
    if changed and values.get("points.version") == _POINTS.version:
        faults.append(f"改了积分表,points.version 也要改。应当是:{_POINTS.version} 以外的名字,如 2026-2")
    if values.get("clock.start"):
        try:
            read.moment(values["clock.start"])
        except BadValue as fault:
            faults.append(f"clock.start 的值不能用。应当是:{fault}")
    if "sim" in values.get("adapters.enabled", ()) and values.get("web.host", "127.0.0.1") not in LOOPBACK:
        faults.append(
            f"web.host 的值不能用:模拟平台(adapters.enabled 里的 sim)谁都能冒充,只许本机。应当是:{'、'.join(LOOPBACK)}"
        )
    faults += config_telegram.together(values)
    host, _ = values.get("wechaty.endpoint", ("", 0))
    if "wechaty" in values.get("adapters.enabled", ()):
        faults += [told for told in [config_wechaty.together(host, values.get("wechaty.tls", "checked"))] if told]
    return faults


LOOPBACK = config_wechaty.LOOPBACK


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
