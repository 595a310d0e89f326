"""Verbs of a notice's life: submit, approve, send back, release, correct, withdraw (handbook §4.1, rulings 8, 18, 23)."""

from collections.abc import Iterable
from dataclasses import replace

from bot.actions import notice_reading as reading
from bot.actions.errors import Refused, UserError
from bot.context import Work
from bot.domain import notice_dates as days
from bot.domain import notice_gates as gates
from bot.domain import notices as rules
from bot.domain.directory import Chat
from bot.domain.notices import Audience, Draft, Fate, Level, Notice, Receipt, State
from bot.domain.roles import Action, Role
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.storage import audit, timers, towns
from bot.storage import notice_deliveries as deliveries
from bot.storage import notices as rows
from bot.texts import notice_posts as posts
from bot.texts import notice_writing as ask
from bot.texts import notices as say

Told = tuple[str, list[Outbound]]
"""What the actor is told, and the messages to others."""


def gate(work: Work, part: str, text: str) -> str:
    """What must be mended in ``title``, ``body``, ``plain`` or ``attachment`` before it may stand; empty: nothing."""
    most = gates.MOST[part]
    found = gates.faults(text, most, work.settings.link_hosts)
    return ask.fault(part, found[0], most) if found else ""


def own_units(work: Work, action: Action = Action.CREATE_NOTICE) -> tuple[UnitId, ...]:
    """The units to which the actor may address notices."""
    offices = work.directory.offices_of(work.actor_id, work.today) if work.actor_id else ()
    return tuple(dict.fromkeys(office.unit for office in rules.offices_for(action, offices)))


def check_audience(work: Work, audience: Audience) -> UnitId:
    """The unit that issues it.

    Raises:
        Refused: it goes beyond what the actor may address.
        UserError: nobody is there to get it.
    """
    offices = work.directory.offices_of(work.actor_id, work.today) if work.actor_id else ()
    mine = rules.offices_for(Action.CREATE_NOTICE, offices)
    unit = rules.issuing_unit(audience, mine, work.directory)
    if unit is None:
        titles = [work.directory.title(office.unit) for office in mine]
        raise Refused(ask.beyond(titles, reading.somebody_with(work, Role.TOWN_STAFF)))
    if not audience.chats(work.directory):
        raise UserError(ask.no_chats(reading.audience_name(work, audience)))
    return unit


def preview(work: Work, draft: Draft) -> str:
    """The notice as groups will get it, with its reach and who signs."""
    unit = check_audience(work, draft.audience)
    found = _made(work, draft, unit, "", 0)
    post = posts.post(found, reading.issuer(work, found), work_group=False)
    return ask.preview(post, reading.reach(work, draft.audience), found.second)


def submit(work: Work, draft: Draft, number: str = "") -> Told:
    """送审 — goes out at once inside the own unit, else waits for another person. ``number`` is that of a returned draft.

    Raises:
        UserError: a gate, or a day that has passed meanwhile; the draft stays.
    """
    unit = check_audience(work, draft.audience)
    _check_words(work, draft)
    _check_days(work, draft)
    returned = rows.find(work.db, work.town, number) if number else None
    if returned is not None and returned.state is State.DRAFT and returned.author == work.actor_id:
        found = _made(work, draft, unit, returned.series, returned.serial)
    else:
        found = _made(work, draft, unit, *next_number(work, unit))
    if not found.second:
        return say.released(found, reading.reach(work, draft.audience)), release(work, found, State.DRAFT)
    rows.put(work.db, work.town, found)
    note(work, found, "submit", State.DRAFT, State.PENDING)
    others = reading.approvers(work, but=found.author)
    return say.waits(found, list(others.values())), _please_approve(work, found, others)


def next_number(work: Work, unit: UnitId) -> tuple[str, int]:
    """The series and the next running number in it."""
    series = rules.series_of(unit, work.directory, work.today)
    return series, towns.next_number(work.db, work.town, f"notice:{series}")


def approve(work: Work, found: Notice) -> Told:
    """批准 — another 镇干部 or 镇管理员 lets it go, or has looked at an urgent one that is already out.

    Raises:
        Refused: not by this person, or not in this state.
    """
    assert work.actor is not None
    may_sign(work, found)
    overdue = found.receipt_until is not None and found.receipt_until <= work.now
    if found.state is State.RELEASED and found.review_due is not None and found.approver is None:
        return _review(work, found)
    if found.state is not State.PENDING:
        raise Refused(say.not_now(found))
    if overdue or (found.expired(work.today) and not found.corrects):
        raise Refused(say.too_late(found))
    signed = replace(found, approver=work.actor.id)
    reached = _reach(work, found)
    messages = _release_correction(work, signed) if found.corrects else release(work, signed, State.PENDING)
    told = say.approved_to_author(found, work.actor.name, reached)
    return say.approved(found, reached), [*messages, to_person(found, found.author, told)]


