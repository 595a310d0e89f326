"""The table of service points as versions with a day from which each holds: the town's changes, and a village's within bounds (handbook §5.1). Pure.

Rules of this file: a version says only what it changes; it holds from its day on, for what is done from then on, and never changes what
was done before; a village may differ a little in what an act is worth, and its caps are never above the town's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.list_items import DEDUCTIBLE
from bot.domain.points import Act, Cap, Line, PointRules, Span
from bot.ids import PersonId, UnitId

A_DAY, A_MONTH = "a_day", "a_month"
"""What a version may change besides ``KIND`` (its base), ``KIND/span`` (its cap) and ``负-02`` (what it takes off): the general caps."""
LEAST_DEDUCTED, MOST_DEDUCTED = 2, 10
"""What the town may let an item of the reminder list take off, if not 0 (handbook §5.1)."""


class RuleState(StrEnum):
    """Life of a version."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """What somebody wants changed, for whom and from when; it counts when a second person has agreed."""

    number: int
    unit: UnitId
    """The town, or one village."""
    since: date
    changes: Mapping[str, int]
    state: RuleState
    asked_by: PersonId
    asked_at: datetime
    decided_by: PersonId | None = None
    decided_at: datetime | None = None


def apply(table: PointRules, changes: Mapping[str, int], version: str) -> PointRules:
    """``table`` with the changes of a version; what it does not know is left out."""
    lines, deductions = dict(table.lines), dict(table.deductions)
    for name, value in changes.items():
        kind, _, span = name.partition("/")
        if name in DEDUCTIBLE:
            deductions[name] = value
        elif kind in lines:
            lines[kind] = _with_cap(lines[kind], span, value) if span else replace(lines[kind], base=value)
    return replace(
        table,
        version=version,
        lines=lines,
        a_day=changes.get(A_DAY, table.a_day),
        a_month=changes.get(A_MONTH, table.a_month),
        deductions={code: points for code, points in deductions.items() if points},
    )


def _with_cap(line: Line, span: str, most: int) -> Line:
    return replace(line, caps=tuple(replace(cap, most=most) if cap.span == span else cap for cap in line.caps))


def _held_to(table: PointRules, above: PointRules) -> PointRules:
    """A village's table under the town's caps: the town may have lowered them since."""
    lines = {
        kind: replace(line, caps=tuple(_lower(cap, above.lines[kind]) for cap in line.caps))
        for kind, line in table.lines.items()
    }
    taken = {code: min(points, above.deductions.get(code, 0)) for code, points in table.deductions.items()}
    return replace(
        table,
        lines=lines,
        a_day=min(table.a_day, above.a_day),
        a_month=min(table.a_month, above.a_month),
        deductions={code: points for code, points in taken.items() if points},
    )


def _lower(cap: Cap, above: Line) -> Cap:
    most = min((one.most for one in above.caps if one.span is cap.span), default=cap.most)
    return replace(cap, most=min(cap.most, most))


@dataclass(frozen=True)
class Book:
    """All that holds or will hold: asked for the table of a village on a day."""

    initial: PointRules
    town: UnitId
    versions: tuple[RuleVersion, ...] = ()
    """Those agreed."""
    _made: dict[tuple[int, ...], PointRules] = field(default_factory=dict[tuple[int, ...], PointRules], compare=False)

    def applying(self, village: str, day: date) -> list[RuleVersion]:
        """The versions that make up the table of a village (empty: the town) on ``day``, in order, the town's first."""
        begun = [one for one in self.versions if one.since <= day and one.unit in {self.town, village}]
        return sorted(begun, key=lambda one: (one.unit != self.town, one.since, one.number))

    def on(self, village: str, day: date) -> PointRules:
        """The table of ``village`` on ``day``. Its version names the last change of the town and of the village."""
        if not self.versions:
            return self.initial
        found = self.applying(village, day)
        numbers = tuple(one.number for one in found)
        if numbers not in self._made:
            self._made[numbers] = self._make(found)
        return self._made[numbers]

    def _make(self, found: Iterable[RuleVersion]) -> PointRules:
        table = of_town = self.initial
        for one in found:
            table = apply(
                table, one.changes, f"{of_town.version if one.unit != self.town else self.initial.version}+{one.number}"
            )
            if one.unit == self.town:
                of_town = table
        return _held_to(table, of_town)

    def of(self, act: Act) -> PointRules:
        """The table that an act is counted by."""
        return self.on(act.village, act.day)

    def with_(self, more: RuleVersion) -> "Book":
        """As if a version were agreed."""
        return Book(self.initial, self.town, (*self.versions, more))

    def all_caps(self) -> list[tuple[int, int]]:
        """The general caps of every version of the town's table."""
        days = sorted({one.since for one in self.versions if one.unit == self.town})
        return [(self.initial.a_day, self.initial.a_month), *(self.caps_on(day) for day in days)]

    def caps_on(self, day: date) -> tuple[int, int]:
        """The general caps of the day and the month that nobody in the town may exceed on ``day``."""
        table = self.on("", day)
        return table.a_day, table.a_month


@dataclass(frozen=True, slots=True)
class Bounds:
    """From what to what a value may be set."""

    least: int
    most: int


def bounds(name: str, initial: PointRules, of_town: PointRules | None) -> Bounds | None:
    """What ``name`` may be set to: by the town around the built-in table, by a village (``of_town`` given) around the town's. None: unknown."""
    usual = current(name, of_town or initial)
    if usual is None:
        return None
    if name in DEDUCTIBLE:
        return Bounds(0, usual if of_town else MOST_DEDUCTED)
    cap = "/" in name or name in {A_DAY, A_MONTH}
    if cap:
        return Bounds(1, usual if of_town else 2 * usual)
    spread = max(1, usual // 3) if of_town else max(2, usual // 2)
    return Bounds(max(0, usual - spread), usual + spread)


def current(name: str, table: PointRules) -> int | None:
    """What ``table`` says of ``name``; None when it says nothing."""
    if name in {A_DAY, A_MONTH}:
        return table.a_day if name == A_DAY else table.a_month
    if name in DEDUCTIBLE:
        return table.deductions.get(name, 0)
    kind, _, span = name.partition("/")
    line = table.lines.get(kind)
    if line is None:
        return None
    return next((cap.most for cap in line.caps if cap.span == span), None) if span else line.base


@dataclass(frozen=True, slots=True)
class OutOfBounds:
    """A change that is not allowed."""

    name: str
    value: int
    bounds: Bounds | None


def faults(changes: Mapping[str, int], initial: PointRules, of_town: PointRules | None) -> list[OutOfBounds]:
    """What of the changes may not be set so."""
    found: list[OutOfBounds] = []
    for name, value in changes.items():
        allowed = bounds(name, initial, of_town)
        too_little = name in DEDUCTIBLE and 0 < value < LEAST_DEDUCTED
        if allowed is None or too_little or not allowed.least <= value <= allowed.most:
            found.append(OutOfBounds(name, value, allowed))
    return found


def span_of(word: str) -> Span | None:
    """每天, 每周, 每月, 每季度."""
    for span, words in _SPANS.items():
        if word in words:
            return span
    return None


_SPANS = {
    Span.DAY: ("天", "日"),
    Span.WEEK: ("周", "星期"),
    Span.MONTH: ("月",),
    Span.QUARTER: ("季度", "季"),
}
