"""Verbs of 监督: say something about a published list, look at what was said, answer it (handbook §3.3, §4.7, I40)."""

from dataclasses import replace

from bot.actions import list_decisions, list_drafts, list_points
from bot.actions import list_hearings as hearings
from bot.actions import lists as act
from bot.actions.errors import Refused
from bot.actions.lists import Shown
from bot.context import Work
from bot.domain import lists as rules
from bot.domain.directory import Office
from bot.domain.list_states import FINAL, Event, Kind, State
from bot.domain.lists import Answer, Entry, Issue, Objection
from bot.domain.roles import Action, Role
from bot.ids import HouseholdId, PersonId, UnitId
from bot.messages import Outbound
from bot.storage import list_objections as rows
from bot.storage import lists as list_rows
from bot.storage import timers, towns
from bot.texts import list_objections as say
from bot.texts import list_points as say_points
from bot.texts import list_steps as say_steps

TIMER = "list_answer"
MOST = 5
"""So many opinions one person may send about one list's window."""


def current(work: Work, village: UnitId) -> list[Shown]:
    """The lists of a village that are shown now."""
    found = [act.shown(work, village, kind) for kind in Kind]
    return [one for one in found if one is not None]


def own_hidden(work: Work) -> list[tuple[Issue, Entry]]:
    """Entries about the actor that are out but hidden for now: their warden may still speak of them."""
    assert work.actor is not None
    found: list[tuple[Issue, Entry]] = []
    for entry in list_rows.list_of_person(work.db, work.town, work.actor.id):
        issue = list_rows.find_issue(work.db, work.town, entry.issue) if entry.state is State.OBJECTED else None
        if issue is not None:
            found.append((issue, entry))
    return found


def supervisors(work: Work, village: UnitId, entry: Entry | None, but: PersonId | None) -> list[Office]:
    """Who looks at an opinion: the village's supervisors who are not concerned, else the town's staff."""
    home = act.home_of(work, entry.person) if entry is not None else None
    barred = {but, entry.person if entry else None, entry.decided_by if entry else None}
    near = rules.holders(work.directory, village, work.today, Role.SUPERVISOR)
    able = [one for one in near if one.person not in barred and not (home is not None and one.household == home)]
    if able or work.directory.town is None:
        return able
    town = rules.holders(work.directory, work.directory.town.id, work.today, Role.TOWN_STAFF, Role.TOWN_ADMIN)
    return [one for one in town if one.person not in barred]


def say_something(work: Work, issue: Issue, entry: Entry | None, words: str) -> tuple[str, list[Outbound]]:
    """An opinion about a list, or one entry of it: in time it hides the entry until somebody has decided. What the speaker reads.

    Raises:
        Refused: too long, or too many from one person.
    """
    assert work.actor is not None
    if len(words) > rules.MOST_MENTIONED:
        raise Refused(say.too_long(rules.MOST_MENTIONED))
    if rows.count_since(work.db, work.town, work.actor.id, work.now - rules.WINDOW) >= MOST:
        raise Refused(say.too_many())
    hides = entry is not None and rules.may_object(entry, work.now)
    by_warden = entry is not None and entry.person == work.actor.id
    number = towns.next_number(work.db, work.town, "list_objection")
    kept = entry.number if entry is not None else None
    made = Objection(number, issue.number, kept, hides, work.actor.id, by_warden, words, work.now)
    rows.add(work.db, work.town, made)
    act.note(work, f"objection:{number}", "say", after="hides" if hides else "remark")
    told: list[Outbound] = []
    if entry is not None and hides:
        told += _hide(work, entry, made)
    due = work.now + rules.ANSWER
    timers.set_timer(work.db, work.town, TIMER, str(number), due)
    readers = supervisors(work, issue.village, entry, work.actor.id)
    place = entry.place if entry is not None else 0
    text = say.tell_supervisors(made, issue, place, due)
    told += act.tell([one.person for one in readers], text, None, "监督意见")
    village = rules.holders(work.directory, issue.village, work.today, Role.SUPERVISOR)
    near = [one.name for one in readers if one.person in {two.person for two in village}]
    return say.taken(number, say.supervisors(near[:2]), hidden=hides, due=due), told


def _hide(work: Work, entry: Entry, made: Objection) -> list[Outbound]:
    act.advance(work, entry, Event.OBJECT)
    told = act.take_back_waiting(work, entry.issue)
    if not made.by_warden:
        text = say.tell_warden(made.number, entry.number)
        told += act.tell([entry.person], text, entry, "有人提意见")
    return told


# --- the supervisors' side -------------------------------------------------------------------------------------------


def waiting(work: Work) -> list[tuple[Objection, Issue, int]]:
    """What waits for an answer in the actor's scope: never one's own, or about oneself. With the list and the line."""
    assert work.actor is not None
    issues = {one.number: one for one in _issues(work)}
    found: list[tuple[Objection, Issue, int]] = []
    for one in rows.list_open(work.db, work.town, issues):
        entry = _entry(work, one)
        if rules.bars_answer(entry, _home(work, entry), one, work.actor) is None:
            found.append((one, issues[one.issue], entry.place if entry is not None else 0))
    return found