def may_sign(work: Work, found: Notice | None) -> None:
    """Ruling 23: any other 镇干部 or 镇管理员.

    Raises:
        Refused: the actor is none, or the author.
    """
    if not rules.may_approve(work.roles()):
        raise Refused(say.not_approver(reading.somebody_with(work, Role.TOWN_STAFF)))
    if found is not None and found.author == work.actor_id:
        raise Refused(say.own_draft(found))


def send_back(work: Work, found: Notice, reason: str) -> Told:
    """退改 — with a reason, to the author, who may go on with the draft.

    Raises:
        Refused: not by this person, or nothing waits.
    """
    assert work.actor is not None
    may_sign(work, found)
    if found.state is not State.PENDING:
        raise Refused(say.not_now(found))
    returned = replace(found, state=State.DRAFT, reason=reason[:200])
    rows.put(work.db, work.town, returned)
    note(work, found, "send_back", State.PENDING, State.DRAFT)
    told = say.sent_back_to_author(returned, work.actor.name)
    return say.sent_back(found), [to_person(found, found.author, told)]


def release(work: Work, found: Notice, before: State) -> list[Outbound]:
    """To every active bound chat at and below its units, once each; opens the receipt window."""
    out = replace(found, state=State.RELEASED, released_at=work.now, reason="")
    rows.put(work.db, work.town, out)
    note(work, out, "release", before, State.RELEASED)
    if out.receipt_until is not None:
        timers.set_timer(work.db, work.town, "notice_receipt", out.number, out.receipt_until)
    issuer = reading.issuer(work, out)
    if out.urgent:
        words = dict.fromkeys((True, False), posts.urgent(out, issuer))
    else:
        words = {work_group: posts.post(out, issuer, work_group=work_group) for work_group in (True, False)}
    return [to_chat(out, chat.id, words[chat.kind.is_work]) for chat in out.audience.chats(work.directory)]


def may_correct(work: Work, original: Notice) -> None:
    """Whether the actor may correct it now.

    Raises:
        Refused: not theirs, or not in this state.
    """
    if not reading.manages(work, original):
        raise Refused(say.not_yours(original, _who_manages(work, original)))
    if original.released_at is None:
        raise Refused(say.not_out_yet(original))
    if original.state is State.WITHDRAWN:
        raise Refused(say.not_now(original))


def correct(work: Work, original: Notice, text: str) -> Told:
    """更正 — always signed by another person, then to exactly the chats that got the original.

    Raises:
        UserError: a gate, or nothing to correct.
        Refused: not theirs.
    """
    assert work.actor is not None
    may_correct(work, original)
    if fault := gate(work, "body", text):
        raise UserError(fault)
    if not any(fate is not Fate.LOST for fate in _fates(work, original.number).values()):
        raise UserError(say.nobody_got_it(original))
    series, serial = next_number(work, original.unit)
    found = replace(
        original,
        number=rules.number_of(series, serial),
        series=series,
        serial=serial,
        author=work.actor.id,
        body=text.strip(),
        plain_text="",
        receipt=Receipt.NONE,
        receipt_until=None,
        state=State.PENDING,
        second=True,
        made_at=work.now,
        approver=None,
        released_at=None,
        review_due=None,
        corrects=original.number,
        trouble_told_at=None,
        closed_persons=None,
        closed_answered=None,
    )
    rows.put(work.db, work.town, found)
    note(work, found, "submit", State.DRAFT, State.PENDING)
    others = reading.approvers(work, but=found.author)
    return say.waits_correction(found, list(others.values())), _please_approve(work, found, others)


