"""异议: a warden disagrees. With one check-in's points the village's desk looks again; with the settled result a person answers within three days (S20, S21)."""

from dataclasses import replace

from bot.actions import concerns, points, settlements
from bot.actions.check_ins import find_own
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import settlements as rules
from bot.domain.directory import Person
from bot.domain.points import period_days, period_of
from bot.domain.roles import Role
from bot.domain.settlements import MOST_ADDED, Objection, ObjectionState, SettlementState
from bot.ids import PersonId, UnitId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people, timers, towns
from bot.storage import objections as rows
from bot.storage import settlements as settlement_rows
from bot.texts import objections as say
from bot.texts import points as say_points

DUE_TIMER = "objection_due"
_ANSWERING = (Role.VILLAGE_STAFF, Role.SUPERVISOR)


def object_to(work: Work, person: Person, number: int, reason: str) -> tuple[str, list[Outbound]]:
    """About one check-in: in a public notice an objection to the result, else a private case for the village's desk; what is told.

    Raises:
        UserError: no such check-in of this person.
    """
    record = find_own(work, number)
    noticed = _in_notice(work, person.id)
    if noticed is not None and period_of(record.day) in rules.parts_of(noticed.period):
        return object_to_result(work, person, say.about_check_in(number, reason))
    opened, others = concerns.raise_concern(
        work,
        person,
        say_points.objection(number, reason),
        category="VILLAGE",
        private=True,
        unit=record.unit,
        owed=True,
    )
    return say_points.objection_filed(opened.number), others


def _in_notice(work: Work, person: PersonId) -> rules.Settlement | None:
    found = settlement_rows.list_in_notice(work.db, work.town, person)
    return next((one for one in found if one.state is SettlementState.NOTICE), None)


def _locked(work: Work, person: PersonId) -> rules.Settlement | None:
    """The person's last settlement, when it is locked."""
    last = rules.last_ended(work.today, yearly=work.settings.points_yearly)
    found = settlement_rows.find_of_warden(work.db, work.town, person, last)
    return found if found is not None and found.state is SettlementState.LOCKED else None


def object_to_result(work: Work, person: Person, text: str) -> tuple[str, list[Outbound]]:
    """To the settled result, while the notice lasts; what the warden is told, and the messages to those who answer.

    Raises:
        Refused: no notice is open, or an earlier objection still waits.
    """
    one = _in_notice(work, person.id)
    if one is None:
        over = settlement_rows.list_in_notice(work.db, work.town, person.id)
        later = next((found for found in over if found.state is not SettlementState.DRAFT), None) or _locked(
            work, person.id
        )
        raise Refused(say.too_late(later) if later else say_points.how_to_object())
    if waiting := rows.find_waiting_of(work.db, work.town, person.id, one.unit, one.period):
        raise Refused(say.waits_already(waiting.number))
    number = towns.next_number(work.db, work.town, "objection")
    due = work.now + rules.ANSWER_WITHIN
    new = Objection(number, one.unit, one.period, person.id, text, work.now, due)
    rows.add(work.db, work.town, new)
    _note(work, new, "object", "")
    timers.set_timer(work.db, work.town, DUE_TIMER, str(number), due)
    who = answerers(work, new)
    asking = say.tell_answerers(new, person.name, one)
    told = [Outbound(ToPerson(each), asking, about=f"objection:{number}", why="结算异议要答复") for each, _ in who]
    return say.filed(new, "、".join(name for _, name in who[:2])), told


def answerers(work: Work, one: Objection, *but: PersonId | None) -> list[tuple[PersonId, str]]:
    """Who may answer: the village's staff and supervisors, not of the warden's household; none of them: the town's staff."""
    household = people.get_person(work.db, work.town, one.warden).household
    found = _others(work, one, household, one.unit, _ANSWERING, but)
    town = work.directory.town
    return found or (_others(work, one, household, town.id, (Role.TOWN_STAFF,), but) if town else [])


def _others(
    work: Work,
    one: Objection,
    household: str | None,
    unit: UnitId,
    roles: tuple[Role, ...],
    but: tuple[PersonId | None, ...],
) -> list[tuple[PersonId, str]]:
    held = [office for role in roles for office in work.directory.holders(role, unit, work.today)]
    return list(
        dict.fromkeys(
            (o.person, o.name)
            for o in held
            if o.person not in (one.warden, *but) and not (household is not None and o.household == household)
        )
    )


