"""Verbs of drafting a list: the quarter's candidates by rule, an entry added or dropped by the village's staff (handbook §4.7, J20)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.actions import list_facts
from bot.actions import lists as act
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import list_items as acts
from bot.domain import list_rules, namesakes, notice_gates
from bot.domain import lists as rules
from bot.domain.directory import WARDEN_ROLES, Person, Unit
from bot.domain.list_items import Item
from bot.domain.list_states import FINAL, Event, Kind, State
from bot.domain.lists import Entry, Issue, Subject
from bot.domain.masking import without_people
from bot.domain.namesakes import Named
from bot.domain.roles import Action
from bot.ids import PersonId, UnitId
from bot.messages import Outbound
from bot.storage import lists as rows
from bot.storage import people, towns
from bot.texts import list_drafts as say_drafts
from bot.texts import list_steps as say
from bot.texts import lists as say_lists


def open_issue(work: Work, village: UnitId, kind: Kind, period: str) -> Issue:
    """The village's issue of a quarter, opened when there is none."""
    found = rows.find_of_period(work.db, work.town, village, kind, period)
    if found is None:
        number = towns.next_number(work.db, work.town, "list_issue")
        found = Issue(number, village, kind, period, work.now)
        rows.add_issue(work.db, work.town, found)
        act.note(work, f"issue:{number}", "open", after=kind.value)
    return found


def period_to_draft(work: Work, village: UnitId, kind: Kind) -> str:
    """In a quarter's first month the one before, unless that is out already; else the running one."""
    before = rules.period_before(work.today)
    if (work.today.month - 1) % 3 or kind is Kind.REMINDER:
        return rules.period_of(work.today)
    earlier = rows.find_of_period(work.db, work.town, village, kind, before)
    return rules.period_of(work.today) if earlier is not None and earlier.published_at is not None else before


def draft_honours(work: Work, village: Unit, period: str) -> tuple[Issue, list[Entry]]:
    """Put together the honour list of a quarter by rule: the issue, and its drafts."""
    issue = open_issue(work, village.id, Kind.HONOUR, period)
    _add_honours(work, issue, _candidates(work, village, period))
    return issue, [one for one in rows.list_entries(work.db, work.town, issue.number) if one.state is State.DRAFT]


def _candidates(work: Work, village: Unit, period: str) -> list[tuple[Subject, tuple[str, ...], str]]:
    """Who may be put forward: the items that their quarter fulfils, and the facts; nobody puts forward their own household."""
    found: list[tuple[Subject, tuple[str, ...], str]] = []
    for subject, quarter in list_facts.quarters(work, village.id, period):
        merits = list_rules.merits(quarter)
        facts = [say_lists.merit(one) for one in merits] + ([say_lists.ranked()] if quarter.first else [])
        own = work.actor is not None and rules.concerns_oneself(subject.person, subject.household, work.actor)
        if facts and not own:
            found.append((subject, tuple(one.code for one in merits), "、".join(facts)))
    return found


def _add_honours(work: Work, issue: Issue, candidates: Sequence[tuple[Subject, tuple[str, ...], str]]) -> list[Entry]:
    """Who is on the list already, or has been asked, is not taken again."""
    known = {one.person for one in rows.list_entries(work.db, work.town, issue.number)}
    return [_add(work, issue, *one) for one in candidates if one[0].person not in known]


def draft(work: Work, kind: Kind, village: Unit, period: str) -> str:
    """``榜 起草``: what the drafting staff reads."""
    name = village.name
    if kind is Kind.HONOUR:
        issue, drafts = draft_honours(work, village, period)
        lines = [say_drafts.draft_line(one.number, act.name_of(work, one.person), one.facts) for one in drafts]
        return say_drafts.drafted(name, issue, lines)
    issue = open_issue(work, village.id, kind, period)
    looks = [
        say_drafts.look(found, subject.name)
        for subject, quarter in list_facts.quarters(work, village.id, period)
        for found in list_rules.worth_a_look(quarter)
        if work.actor is None or not rules.concerns_oneself(subject.person, subject.household, work.actor)
    ]
    return say_drafts.reminder_opened(name, issue, looks)


