"""Service points: the table and the caps of handbook §5.1 as data, and the one canonical way to allot them. Pure.

Rules of this file: acts are taken in one order (service day, then number; what is posted by itself after the check-ins of its day),
whatever the order in which they arrived or were approved; an act that the caps leave nothing uses up no cap; nothing is below zero.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.check_ins import Kind
from bot.ids import PersonId

COLLECT = "COLLECT"
RESOLVE = "RESOLVE"
SATISFIED = "SATISFIED"
"""One more for a resolved concern that was rated 满意."""
PLEDGE = "PLEDGE"
"""A promise kept, shown by a check-in that a reviewer has seen."""
ADVICE = "ADVICE"
"""A suggestion that the village has taken up, and says so."""
HONOURS = ("HONOUR_VILLAGE", "HONOUR_TOWN", "HONOUR_COUNTY", "HONOUR_CITY")
"""An honour of the village, the town, the county, the city and above; shown by a document, agreed to by a second person."""
HELD = "HELD"
"""Five more for a mediation that held, confirmed by the village."""
LATE = "LATE"
"""In the sums: what corrects a period that is locked, counted in the one that runs."""
DEDUCTION = "DEDUCTION"
"""Points that the branch has decided to take off with an entry of the reminder list, by the town's rule; there is none unless it has one."""
OBJECTION = "OBJECTION"
"""Points added because an objection was right."""


class Span(StrEnum):
    """Over what a cap counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``most`` in a span: of acts, or (``points``) of points; ``same`` counts each household or person by itself."""

    span: Span
    most: int
    same: bool = False
    points: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    base: int
    caps: tuple[Cap, ...] = ()
    timed: bool = False
    """One more for each full 30 minutes, up to 120."""
    extra: int = 0
    routine: bool = True
    """Under the general caps of the day and the month."""
    per_hours: int = 0
    """``base`` for each so many hours."""


_DAILY = Cap(Span.DAY, 1)


def _table() -> dict[str, Line]:
    return {
        Kind.VISIT: Line(2, (Cap(Span.DAY, 1, same=True), Cap(Span.MONTH, 4, same=True)), timed=True),
        Kind.CARE: Line(3, (Cap(Span.DAY, 1, same=True), Cap(Span.MONTH, 8, same=True)), timed=True),
        Kind.CONTACT: Line(1, (Cap(Span.WEEK, 1, same=True),)),
        COLLECT: Line(1, (Cap(Span.DAY, 3),)),
        RESOLVE: Line(3, routine=False),
        SATISFIED: Line(1, routine=False),
        Kind.MEDIATE: Line(3, (Cap(Span.DAY, 2),), timed=True),
        ADVICE: Line(5, (Cap(Span.MONTH, 2),), routine=False),
        HELD: Line(5, routine=False),
        PLEDGE: Line(2, (Cap(Span.PERIOD, 5),)),
        Kind.POLICY: Line(2, (_DAILY, Cap(Span.MONTH, 6)), timed=True),
        Kind.ENV: Line(3, (_DAILY,), timed=True, extra=2),
        Kind.VOLUNTEER: Line(2, (_DAILY,), timed=True),
        Kind.SAFETY: Line(2, (_DAILY,), timed=True, extra=2),
        Kind.HELP: Line(2, (Cap(Span.DAY, 2),), timed=True),
        Kind.CULTURE: Line(2, (_DAILY,), timed=True),
        Kind.MEETING: Line(1, (Cap(Span.MONTH, 4),)),
        Kind.EMERGENCY: Line(5, (Cap(Span.DAY, 20, points=True),), routine=False, per_hours=4),
        Kind.LEAD: Line(10, (Cap(Span.QUARTER, 1),), routine=False),
        **{kind: Line(base, routine=False) for kind, base in zip(HONOURS, (5, 10, 15, 20), strict=True)},
    }


@dataclass(frozen=True, slots=True)
class PointRules:
    """The table in force, with its version; a town may set its own (handbook §5.1)."""

    version: str = "2026-1"
    lines: Mapping[str, Line] = field(default_factory=_table)
    a_day: int = 10
    a_month: int = 60
    bonus_minutes: int = 30
    most_minutes: int = 120
    deductions: Mapping[str, int] = field(default_factory=dict[str, int])
    """Items of the reminder list (负-02) for which the branch may take off points, and how many; empty unless the town adopts a rule."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something done that the table knows: what the caps look at."""

    cause: str
    kind: str
    day: date
    number: int
    """Of the check-in; 0 for what is posted by itself, which comes after the check-ins of its day."""
    value: int
    key: str = ""
    village: str = ""
    """Whose table it is counted by; empty: the town's."""

    @property
    def order(self) -> tuple[date, bool, int, str, str]:
        """The canonical order."""
        return self.day, self.number == 0, self.number, self.cause, self.kind


class Cut(StrEnum):
    """Which cap has cut an act's points."""

    SAME = "same"
    """This household or person has been counted often enough."""
    KIND = "kind"
    DAY = "day"
    MONTH = "month"


