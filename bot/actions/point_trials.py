"""积分规则 试算: a change of the table tried on a period that is over; nothing is written, nobody is named."""

from dataclasses import dataclass, replace
from datetime import date

from bot.actions import point_rules as tables
from bot.actions import points
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import points as point_rules
from bot.domain.check_ins import COUNTED
from bot.domain.point_rules import Book, RuleState, RuleVersion
from bot.domain.points import Act, allot, period_days, period_of
from bot.domain.settlements import last_ended, parts_of
from bot.domain.standings import League, league_of
from bot.ids import PersonId, UnitId
from bot.storage import check_ins as check_in_rows
from bot.texts import point_rules as say

MOST = 600
"""Of so many wardens at most: others wait while it counts."""


@dataclass(slots=True)
class Trial:
    """What a change would have done to one league."""

    wardens: int = 0
    changed: int = 0
    most: int = 0
    least: int = 0
    before: int = 0
    after: int = 0


def try_out(work: Work, text: str) -> tuple[UnitId, str, dict[League, Trial]]:
    """The unit, the period, and what the change would have done to each league; the running period when the last has nothing.

    Raises:
        Refused: the change cannot be read or may not be made.
    """
    unit, wanted = tables.read(work, text)
    if len(_wardens(work, unit, period_of(work.today))) > MOST:
        raise Refused(say.try_one_village(MOST))
    ended = last_ended(work.today, yearly=False)
    for period in (ended, period_of(work.today)):
        first, last = period_days(period)
        actor = work.actor_id
        assert actor is not None
        tried = RuleVersion(0, unit, first, wanted.changes, RuleState.AGREED, actor, work.now)
        found = _on_period(work, tried, period)
        if any(one.before or one.after for one in found.values()) or last >= work.today:
            return unit, period, found
    raise AssertionError("the running period ends the loop")


def _on_period(work: Work, tried: RuleVersion, period: str) -> dict[League, Trial]:
    book = tables.book(work)
    changed = _with_last_word(book, tried, period)
    found: dict[League, Trial] = {}
    for warden, league in _wardens(work, tried.unit, period):
        before, after = _totals(work, warden, period, book, changed)
        trial = found.setdefault(league, Trial())
        trial.wardens += 1
        trial.changed += before != after
        trial.most, trial.least = max(trial.most, after - before), min(trial.least, after - before)
        trial.before += before
        trial.after += after
    return found


def _with_last_word(book: Book, tried: RuleVersion, period: str) -> Book:
    """As if ``tried`` held all through the period, whatever was agreed in it."""
    first, last = period_days(period)
    number = max((one.number for one in book.versions), default=0)
    days = sorted({first, *(one.since for one in book.versions if first < one.since <= last)})
    for place, day in enumerate(days, 1):
        book = book.with_(replace(tried, since=day, number=number + place))
    return book


def _wardens(work: Work, unit: UnitId, period: str) -> list[tuple[PersonId, League]]:
    """Who served at or below a unit in the period, each once."""
    first, last = period_days(period)
    below = {one.id for one in work.directory.below(unit)}
    found: dict[PersonId, League] = {}
    for office in work.directory.offices:
        if office.unit not in below or not _overlaps(office.since, office.until, first, last):
            continue
        league = league_of(office.role, work.directory.units[office.unit].kind)
        if league is None:
            continue
        if found.get(office.person, League.NONE) is League.NONE:
            found[office.person] = league
    return list(found.items())


def _overlaps(since: date, until: date | None, first: date, last: date) -> bool:
    return since <= last and (until is None or until >= first)


def _totals(work: Work, warden: PersonId, period: str, now: Book, then: Book) -> tuple[int, int]:
    first, last = period_days(parts_of(period)[0])
    old: list[Act] = points.credits_of(work, warden, first, last)
    new = [_revalued(act, then) for act in old]
    for record in check_in_rows.list_of_period(work.db, work.town, warden, first, last):
        if record.state not in COUNTED:
            continue
        village = tables.village_of(work, record.unit)
        old += points.acts_of(record, now.on(village, record.day), village)
        table, value = then.on(village, record.day), record.value
        if not record.set_by_hand:
            value = point_rules.worth(table, record.kind, record.minutes, extra=record.extra, met=record.unmet is None)
        new += points.acts_of(replace(record, value=value), table, village)
    return _total(now, old), _total(then, new)


def _total(book: Book, acts: list[Act]) -> int:
    brought = sum(allot(book.of, acts).values())
    return brought + sum(point_rules.deduct(acts, brought).values())


def _revalued(act: Act, book: Book) -> Act:
    if act.kind == point_rules.DEDUCTION:  # decided by people, for what it was
        return act
    return replace(act, value=point_rules.worth(book.of(act), act.kind, None))
