"""Verbs of a half-year's settlement up to the end of its public notice: count, draft, show, publish to each alone (handbook §5.1, J19)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions import point_balances
from bot.actions.errors import Refused
from bot.actions.settlement_counting import count
from bot.context import Work
from bot.domain import settlements as rules
from bot.domain import standings
from bot.domain.directory import ChatKind, Office, Tier, Unit
from bot.domain.roles import Action, Grant, Role
from bot.domain.settlements import Settlement, SettlementState
from bot.domain.standings import League, Result
from bot.ids import PersonId, UnitId
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.storage import audit, objections, timers
from bot.storage import settlements as rows
from bot.texts import settlements as say

NOTICE_TIMER, END_TIMER = "settlement_notice", "settlement_end"
_WATCHING = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.SUPERVISOR, Role.TOWN_STAFF, Role.TOWN_ADMIN)
_DRAWING = (Role.VILLAGE_STAFF, Role.TOWN_STAFF, Role.TOWN_ADMIN)


# --- whose ----------------------------------------------------------------------------------------------------------


def villages(work: Work) -> list[Unit]:
    """The villages whose settlements the actor sees."""
    if work.actor is None or work.grant(Action.SETTLE) is Grant.NO:
        return []
    own = [o.unit for o in work.directory.offices_of(work.actor.id, work.today) if o.role in _WATCHING]
    return [
        unit
        for unit in work.directory.units.values()
        if unit.tier is Tier.VILLAGE and any(work.directory.covers(above, unit.id) for above in own)
    ]


def named(work: Work, text: str) -> tuple[list[Unit], str]:
    """The villages of the actor that ``text`` names (康桥村, 康桥; none named: all), and the rest of the text."""
    mine = villages(work)
    for unit in mine:
        for name in (unit.name, unit.name.removesuffix("村")):
            if len(name) > 1 and name in text:
                return [unit], text.replace(name, " ", 1).strip()
    return mine, text.strip()


def may_draw(work: Work) -> bool:
    """Whether the actor may draw a draft: the village's staff and the town's."""
    return bool(work.roles() & set(_DRAWING))


# --- drafting -------------------------------------------------------------------------------------------------------


def draft(work: Work, period: str, units: Iterable[UnitId] | None = None) -> list[Outbound]:
    """Draft what is not drafted yet; the messages to the villages' staff. Who has served counts, with points or without."""
    found = count(work, period, units)
    standing = {one.unit for one in rows.list_of_period(work.db, work.town, period)}
    staff: dict[UnitId, list[PersonId]] = {}
    for office in work.directory.serving(work.today):  # once for all villages
        if office.role in {Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY}:
            staff.setdefault(office.unit, []).append(office.person)
    told: list[Outbound] = []
    for unit, results in sorted(found.items()):
        if unit in standing:
            continue
        new = Settlement(unit, period, SettlementState.DRAFT, work.now, work.actor_id, rules.notice_begins(work.now))
        rows.put(work.db, work.town, new)
        rows.put_results(work.db, work.town, unit, period, results, fresh=True)
        timers.set_timer(work.db, work.town, NOTICE_TIMER, new.subject, new.notice_at)
        note(work, new, "draft", "")
        text = say.drafted(work.directory.title(unit), new, standings.count_by_league(results))
        told += _to_people(work, new, staff.get(unit, ()), text, "drafted")
    return told


def draw(work: Work, period: str, units: Sequence[Unit]) -> list[Outbound]:
    """Draft by a person's word.

    Raises:
        Refused: not by this person, or the period is not over yet.
    """
    if work.today < rules.may_draft_from(period):
        raise Refused(say.not_over(period, rules.may_draft_from(period)))
    if not may_draw(work):
        raise Refused(say.not_drafted(period))
    return draft(work, period, [unit.id for unit in units])


def tell(work: Work, one: Settlement, roles: Iterable[Role], text: str, step: str) -> list[Outbound]:
    """A message to those who hold an office of the village; none of them: to the town's staff."""
    return _to_people(work, one, [o.person for role in roles for o in _held(work, role, one.unit)], text, step)


def _held(work: Work, role: Role, unit: UnitId) -> tuple[Office, ...]:
    return work.directory.holders(role, unit, work.today)


def _to_people(work: Work, one: Settlement, people: Sequence[PersonId], text: str, step: str) -> list[Outbound]:
    if not people and (town := work.directory.town) is not None:
        people = [office.person for office in _held(work, Role.TOWN_STAFF, town.id)]
    return [
        Outbound(
            ToPerson(person),
            text,
            about=f"settlement:{one.subject}",
            why="积分结算",
            key=f"settlement:{one.subject}:{step}:{person}",
        )
        for person in dict.fromkeys(people)
        if person != work.actor_id
    ]


