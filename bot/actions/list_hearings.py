"""Verbs around the person whom an entry is about: asked before an honour, heard before a reminder, put right (handbook §4.7)."""

from dataclasses import replace

from bot import forms
from bot.actions import list_facts, list_points
from bot.actions import lists as act
from bot.actions.errors import Refused, UserError
from bot.context import Work
from bot.domain import calendar
from bot.domain import list_items as acts
from bot.domain import lists as rules
from bot.domain.list_states import FINAL, SHOWN, Event, Kind, State
from bot.domain.lists import Entry
from bot.domain.roles import Action, Role
from bot.messages import Outbound, ToPerson
from bot.storage import lists as rows
from bot.storage import timers
from bot.texts import list_decisions as say_decisions
from bot.texts import list_drafts as say_drafts
from bot.texts import list_hearings as say
from bot.texts import list_steps as say_steps
from bot.texts import lists as say_lists

CONSENT_FORM = "list_consent"
TIMER = "list_hearing"
_ENTRY = "entry"
_CALLERS = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY)


# --- serving ---------------------------------------------------------------------------------------------------------


def serve(work: Work, entries: list[Entry]) -> tuple[str, list[Outbound]]:
    """``榜 送达``: everybody concerned is told in private; what the staff reads, and the messages.

    Raises:
        Refused: none may be served, or one is about the actor.
    """
    assert work.actor is not None
    told: list[Outbound] = []
    asked = heard = 0
    until = None
    for entry in entries:
        if why := rules.concerns_oneself(entry.person, act.home_of(work, entry.person), work.actor):
            names = act.who_may(work, Action.DRAFT_LIST, entry.village)
            raise Refused(say_steps.conflict(entry.number, why, say_steps.can(names)))
        if not rules.is_warden(work.directory, entry.person, work.today):
            raise Refused(say_drafts.not_a_warden(act.name_of(work, entry.person)))
        if entry.kind is Kind.HONOUR:
            told += _ask(work, entry)
            asked += 1
        else:
            served = _hear(work, entry)
            until = served.hearing_until
            assert until is not None
            text = say.heard(served, act.item_text(work, served), until, list_points.rule_for(work, served))
            told += act.tell([served.person], text, served, "提醒先听本人说明")
            heard += 1
    return say_steps.served(asked, heard, until), told


def _ask(work: Work, entry: Entry) -> list[Outbound]:
    served = act.advance(work, entry, Event.SERVE, served_at=work.now)
    prompt = Outbound(
        ToPerson(served.person),
        consent_question(work, served),
        about=served.about,
        why="红榜先问本人",
        choices=("愿意", "不愿意"),
    )
    draft = {_ENTRY: served.number}
    return forms.ask(work, served.person, CONSENT_FORM, "agree", draft, prompt, lives=rules.CONSENT)


def consent_question(work: Work, entry: Entry) -> str:
    """What a candidate is asked."""
    issue = rows.find_issue(work.db, work.town, entry.issue)
    return say.ask_consent(entry.facts, say_lists.quarter(issue.period) if issue else "")


def _hear(work: Work, entry: Entry) -> Entry:
    if acts.CHECKED in entry.items and not list_facts.unconfirmed(work, entry.person):
        raise Refused(say_drafts.needs_check())
    reached = calendar.next_open(None, work.now, work.settings)  # the three days begin when the message may arrive
    served = act.advance(work, entry, Event.SERVE, served_at=reached)
    timers.set_timer(work.db, work.town, TIMER, str(served.number), reached + rules.HEARING)
    return served


def hearing_over(work: Work, subject: str) -> list[Outbound]:
    """Three days are over: the branch may decide. Nothing when it has been heard or dropped meanwhile."""
    entry = rows.find_entry(work.db, work.town, int(subject))
    if entry is None or entry.state is not State.HEARING:
        return []
    return _tell_ready(work, act.advance(work, entry, Event.HEARING_ENDS))


def _tell_ready(work: Work, entry: Entry) -> list[Outbound]:
    village = work.directory.title(entry.village)
    who = act.staff_of(work, entry, *_CALLERS)
    return act.tell(who, say_steps.ready(village, [entry.number], entry.kind), entry, "可以审定")


# --- consent ---------------------------------------------------------------------------------------------------------


def answer_consent(work: Work, number: int, *, yes: bool) -> tuple[str, list[Outbound]]:
    """The candidate's answer; what they are told, and who else is."""
    entry = rows.find_entry(work.db, work.town, number)
    if entry is None or entry.state is not State.ASKED or entry.person != work.actor_id:
        return say.too_late_to_answer(), []
    if not yes:
        act.advance(work, entry, Event.DECLINE)
        return say.declined(), _when_all_have_answered(work, entry)
    return say.agreed(), _when_all_have_answered(work, act.advance(work, entry, Event.AGREE))


def consent_lapses(work: Work, number: int) -> list[Outbound]:
    """Silence is a no."""
    entry = rows.find_entry(work.db, work.town, number)
    if entry is None or entry.state is not State.ASKED:
        return []
    return _when_all_have_answered(work, act.advance(work, entry, Event.DECLINE))


def _when_all_have_answered(work: Work, entry: Entry) -> list[Outbound]:
    """Once nobody is being asked any more, the branch hears which can be decided; who said no is not told."""
    all_ = rows.list_entries(work.db, work.town, entry.issue)
    agreed = [one for one in all_ if one.state is State.AGREED]
    if not agreed or any(one.state is State.ASKED for one in all_):
        return []
    numbers = [one.number for one in agreed]
    who = act.staff_of(work, agreed[0], *_CALLERS)
    text = say_steps.ready(work.directory.title(entry.village), numbers, Kind.HONOUR)
    return act.tell(who, text, agreed[0], "可以审定")