def draft_quarter(work: Work, due: datetime) -> list[Outbound]:
    """J20: the honour list of the quarter that is over, for every village; nobody is told where nothing was found."""
    told: list[Outbound] = []
    period = rules.period_before(due.date())
    for village in act.villages(work):
        candidates = _candidates(work, village, period)
        if not candidates:
            continue
        issue = open_issue(work, village.id, Kind.HONOUR, period)
        if new := _add_honours(work, issue, candidates):
            staff = [one.person for one in rules.holders(work.directory, village.id, work.today, *act.STAFF)]
            text = say_drafts.drafted_by_itself(village.name, issue, len(new))
            told += act.tell(staff, text, None, "J20 红榜草稿")
    return told


def _add(work: Work, issue: Issue, subject: Subject, items: tuple[str, ...], facts: str) -> Entry:
    made = Entry(
        number=towns.next_number(work.db, work.town, "list_entry"),
        issue=issue.number,
        village=issue.village,
        kind=issue.kind,
        person=subject.person,
        unit=subject.unit,
        items=items,
        facts=facts,
        author=work.actor_id,
        drafted_at=work.now,
    )
    rows.add_entry(work.db, work.town, made)
    act.note(work, str(made.number), "draft", after=State.DRAFT.value)
    return made


# --- an entry by hand ------------------------------------------------------------------------------------------------


def add(work: Work, village: Unit, code: str, subject: Subject, facts: str) -> Entry:
    """Add an entry with its facts; nobody is told yet.

    Raises:
        Refused: an item, a word or a subject that no list may have; or it is about the actor or their household.
    """
    assert work.actor is not None
    kind = acts.kind_of(code)
    if code == acts.HANDED_OVER:
        raise Refused(say_drafts.handed_over())
    if why := rules.concerns_oneself(subject.person, subject.household, work.actor):
        raise Refused(say.conflict(None, why, say.can(act.who_may(work, Action.DRAFT_LIST, village.id))))
    check_facts(work, village.id, kind, facts, subject.name)
    if code == acts.CHECKED and not list_facts.unconfirmed(work, subject.person):
        raise Refused(say_drafts.needs_check())
    issue = open_issue(work, village.id, kind, period_to_draft(work, village.id, kind))
    for one in rows.list_entries(work.db, work.town, issue.number):
        if one.person != subject.person:
            continue
        if kind is Kind.HONOUR and one.state is not State.WITHDRAWN:
            raise Refused(say_drafts.asked_this_time(subject.name))
        if kind is Kind.REMINDER and one.state not in FINAL and code in one.items:
            raise Refused(say_drafts.twice(one.number))
    return _add(work, issue, subject, (code,), facts)


def check_facts(work: Work, village: UnitId, kind: Kind, facts: str, name: str) -> None:
    """What may not stand in the facts of an entry.

    Raises:
        Refused: says what to write instead.
    """
    if not facts.strip():
        raise Refused(say_drafts.facts_wanted())
    if len(facts) > rules.LONGEST_FACTS:
        raise Refused(say.too_long(rules.LONGEST_FACTS))
    check_words(work, facts)
    if kind is Kind.HONOUR:
        if notice_gates.speaks_of_hardship(facts):
            raise Refused(say_drafts.speaks_of_hardship())
        inside = [unit.id for unit in work.directory.below(village)]
        others = {one.name for one in people.list_of_units(work.db, work.town, inside)} - {name}
        plain = facts.replace(name, "")
        if without_people(plain, others) != plain:
            raise Refused(say_drafts.names_others())


def check_words(work: Work, text: str) -> None:
    """Words about character and people's numbers, wherever a text of a list is typed (I39).

    Raises:
        Refused: says what to write instead.
    """
    if word := acts.character_word(text, {office.name for office in work.directory.offices}):
        raise Refused(say_drafts.character(word))
    faults = {one.kind for one in notice_gates.faults(text, 10_000, work.settings.link_hosts)}
    if faults & {notice_gates.Kind.ID_CARD, notice_gates.Kind.BANK_CARD, notice_gates.Kind.MOBILE}:
        raise Refused(say_drafts.has_number())


