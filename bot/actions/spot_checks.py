"""Verbs of spot checks: draw, take a household's answer, look, record what a talk brought to light (handbook §4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot import forms
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import spot_checks as rules
from bot.domain.calendar import at
from bot.domain.check_ins import HOPED, CheckIn
from bot.domain.consents import Purpose
from bot.domain.directory import WARDEN_ROLES, Person, Tier, Unit
from bot.domain.roles import Action, Grant, Role
from bot.domain.spot_checks import Answer, Counts, SpotCheck, State, Verdict
from bot.ids import UnitId
from bot.messages import Outbound, Priority, ToPerson
from bot.storage import audit, consents, people, privacy
from bot.storage import check_in_queue as queued
from bot.storage import check_ins as check_in_rows
from bot.storage import spot_checks as rows
from bot.texts import spot_checks as say

FORM, STEP = "spot_check", "came"


# --- the lot ------------------------------------------------------------------------------------------------------------


def draw(work: Work) -> list[Outbound]:
    """In every village as many of last week's visits as the share wants; their households are asked in private."""
    villages = [unit for unit in work.directory.units.values() if unit.tier is Tier.VILLAGE]
    cannot = _cannot_be_asked(work) if villages else set[str]()
    return [
        message for village in sorted(villages, key=lambda one: one.id) for message in _draw_in(work, village, cannot)
    ]


def _draw_in(work: Work, village: Unit, cannot: set[str]) -> list[Outbound]:
    units = [unit.id for unit in work.directory.below(village.id)]
    records = queued.list_of_units(work.db, work.town, units, (work.now - rules.WINDOW).date())
    told = [one for one in records if one.kind in rules.ASKED_ABOUT and one.day < work.today]
    earlier = rows.list_of_village(work.db, work.town, village.id, work.now - rules.ONCE_IN)
    for check in earlier:  # whose question went with an erased person
        if check.state is State.ASKED and check.drawn_at < work.now - rules.ANSWERED_WITHIN - timedelta(days=1):
            lapse(work, check.number)
    drawn = [one for one in earlier if one.drawn_at > work.now - rules.WINDOW]
    left = rules.wanted(len(told), len(drawn))
    if left == 0:
        return []
    spared = {one.household for one in earlier} | _homes_of_supervisors(work, village.id)
    done = {one.number for one in earlier}
    pool = [
        one
        for one in told
        if rules.may_be_drawn(one, work.today) and one.household not in spared and one.number not in done
    ]
    order = rules.drawn_order(pool, work.token(12))
    messages: list[Outbound] = []
    asked = 0
    for record in order:
        if asked == left:
            break
        if (person := _member(work, record, cannot)) is not None:
            asked += 1
            messages += _ask(work, village, record, person)
    if asked == 0 and order and not any(one.state is State.BY_HAND for one in drawn):
        _store(work, SpotCheck(order[0].number, village.id, order[0].household, None, work.now, State.BY_HAND), "draw")
    return messages


def _cannot_be_asked(work: Work) -> set[str]:
    """Who is not to be troubled: 安静, no to records of visits."""
    quiet = privacy.list_on(work.db, work.town, privacy.QUIET) | privacy.list_on(work.db, work.town, privacy.ERASED)
    return quiet | consents.list_refusing(work.db, work.town, Purpose.VISIT)


def _homes_of_supervisors(work: Work, village: UnitId) -> set[object]:
    return {one.household for one in _supervisors(work, village) if one.household is not None}


def _supervisors(work: Work, village: UnitId) -> Sequence[Person]:
    holders = work.directory.holders(Role.SUPERVISOR, village, work.today)
    found = [people.find_person(work.db, work.town, one.person) for one in holders]
    return [one for one in found if one is not None]


def _member(work: Work, record: CheckIn, cannot: set[str]) -> Person | None:
    assert record.household is not None
    members = people.list_household(work.db, work.town, record.household)
    barred = {
        *cannot,
        *(one.id for one in members if not people.list_accounts(work.db, work.town, one.id)),
        *(one.id for one in members if work.directory.roles_of(one.id, work.today) & set(WARDEN_ROLES)),
    }
    return rules.whom_to_ask(record, members, barred, work.today)


def _ask(work: Work, village: Unit, record: CheckIn, person: Person) -> list[Outbound]:
    check = SpotCheck(record.number, village.id, record.household, person.id, work.now, State.ASKED)
    _store(work, check, "draw")
    prompt = Outbound(
        ToPerson(person.id),
        say.question(village.name),
        Priority.NOTICE,
        why="走访抽查",
        key=f"spot_check:{record.number}",
        choices=say.CHOICES,
    )
    draft: forms.Draft = {"number": record.number}
    return forms.ask(work, person.id, FORM, STEP, draft, prompt, lives=rules.ANSWERED_WITHIN)


# --- answers ------------------------------------------------------------------------------------------------------------


def answer(work: Work, number: int, said: Answer) -> tuple[bool, list[Outbound]]:
    """A household has answered: whether it was in time, and what the supervisors are told (only of a “no”)."""
    check = rows.find(work.db, work.town, number)
    if check is None or check.state is not State.ASKED:
        return False, []
    answered = replace(check, state=State.ANSWERED, asked=None, answer=said, answered_at=work.now)
    rows.change(work.db, work.town, answered)
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        None,
        "spot_checks",
        str(number),
        "answer",
        check.state,
        answered.state,
    )
    return True, _tell_supervisors(work, answered)