def withdraw(work: Work, found: Notice) -> Told:
    """撤回通知 — one that has not gone out is dropped; one that has is declared void in the chats that got it.

    Raises:
        Refused: not theirs, or it is void already.
    """
    assert work.actor is not None
    if not reading.manages(work, found) and not rules.may_approve(work.roles()):
        raise Refused(say.not_yours(found, _who_manages(work, found)))
    if found.state in {State.WITHDRAWN, State.CANCELLED}:
        raise Refused(say.not_now(found))
    if found.state is not State.RELEASED:
        rows.put(work.db, work.town, replace(found, state=State.CANCELLED))
        note(work, found, "cancel", found.state, State.CANCELLED)
        return say.cancelled(found), []
    original = reading.original_of(work, found)
    if original.second and not original.urgent and not _signs_alone(work, original):
        others = reading.approvers(work, but=original.author)
        asking = say.please_withdraw(original, work.actor.name)
        return say.withdraw_needs_other(original), [to_person(original, other, asking) for other in others]
    return _declare_void(work, original)


def _signs_alone(work: Work, original: Notice) -> bool:
    """What took a second person to let out takes one to call back."""
    return rules.may_approve(work.roles()) and work.actor_id != original.author


def _declare_void(work: Work, original: Notice) -> Told:
    had = _fates(work, original.number)
    stopped = deliveries.skip_in_chats(work.db, work.town, f"notice:{original.number}", work.now)
    void = replace(original, state=State.WITHDRAWN, receipt_until=None, review_due=None)
    rows.put(work.db, work.town, void)
    timers.cancel(work.db, work.town, original.number)
    note(work, original, "withdraw", State.RELEASED, State.WITHDRAWN)
    words = posts.withdrawn(original)
    got = [chat for chat, fate in had.items() if fate is Fate.GOT]
    messages = [
        replace(to_chat(original, chat, words), key=f"notice:{original.number}:withdrawn:{chat}") for chat in got
    ]
    if original.author != work.actor_id:
        messages.append(to_person(original, original.author, say.withdrawn(original, len(got), stopped)))
    return say.withdrawn(original, len(got), stopped), messages


def list_returned(work: Work) -> list[Notice]:
    """Drafts of the actor that were sent back, the latest first."""
    found = rows.list_in_state(work.db, work.town, State.DRAFT, work.actor_id) if work.actor_id else []
    return [one for one in found if not one.corrects]


def list_waiting_for(work: Work) -> list[Notice]:
    """What the actor may sign now, the latest first."""
    waiting = [
        *rows.list_in_state(work.db, work.town, State.PENDING),
        *(one for one in rows.list_unreviewed(work.db, work.town) if one.state is State.RELEASED),
    ]
    return [one for one in waiting if one.author != work.actor_id]


def draft_of(found: Notice) -> Draft:
    """A returned notice as the dialogue takes it up again."""
    return Draft(
        found.title,
        found.audience,
        found.body,
        found.plain_text,
        found.receipt_until,
        found.attachment,
        found.phone,
        found.valid_until,
    )


def to_chat(found: Notice, chat: ChatId, text: str) -> Outbound:
    """To a group: at most once a version (I11); only red and orange wake (I13)."""
    return Outbound(
        InChat(chat),
        text,
        Priority.URGENT if found.urgent else Priority.NOTICE,
        wakes=found.urgent,
        about=f"notice:{found.root}",
        why="notice",
        key=found.key(chat),
    )


def to_person(found: Notice, person: PersonId, text: str) -> Outbound:
    """To somebody who takes part in its approval: at any hour (ruling 24)."""
    return Outbound(ToPerson(person), text, wakes=True, about=f"notice:{found.number}", why="notice approval")


def note(work: Work, found: Notice, verb: str, before: State, after: State) -> None:
    """The audit row of a transition."""
    audit.put(
        work.db,
        work.town,
        work.new_id(),
        work.now,
        work.actor_id,
        "notice",
        found.number,
        verb,
        before.value,
        after.value,
    )


def _made(work: Work, draft: Draft, unit: UnitId, series: str, serial: int) -> Notice:
    assert work.actor is not None
    return Notice(
        number=rules.number_of(series, serial) if series else "",
        series=series,
        serial=serial,
        author=work.actor.id,
        unit=unit,
        title=draft.title,
        body=draft.body,
        plain_text=draft.plain_text,
        audience=draft.audience,
        level=Level.NORMAL,
        receipt=Receipt.NONE if draft.receipt_until is None else Receipt.COUNT,
        receipt_until=draft.receipt_until,
        attachment=draft.attachment,
        phone=draft.phone,
        valid_until=draft.valid_until,
        state=State.PENDING,
        second=rules.is_town_wide(draft.audience, work.directory),
        made_at=work.now,
    )