def take_back_consent(work: Work) -> tuple[str, list[Outbound]]:
    """``不上红榜``: everything about the actor goes from the honour list, at once and at any time (PIPL 15)."""
    assert work.actor is not None
    told: list[Outbound] = []
    mine = [one for one in rows.list_of_person(work.db, work.town, work.actor.id) if one.kind is Kind.HONOUR]
    left = [one for one in mine if not one.final]
    for entry in left:
        act.advance(work, entry, Event.DECLINE)
        close_question(work, entry)
        told += act.take_back_waiting(work, entry.issue)
    return say.taken_back(len(left)), told


def over_unpublished(work: Work, entry: Entry) -> list[Outbound]:
    """An entry has ended before anybody could read of it: nobody is asked any more, and who was heard is told."""
    close_question(work, entry)
    if entry.kind is Kind.HONOUR or entry.served_at is None:
        return []
    return act.tell([entry.person], say.tell_dropped(entry.number), entry, "提醒不再提")


def close_question(work: Work, entry: Entry) -> None:
    """Nobody is asked about an entry that is over."""
    forms.withdraw(work, CONSENT_FORM, lambda draft: draft.get(_ENTRY) == entry.number)
    timers.cancel(work.db, work.town, str(entry.number), TIMER)


# --- statement and putting right -------------------------------------------------------------------------------------


def open_against(work: Work) -> list[Entry]:
    """Reminders about the actor to which something can still be said."""
    assert work.actor is not None
    mine = rows.list_of_person(work.db, work.town, work.actor.id)
    return [one for one in mine if one.kind is Kind.REMINDER and one.served_at is not None and not one.final]


def own(work: Work, entries: list[Entry]) -> list[str]:
    """How each reminder about the actor stands, for the actor."""
    may = {State.HEARING, State.HEARD}
    return [
        say.own(one, act.item_text(work, one), say_steps.STATES[one.state], may_state=one.state in may)
        for one in entries
    ]


def _mine(work: Work, number: int | None, verb: str) -> Entry:
    open_ = open_against(work)
    if not open_:
        raise UserError(say.nothing_to_state())
    if number is None and len(open_) > 1:
        raise UserError(say.which_one(sorted(one.number for one in open_), verb))
    found = next((one for one in open_ if number in {None, one.number}), None)
    if found is None:
        raise UserError(say.which_one(sorted(one.number for one in open_), verb))
    return found


def state(work: Work, number: int | None, words: str) -> list[Outbound]:
    """``申辩``: the warden's own words, kept with the entry and read by those who decide and watch. Who is told.

    Raises:
        UserError: nothing is open, or it has been decided.
    """
    assert work.actor is not None
    entry = _mine(work, number, "申辩")
    if entry.state not in {State.HEARING, State.HEARD}:
        raise Refused(say.over(entry.number, "申辩"))
    if len(words) > rules.LONGEST_STATEMENT:
        raise Refused(say.too_long(rules.LONGEST_STATEMENT))
    joined = "\n".join(part for part in (entry.statement, words) if part)
    if len(joined) > 3 * rules.LONGEST_STATEMENT:
        raise Refused(say.too_long(rules.LONGEST_STATEMENT))
    stated = act.advance(work, entry, Event.STATE, statement=joined, stated_at=work.now)
    text = say.tell_stated(stated.number, work.actor.name)
    return act.tell(act.staff_of(work, stated, *_CALLERS), text, stated, "本人说明")


def mend(work: Work, number: int | None, words: str) -> list[Outbound]:
    """``整改``: the warden says that it has been put right; the village's staff looks. Who is told.

    Raises:
        UserError: nothing is open.
    """
    assert work.actor is not None
    entry = _mine(work, number, "整改")
    if len(words) > rules.LONGEST_STATEMENT:
        raise Refused(say.too_long(rules.LONGEST_STATEMENT))
    mended = replace(entry, mended=words)
    rows.change_entry(work.db, work.town, mended)
    act.note(work, str(entry.number), "mend", entry.state.value, entry.state.value)
    text = say.tell_mended(entry.number, work.actor.name)
    return act.tell(act.staff_of(work, mended), text, mended, "本人说已整改")


def confirm_mended(work: Work, number: int) -> tuple[Entry, list[Outbound]]:
    """``榜 核实``: the village's staff confirms; what is published ends at once, what is not is noted for the branch.

    Raises:
        Refused: nothing was said to be put right, or it is about the actor.
    """
    assert work.actor is not None
    entry = act.entry_for(work, number, Action.DRAFT_LIST)
    if why := rules.concerns_oneself(entry.person, act.home_of(work, entry.person), work.actor):
        names = act.who_may(work, Action.DRAFT_LIST, entry.village)
        raise Refused(say_steps.conflict(number, why, say_steps.can(names)))
    if not entry.mended:
        raise Refused(say_decisions.nothing_mended(number))
    if entry.final or entry.rectified_at is not None:
        raise Refused(say_steps.now_is(number, entry.state))
    seen = {"rectified_at": work.now, "rectified_by": work.actor.id}
    if entry.state in SHOWN | {State.OBJECTED}:
        done = act.advance(work, entry, Event.RECTIFY, **seen)
        told = act.take_back_waiting(work, entry.issue)
    else:
        done = replace(entry, rectified_at=work.now, rectified_by=work.actor.id)
        rows.change_entry(work.db, work.town, done)
        act.note(work, str(number), "rectify", entry.state.value, entry.state.value)
        told = []
    text = say.tell_rectified(number, off=done.state in FINAL)
    return done, told + act.tell([done.person], text, done, "核实整改")
