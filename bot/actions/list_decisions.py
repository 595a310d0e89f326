"""Verbs of the branch and of publication: decide each entry, publish, take down, end by time (handbook §4.7)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.actions import list_hearings as hearings
from bot.actions import list_points
from bot.actions import lists as act
from bot.actions.errors import Refused
from bot.actions.list_drafts import check_words
from bot.context import Work
from bot.domain import lists as rules
from bot.domain import notice_gates
from bot.domain.list_states import FINAL, SHOWN, Event, Kind, State
from bot.domain.lists import Entry, Issue
from bot.domain.roles import Action, Role
from bot.messages import InChat, Outbound, Place
from bot.storage import lists as rows
from bot.texts import list_decisions as say_decisions
from bot.texts import list_hearings as say_hearings
from bot.texts import list_points as say_points
from bot.texts import list_steps as say
from bot.texts import lists as say_lists

OLDEST_MEETING = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the branch has decided, as its secretary types it in."""

    yes: bool
    meeting: str
    met_on: date | None
    reason: str
    named: bool = False
    deducts: int | None = None
    """扣分; 0: as many as the rule says. None: none."""


def decide(work: Work, number: int, decision: Decision) -> tuple[Entry, list[Outbound]]:
    """``榜 审定``: the branch's decision about one entry; the entry, and what its warden is told.

    Raises:
        Refused: not the actor's to decide, not heard yet, or without meeting, date or reason.
    """
    entry = act.entry_for(work, number, Action.DECIDE_LIST)
    _may_decide(work, entry)
    if decision.reason:
        check_words(work, decision.reason)
    if len(decision.reason) > rules.LONGEST_REASON:
        raise Refused(say.too_long(rules.LONGEST_REASON))
    if entry.kind is Kind.REMINDER and len(decision.reason) < 2:
        raise Refused(say_decisions.reason_wanted(number))
    _check_meeting(work, entry, decision)
    values = {
        "decided_by": work.actor_id,
        "decided_at": work.now,
        "meeting": decision.meeting,
        "met_on": decision.met_on,
        "reason": decision.reason,
    }
    if not decision.yes:
        done = act.advance(work, entry, Event.REFUSE, **values)
        hearings.close_question(work, done)
    else:
        if entry.state is State.HEARING and entry.hearing_until is not None:
            raise Refused(say_decisions.still_hearing(number, entry.hearing_until))
        if decision.named and entry.kind is Kind.REMINDER:
            _check_naming(work, entry)
        named = decision.named and entry.kind is Kind.REMINDER
        deducts = list_points.decided(work, entry, decision.deducts)
        done = act.advance(work, entry, Event.APPROVE, **values, named=named, deducts=deducts)
    if done.kind is Kind.HONOUR:
        return done, []  # a yes is told when it is published, a no to nobody
    text = say_hearings.tell_decided(done, act.item_text(work, done), yes=decision.yes)
    return done, act.tell([done.person], text, done, "支部审定")


def _may_decide(work: Work, entry: Entry) -> None:
    """Raises: Refused: own, household's, drafted by the actor; or the town, where a secretary of the village can."""
    assert work.actor is not None
    home = act.home_of(work, entry.person)
    secretaries = rules.holders(work.directory, entry.village, work.today, Role.BRANCH_SECRETARY)
    able = [
        one
        for one in secretaries
        if one.person not in {entry.person, entry.author} and not (home is not None and one.household == home)
    ]
    can = say.can("、".join(one.name for one in able if one.person != work.actor.id))
    if why := rules.bars_decision(entry, home, work.actor):
        raise Refused(say.conflict(entry.number, why, can))
    if able and work.actor.id not in {one.person for one in secretaries}:
        raise Refused(say.not_yours(f"支部书记{able[0].name}"))


def _check_meeting(work: Work, entry: Entry, decision: Decision) -> None:
    if not decision.yes and not decision.meeting and decision.met_on is None:
        return  # dropping something needs no meeting
    if decision.yes and (not decision.meeting or decision.met_on is None):
        raise Refused(say_decisions.meeting_wanted(entry.number))
    if decision.met_on is None or not work.today - OLDEST_MEETING <= decision.met_on <= work.today:
        raise Refused(say_decisions.meeting_day(decision.met_on))
    heard = entry.served_at if decision.yes and entry.kind is Kind.REMINDER else None
    if heard is not None and decision.met_on < heard.date():
        raise Refused(say_decisions.before_hearing(decision.met_on, heard))


def _check_naming(work: Work, entry: Entry) -> None:
    if not work.settings.list_named:
        raise Refused(say_decisions.naming_not_allowed(say_decisions.NAMING_OFF))
    if rows.find_naming_rule(work.db, work.town, entry.village) is None:
        raise Refused(say_decisions.naming_not_allowed(say_decisions.NAMING_NO_RULE))
    if notice_gates.speaks_of_hardship(act.item_text(work, entry)):
        raise Refused(say_decisions.naming_not_allowed(say_decisions.NAMING_SENSITIVE))


# --- publication -----------------------------------------------------------------------------------------------------


