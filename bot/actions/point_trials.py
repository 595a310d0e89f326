"""积分规则 试算: a change of the table tried on a period that is over; nothing is written, nobody is named."""

from dataclasses import replace
from datetime import date

from bot.actions import point_rules as tables
from bot.actions import points
from bot.context import Work
from bot.domain import points as point_rules
from bot.domain.check_ins import COUNTED
from bot.domain.point_rules import Book, RuleState, RuleVersion
from bot.domain.point_trials import Effect, Trial
from bot.domain.points import Act, allot, period_days, period_of
from bot.domain.settlements import last_ended, parts_of
from bot.domain.standings import League, league_of
from bot.ids import PersonId, UnitId
from bot.messages import Outbound, ToPerson
from bot.storage import check_in_histories as histories
from bot.storage import point_trials as rows
from bot.storage import timers, towns
from bot.texts import point_rules as say

AT_ONCE = 200
"""So many wardens are counted while who asks waits for the answer; more in pieces, with everybody's messages between them."""
PIECE = 100
TIMER = "point_trial"


def try_out(work: Work, text: str) -> str:
    """What the change would have done to each league in the period that is over, in words; or that it will be told, where it takes long.

    Raises:
        Refused: the change cannot be read or may not be made.
    """
    unit, wanted = tables.read(work, text)
    assert work.actor_id is not None
    ended, running = last_ended(work.today, yearly=False), period_of(work.today)
    number = towns.next_number(work.db, work.town, "point_trial")
    one = Trial(number, work.actor_id, unit, dict(wanted.changes), ended, work.now)
    wardens = len(_wardens(work, unit, running))
    if wardens > AT_ONCE:
        rows.replace_of(work.db, work.town, one)
        timers.set_timer(work.db, work.town, TIMER, str(number), work.now)
        return say.being_tried(work.directory.title(unit), wardens)
    while not one.done:
        one = _on(work, one)
    return _told(work, one)


def go_on(work: Work, subject: str) -> list[Outbound]:
    """The next piece of a trial; told to who asked when it was the last."""
    one = rows.find(work.db, work.town, int(subject))
    if one is None:  # another was asked for since
        return []
    one = _on(work, one)
    if not one.done:
        rows.change(work.db, work.town, one)
        timers.set_timer(work.db, work.town, TIMER, subject, work.now)
        return []
    rows.drop(work.db, work.town, one.number)
    return [Outbound(ToPerson(one.asked_by), _told(work, one), why="积分规则试算", key=f"point_trial:{one.number}")]


def _told(work: Work, one: Trial) -> str:
    running = period_days(one.period)[1] >= work.today
    return say.tried(work.directory.title(one.unit), one.period, running, one.leagues)


def _on(work: Work, one: Trial) -> Trial:
    """A trial after its next piece; where the period that is over holds nothing it is begun anew on the running one."""
    book = tables.book(work)
    first, last = period_days(one.period)
    tried = RuleVersion(0, one.unit, first, one.changes, RuleState.AGREED, one.asked_by, one.asked_at)
    changed = _with_last_word(book, tried, one.period)
    wardens = _wardens(work, one.unit, one.period)
    found = dict(one.leagues)
    for warden, league in wardens[one.counted : one.counted + PIECE]:
        before, after = _totals(work, warden, one.period, book, changed)
        found[league] = found.get(league, Effect()).with_one(before, after)
    one = replace(one, leagues=found, counted=one.counted + PIECE)
    if one.counted < len(wardens):
        return one
    if not any(effect.before or effect.after for effect in found.values()) and last < work.today:
        return replace(one, period=period_of(work.today), leagues={}, counted=0)
    return replace(one, done=True)


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
    return sorted(found.items())


def _overlaps(since: date, until: date | None, first: date, last: date) -> bool:
    return since <= last and (until is None or until >= first)


def _totals(work: Work, warden: PersonId, period: str, now: Book, then: Book) -> tuple[int, int]:
    first, last = period_days(parts_of(period)[0])
    old: list[Act] = points.credits_of(work, warden, first, last)
    new = [_revalued(act, then) for act in old]
    for record in histories.list_of_period(work.db, work.town, warden, first, last):
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
