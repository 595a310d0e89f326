"""Counting a settlement: who served where, what each brings, compared league by league; a few statements, however many wardens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.context import Work
from bot.domain import settlements as rules
from bot.domain import standings
from bot.domain.directory import Directory
from bot.domain.points import period_days
from bot.domain.roles import Role
from bot.domain.standings import League, Result, Standing, Term
from bot.ids import PersonId, UnitId
from bot.storage import leave
from bot.storage import settlement_counts as counts

MOST_NAMED = 1_000
"""Of more than so many everything is counted: a longer list in a statement costs more than it spares."""


@dataclass(frozen=True, slots=True)
class Served:
    """Who is settled in which village, and the stretches of office."""

    unit: UnitId
    league: League
    terms: tuple[Term, ...]


def serving(work: Work, period: str) -> dict[PersonId, Served]:
    """Everybody who was a warden or grid leader in the period, each in the village of the latest office; wardens' offices go first."""
    first, last = period_days(period)
    directory = work.directory
    terms: dict[PersonId, list[Term]] = {}
    for office in directory.offices:
        known = office.unit in directory.units and _league(directory, office.role, office.unit) is not None
        if known and office.since <= last and (office.until is None or office.until >= first):
            term = Term(office.role, office.unit, max(first, office.since), min(last, office.until or last))
            terms.setdefault(office.person, []).append(term)
    found: dict[PersonId, Served] = {}
    for person, held in terms.items():
        counting = [one for one in held if one.role is not Role.GRID_LEADER] or held
        latest = max(counting, key=lambda one: (one.last, one.first))
        village = directory.village_of(latest.unit)
        league = _league(directory, latest.role, latest.unit)
        if village is not None and league is not None:
            found[person] = Served(village.id, league, tuple(counting))
    return found


def _league(directory: Directory, role: Role, unit: UnitId) -> League | None:
    return standings.league_of(role, directory.units[unit].kind)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was counted, by whom and where."""

    points: Mapping[PersonId, int]
    met: Mapping[tuple[PersonId, UnitId], Sequence[int]]
    met_away: Mapping[tuple[PersonId, UnitId], Sequence[int]]
    homes: Mapping[UnitId, int]
    away: Mapping[UnitId, set[PersonId]]
    own: Mapping[PersonId, UnitId]
    rates: Mapping[UnitId, int | None]
    absent: Mapping[PersonId, Sequence[tuple[date, date]]]


def count(work: Work, period: str, units: Iterable[UnitId] | None = None) -> dict[UnitId, list[Result]]:
    """The results of villages; None: of all."""
    served = serving(work, period)
    if units is not None:
        wanted = set(units)
        served = {who: one for who, one in served.items() if one.unit in wanted}
    facts = _facts(work, period, None if units is None or len(served) > MOST_NAMED else sorted(served))
    brought: dict[UnitId, list[Standing]] = {}
    for who, one in served.items():
        brought.setdefault(one.unit, []).append(_standing(period, who, one, facts))
    return {unit: standings.compare(found) for unit, found in brought.items()}


def _facts(work: Work, period: str, wardens: Sequence[PersonId] | None) -> Facts:
    db, code, quarters = work.db, work.town, _quarters(period)
    absent: dict[PersonId, list[tuple[date, date]]] = {}
    for leave_ in leave.list_absences(db, code):
        absent.setdefault(leave_.person, []).append((leave_.first, leave_.last))
    polled = counts.results_of_polls(db, code, *period_days(period))
    return Facts(
        counts.points_of(db, code, rules.parts_of(period), wardens),
        counts.contacted(db, code, quarters, wardens),
        counts.contacted_away(db, code, quarters, wardens),
        counts.count_households(db, code),
        counts.list_away(db, code),
        counts.homes_of_holders(db, code, wardens),
        {unit: cell.rate(work.settings.poll_threshold) for unit, cell in polled.items()},
        absent,
    )


def _standing(period: str, who: PersonId, one: Served, facts: Facts) -> Standing:
    months = standings.months_served(period, one.terms, facts.absent.get(who, ()))
    return Standing(
        who,
        one.league,
        max(0, facts.points.get(who, 0)),
        sum(months),
        _coverage(who, one, facts, standings.quarters_served(months)),
        _rate([facts.rates.get(term.unit) for term in one.terms]),
    )


def _quarters(period: str) -> list[tuple[date, date]]:
    months = standings.months_of(period)
    return [(months[place][0], months[place + 2][1]) for place in range(0, len(months), 3)]


def _coverage(who: PersonId, one: Served, facts: Facts, quarters: Sequence[bool]) -> int | None:
    if one.league is League.NONE:
        return None
    if one.league is League.MIGRANT:
        here = {term.unit: len(facts.away.get(term.unit, set()) - {who}) for term in one.terms}
        contacts = facts.met_away
    else:
        here = {term.unit: facts.homes.get(term.unit, 0) for term in one.terms}
        contacts = facts.met
        home = facts.own.get(who)
        if home is not None and home in here:
            here[home] -= 1  # nobody visits their own household
    total = [sum(met) for met in zip(*(contacts.get((who, unit), [0] * len(quarters)) for unit in here), strict=True)]
    return standings.coverage_of(total, sum(here.values()), quarters)


def _rate(found: Iterable[int | None]) -> int | None:
    rated = [one for one in found if one is not None]
    return sum(rated) * 100 // len(rated) if rated else None