def _tell_supervisors(work: Work, check: SpotCheck) -> list[Outbound]:
    record = check_in_rows.find(work.db, work.town, check.number)
    if check.answer is not Answer.NOT or record is None or record.state not in HOPED:
        return []
    return [
        Outbound(
            ToPerson(one.id),
            say.tell_no(check.number),
            why="走访抽查",
            key=f"spot_check:{check.number}:{one.id}",
        )
        for one in _supervisors(work, check.village)
        if not _concerned(one, record)
    ]


def lapse(work: Work, number: int) -> None:
    """Nobody answered in time: forgotten who was asked, and no more said."""
    check = rows.find(work.db, work.town, number)
    if check is not None and check.state is State.ASKED:
        rows.change(work.db, work.town, replace(check, state=State.LAPSED, asked=None))


# --- supervisors -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overview:
    """What a supervisor sees of a village: the sums of this month, and what is still to be found out."""

    village: str
    month: date
    sums: Counts
    items: list[tuple[SpotCheck, CheckIn, str]]


def overview(work: Work) -> list[Overview]:
    """Each village that the actor supervises.

    Raises:
        Refused: the actor supervises none; says who does.
    """
    return [_overview(work, village) for village in _villages(work)]


def _villages(work: Work) -> list[Unit]:
    assert work.actor is not None
    offices = [one for one in work.directory.offices_of(work.actor.id, work.today) if one.role is Role.SUPERVISOR]
    if not offices or work.grant(Action.SPOT_CHECK) is Grant.NO:
        home = work.directory.village_of(work.actor.unit)
        names = "、".join(one.name for one in _supervisors(work, home.id)[:2]) if home else ""
        raise Refused(say.only_supervisors(names))
    return [work.directory.units[one.unit] for one in offices if one.unit in work.directory.units]


def _overview(work: Work, village: Unit) -> Overview:
    assert work.actor is not None
    month = work.today.replace(day=1)
    lately = rows.list_of_village(work.db, work.town, village.id, work.now - timedelta(days=92))
    items: list[tuple[SpotCheck, CheckIn, str]] = []
    for check in lately:
        record = check_in_rows.find(work.db, work.town, check.number) if _to_find_out(work, check) else None
        if record is not None and record.state in HOPED and not _concerned(work.actor, record):
            items.append((check, record, work.directory.name(record.warden)))
    this_month = [one for one in lately if one.drawn_at >= at(month, time())]
    return Overview(village.name, month, rules.counts(this_month), items)


def _to_find_out(work: Work, check: SpotCheck) -> bool:
    """By hand only as long as 上周 is not long past."""
    return check.open and (check.state is not State.BY_HAND or check.drawn_at > work.now - 2 * rules.ANSWERED_WITHIN)


def _concerned(person: Person, record: CheckIn) -> bool:
    return person.id == record.warden or (record.home is not None and person.household == record.home)


def _open(work: Work, number: int) -> tuple[SpotCheck, CheckIn]:
    """A spot check of the actor's village that is not over.

    Raises:
        Refused: there is none, or it is the actor's own matter.
    """
    assert work.actor is not None
    villages = {one.id for one in _villages(work)}
    check = rows.find(work.db, work.town, number)
    record = check_in_rows.find(work.db, work.town, number)
    if check is None or record is None or check.village not in villages or not check.open:
        raise Refused(say.nothing_open(number))
    if _concerned(work.actor, record):
        raise Refused(say.own_matter(number))
    return check, record


def note_by_hand(work: Work, number: int, said: Answer) -> None:
    """A supervisor has asked in passing.

    Raises:
        Refused: not one to be asked by hand.
    """
    check, _record = _open(work, number)
    if check.state is not State.BY_HAND:
        raise Refused(say.how(number))
    changed = replace(check, state=State.ANSWERED, answer=said, answered_at=work.now)
    rows.change(work.db, work.town, changed)
    _note(work, changed, "answer_by_hand", check.state)


def judge(work: Work, number: int, verdict: Verdict, remark: str) -> None:
    """What a supervisor found out after a “no”. Nothing follows by itself.

    Raises:
        Refused: nothing to find out here, or a grave finding without a word of what it is.
    """
    check, _record = _open(work, number)
    if check.answer is not Answer.NOT:
        raise Refused(say.nothing_open(number))
    if verdict is Verdict.VERIFIED and len(remark.strip()) < 2:
        raise Refused(say.say_why(number))
    changed = replace(check, verdict=verdict, judged_by=work.actor_id, judged_at=work.now, remark=remark.strip()[:300])
    rows.change(work.db, work.town, changed)
    _note(work, changed, f"judge_{verdict.value}", check.state)


def has_to_judge(work: Work, number: int) -> bool:
    """Whether a “no” waits for the outcome of a talk; False: it is still to be asked by hand."""
    return _open(work, number)[0].state is not State.BY_HAND


def _store(work: Work, check: SpotCheck, verb: str) -> None:
    rows.add(work.db, work.town, check)
    audit.put(
        work.db, work.town, work.new_id(), work.now, None, "spot_checks", str(check.number), verb, "", check.state
    )


def _note(work: Work, check: SpotCheck, verb: str, before: State) -> None:
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "spot_checks",
        str(check.number),
        verb,
        before,
        check.state,
    )
