"""Scenario files: read, checked, with the line of each step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.clock import SHANGHAI

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
    """A dialogue to be played. ``town`` is the roster's path; None the demo town of the package."""

    path: Path
    title: str
    town: Path | None
    clock: datetime
    steps: tuple[Step, ...] = field(default=())


def read_scenario(path: Path) -> Scenario:
    """Read and check one file.

    Raises:
        BadScenario: anything that cannot be played.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except OSError as fault:
        raise BadScenario(path, 1, f"读不了这个文件({fault.strerror})") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        raise BadScenario(path, mark.line + 1 if mark else 1, "不是合格的 YAML") from fault
    if not isinstance(data, dict) or not isinstance(node, yaml.MappingNode):
        raise BadScenario(path, 1, "应当有 title、clock、steps")
    lines = _lines(node)
    for key in data:
        if key not in {"title", "town", "clock", "steps"}:
            raise BadScenario(path, 1, f"不认识的键 {key},只能有 title、town、clock、steps")
    steps = data.get("steps")
    if not isinstance(steps, list):
        raise BadScenario(path, 1, "steps 应当是一列步骤")
    parsed = tuple(_step(path, step, line) for step, line in zip(steps, lines, strict=True))
    town = data.get("town")
    roster = None if town in {None, "shengli"} else (path.parent / str(town)).resolve()
    return Scenario(path, str(data.get("title", path.stem)), roster, _moment(path, 1, data.get("clock")), parsed)


def _lines(node: yaml.MappingNode) -> list[int]:
    for key, value in node.value:
        if key.value == "steps" and isinstance(value, yaml.SequenceNode):
            return [item.start_mark.line + 1 for item in value.value]
    return []


def _step(path: Path, step: Any, line: int) -> Step:
    if not isinstance(step, dict):
        raise BadScenario(path, line, "每一步应当是一个映射,例如 say: 你好")
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
        for key in value:
            if key not in _FIELDS[kind]:
                raise BadScenario(path, line, f"{kind} 不认识 {key},可用 {'、'.join(sorted(_FIELDS[kind]))}")
    elif kind in _FIELDS and not (kind == "quiet" and value == "all"):
        raise BadScenario(path, line, f"{kind} 后面应当是一个映射")
    if kind == "wait":
        value = _span(path, line, value)
    elif kind == "until":
        value = _moment(path, line, value)
    elif kind == "say" and not rest.get("by") and not rest.get("from_unknown"):
        raise BadScenario(path, line, "say 要有 by 或 from_unknown")
    return Step(kind, value, rest, line, xfail)


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