def _issues(work: Work) -> list[Issue]:
    own = [unit.id for unit in act.scope(work, Action.SUPERVISE_LIST)]
    return list_rows.list_issues(work.db, work.town, own) if own else []


def _entry(work: Work, one: Objection) -> Entry | None:
    return list_rows.find_entry(work.db, work.town, one.entry) if one.entry is not None else None


def _home(work: Work, entry: Entry | None) -> HouseholdId | None:
    return act.home_of(work, entry.person) if entry is not None else None


def overview(work: Work) -> str:
    """``监督`` of a supervisor: what waits, with its words; reading it is noted."""
    found = waiting(work)
    for one, _, _ in found[:5]:
        act.note(work, f"objection:{one.number}", "read")
    lines = [say.open_line(*one) for one in found[:5]]
    return say.open_list(lines, found[0][0] if found else None)


def answer(work: Work, number: int, words: str, *, uphold: bool, remove: bool) -> tuple[str, list[Outbound]]:
    """``监督 回复``: a person's answer; about a hidden entry it says whether that stands. What the answerer reads, who is told.

    Raises:
        Refused: not the actor's, nothing said, or no decision about a hidden entry.
    """
    assert work.actor is not None
    found = next((one for one, _, _ in waiting(work) if one.number == number), None)
    if found is None:
        _explain(work, number)
        raise Refused(say.not_open(number))
    if len(words) < 2:
        raise Refused(say.how_to_answer(found))
    if len(words) > rules.LONGEST_STATEMENT:
        raise Refused(say_steps.too_long(rules.LONGEST_STATEMENT))
    list_drafts.check_words(work, words)
    entry = _entry(work, found)
    if not found.hides or entry is None or entry.state in FINAL:
        return _settle(work, found, Answer.ANSWERED, words, [])
    if uphold and remove:
        raise Refused(say.both(found))
    if not uphold and not remove:
        raise Refused(say.how_to_answer(found))
    if remove:
        return _remove(work, found, entry, words)
    left = [one for one in rows.list_open_about(work.db, work.town, entry.number) if one.number != number]
    told: list[Outbound] = []
    if not left:
        kept = act.advance(work, entry, Event.UPHOLD)
        text = say.tell_subject(entry.number, entry.kind, removed=False)
        told = act.tell([entry.person], text, kept, "复核维持")
    return _settle(work, found, Answer.UPHELD, words, told, len(left))


def _explain(work: Work, number: int) -> None:
    """Raises: Refused: it is open, but the actor is concerned: who can answer."""
    assert work.actor is not None
    one = rows.find(work.db, work.town, number)
    if one is None or one.state is not Answer.OPEN or one.issue not in {issue.number for issue in _issues(work)}:
        return
    entry = _entry(work, one)
    why = rules.bars_answer(entry, _home(work, entry), one, work.actor)
    issue = list_rows.find_issue(work.db, work.town, one.issue)
    if why is not None and issue is not None:
        names = "、".join(found.name for found in supervisors(work, issue.village, entry, one.person)[:2])
        raise Refused(say_steps.conflict(None, why, say_steps.can(names)))


def _remove(work: Work, found: Objection, entry: Entry, words: str) -> tuple[str, list[Outbound]]:
    gone = act.advance(work, entry, Event.REMOVE)
    hearings.close_question(work, gone)
    told = list_decisions.gone_from_public(work, entry)
    back = say_points.given_back(list_points.give_back(work, gone))
    text = say.tell_subject(entry.number, entry.kind, removed=True)
    told += act.tell([entry.person], text + back, gone, "复核撤下")
    for other in rows.list_open_about(work.db, work.town, entry.number):
        if other.number != found.number:
            _, more = _settle(work, other, Answer.REMOVED, words, [])
            told += more
    return _settle(work, found, Answer.REMOVED, words, told)


def _settle(
    work: Work, found: Objection, state: Answer, words: str, told: list[Outbound], left: int = 0
) -> tuple[str, list[Outbound]]:
    done = replace(found, state=state, answer=words, answered_by=work.actor_id, answered_at=work.now)
    rows.change(work.db, work.town, done)
    timers.cancel(work.db, work.town, str(found.number), TIMER)
    act.note(work, f"objection:{found.number}", "answer", found.state.value, state.value)
    objector = act.tell([found.person], say.tell_objector(done), None, "监督答复")
    return say.answered(done, left), told + objector


def overdue(work: Work, subject: str) -> list[Outbound]:
    """Three days without an answer: the supervisors are reminded, and the town is told; what is hidden stays so."""
    one = rows.find(work.db, work.town, int(subject))
    issue = list_rows.find_issue(work.db, work.town, one.issue) if one is not None else None
    if one is None or issue is None or one.state is not Answer.OPEN:
        return []
    entry = _entry(work, one)
    who = [office.person for office in supervisors(work, issue.village, entry, one.person)]
    if work.directory.town is not None:
        town = rules.holders(work.directory, work.directory.town.id, work.today, Role.TOWN_STAFF)
        who += [office.person for office in town if office.person != one.person]
    return act.tell(who, say.overdue(one, issue), None, "监督意见超期")
