"""Verbs of a settlement after its public notice: the branch approves, the supervisors sign, the town locks (handbook §1.4). Each another person."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import settlement_counting as counting
from bot.actions import settlements as act
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import settlements as rules
from bot.domain import standings
from bot.domain.directory import Unit
from bot.domain.roles import Role
from bot.domain.settlements import SIGNED_IN, Settlement, SettlementState, Signing
from bot.domain.standings import League, Result
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import objections, points_year
from bot.storage import settlements as rows
from bot.texts import settlements as say

_ALL = ("全部", "所有", "都")
MOST_LISTED = 12
"""So many villages are told one by one; of more how many are where."""


def signers(work: Work, one: Settlement, signing: Signing) -> list[tuple[PersonId, str]]:
    """Who may give a signature: the office's holders; where there is none, the town's staff. Never who has signed already."""
    role = SIGNED_IN[signing][2]
    town = work.directory.town
    unit = one.unit if role is not Role.TOWN_ADMIN or town is None else town.id
    signed_before = {one.approved_by, one.signed_by}
    found = [o for o in work.directory.holders(role, unit, work.today) if o.person not in signed_before]
    if not found and town is not None:
        staff = work.directory.holders(Role.TOWN_STAFF, town.id, work.today)
        found = [o for o in staff if o.person not in signed_before]
    return list(dict.fromkeys((office.person, office.name) for office in found))


def next_step(work: Work, one: Settlement) -> str:
    """Who is next, and with which words."""
    signing = rules.next_signing(one.state)
    names = "、".join(name for _, name in signers(work, one, signing)[:2]) if signing else ""
    waiting = objections.list_waiting(work.db, work.town, one.unit, one.period)
    return say.next_step(one, signing, names, len(waiting))


def sign(work: Work, said: str, signing: Signing) -> tuple[str, list[Outbound]]:
    """Give the signature that ``said`` asks for (下半年, a village, 全部); what the actor is told, and the messages to others.

    Raises:
        Refused: not this person's step, or not yet; says who is next.
    """
    units, rest = act.named(work, said)
    if not units:
        raise Refused(say.not_yours())
    period, rest = rules.read_period(rest, work.today, yearly=work.settings.points_yearly)
    open_ = [
        one
        for one in rows.list_open(work.db, work.town)
        if one.unit in {unit.id for unit in units} and period in {None, one.period}
    ]
    ready = [one for one in open_ if rules.next_signing(one.state) is signing and _is_mine(work, one, signing)]
    if not ready:
        raise Refused(_why_not(work, open_, units, period, signing))
    if len(ready) > 1 and not any(word in rest for word in _ALL):
        raise Refused(say.which([(work.directory.title(one.unit), one) for one in ready], signing))
    waiting = objections.list_waiting(work.db, work.town)
    held = [one for one in ready if any((w.unit, w.period) == (one.unit, one.period) for w in waiting)]
    free = [one for one in ready if one not in held]
    if not free:
        numbers = [w.number for w in waiting if (w.unit, w.period) == (held[0].unit, held[0].period)]
        raise Refused(say.answer_first(work.directory.title(held[0].unit), numbers))
    results = act.recount_all(work, free)
    told: list[Outbound] = []
    done = [_sign(work, one, signing, results[one.unit], told) for one in free]
    if len(done) > MOST_LISTED:
        done = [say.signed_many(len(done), signing)]
    if held:
        done.append(say.held_back([work.directory.title(one.unit) for one in held]))
    return "\n".join(done), told


def _is_mine(work: Work, one: Settlement, signing: Signing) -> bool:
    return any(person == work.actor_id for person, _ in signers(work, one, signing))


def _why_not(
    work: Work, open_: Sequence[Settlement], units: Sequence[Unit], period: str | None, signing: Signing
) -> str:
    if not open_:
        wanted = period or rules.last_ended(work.today, yearly=work.settings.points_yearly)
        locked = [one for unit in units if (one := rows.find(work.db, work.town, unit.id, wanted)) is not None]
        return say.locked_already(locked[0]) if locked else say.not_drafted(wanted)
    if len(open_) > 1 and all(rules.next_signing(each.state) is not signing for each in open_):
        return say.none_at_this_step(signing, [_standing(work, one) for one in open_[:MOST_LISTED]], len(open_))
    one = next((each for each in open_ if rules.next_signing(each.state) is signing), open_[-1])
    if rules.next_signing(one.state) is signing and work.actor_id in {one.approved_by, one.signed_by}:
        return say.other_person(signing, "、".join(name for _, name in signers(work, one, signing)[:2]))
    return say.not_this_step(work.directory.title(one.unit), one, next_step(work, one))


def _sign(work: Work, one: Settlement, signing: Signing, results: Sequence[Result], told: list[Outbound]) -> str:
    assert work.actor_id is not None
    signed = _with_signature(work, one, signing)
    rows.put(work.db, work.town, signed)
    if signed.state is SettlementState.LOCKED:
        points_year.add_to_year(work.db, work.town, one.unit, one.period)
    act.note(work, signed, signing.value, one.state.value)
    title = work.directory.title(one.unit)
    following = rules.next_signing(signed.state)
    if following is not None:
        who = [person for person, _ in signers(work, signed, following)]
        text = say.your_turn(title, signed, following, 0)
        key = f"settlement:{one.subject}:{following.value}"
        told += [
            Outbound(ToPerson(person), text, about=f"settlement:{one.subject}", why="积分结算", key=f"{key}:{person}")
            for person in who
        ]
    else:
        before = rows.points_told(work.db, work.town, one.unit, one.period)
        told += act.to_group(work, signed, say.locked(signed), "locked")
        told += [
            Outbound(
                ToPerson(result.warden),
                say.tell_changed(result, signed),
                about=f"settlement:{one.subject}",
                why="积分核定告诉本人",
                key=f"settlement:{one.subject}:final:{result.warden}",
            )
            for result in results
            if before.get(result.warden, 0) != result.standing.points
        ]
    return say.signed(title, signed, signing, next_step(work, signed))


def _with_signature(work: Work, one: Settlement, signing: Signing) -> Settlement:
    after = SIGNED_IN[signing][1]
    match signing:
        case Signing.APPROVE:
            return replace(one, state=after, approved_by=work.actor_id)
        case Signing.SIGN:
            return replace(one, state=after, signed_by=work.actor_id)
        case Signing.LOCK:
            return replace(one, state=after, locked_by=work.actor_id, locked_at=work.now)


def show(work: Work, period: str, units: Sequence[Unit]) -> list[str]:
    """How each village's settlement stands, for those who answer for it; one village alone is counted anew and tells its candidates."""
    inside = {unit.id for unit in units}
    found = [one for one in rows.list_of_period(work.db, work.town, period) if one.unit in inside]
    if len(found) > MOST_LISTED:
        states = [one.state for one in found]
        return [say.summed_up(period, {state: states.count(state) for state in SettlementState})]
    if len(units) > 1 or not found:
        return [_standing(work, one) for one in found]
    one, results = found[0], act.recount(work, found[0])
    candidates = [
        (result.standing.league, work.directory.name(result.warden))
        for result in rows.list_candidates(work.db, work.town, one.unit, period)
    ]
    leagues, total = standings.count_by_league(results), sum(result.standing.points for result in results)
    return [say.shown(work.directory.title(one.unit), one, leagues, total, candidates, next_step(work, one))]


def _standing(work: Work, one: Settlement) -> str:
    return say.standing(work.directory.title(one.unit), one, next_step(work, one))


def year(work: Work, number: int, units: Sequence[Unit]) -> dict[League, list[tuple[str, int]]]:
    """The first of each league over a year's locked settlements: at most three, at most a tenth (at least one)."""
    of_town = len(units) > 1
    found = points_year.list_year(work.db, work.town, number, () if of_town else [unit.id for unit in units], most=3)
    inside = {unit.id for unit in units}
    serving = counting.serving(work, str(number))
    members: dict[League, int] = {}
    for served in serving.values():
        if served.unit in inside:
            members[served.league] = members.get(served.league, 0) + 1
    shown: dict[League, list[tuple[str, int]]] = {}
    for league, person, points in found:
        if len(shown.setdefault(league, [])) < min(3, max(1, members.get(league, 0) // 10)):
            shown[league].append((work.directory.name(person), points))
    return shown
