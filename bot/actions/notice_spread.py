"""Verbs that carry a notice down the tiers: to all groups at once, or from tier to tier by hand; where the bot is not, by a person (§4.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions import notice_reading as reading
from bot.actions.errors import Refused, UserError
from bot.actions.notice_drafts import gate
from bot.context import Work
from bot.domain import calendar
from bot.domain import notice_dates as days
from bot.domain import notices as rules
from bot.domain.directory import ChatKind, Tier
from bot.domain.notices import Notice, People, Relay, State
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId
from bot.messages import Outbound, Priority, ToPerson
from bot.outgoing import ToGroups, post_to_groups
from bot.storage import audit, timers
from bot.storage import notice_relays as relays
from bot.storage import notices as rows
from bot.texts import notice_posts as posts
from bot.texts import notice_relays as say
from bot.texts import notices as say_notices

Lines = tuple[tuple[UnitId, str], ...]
_RELAYERS = {Tier.VILLAGE: (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY), Tier.GRID: (Role.GRID_LEADER,)}


def spread(work: Work, found: Notice) -> list[Outbound]:
    """A released notice begins its way: down to every group, or to the tier that passes it on by hand."""
    roots = found.audience.units
    if found.relay is Relay.AUTO:
        send(work, found, roots, (), ())
        return ask_hands(work, found, roots, ())
    messages: list[Outbound] = []
    for root in roots:
        messages += _begin(work, found, root, ()) if root == found.unit else _hand_down(work, found, (root,), ())
    return messages


def send(work: Work, found: Notice, units: Sequence[UnitId], without: Sequence[UnitId], lines: Lines) -> int:
    """To every group at and below ``units`` that it is meant for, once a version (I11)."""
    return _post(work, found, units, without, {k: words(work, found, k, lines) for k in _kinds(found)})


def _kinds(found: Notice) -> list[ChatKind]:
    return [kind for kind in ChatKind if found.audience.means(kind)]


def _post(
    work: Work, found: Notice, units: Sequence[UnitId], without: Sequence[UnitId], texts: dict[ChatKind, str]
) -> int:
    excluded = (*found.audience.excluded, *without)
    key = f"notice:{found.root}:{found.version}:"
    about = f"notice:{found.root}"
    files = reading.files_of(work, found)
    return post_to_groups(work, ToGroups(tuple(units), excluded, texts, found.urgent, about, "notice", key, files))


def words(work: Work, found: Notice, kind: ChatKind, lines: Lines) -> str:
    """What groups of a kind get; after a correction its words stand first."""
    issuer = reading.issuer(work, found)
    correction = reading.latest_correction(work, found)
    if correction is not None:
        text = posts.corrected_whole(found, correction, issuer, days.corrected(found.body, correction.body))
    elif found.urgent:
        text = posts.urgent(found, issuer)
    else:
        text = posts.post(found, issuer, work_group=kind.is_work)
    return say.with_lines(text, [(work.directory.title(unit), line) for unit, line in lines])


def _begin(work: Work, found: Notice, unit: UnitId, lines: Lines) -> list[Outbound]:
    """At ``unit`` itself it goes out; each unit below that has somebody to pass it on waits for them, the others get it."""
    below = [child.id for child in work.directory.children(unit) if found.audience.holds(work.directory, child.id)]
    waiting = [child for child in below if relayers(work, child)]
    send(work, found, (unit,), waiting, lines)
    others = [child for child in below if child not in waiting]
    return [*_hand_down(work, found, waiting, lines), *ask_hands(work, found, [unit, *others], lines, waiting)]


def _hand_down(work: Work, found: Notice, units: Iterable[UnitId], lines: Lines) -> list[Outbound]:
    """These units are to pass it on: their work groups get it, their relayers are asked."""
    messages: list[Outbound] = []
    for unit in units:
        asked = relayers(work, unit)
        if not asked:
            send(work, found, (unit,), (), lines)
            messages += ask_hands(work, found, (unit,), lines)
            continue
        if not relays.put(
            work.db, work.town, relays.Relay(found.number, unit, lines, "waiting", None, _due(work, found))
        ):
            continue
        own = {
            kind: say.please_relay_here(words(work, found, kind, lines), found)
            for kind in _kinds(found)
            if kind.is_work
        }
        below = [child.id for child in work.directory.children(unit)]
        _post(work, found, (unit,), below, own)
        subject = f"{found.number}:{unit}"
        due = _due(work, found)
        timers.set_timer(
            work.db, work.town, "notice_nudge", subject, work.now + (due - work.now) / 2 if found.urgent else due
        )
        if found.urgent:
            timers.set_timer(work.db, work.town, "notice_relay", subject, due)
        text = say.please_relay(found, work.directory.title(unit), due)
        files = reading.files_of(work, found)
        messages += [replace(_private(found, person, text, "relay"), files=files) for person in asked]
    return messages


def _due(work: Work, found: Notice) -> datetime:
    if found.urgent:
        return work.now + rules.URGENT_RELAY
    return calendar.add_working_hours(work.now, work.settings.relay_hours, work.settings)


def relayers(work: Work, unit: UnitId) -> list[PersonId]:
    """Who passes notices on at a village or group: its staff, its grid leader; nobody at other tiers."""
    for role in _RELAYERS.get(work.directory.units[unit].tier, ()):
        if held := work.directory.holders(role, unit, work.today):
            return list(dict.fromkeys(office.person for office in held))
    return []


def _private(found: Notice, person: PersonId, text: str, why: str, key: str | None = None) -> Outbound:
    about = f"notice:{found.root}"
    priority = Priority.URGENT if found.urgent else Priority.NOTICE
    return Outbound(ToPerson(person), text, priority, wakes=found.urgent, about=about, why=why, key=key)


def pass_on(work: Work, found: Notice, line: str) -> tuple[str, list[Outbound]]:
    """转达 — what waits at the actor's unit goes on with a line of its own; of a notice already out, the line alone follows, once.

    Raises:
        Refused: nothing of this notice is theirs to pass on. UserError: the line is too long, or a gate.
    """
    assert work.actor is not None
    if line and (fault := gate(work, "line", line)):
        raise UserError(fault)
    mine = _own(work)
    if not mine:
        raise Refused(say.not_a_relayer(reading.somebody_with(work, Role.VILLAGE_STAFF)))
    if found.state is not State.RELEASED or found.expired(work.today):
        raise Refused(say.over(found) if found.state is State.RELEASED else say_notices.not_now(found))
    waiting = [one for unit in mine if (one := relays.find(work.db, work.town, found.number, unit)) is not None]
    if not waiting:
        return _add_line(work, found, mine, line)
    todo = [one for one in waiting if one.state == "waiting"]
    if not todo:
        raise Refused(say.passed_already(found))
    messages: list[Outbound] = []
    for one in todo:
        messages += _go_on(work, found, one, line, "passed")
    return say.passed(found, [work.directory.title(one.unit) for one in todo]), messages


def list_mine(work: Work) -> list[Notice]:
    """What waits for the actor to be passed on."""
    waiting = [one.number for unit in _own(work) for one in relays.list_waiting_at(work.db, work.town, unit)]
    found = [rows.find(work.db, work.town, number) for number in dict.fromkeys(waiting)]
    return [one for one in found if one and one.state is State.RELEASED and not one.expired(work.today)]


def _own(work: Work) -> list[UnitId]:
    offices = work.directory.offices_of(work.actor_id, work.today) if work.actor_id else ()
    roles = {role for held in _RELAYERS.values() for role in held}
    return list(dict.fromkeys(o.unit for o in offices if o.role in roles and o.unit in work.directory.units))


def _go_on(work: Work, found: Notice, one: relays.Relay, line: str, state: str) -> list[Outbound]:
    lines = (*one.lines, (one.unit, line if state == "passed" else say.by_itself()))
    done = replace(one, lines=lines, state=state, person=work.actor_id, settled_at=work.now)
    relays.change(work.db, work.town, done)
    timers.cancel(work.db, work.town, f"{found.number}:{one.unit}", "notice_nudge", "notice_relay")
    new = work.new_id()
    audit.put(work.db, work.town, new, work.now, work.actor_id, "notice", found.number, "relay", one.unit, state)
    return _begin(work, found, one.unit, lines)


def _add_line(work: Work, found: Notice, mine: Sequence[UnitId], line: str) -> tuple[str, list[Outbound]]:
    here = [unit for unit in mine if found.audience.concerns(work.directory, unit)]
    if not here:
        raise Refused(say.not_addressed(found))
    if not line:
        return say.out_already(found), []
    told = 0
    for unit in here:
        taken = relays.Relay(found.number, unit, ((unit, line),), "passed", work.actor_id, work.now, work.now)
        if not relays.put(work.db, work.town, taken):
            raise Refused(say.passed_already(found))
        text = say.local_line(found, work.directory.title(unit), line)
        texts = {kind: text for kind in _kinds(found) if not kind.is_work}
        key = f"notice:{found.root}:line-{unit}:"
        what = ToGroups((unit,), found.audience.excluded, texts, found.urgent, f"notice:{found.root}", "relay", key)
        told += post_to_groups(work, what)
    return say.line_added(found, told), []


def nudge(work: Work, subject: str) -> list[Outbound]:
    """A tier has not passed it on in time: its relayers are asked once more, in private."""
    found, one = _waiting(work, subject)
    if found is None or one is None:
        return []
    text = say.nudge(found, work.directory.title(one.unit), by_itself=found.urgent)
    return [
        _private(found, person, text, "relay", f"notice-nudge:{subject}:{person}")
        for person in relayers(work, one.unit)
    ]


def relay_by_itself(work: Work, subject: str) -> list[Outbound]:
    """An urgent one goes on by itself, and says so."""
    found, one = _waiting(work, subject)
    return [] if found is None or one is None else _go_on(work, found, one, "", "auto")


def _waiting(work: Work, subject: str) -> tuple[Notice | None, relays.Relay | None]:
    number, _, unit = subject.partition(":")
    found = reading.find(work, number)
    one = relays.find(work.db, work.town, number, UnitId(unit))
    if found is None or found.state is not State.RELEASED or one is None or one.state != "waiting":
        return None, None
    return found, one


def ask_hands(
    work: Work, found: Notice, units: Iterable[UnitId], lines: Lines, without: Sequence[UnitId] = ()
) -> list[Outbound]:
    """Neighbourhoods that no group reaches: their wardens get ready text to pass on."""
    directory = work.directory
    messages: list[Outbound] = []
    seen: set[UnitId] = set()
    for unit in units:
        for one in directory.below(unit):
            if one.id in seen or one.tier is not Tier.NEIGHBOURHOOD or not found.audience.holds(directory, one.id):
                continue
            seen.add(one.id)
            if any(directory.covers(out, one.id) for out in without) or not _silent(work, found, one.id):
                continue
            kind = ChatKind.MIGRANT if one.kind.value == "migrant" else ChatKind.NEIGHBOURHOOD
            messages += ask_hand(work, found, one.id, one.id, words(work, found, kind, lines))
    return messages


def _silent(work: Work, found: Notice, unit: UnitId) -> bool:
    """No group of residents at or above it would hear of the notice."""
    people = People.AWAY if work.directory.units[unit].kind.value == "migrant" else People.RESIDENTS
    if found.audience.people and people not in found.audience.people:
        return False
    return not any(
        not chat.kind.is_work for above in work.directory.up(unit) for chat in work.directory.chats_of(above.id)
    )


def ask_hand(
    work: Work, found: Notice, place: str, unit: UnitId, text: str, files: Sequence[str] | None = None
) -> list[Outbound]:
    """Give a person the text (and ``files``) for one place, once a version; an earlier version that still waits there is overtaken."""
    person = (
        reading.wardens_of(work, unit) or next(iter(relayers(work, unit)), None) or next(iter(_above(work, unit)), None)
    )
    for old in relays.list_by_hand(work.db, work.town, found.root):
        if old.place == place and old.state == "waiting" and old.version < found.version:
            relays.settle_by_hand(work.db, work.town, replace(old, state="stopped", at=work.now))
    asked = relays.ByHand(found.root, found.version, place, person or found.author, "waiting", "", work.now)
    if not relays.put_by_hand(work.db, work.town, asked):
        return []
    name = reading.place_name(work, place)
    told = say.please_tell(found, name, text)
    key = f"notice-hand:{found.root}:{found.version}:{place}"
    carried = reading.files_of(work, found) if files is None else tuple(files)
    return [replace(_private(found, person or found.author, told, "by hand", key), files=carried)]


def _above(work: Work, unit: UnitId) -> list[PersonId]:
    for found in work.directory.up(unit):
        if asked := relayers(work, found.id):
            return asked
    return []
