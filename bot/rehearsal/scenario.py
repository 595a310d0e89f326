"""Scenario files: read, checked, with the line of each step."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import yaml

from bot.clock import SHANGHAI
from bot.config import BadConfig, town_settings
from bot.domain.settings import Settings
from bot.messages import AttachmentKind

KINDS = ("say", "see", "quiet", "never", "wait", "until", "job", "restart", "fail", "absent", "check")
_OPTIONS: dict[str, frozenset[str]] = {
    "say": frozenset({"by", "in", "id", "mention", "quote", "attach", "from_unknown", "recalls", "edits"}),
}
_FIELDS: dict[str, frozenset[str]] = {
    "see": frozenset({"in", "to", "has", "lacks", "find", "image", "count"}),
    "quiet": frozenset({"in", "to"}),
    "never": frozenset({"in", "to", "has"}),
    "fail": frozenset({"in", "to", "times", "how"}),
}
_SPAN = re.compile(r"(\d+)\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class BadScenario(Exception):
    """A malformed file: ``FILE:LINE: what is wrong, what was expected``."""

    def __init__(self, path: Path, line: int, text: str) -> None:
        super().__init__(f"{path}:{line}: {text}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its kind, its value, what else stands beside it."""

    kind: str
    value: Any
    options: Mapping[str, Any]
    line: int
    xfail: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A dialogue to be played. ``town`` is the roster's path; None the demo town of the package. ``settings``: how that town does things."""

    path: Path
    title: str
    town: Path | None
    clock: datetime
    steps: tuple[Step, ...] = field(default=())
    settings: Settings = field(default_factory=Settings)


def read_scenario(path: Path) -> Scenario:
    """Read and check one file.

    Raises:
        BadScenario: anything that cannot be played.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        loaded: Any = yaml.safe_load(text)
    except FileNotFoundError as fault:
        raise BadScenario(path, 1, "没有这个文件") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise BadScenario(path, 1, "读不了这个文件,应当是 UTF-8 的 YAML") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        raise BadScenario(path, mark.line + 1 if mark else 1, "不是合格的 YAML") from fault
    if not isinstance(loaded, dict) or not isinstance(node, yaml.MappingNode):
        raise BadScenario(path, 1, "应当有 title、clock、steps")
    data = cast("dict[str, Any]", loaded)
    lines = _lines(node)
    for key in data:
        if key not in {"title", "town", "clock", "settings", "steps"}:
            raise BadScenario(path, _line_of(node, key), f"不认识的键 {key},只能有 title、town、clock、settings、steps")
    steps: Any = data.get("steps")
    if not isinstance(steps, list):
        raise BadScenario(path, _line_of(node, "steps"), "steps 应当是一列步骤")
    listed: list[Any] = [*cast("Iterable[Any]", steps)]
    parsed = tuple(_step(path, step, line) for step, line in zip(listed, lines, strict=True))
    town = data.get("town")
    roster = None if town in {None, "shengli"} else (path.parent / str(town)).resolve()
    clock = _moment(path, _line_of(node, "clock"), data.get("clock"))
    settings = _settings(path, _line_of(node, "settings"), data.get("settings", {}))
    return Scenario(path, str(data.get("title", path.stem)), roster, clock, parsed, settings)


def _settings(path: Path, line: int, value: Any) -> Settings:
    if not isinstance(value, dict):
        raise BadScenario(path, line, "settings 应当像 points.redemption: 开,名字见 xianglin doctor")
    try:
        return town_settings(cast("dict[str, Any]", value))
    except BadConfig as fault:
        raise BadScenario(path, line, "settings 里 " + "; ".join(fault.faults)) from fault


def _line_of(node: yaml.MappingNode, name: object) -> int:
    return next((key.start_mark.line + 1 for key, _ in node.value if key.value == str(name)), 1)


def _lines(node: yaml.MappingNode) -> list[int]:
    for key, value in node.value:
        if key.value == "steps" and isinstance(value, yaml.SequenceNode):
            return [item.start_mark.line + 1 for item in value.value]
    return []


def _step(path: Path, step: Any, line: int) -> Step:
    if not isinstance(step, dict):
        raise BadScenario(path, line, "每一步应当是一个映射,例如 say: 你好")
    step = cast("dict[str, Any]", step)
    kinds = [key for key in step if key in KINDS]
    if len(kinds) != 1:
        raise BadScenario(path, line, f"每一步恰好要有这些里的一个: {'、'.join(KINDS)}")
    kind = kinds[0]
    rest = {key: value for key, value in step.items() if key != kind}
    xfail = str(rest.pop("xfail", ""))
    for key in rest:
        if key not in _OPTIONS.get(kind, frozenset()):
            raise BadScenario(path, line, f"{kind} 不认识 {key}")
    value = step[kind]
    if kind in _FIELDS and isinstance(value, dict):
        for key in cast("dict[str, Any]", value):
            if key not in _FIELDS[kind]:
                raise BadScenario(path, line, f"{kind} 不认识 {key},可用 {'、'.join(sorted(_FIELDS[kind]))}")
    elif kind in _FIELDS and not (kind == "quiet" and value == "all"):
        raise BadScenario(path, line, f"{kind} 后面应当是一个映射")
    if kind == "wait":
        value = _span(path, line, value)
    elif kind == "until":
        value = _moment(path, line, value)
    _check_words(path, line, kind, value, rest)
    if kind == "say" and not rest.get("by") and not rest.get("from_unknown"):
        raise BadScenario(path, line, "say 要有 by 或 from_unknown")
    return Step(kind, value, rest, line, xfail)


def _check_words(path: Path, line: int, kind: str, value: Any, rest: Mapping[str, Any]) -> None:
    """What a step may hold, beyond its fields' names."""
    kinds = [one.value for one in AttachmentKind]
    if rest.get("attach") and rest["attach"] not in kinds:
        raise BadScenario(path, line, f"看不懂的附件 {rest['attach']},应当是 {'、'.join(kinds)}")
    if not isinstance(value, dict):
        return
    value = cast("dict[str, Any]", value)
    for name in ("count", "times"):
        if name in value and (not isinstance(value[name], int) or isinstance(value[name], bool) or value[name] < 0):
            raise BadScenario(path, line, f"{name} 应当是个数,不是 {value[name]}")
    if kind == "fail" and value.get("how", "later") not in {"later", "gone"}:
        raise BadScenario(path, line, f"how 应当是 later 或 gone,不是 {value['how']}")
    wanted: Any = value.get("find") or {}
    if not isinstance(wanted, dict):
        raise BadScenario(path, line, "find 应当是 名字: 正则表达式")
    for name, pattern in cast("dict[str, Any]", wanted).items():
        try:
            re.compile(str(pattern))
        except re.error as fault:
            raise BadScenario(path, line, f"find 里的 {name} 不是正则表达式:{pattern}") from fault


def _span(path: Path, line: int, value: Any) -> timedelta:
    found = _SPAN.fullmatch(str(value).strip())
    if found is None:
        raise BadScenario(path, line, f"看不懂的时长 {value},应当像 90s、20m、8h、2d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _moment(path: Path, line: int, value: Any) -> datetime:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as fault:
        raise BadScenario(path, line, f"看不懂的时间 {value},应当像 2026-11-24T09:00") from fault
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)