def list_to_answer(work: Work) -> list[tuple[Objection, str]]:
    """What waits for the actor, with each warden's name."""
    return [
        (one, work.directory.name(one.warden))
        for one in rows.list_waiting(work.db, work.town)
        if any(person == work.actor_id for person, _ in answerers(work, one))
    ]


def _waiting(work: Work, number: int) -> Objection:
    one = rows.find(work.db, work.town, number)
    if one is None or not any(person == work.actor_id for person, _ in answerers(work, one)):
        raise Refused(say.nothing_waits(number))
    if not one.waits:
        raise Refused(say.answered_already(number))
    return one


def answer(work: Work, number: int, upheld: bool, text: str, amount: int) -> tuple[str, list[Outbound]]:
    """A person answers: right or not, why, and whether points are added (then a second person is needed).

    Raises:
        Refused: nothing of that number waits for the actor, or too much is added.
    """
    one = _waiting(work, number)
    if amount > MOST_ADDED:
        raise Refused(say.too_much(MOST_ADDED))
    state = ObjectionState.SECOND if amount else ObjectionState.UPHELD if upheld else ObjectionState.DECLINED
    after = replace(one, state=state, amount=amount, answer=text, answered_by=work.actor_id, answered_at=work.now)
    rows.change(work.db, work.town, after)
    _note(work, after, "answer", one.state.value)
    if state is ObjectionState.SECOND:
        who = answerers(work, after, work.actor_id)
        asking = say.tell_second(after, work.directory.name(one.warden), work.actor.name if work.actor else "")
        told = [
            Outbound(ToPerson(each), asking, about=f"objection:{number}", why="加分要第二人同意") for each, _ in who
        ]
        return say.needs_second(after, "、".join(name for _, name in who[:2])), told
    timers.cancel(work.db, work.town, str(number), DUE_TIMER)
    return say.answered(after), [_tell_warden(after)]


def agree(work: Work, number: int) -> tuple[str, list[Outbound]]:
    """The second person agrees that points are added: they count in the period that is settled.

    Raises:
        Refused: nothing of that number waits for a second person, or it is the same one.
    """
    one = _waiting(work, number)
    if one.state is not ObjectionState.SECOND or one.answered_by is None:
        raise Refused(say.not_yet_answered(number))
    if one.answered_by == work.actor_id:
        names = "、".join(name for _, name in answerers(work, one, work.actor_id)[:2])
        raise Refused(say.second_must_differ(number, names))
    after = replace(one, state=ObjectionState.UPHELD)
    rows.change(work.db, work.town, after)
    _note(work, after, "agree", one.state.value)
    timers.cancel(work.db, work.town, str(number), DUE_TIMER)
    last = period_days(one.period)[1]
    points.post_objection(work, one.warden, last, f"objection:{number}", one.amount, one.answered_by, one.answer)
    if (settled := settlement_rows.find(work.db, work.town, one.unit, one.period)) is not None:
        settlements.recount(work, settled)
    return say.agreed(after, work.directory.name(one.warden)), [_tell_warden(after)]


def _tell_warden(one: Objection) -> Outbound:
    return Outbound(ToPerson(one.warden), say.tell_warden(one), about=f"objection:{one.number}", why="结算异议的答复")


def remind(work: Work, subject: str) -> list[Outbound]:
    """Three days are over without an answer: those who answer and the town are told; nothing is decided by itself."""
    one = rows.find(work.db, work.town, int(subject))
    if one is None or not one.waits:
        return []
    town = work.directory.town
    people_ = [person for person, _ in answerers(work, one)]
    people_ += [o.person for o in work.directory.holders(Role.TOWN_STAFF, town.id, work.today)] if town else []
    text = say.overdue(one, work.directory.title(one.unit))
    return [
        Outbound(
            ToPerson(person),
            text,
            about=f"objection:{one.number}",
            why="结算异议到期没答复",
            key=f"objection:{one.number}:due:{person}",
        )
        for person in dict.fromkeys(people_)
    ]


def _note(work: Work, one: Objection, verb: str, before: str) -> None:
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "objections",
        str(one.number),
        verb,
        before,
        one.state.value,
    )