def publish(work: Work, issue: Issue) -> tuple[Issue, list[Entry], list[Outbound]]:
    """``榜 发布``: what the branch has decided with a yes becomes public; the village's list before it ends.

    Raises:
        Refused: nothing has been decided with a yes, or a later list is out.
    """
    approved = [one for one in rows.list_entries(work.db, work.town, issue.number) if one.state is State.APPROVED]
    ready = [one for one in approved if rules.is_warden(work.directory, one.person, work.today)]
    latest = rows.latest_published(work.db, work.town, issue.village, issue.kind)
    if not ready or (latest is not None and latest.period > issue.period):
        raise Refused(say_decisions.nothing_to_publish(issue.kind))
    told = _end_earlier(work, issue)
    issue = replace(issue, published_at=issue.published_at or work.now)
    rows.change_issue(work.db, work.town, issue)
    taken = max((one.place for one in rows.list_entries(work.db, work.town, issue.number)), default=0)
    done: list[Entry] = []
    for place, entry in enumerate(ready, taken + 1):
        entry = act.advance(work, entry, Event.PUBLISH, published_at=work.now, place=place)
        done.append(entry)
        until = work.now + rules.WINDOW
        text = (
            say_hearings.tell_honoured(issue.number, place)
            if entry.kind is Kind.HONOUR
            else say_hearings.tell_published(issue.number, place, until)
        )
        told += act.tell([entry.person], text, entry, "榜发布")
    posted = act.post(work, issue, act.groups(work, issue.village))
    return issue, done, told + posted


def _end_earlier(work: Work, issue: Issue) -> list[Outbound]:
    """The village's earlier lists of this kind end with this one."""
    told: list[Outbound] = []
    for earlier in rows.list_issues(work.db, work.town, [issue.village]):
        if earlier.kind is not issue.kind or earlier.number == issue.number or earlier.period > issue.period:
            continue
        for entry in rows.list_entries(work.db, work.town, earlier.number):
            if not entry.final:
                told += _expire(work, entry)
    return told


def _expire(work: Work, entry: Entry) -> list[Outbound]:
    done = act.advance(work, entry, Event.EXPIRE)
    if entry.published_at is None:
        return hearings.over_unpublished(work, done)
    told = act.take_back_waiting(work, done.issue)
    if done.kind is Kind.REMINDER:
        told += act.tell([done.person], say_hearings.tell_expired(done.number), done, "提醒到期")
    return told


def expire_due(work: Work) -> list[Outbound]:
    """J21: reminders whose thirty days are over end, those that nobody has decided too; nobody could read them any more anyway."""
    told = list_points.take_off_due(work)
    for entry in rows.list_unended(work.db, work.town, Kind.REMINDER):
        if work.now >= rules.ends_at(entry):
            told += _expire(work, entry)
    return told


def withdraw(work: Work, number: int, reason: str) -> list[Outbound]:
    """``榜 撤下``: the branch's secretary or the town takes an entry off at any time, and points that it took off are given back; who is told.

    Raises:
        Refused: it is over already, or about the actor, or without a reason.
    """
    assert work.actor is not None
    entry = act.entry_for(work, number, Action.TAKE_DOWN_LIST)
    if why := rules.concerns_oneself(entry.person, act.home_of(work, entry.person), work.actor):
        raise Refused(say.conflict(number, why, say.can(act.who_may(work, Action.TAKE_DOWN_LIST, entry.village))))
    over = entry.state in FINAL
    if over and not list_points.is_taken(work, entry):
        raise Refused(say.now_is(number, entry.state))
    if len(reason) < 2:
        raise Refused(say_decisions.reason_to_withdraw(number))
    if len(reason) > rules.LONGEST_REASON:
        raise Refused(say.too_long(rules.LONGEST_REASON))
    check_words(work, reason)
    done = entry if over else act.advance(work, entry, Event.WITHDRAW)
    hearings.close_question(work, done)
    told = gone_from_public(work, entry)
    back = say_points.given_back(list_points.give_back(work, done))
    if entry.kind is Kind.REMINDER and entry.served_at is not None:
        told += act.tell([done.person], say_hearings.tell_withdrawn(number, reason, back), done, "榜撤下")
    return told


def gone_from_public(work: Work, before: Entry) -> list[Outbound]:
    """A reminder that groups may have read is put right there; what still waits is dropped. ``before``: as it stood until now."""
    if before.state not in SHOWN | {State.OBJECTED}:
        return []
    issue = rows.find_issue(work.db, work.town, before.issue)
    if issue is None:
        return []
    told = act.take_back_waiting(work, issue.number)
    fresh = {one.to for one in told}
    if before.kind is Kind.HONOUR:
        return told
    text = say_lists.taken_down(issue, before.place)
    about, head = f"list:{issue.number}", f"list:{issue.number}:down:{before.place}"
    return told + [
        replace(one, text=text, about=about, why="榜撤下", key=f"{head}:{act.chat_of(one)}")
        for one in act.groups(work, issue.village)
        if one.to not in fresh and act.has_read(work, issue, one, before.place)
    ]


def tell_lost(work: Work, number: str, to: Place) -> list[Outbound]:
    """A list could not be delivered to a group: its village's staff passes it on by hand, or puts it on the wall."""
    issue = rows.find_issue(work.db, work.town, int(number)) if number.isdigit() else None
    if issue is None or not isinstance(to, InChat):
        return []
    chat = work.directory.chats.get(to.chat)
    staff = [one.person for one in rules.holders(work.directory, issue.village, work.today, *act.STAFF)]
    return act.tell(staff, say_decisions.lost(issue, chat.name if chat else ""), None, "榜没送到")
