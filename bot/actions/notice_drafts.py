"""Verbs of a draft: its gates, whom it may address, its preview (handbook §4.1, ruling 9)."""

from bot.actions import notice_reading as reading
from bot.actions.errors import Refused, UserError
from bot.context import Work
from bot.domain import notice_gates as gates
from bot.domain import notices as rules
from bot.domain.notices import Audience, Draft, Level, Notice, Receipt, Relay, State
from bot.domain.roles import Action, Role
from bot.ids import UnitId
from bot.storage import files
from bot.storage import notices as rows
from bot.texts import files as say_files
from bot.texts import notice_posts as posts
from bot.texts import notice_writing as ask


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
    found = made(work, draft, unit, "", 0)
    post = posts.post(found, reading.issuer(work, found), work_group=False)
    return ask.preview(post, reading.reach(work, draft.audience) + _how(work, draft), found.second)


def _how(work: Work, draft: Draft) -> str:
    """What is out of the ordinary about its way: the time, the tiers, who is asked for receipts."""
    said = [
        ask.goes_at(draft.send_at, draft.repeats) if draft.send_at is not None else "",
        ask.by_hand() if draft.relay is Relay.MANUAL else "",
        ask.important(draft.receipt_until is not None) if draft.level is Level.IMPORTANT else "",
        say_files.look_inside(labels) if (labels := files.list_labels(work.db, work.town, draft.files)) else "",
        ask.only_wardens() if draft.receipt is Receipt.WARDEN and draft.receipt_until is not None else "",
    ]
    return "".join(f"\n{one}" for one in said if one)


def made(work: Work, draft: Draft, unit: UnitId, series: str, serial: int) -> Notice:
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
        level=draft.level,
        receipt=Receipt.NONE if draft.receipt_until is None else draft.receipt,
        receipt_until=draft.receipt_until,
        attachment=draft.attachment,
        phone=draft.phone,
        valid_until=draft.valid_until,
        state=State.PENDING,
        second=rules.is_town_wide(draft.audience, work.directory),
        made_at=work.now,
        relay=draft.relay,
        send_at=draft.send_at,
        repeats=draft.repeats,
        files=draft.files,
    )


def check_words(work: Work, draft: Draft) -> None:
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


def check_days(work: Work, draft: Draft) -> None:
    if draft.receipt_until is not None and draft.receipt_until <= work.now:
        raise UserError(ask.past_until(draft.receipt_until))
    if draft.send_at is not None and draft.send_at <= work.now and not draft.repeats:
        raise UserError(ask.past_send(draft.send_at))
    if draft.send_at is not None and draft.valid_until < draft.send_at.date():
        raise UserError(ask.valid_before_send(draft.send_at))
    if draft.send_at is not None and draft.receipt_until is not None and draft.receipt_until <= draft.send_at:
        raise UserError(ask.receipt_before_send(draft.send_at))
    if draft.valid_until < work.today:
        raise UserError(ask.past_valid(draft.valid_until))
    if draft.receipt_until is not None and draft.valid_until < draft.receipt_until.date():
        raise UserError(ask.valid_before_receipt(draft.receipt_until))


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
        Receipt.COUNT if found.receipt is Receipt.NONE else found.receipt,
        found.relay,
        found.send_at,
        found.repeats,
        found.level,
        found.files,
    )
