"""Verbs of whoever reports a concern: file, correct the category, add, take back; and which one they mean."""

from dataclasses import replace
from datetime import timedelta

from bot import words
from bot.actions import concern_merging as merging
from bot.actions import lessons
from bot.actions.concern_steps import (
    DUE,
    RECALL,
    category_name,
    moment,
    move,
    note_move,
    photos_of,
    put_note,
    reporter_name,
    set_clock,
    to_people,
    who_handles,
)
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import concern_clocks as clocks
from bot.domain import concern_homes as homes
from bot.domain import concerns as rules
from bot.domain.concern_states import Event, State
from bot.domain.concerns import Concern, Desk, Level, Outcome
from bot.domain.consents import Purpose
from bot.domain.directory import Person, Tier, UnitKind
from bot.domain.matters import parts_of
from bot.domain.places import units_named
from bot.domain.roles import Action, Grant
from bot.domain.routing import OTHER, Routed
from bot.domain.tact import Complaint, complaint_of, is_personal
from bot.domain.urgent import Alarm
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import Outbound
from bot.normal import normalise
from bot.storage import concern_attachments as attachments
from bot.storage import concern_followers as follows
from bot.storage import concerns as rows
from bot.storage import consents, people, timers, towns
from bot.texts import alarms as say_alarm
from bot.texts import concern_handling as tell
from bot.texts import concerns as say
from bot.texts import consents as say_consents
from bot.texts import people as say_people

_STARTS = {"lin": Tier.NEIGHBOURHOOD, "grid": Tier.GRID, "village": Tier.VILLAGE}

_TIED_TO_PLACE = frozenset({"WATER", "POWER_NET", "ROAD", "ENV", "SAFETY"})


def understand(work: Work, text: str) -> Routed:
    """The category of a sentence, place names of the roster masked."""
    return words.route(text, words.place_names(work.directory), lessons.nudges_of(work))


def two_matters(work: Work, text: str) -> tuple[str, str] | None:
    """The two matters of a message; None when it is one."""
    return parts_of(text, lambda part: understand(work, part))


def is_sensitive(code: str) -> bool:
    """Whether a category is private by itself (handbook §5.4)."""
    found = words.lexicon().categories.get(code)
    return found is not None and found.sensitive


def must_be_private(text: str, routed: Routed) -> bool:
    """Whether what was said may not be repeated in a group (handbook §3.8)."""
    return is_personal(normalise(text), routed.category, any(is_sensitive(code) for code in routed.likely))


def find_complaint(
    work: Work, reporter: Person, text: str, *, chat: ChatId | None = None, accusing: bool = False
) -> Complaint | None:
    """The complaint about a handler in what was said: of the place that is named, else of the reporter's own, else of the group's."""
    plain = normalise(text)
    named = units_named(work.directory, plain)
    place = named[0].id if len(named) == 1 else reporter.unit or where_is(work, reporter, text, chat)
    return complaint_of(plain, work.directory, place, reporter.id, work.today, accusing=accusing)


def where_is(work: Work, reporter: Person, text: str, chat: ChatId | None, category: str = "") -> UnitId | None:
    """The unit that a concern is in: the reporter's own, unless they name another place; None when nobody can tell."""
    named = units_named(work.directory, normalise(text))
    one = named[0].id if len(named) == 1 else None
    if reporter.unit is not None:
        near = one is not None and (work.directory.covers(one, reporter.unit) or one == reporter.unit)
        return one if one is not None and not near and category in _TIED_TO_PLACE else reporter.unit
    if one is not None:
        return one
    spoken = work.directory.chats.get(chat) if chat else None
    if spoken is not None and spoken.unit in work.directory.units:
        return spoken.unit
    offices = work.directory.offices_of(reporter.id, work.today)
    return offices[0].unit if offices else None