def note(work: Work, one: Settlement, verb: str, before: str) -> None:
    """The audit row of a step."""
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "settlements",
        one.subject,
        verb,
        before,
        one.state.value,
    )


def recount(work: Work, one: Settlement) -> list[Result]:
    """The results as the ledger stands now; a locked settlement's stay."""
    return recount_all(work, [one])[one.unit]


def recount_all(work: Work, several: Sequence[Settlement]) -> dict[UnitId, list[Result]]:
    """The same of several villages of one period, counted together."""
    found = {
        one.unit: rows.list_results(work.db, work.town, one.unit, one.period)
        for one in several
        if one.state is SettlementState.LOCKED
    }
    for period in {one.period for one in several}:
        units = [one.unit for one in several if one.period == period and one.unit not in found]
        counted = count(work, period, units) if units else {}
        for unit in units:
            found[unit] = counted.get(unit, [])
            rows.put_results(work.db, work.town, unit, period, found[unit])
    return found


# --- the public notice ----------------------------------------------------------------------------------------------


def find(work: Work, subject: str) -> Settlement | None:
    """By what timers call it."""
    unit, _, period = subject.partition(":")
    return rows.find(work.db, work.town, UnitId(unit), period)


def open_notice(work: Work, subject: str) -> list[Outbound]:
    """Each is told their own result in private, the work group that there is one; nobody's place is told to anybody else."""
    one = find(work, subject)
    if one is None or one.state is not SettlementState.DRAFT:
        return []
    late = work.now - one.notice_at > timedelta(hours=1)
    opened = replace(one, state=SettlementState.NOTICE, notice_at=work.now if late else one.notice_at)
    rows.put(work.db, work.town, opened)
    note(work, opened, "open_notice", SettlementState.DRAFT.value)
    timers.set_timer(work.db, work.town, END_TIMER, subject, opened.notice_ends_at)
    results = [one for one in recount(work, opened) if one.standing.points or one.standing.league is not League.NONE]
    rows.note_told(work.db, work.town, one.unit, one.period)
    told = [_own_result(work, opened, result) for result in results]
    return told + to_group(work, opened, say.noticed(opened), "notice")


def _own_result(work: Work, one: Settlement, result: Result) -> Outbound:
    return Outbound(
        ToPerson(result.warden),
        say.own_result(result, point_balances.sums_of(work, result.warden, one.period), one),
        about=f"settlement:{one.subject}",
        why="积分结算告诉本人",
        key=f"settlement:{one.subject}:own:{result.warden}",
    )


def to_group(work: Work, one: Settlement, text: str, step: str) -> list[Outbound]:
    """To the village's work group."""
    return [
        Outbound(
            InChat(chat.id),
            text,
            Priority.NOTICE,
            about=f"settlement:{one.subject}",
            why="积分结算",
            key=f"settlement:{one.subject}:{step}:{chat.id}",
        )
        for chat in work.directory.chats_of(one.unit, ChatKind.VILLAGE_WORK)
    ]


def end_notice(work: Work, subject: str) -> list[Outbound]:
    """Five days are over: the branch is asked to approve, when every objection has its answer."""
    one = find(work, subject)
    if one is None or one.state is not SettlementState.NOTICE:
        return []
    closed = replace(one, state=SettlementState.CLOSED)
    rows.put(work.db, work.town, closed)
    note(work, closed, "end_notice", SettlementState.NOTICE.value)
    recount(work, closed)
    waiting = objections.list_waiting(work.db, work.town, one.unit, one.period)
    text = say.your_turn(work.directory.title(one.unit), closed, rules.Signing.APPROVE, len(waiting))
    return tell(work, closed, (Role.BRANCH_SECRETARY,), text, "approve")


# --- looking --------------------------------------------------------------------------------------------------------


def own(work: Work, warden: PersonId, period: str) -> str | None:
    """A person's own settled result, once the notice has begun; None before. Counted anew when something was corrected since."""
    for name in (period, period[:4]):
        result = rows.find_result(work.db, work.town, warden, name)
        one = rows.find(work.db, work.town, result.unit, name) if result is not None else None
        if result is None or one is None or one.state is SettlementState.DRAFT:
            continue
        sums = point_balances.sums_of(work, warden, name)
        if one.state is not SettlementState.LOCKED and max(0, sum(sums.values())) != result.standing.points:
            result = next((found for found in recount(work, one) if found.warden == warden), result)
        return say.own_result(result, sums, one)
    return None
