"""Looking at the results of polls: by role and place, only what was published at the close."""

from dataclasses import dataclass

from bot.actions.errors import Refused
from bot.actions.polls import least
from bot.context import Work
from bot.domain.directory import Tier, Unit
from bot.domain.places import units_named
from bot.domain.poll_results import Cell, lowest_shown
from bot.domain.polls import Poll, PollState
from bot.domain.roles import MATRIX, Action, Grant
from bot.ids import UnitId
from bot.storage import polls as rows
from bot.texts import poll_results as say

_LISTED = 12
"""Places in one message; the rest is asked for by name."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What somebody may look at: whole units with all below them, and whether theirs is a staff's view."""

    units: tuple[UnitId, ...]
    staff: bool


def _scope(work: Work) -> _Scope:
    """Units whose results the actor may see (handbook §1.4): those of the offices, or the own neighbourhood."""
    if work.actor is None:
        return _Scope((), False)
    held = work.directory.offices_of(work.actor.id, work.today)
    seen = MATRIX[Action.SEE_POLL_RESULTS]
    units = dict.fromkeys(office.unit for office in held if seen.of(office.role) is not Grant.NO)
    inner = [unit for unit in units if not any(unit != up and work.directory.covers(up, unit) for up in units)]
    wide = [unit for unit in inner if work.directory.units[unit].tier is not Tier.NEIGHBOURHOOD]
    own = work.actor.unit
    if own is not None and not any(work.directory.covers(unit, own) for unit in inner):
        inner.append(own)
    return _Scope(tuple(inner), bool(wide))


def results(work: Work, number: int | None, place: str) -> str:
    """What ``测评结果`` answers: the poll (the latest that concerns the actor), the place named or the actor's own.

    Raises:
        Refused: no such poll or place, or not the actor's to see.
    """
    scope = _scope(work)
    poll = _poll(work, scope, number)
    if poll.state is PollState.OPEN and work.now >= poll.closes_at:
        return say.being_counted(poll.number)
    if poll.state is PollState.OPEN:
        earlier = next((p.number for p in _concerning(work, scope) if p.state is not PollState.OPEN), None)
        return say.not_closed(poll.number, poll.closes_at, earlier)
    asked = _places(work, scope, poll, place)
    found = rows.list_results(work.db, work.town, poll.number)
    if place or not scope.staff:
        return _of_places(work, poll, asked, found)
    return _overview(work, poll, asked, found)


def wishes(work: Work, number: int | None) -> str:
    """The free answers, for those who answer for a village or the town.

    Raises:
        Refused: no such poll, or not the actor's to see.
    """
    scope = _scope(work)
    wide = [unit for unit in scope.units if work.directory.units[unit].tier in {Tier.VILLAGE, Tier.TOWN}]
    if not wide:
        raise Refused(say.not_for_you())
    poll = _poll(work, scope, number)
    if poll.state is PollState.OPEN:
        return say.not_closed(poll.number, poll.closes_at, None)
    by_place: dict[UnitId, list[str]] = {}
    for wish in rows.list_wishes(work.db, work.town, poll.number):
        if any(work.directory.covers(own, wish.unit) for own in wide):
            by_place.setdefault(wish.unit, []).append(wish.text)
    if not by_place:
        return say.no_wishes(poll.number)
    return say.wishes(poll, [(work.directory.title(unit), texts) for unit, texts in by_place.items()])


def _concerning(work: Work, scope: _Scope) -> list[Poll]:
    """Polls that ask anybody in the scope, the latest first."""
    return [
        poll
        for poll in rows.list_polls(work.db, work.town)
        if any(
            work.directory.covers(own, unit)
            for unit in rows.units_of(work.db, work.town, poll.number)
            for own in scope.units
        )
    ]


def _poll(work: Work, scope: _Scope, number: int | None) -> Poll:
    if number is None:
        latest = _concerning(work, scope)
        if not latest:
            raise Refused(say.no_poll())
        return latest[0]
    poll = rows.find(work.db, work.town, number)
    if poll is None:
        raise Refused(say.no_such_poll(number))
    return poll


def _places(work: Work, scope: _Scope, poll: Poll, place: str) -> list[Unit]:
    directory = work.directory
    if not place:
        return [directory.units[unit] for unit in scope.units]
    named = units_named(directory, place)
    if not named:
        raise Refused(say.no_such_place())
    mine = [unit for unit in named if any(directory.covers(own, unit.id) for own in scope.units)]
    if not mine:
        raise Refused(say.not_yours(poll.number, "、".join(directory.title(unit) for unit in scope.units)))
    polled = rows.units_of(work.db, work.town, poll.number)
    asked = [unit for unit in mine if any(directory.covers(unit.id, leaf) for leaf in polled)]
    if not asked:
        raise Refused(say.not_in_poll(poll.number, "、".join(directory.title(unit.id) for unit in mine)))
    return asked


def _of_places(work: Work, poll: Poll, asked: list[Unit], found: dict[UnitId, Cell]) -> str:
    """One or a few places in full: their own result, or that of the smallest shown place above them."""
    enough, lines = least(work), [say.head(poll)]
    for unit in asked:
        name = work.directory.title(unit.id)
        shown = lowest_shown((up.id for up in work.directory.up(unit.id)), found)
        if not shown:
            if len(asked) == 1:
                return say.withheld(poll, name)
            lines.append(say.too_few(name))
            continue
        cell = found[shown]
        if shown != unit.id:
            lines.append(say.rolled_up(name, work.directory.title(shown)))
        lines += [say.line(work.directory.title(shown), cell, enough), say.turnout(cell)]
        if len(asked) == 1:
            lines.append(say.details(cell))
    return "\n".join((*lines, say.how_counted()))


def _overview(work: Work, poll: Poll, asked: list[Unit], found: dict[UnitId, Cell]) -> str:
    """A staff's view: the own units, then what is shown below them, in the order of the tree, never by rank."""
    directory, enough = work.directory, least(work)
    polled = set(rows.units_of(work.db, work.town, poll.number))
    lines, listed, hidden = [say.head(poll)], 0, 0
    for unit in asked:
        if unit.id not in found and unit.tier is Tier.NEIGHBOURHOOD and unit.id in polled:
            lines.append(say.too_few(directory.title(unit.id)))
            continue
        within = sorted(directory.below(unit.id), key=lambda one: -one.tier.rank)  # grids before their neighbourhoods
        hidden += sum(below.id in polled and below.id not in found for below in within)
        for below in (one for one in within if one.id in found):
            listed += 1
            if listed <= _LISTED:
                lines.append(say.line(directory.title(below.id), found[below.id], enough))
                lines += [say.turnout(found[below.id])] if below.id == unit.id else []
    left = max(0, listed - _LISTED)
    if not listed:
        return say.withheld(poll, "、".join(directory.title(unit.id) for unit in asked))
    lines += [say.hidden_rest(hidden)] if hidden else []
    lines += [say.more_places(left)] if left else []
    example = next(unit for unit in found if any(directory.covers(own.id, unit) for own in asked))
    return "\n".join((*lines, say.how_to_see_more(poll.number, directory.title(example))))