def speaks_of_home(work: Work, reporter: Person, text: str) -> bool:
    """Whether somebody of a group of those away speaks of home: then their own warden is not who can go and look (S29)."""
    unit = work.directory.units.get(reporter.unit) if reporter.unit else None
    return unit is not None and unit.kind is UnitKind.MIGRANT and homes.speaks_of_home(normalise(text))


def home_named(work: Work, reporter: Person, text: str) -> list[UnitId]:
    """Where the home is that an answer names: a place, or the households of a name; several when it may be one of them."""
    plain = normalise(text).strip(" .。!,，")
    if named := units_named(work.directory, plain):
        return [one.id for one in named]
    found = homes.HOUSEHOLD.fullmatch(plain)
    people_ = people.list_named(work.db, work.town, found[1]) if found is not None else []
    units = (work.directory.units.get(one.unit) for one in people_ if one.unit and one.id != reporter.id)
    return list(dict.fromkeys(one.id for one in units if one is not None and one.kind is not UnitKind.MIGRANT))


def raise_concern(
    work: Work,
    reporter: Person,
    text: str,
    *,
    chat: ChatId | None = None,
    category: str | None = None,
    on_behalf_of: str = "",
    collected_by: PersonId | None = None,
    private: bool | None = None,
    unit: UnitId | None = None,
    accusing: bool = False,
    owed: bool = False,
    title: str = "",
) -> tuple[Concern, list[Outbound]]:
    """File a concern at once: number, owner, deadlines, audit. Returns it and the messages to others.

    ``owed``: what nobody can have declined: a correction of one's data, a person to talk to. ``title``: instead of one of our
    own words for what was said.

    Raises:
        Refused: an operator may not; or the reporter has forbidden that what they report be stored.
    """
    if not owed and consents.refuses(work.db, work.town, reporter.id, Purpose.RECORD):
        raise Refused(say_consents.not_recorded())
    if work.as_person(reporter).grant(Action.FILE_CONCERN) is Grant.NO:
        raise Refused(say_people.denied(""))
    routed = understand(work, text)
    complaint = find_complaint(work, reporter, text, chat=chat, accusing=accusing)
    chosen = category or ("VILLAGE" if complaint else routed.category if routed.sure else OTHER)
    place = unit or where_is(work, reporter, text, chat, chosen) or _town(work)
    hidden = _with_households(work, complaint.hidden_from) if complaint else ()
    away = hidden if collected_by or on_behalf_of else (*hidden, reporter.id)
    start = complaint.start if complaint else _start(chosen)
    desk = rules.desk_of(work.directory, place, start, work.now, away)
    level = rules.level_of(chosen)
    filed = Concern(
        number=_number(work, place),
        filed_at=work.now,
        reporter=reporter.id,
        unit=place,
        category=chosen,
        level=level,
        title=title
        or rules.title_of((word for word, _ in routed.why) if routed.category == chosen else (), category_name(chosen)),
        text=text.strip()[: rules.MAX_TEXT],
        private=bool(private) or complaint is not None or is_sensitive(chosen) or must_be_private(text, routed),
        state=State.FILED,
        tier=desk.tier,
        desk=desk.unit,
        chat=chat,
        ack_due_at=clocks.acknowledge_by(level, work.now, work.settings),
        due_at=clocks.resolve_by(level, desk.tier, work.now, work.settings),
        complaint=complaint is not None,
        hidden_from=hidden,
        on_behalf_of=on_behalf_of,
        collected_by=collected_by,
    )
    if complaint is not None:
        filed = replace(filed, title=say.complaint_title())
    elif filed.private and is_sensitive(chosen):
        filed = replace(filed, title=category_name(chosen))
    return _store(work, filed, desk)