def worth(rules: PointRules, kind: str, minutes: int | None, *, extra: bool = False, met: bool = True) -> int:
    """Points by the table, before the caps. Time that was not told, or spent before a closed door, brings no bonus."""
    line = rules.lines.get(kind)
    if line is None:
        return 0
    points = line.base
    if line.per_hours:
        points *= max(1, (minutes or 0) // (60 * line.per_hours))
    if line.timed and met:
        points += min(minutes or 0, rules.most_minutes) // rules.bonus_minutes
    return points + (line.extra if extra else 0)


def most_for(rules: PointRules, kind: str) -> int:
    """The most that one act of ``kind`` may be given by a reviewer."""
    line = rules.lines[kind]
    most = line.base + line.extra
    if line.per_hours:
        most = next((cap.most for cap in line.caps if cap.points), most)
    return most + (rules.most_minutes // rules.bonus_minutes if line.timed else 0)


_Used = dict[tuple[str, int, str], int]
"""What has been used of each cap: (what, over which span, whose) → acts or points."""
_ROUTINE = ((Span.DAY, "routine of the day"), (Span.MONTH, "routine of the month"))


def allot(rules: "PointRules | Callable[[Act], PointRules]", acts: Iterable[Act]) -> dict[tuple[str, str], int]:
    """Points of each (cause, kind) under all caps, in the canonical order. The acts are all of one warden in one period.

    ``rules`` may differ from act to act (the table of its day and village): each act is held to the caps of its own table.
    """
    used: _Used = {}
    allotted: dict[tuple[str, str], int] = {}
    for act in sorted(acts, key=lambda one: one.order):
        table = rules if isinstance(rules, PointRules) else rules(act)
        points, _ = _room(table, act, used)
        allotted[act.cause, act.kind] = points
        if points > 0:
            _use(table, act, points, used)
    return allotted


def deduct(acts: Iterable[Act], others: int) -> dict[tuple[str, str], int]:
    """What each deduction among ``acts`` takes off, in the canonical order, where all else comes to ``others``: never below zero."""
    left, taken = max(0, others), dict[tuple[str, str], int]()
    for act in sorted((one for one in acts if one.kind == DEDUCTION), key=lambda one: one.order):
        points = min(-act.value, left)
        taken[act.cause, act.kind] = -points
        left -= points
    return taken


def room_for(rules: PointRules, act: Act, earlier: Iterable[tuple[Act, int]]) -> tuple[int, Cut | None]:
    """What ``act`` is allotted as the last in order, after those that brought something, and what has cut it."""
    used: _Used = {}
    for one, points in earlier:
        _use(rules, one, points, used)
    return _room(rules, act, used)


def _room(rules: PointRules, act: Act, used: _Used) -> tuple[int, Cut | None]:
    line = rules.lines.get(act.kind)
    if line is None:
        return 0, None
    points, cut = max(0, act.value), None
    for cap in line.caps:
        if cap.same and not act.key:
            continue
        left = max(0, cap.most - used.get(_slot(cap, act), 0))
        room = min(points, left) if cap.points else points if left > 0 else 0
        if room < points:
            points, cut = room, Cut.SAME if cap.same else Cut.KIND
    if line.routine:
        for (span, name), most, why in zip(_ROUTINE, (rules.a_day, rules.a_month), (Cut.DAY, Cut.MONTH), strict=True):
            room = max(0, most - used.get((name, _span_number(span, act.day), ""), 0))
            if room < points:
                points, cut = room, why
    return points, cut


def _use(rules: PointRules, act: Act, points: int, used: _Used) -> None:
    line = rules.lines[act.kind]
    for cap in line.caps:
        if not cap.same or act.key:
            slot = _slot(cap, act)
            used[slot] = used.get(slot, 0) + (points if cap.points else 1)
    if line.routine:
        for span, name in _ROUTINE:
            slot = (name, _span_number(span, act.day), "")
            used[slot] = used.get(slot, 0) + points


def _slot(cap: Cap, act: Act) -> tuple[str, int, str]:
    return f"{act.kind} {cap.span}", _span_number(cap.span, act.day), act.key if cap.same else ""


def _span_number(span: Span, day: date) -> int:
    """A number for the span that ``day`` lies in; quicker than its name."""
    if span is Span.DAY:
        return day.toordinal()
    if span is Span.WEEK:
        return (day.toordinal() - 1) // 7
    if span is Span.MONTH:
        return day.year * 12 + day.month
    if span is Span.QUARTER:
        return day.year * 4 + (day.month - 1) // 3
    return day.year * 2 + (day.month > 6)


def period_of(day: date) -> str:
    """``2026H2``: the half-year that points are counted in (handbook §5.1)."""
    return f"{day.year}H{1 if day.month <= 6 else 2}"


def period_days(period: str) -> tuple[date, date]:
    """First and last day of a period; ``2026`` is the whole year."""
    year, half = int(period[:4]), period[5:]
    if not half:
        return date(year, 1, 1), date(year, 12, 31)
    return (date(year, 1, 1), date(year, 6, 30)) if half == "1" else (date(year, 7, 1), date(year, 12, 31))


class Entry(StrEnum):
    """Kinds of ledger entries (handbook §5.1)."""

    GRANT = "grant"
    REVERSAL = "reversal"
    DEDUCTION = "deduction"
    """Decided by the branch (``rules.DEDUCTION``)."""
    ADJUSTMENT = "adjustment"
    """By the system: another act came before this one in the canonical order, or went. Or what corrects a locked period."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger, as its warden reads it."""

    id: int
    day: date
    kind: str
    entry: Entry
    amount: int
    cause: str
    at: datetime
    reason: str
    rules: str = ""
    """Version of the table that it was reckoned by."""
    refers: str = ""
    """The locked period that it corrects."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """A reversal that somebody asked for; ``approved_by`` None: it waits for a second person."""

    number: int
    asked_by: PersonId
    asked_at: datetime
    reason: str
    approved_by: PersonId | None
    approved_at: datetime | None