def subjects_named(work: Work, village: UnitId, text: str) -> tuple[list[Named], str]:
    """The wardens in office whose name ``text`` begins with or holds, and what is left of it; several: no place tells them apart."""
    held = [
        one
        for one in work.directory.offices
        if one.role in WARDEN_ROLES and one.holds_on(work.today) and work.directory.covers(village, one.unit)
    ]
    among = namesakes.with_places(work.directory, held)
    found, rest = namesakes.meant(text, among)
    if not found:
        inside = [one for one in among if one.office.name in text]
        if len({one.office.name for one in inside}) != 1:
            return [], text
        before, name, after = text.partition(inside[0].office.name)
        found, rest = namesakes.meant(name + after, inside)
        rest = f"{before}{rest}"
    return found, rest.strip(" :,.;/")


def subject(work: Work, named: Named) -> Subject:
    """A warden as the subject of an entry."""
    return Subject.of(named.office, work.today)


def others_named(work: Work, text: str) -> Person | None:
    """Somebody of the roster whom ``text`` begins with and who is no warden of the village: said so, never stored."""
    for length in (4, 3, 2):
        found = people.list_named(work.db, work.town, text[:length]) if len(text) >= length else []
        if found:
            return found[0]
    return None


def drop(work: Work, number: int) -> Entry:
    """``榜 删``: an entry that is not decided yet is dropped by the village's staff.

    Raises:
        Refused: it is decided already, or about the actor.
    """
    assert work.actor is not None
    entry = act.entry_for(work, number, Action.DRAFT_LIST)
    if why := rules.concerns_oneself(entry.person, act.home_of(work, entry.person), work.actor):
        raise Refused(say.conflict(number, why, say.can(act.who_may(work, Action.DRAFT_LIST, entry.village))))
    if entry.state not in act.open_states(entry.kind) or entry.state is State.APPROVED:
        raise Refused(say.now_is(number, entry.state))
    return act.advance(work, entry, Event.WITHDRAW)


# --- the village's own wording ---------------------------------------------------------------------------------------


def adopt(work: Work, village: Unit, code: str, text: str, reference: str, on: date) -> None:
    """A village uses its own wording of an item, by decision of its representatives.

    Raises:
        Refused: a word, a name, or the length.
    """
    assert work.actor is not None
    if len(text) > acts.LONGEST:
        raise Refused(say.too_long(acts.LONGEST))
    check_words(work, text)
    inside = [unit.id for unit in work.directory.below(village.id)]
    if any(one.name in text for one in people.list_of_units(work.db, work.town, inside)):
        raise Refused(say_drafts.names_others())
    _adopted(work, Item(code, text, village.id, 0, reference, on))


def note_naming_rule(work: Work, village: Unit, reference: str, on: date) -> None:
    """The village's rule by which a reminder may be published with a name."""
    _adopted(work, Item(rows.NAMING, "", village.id, 0, reference, on))


def _adopted(work: Work, item: Item) -> None:
    assert work.actor is not None
    check_words(work, item.reference)
    version = towns.next_number(work.db, work.town, f"list_item:{item.village}")
    rows.add_item(work.db, work.town, replace(item, version=version), work.actor.id, work.now)
    act.note(work, f"item:{item.village}:{item.code}", "adopt", after=str(version))


def overview(work: Work, villages: Sequence[Unit]) -> str:
    """``榜`` for the offices: each village's latest issue of each kind, and what is to be done; nothing about the actor."""
    assert work.actor is not None
    parts: list[str] = []
    for village in villages:
        for kind in Kind:
            issue = next((one for one in rows.list_issues(work.db, work.town, [village.id]) if one.kind is kind), None)
            entries = rows.list_entries(work.db, work.town, issue.number) if issue else []
            left = [one for one in entries if one.state is not State.DECLINED and not _of(one, work.actor.id)]
            if issue is not None and left:
                lines = [say.entry_line(one, act.name_of(work, one.person)) for one in left[:10]]
                steps = say.next_steps(kind, [one.state for one in left])
                parts.append("\n".join([say.issue_head(village.name, issue), *lines, steps]))
    return say.status("、".join(one.name for one in villages[:3]), parts)


def _of(entry: Entry, who: PersonId) -> bool:
    """A reminder about somebody is not among what they look at as an office; they hear of it as its warden."""
    return entry.person == who and entry.kind is Kind.REMINDER