def _store(work: Work, filed: Concern, desk: Desk) -> tuple[Concern, list[Outbound]]:
    filed = replace(filed, clock_from=work.now)
    rows.add(work.db, work.town, filed)
    attachments.join(work.db, work.town, filed.reporter, work.now - rules.JOIN, filed.number)
    note_move(work, filed, "file", "", State.FILED.value)
    set_clock(work, filed)
    photos, shown = attachments.count(work.db, work.town, filed.number), photos_of(work, filed.number)
    text = tell.new_case(filed, category_name(filed.category), reporter_name(work, filed), photos)
    return filed, to_people(work, filed, desk.people, text, "新登记", files=shown) + merging.propose(work, filed)


def file_alarm(
    work: Work, reporter: Person, text: str, alarm: Alarm, chat: ChatId | None, unit: UnitId
) -> tuple[Concern, tuple[PersonId, ...]]:
    """File an urgent one, always private; and who is to be called."""
    level = rules.level_of(OTHER, alarm)
    hidden = _with_households(work, (reporter.id,)) if alarm is Alarm.HOME else (reporter.id,)
    called = rules.called(alarm.value, unit, work.directory, work.now, hidden)
    start = Tier.VILLAGE if alarm.quiet else Tier.NEIGHBOURHOOD
    desk = rules.desk_of(work.directory, unit, start, work.now, hidden)
    kept = "" if alarm is Alarm.CRISIS and chat else text.strip()[: rules.MAX_TEXT]
    filed = Concern(
        number=_number(work, unit),
        filed_at=work.now,
        reporter=reporter.id,
        unit=unit,
        category="HEALTH" if alarm in {Alarm.LIFE, Alarm.CRISIS} else "SAFETY",
        level=level,
        title=say_alarm.title(alarm),
        text=kept,
        private=True,
        state=State.FILED,
        tier=desk.tier,
        desk=desk.unit,
        chat=chat,
        ack_due_at=clocks.acknowledge_by(level, work.now, work.settings),
        due_at=clocks.resolve_by(level, desk.tier, work.now, work.settings),
        alarm=alarm.value,
        clock_from=work.now,
        hidden_from=tuple(person for person in hidden if person != reporter.id),
    )
    rows.add(work.db, work.town, filed)
    note_move(work, filed, "alarm", "", State.FILED.value)
    timers.set_timer(work.db, work.town, DUE, filed.number, moment(filed.due_at))
    first = clocks.RECALLS[0] if level is Level.RED else timedelta(hours=1)
    timers.set_timer(work.db, work.town, RECALL, filed.number, work.now + first)
    return filed, called


def refile(work: Work, concern: Concern, category: str) -> tuple[Concern, list[Outbound]]:
    """Another category: perhaps another desk, another level; private once means private for good.

    Raises:
        Refused: somebody has taken it already.
    """
    if category == concern.category:
        return concern, []
    away = tuple(rules.kept_from(concern))
    desk = rules.desk_of(work.directory, concern.unit, _start(category), work.now, away)
    level = rules.level_of(category)
    moved = move(
        work,
        concern,
        Event.REFILE,
        category=category,
        title=category_name(category),
        level=level,
        private=concern.private or is_sensitive(category),
        tier=desk.tier,
        desk=desk.unit,
        ack_due_at=clocks.acknowledge_by(level, work.now, work.settings),
        due_at=clocks.resolve_by(level, desk.tier, work.now, work.settings),
    )
    before = rules.handlers(concern, work.directory, work.now)
    left = [person for person in before if person not in desk.people]
    news = tell.new_case(moved, category_name(category), reporter_name(work, moved), 0)
    return moved, to_people(work, moved, left, tell.went_away(moved, who_handles(work, moved)), "换了类别") + to_people(
        work, moved, desk.people, news, "换了类别", files=photos_of(work, moved.number)
    )


def add_words(work: Work, concern: Concern, text: str) -> tuple[Concern, list[Outbound]]:
    """The reporter adds something.

    Raises:
        Refused: it is over.
    """
    moved = move(work, concern, Event.ADD)
    put_note(work, moved, "add", text)
    who = [moved.claimed_by] if moved.claimed_by else list(rules.handlers(moved, work.directory, work.now))
    return moved, to_people(work, moved, who, tell.added(moved, text[: rules.MAX_TEXT]), "本人补充")