def _check_words(work: Work, draft: Draft) -> None:
    """The gates once more, at 送审 (ruling 9)."""
    for part, text in (("title", draft.title), ("body", draft.body), ("plain", draft.plain_text)):
        if fault := gate(work, part, text):
            raise UserError(fault)
    if draft.attachment and (fault := gate(work, "attachment", draft.attachment)):
        raise UserError(fault)
    if fault := phone_fault(work, draft.phone):
        raise UserError(fault)


def phone_fault(work: Work, text: str) -> str:
    """What is wrong with a phone for questions; empty: it may be printed."""
    kind, digits = gates.read_phone(text)
    if kind is gates.Phone.NONE:
        return ask.bad_phone()
    if kind is gates.Phone.MOBILE and not rows.is_public_phone(work.db, work.town, digits):
        return ask.private_phone()
    return ""


def _check_days(work: Work, draft: Draft) -> None:
    if draft.receipt_until is not None and draft.receipt_until <= work.now:
        raise UserError(ask.past_until(draft.receipt_until))
    if draft.valid_until < work.today:
        raise UserError(ask.past_valid(draft.valid_until))
    if draft.receipt_until is not None and draft.valid_until < draft.receipt_until.date():
        raise UserError(ask.valid_before_receipt(draft.receipt_until))


def _please_approve(work: Work, found: Notice, others: Iterable[PersonId]) -> list[Outbound]:
    assert work.actor is not None
    issuer = reading.issuer(work, found)
    post = posts.post(found, issuer, work_group=True)
    if found.corrects:
        post = posts.correction(found, found.title, found.phone)
    words = say.please_approve(found, work.actor.name, issuer, post, _reach(work, found))
    return [to_person(found, other, words) for other in others]


def _review(work: Work, found: Notice) -> Told:
    assert work.actor is not None
    rows.put(work.db, work.town, replace(found, approver=work.actor.id))
    timers.cancel(work.db, work.town, found.number, "notice_review")
    note(work, found, "review", State.RELEASED, State.RELEASED)
    told = say.reviewed_to_author(found, work.actor.name)
    return say.reviewed(found), [to_person(found, found.author, told)]


def _reach(work: Work, found: Notice) -> str:
    """Whom it will reach; a correction goes where the original is, or was going."""
    if not found.corrects:
        return reading.reach(work, found.audience, urgent=found.urgent)
    had = _fates(work, found.corrects)
    times = reading.opening_times(
        work, [work.directory.chats[chat] for chat in had if chat in work.directory.chats], urgent=found.urgent
    )
    counts = {fate: sum(one is fate for one in had.values()) for fate in Fate}
    return say.correction_reach(counts[Fate.GOT], counts[Fate.WAITS], times, work.now)


def _fates(work: Work, number: str) -> dict[ChatId, Fate]:
    """What each chat has had of an original and its corrections."""
    seen = deliveries.list_in_chats(work.db, work.town, f"notice:{number}")
    return dict(rules.fates((chat, state.value) for chat, _, state, *_ in seen))


def _release_correction(work: Work, found: Notice) -> list[Outbound]:
    """Chats that have the original get the correction; where it is still on its way, the whole takes its place (I15)."""
    original = rows.find(work.db, work.town, found.corrects)
    if original is None or original.state is not State.RELEASED:
        raise Refused(say.not_now(original or found))
    had = _fates(work, original.number)
    deliveries.skip_in_chats(work.db, work.town, f"notice:{original.number}", work.now)
    version = max([1, *(one.version for one in rows.list_corrections(work.db, work.town, original.number))]) + 1
    out = replace(found, state=State.RELEASED, released_at=work.now, version=version, reason="")
    rows.put(work.db, work.town, out)
    note(work, out, "release", State.PENDING, State.RELEASED)
    words = {
        Fate.GOT: posts.correction(out, original.title, original.phone),
        Fate.WAITS: posts.corrected_whole(
            original, out, reading.issuer(work, original), days.corrected(original.body, out.body)
        ),
    }
    return [
        to_chat(out, chat, words[fate]) for chat, fate in had.items() if fate is not Fate.LOST and _live(work, chat)
    ]


def _live(work: Work, chat: ChatId) -> bool:
    found: Chat | None = work.directory.chats.get(chat)
    return found is not None and found.state.value == "active"


def _who_manages(work: Work, found: Notice) -> str:
    role = Role.TOWN_STAFF if work.directory.village_of(found.unit) is None else Role.VILLAGE_STAFF
    return reading.somebody_with(work, role)
