"""Digests for one person: a warden's Monday morning, /村报, /镇报."""

from collections.abc import Iterable
from datetime import datetime

from bot.actions import todo
from bot.actions.digests import Week, digest_to, of_tier, town_week, village_week
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import calendar
from bot.domain import concerns as concern_rules
from bot.domain import digests as rules
from bot.domain.concern_states import State
from bot.domain.digests import Matter, Period
from bot.domain.directory import WARDEN_ROLES, Tier, Unit
from bot.domain.places import units_named
from bot.domain.points import period_of
from bot.domain.roles import MATRIX, Action, Grant, Role
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import check_in_histories, points
from bot.storage import concerns as concern_rows
from bot.storage import digests as rows
from bot.texts import digests as say

MORNING = "warden_morning"


def mornings(work: Work, due: datetime) -> list[Outbound]:
    """J06: to each warden in private what is to be done this week; nobody without anything is disturbed; not on holidays."""
    if not calendar.is_working_day(work.today, work.settings):
        return []
    mine: dict[PersonId, list[Matter]] = {}
    for one in concern_rows.list_open(work.db, work.town):
        if one.state is not State.RESOLVED:
            for person in _doers(work, one):
                mine.setdefault(person, []).append(rows.matter_of(one))
    told: list[Outbound] = []
    beside = todo.beside_concerns(work) if mine else {}
    for warden in _wardens(work):
        waiting = check_in_histories.count_waiting(work.db, work.town, warden)
        earned = sum(points.balance(work.db, work.town, warden, period_of(work.today)).values())
        if matters := mine.get(warden, []):
            text = say.todo(matters, waiting, work.now, earned, beside.get(warden, ())[:3])
            week = Period(due - rules.WEEK, due)
            told.append(digest_to(ToPerson(warden), text, MORNING, warden, week))
    return told


def _doers(work: Work, one: concern_rules.Concern) -> Iterable[PersonId]:
    """Who has it on the desk: who has taken it, else all who may."""
    may = concern_rules.handlers(one, work.directory, work.now)
    return (one.claimed_by,) if one.claimed_by in may and one.claimed_by is not None else may


def _wardens(work: Work) -> tuple[PersonId, ...]:
    held = (o for o in work.directory.serving(work.today) if o.role in WARDEN_ROLES)
    return tuple(dict.fromkeys(office.person for office in held))


def village_now(work: Work, text: str) -> str:
    """What ``/村报`` answers: the village's digest of the last seven days, to those who answer for it.

    Raises:
        Refused: not theirs, or it must be said which.
    """
    mine = _villages_of(work)
    named = [unit for unit in units_named(work.directory, text) if unit.tier is Tier.VILLAGE] if text else mine
    if text and not named:
        raise Refused(say.which_village(mine[0].name if mine else ""))
    theirs = [unit for unit in named if unit in mine]
    if not theirs:
        raise Refused(say.not_your_village("、".join(unit.name for unit in mine[:5])))
    if len(theirs) > 1:
        raise Refused(say.which_village(theirs[0].name))
    week = Week(work, Period(work.now - rules.WEEK, work.now))
    found = village_week(week, theirs[0])
    return say.village(found) if found.anything else say.nothing(theirs[0].name, week.period)


def town_now(work: Work) -> str:
    """What ``/镇报`` answers: the town's digest of the last seven days.

    Raises:
        Refused: by the town alone.
    """
    root = work.directory.town
    held = work.directory.offices_of(work.actor.id, work.today) if work.actor else ()
    if root is None or not any(o.unit == root.id and _may_see(o.role) for o in held):
        raise Refused(say.not_your_village("、".join(unit.name for unit in _villages_of(work)[:5])))
    week = Week(work, Period(work.now - rules.WEEK, work.now))
    found = town_week(week, root)
    return say.town(found) if found.anything else say.nothing(root.name, week.period)


def _may_see(role: Role) -> bool:
    return MATRIX[Action.SEE_DIGEST].of(role) is not Grant.NO


def _villages_of(work: Work) -> list[Unit]:
    """Villages at or below the actor's offices."""
    if work.actor is None:
        return []
    held = [o.unit for o in work.directory.offices_of(work.actor.id, work.today) if _may_see(o.role)]
    return [unit for unit in of_tier(work, Tier.VILLAGE) if any(work.directory.covers(own, unit.id) for own in held)]