def withdraw(work: Work, concern: Concern) -> tuple[Concern, list[Outbound]]:
    """The reporter takes it back: the words go, unless somebody has acted.

    Raises:
        Refused: it is over.
    """
    if concern.state is State.MERGED:
        merging.leave(work, concern)
        return concern, []
    if not concern.final and concern.state is not State.RESOLVED:
        handed_on = merging.hand_on(work, concern)
        if handed_on is not None:
            return handed_on
    moved = move(work, concern, Event.WITHDRAW, outcome=Outcome.BY_REPORTER)
    if moved.state is State.WITHDRAWN:
        rows.erase_words(work.db, work.town, moved.number)
        moved = rows.get_concern(work.db, work.town, moved.number)
    who = [concern.claimed_by] if concern.claimed_by else list(rules.handlers(concern, work.directory, work.now))
    return moved, to_people(work, moved, who, tell.withdrawn(moved), "本人撤回")


def find_own(work: Work, person: PersonId, said: str) -> Concern | None:
    """The concern that a reporter means by a number: full, bare (their own latest), or none when they have just one open."""
    mine = rows.list_of_reporter(work.db, work.town, person)
    if "-" in said:
        found = rows.find_concern(work.db, work.town, said)
        return found if found is not None and person in {found.reporter, found.collected_by} else None
    if said:
        return next((one for one in mine if one.short == str(int(said))), None)
    still = [one for one in mine if not one.final]
    return still[0] if len(still) == 1 else None


def find_seen(work: Work, person: PersonId, said: str) -> Concern | None:
    """The concern that somebody means who may look at it: their own first, then what their office shows them."""
    own = find_own(work, person, said)
    if own is not None and person not in own.hidden_from:
        return own
    if not said:
        return None
    followed = follows.list_followed(work.db, work.town, person)
    mine = [number for number in followed if number == said or number.rsplit("-", 1)[1] == said.rjust(3, "0")]
    if mine and (found_one := rows.find_concern(work.db, work.town, mine[0])) is not None:
        return found_one
    found = (
        [one for one in [rows.find_concern(work.db, work.town, said)] if one is not None]
        if "-" in said
        else rows.list_ending(work.db, work.town, int(said))
    )
    return next((one for one in found if rules.may_see(one, person, work.directory, work.now)), None)


def _start(category: str) -> Tier:
    found = words.lexicon().categories.get(category)
    return _STARTS[found.first_tier] if found else Tier.NEIGHBOURHOOD


def _town(work: Work) -> UnitId:
    town = work.directory.town
    return town.id if town else UnitId(work.town)


def _number(work: Work, unit: UnitId) -> str:
    """Ruling 27: ``KQ2611-007``."""
    village = work.directory.village_of(unit)
    stem = f"{village.id if village else work.town}{work.now:%y%m}"
    return f"{stem}-{towns.next_number(work.db, work.town, f'concern:{stem}'):03d}"


def _with_households(work: Work, hidden: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    """Those complained about, and office holders who live with them."""
    found = dict.fromkeys(hidden)
    for person in hidden:
        row = people.find_person(work.db, work.town, person)
        if row is None or row.household is None:
            continue
        for other in people.list_household(work.db, work.town, row.household):
            if work.directory.offices_of(other.id, work.today):
                found[other.id] = None
    return tuple(found)


def is_delicate(work: Work, person: Person, text: str) -> bool:
    """Whether a text needs the whole road of a report: a complaint, or a matter for a legal channel."""
    return words.redirect_to(normalise(text)) is not None or find_complaint(work, person, text) is not None


def nearer(work: Work, text: str, category: str) -> str:
    """``category`` as chosen in a short menu, unless the words are sure of another one."""
    routed = understand(work, text)
    return routed.category if routed.sure else category
