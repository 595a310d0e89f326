"""Into the outbox: the one choke point through which everything that the bot says goes, with the hours at which it may go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.context import Work
from bot.domain import calendar
from bot.domain.directory import ChatKind
from bot.domain.hidden_numbers import digits_of, has_number, hidden
from bot.ids import UnitId
from bot.messages import InChat, Outbound, Place, Priority, ToPerson
from bot.storage import fan_out, notices, outbox, people, privacy

MANY = 12
"""From so many on they are stored in one statement."""


def post(work: Work, messages: Iterable[Outbound]) -> list[int]:
    """Queue messages in this unit of work; the row numbers of those that were new."""
    opens: dict[ChatKind | None, datetime] = {}
    timed: list[tuple[int, Outbound, datetime]] = []
    for message in (each for one in messages for each in _by_every_road(work, one)):
        if _declined(work, message):
            continue
        not_before = work.now
        if not message.wakes:
            kind = kind_of(work, message.to)
            if kind not in opens:
                opens[kind] = calendar.next_open(kind, work.now, work.settings)
            not_before = opens[kind]
        timed.append((work.new_id(), _fit(work, message), not_before))
    if len(timed) >= MANY:
        return outbox.put_many(work.db, work.town, timed, work.now)
    return [
        number
        for number, message, not_before in timed
        if outbox.put(work.db, work.town, number, message, work.now, not_before)
    ]


@dataclass(frozen=True, slots=True)
class ToGroups:
    """A text to every group at and below some units; ``texts`` by the kind of group, kinds left out get nothing."""

    units: tuple[UnitId, ...]
    excluded: tuple[UnitId, ...]
    texts: Mapping[ChatKind, str]
    wakes: bool
    about: str
    why: str
    key: str
    """Head of each message's key; the group's id follows."""
    files: tuple[str, ...] = ()
    """Keys of files that go with it."""


def post_to_groups(work: Work, what: ToGroups) -> int:
    """Queue it in one statement, held for the hours of each kind of group; to how many groups."""
    if not what.texts:
        return 0
    opens = {kind: work.now if what.wakes else calendar.next_open(kind, work.now, work.settings) for kind in what.texts}
    spread = fan_out.FanOut(
        what.units,
        what.excluded,
        {kind: _without_numbers(work, text, what.about) for kind, text in what.texts.items()},
        opens,
        Priority.URGENT if what.wakes else Priority.NOTICE,
        what.wakes,
        what.about,
        what.why,
        what.key,
        what.files,
    )
    return fan_out.put(work.db, work.town, spread, work.now, work.new_id)


def _fit(work: Work, message: Outbound) -> Outbound:
    """As it may be read where it goes: in a group nobody's numbers (I14)."""
    if not isinstance(message.to, InChat):
        return message
    text = _without_numbers(work, message.text, message.about)
    return message if text == message.text else replace(message, text=text)


def _without_numbers(work: Work, text: str, about: str) -> str:
    """Only what the town prints itself stays: of desks and hotlines, of those who have agreed, of the notice that is sent."""
    if not has_number(text):
        return text
    settings = work.settings
    phones = [settings.desk_phone, settings.duty_phone, *(line.number for line in settings.local_phones)]
    phones += people.list_public_phones(work.db, work.town)
    of_notice = about.startswith("notice:")
    if of_notice:
        number = about.removeprefix("notice:")
        notice = notices.find(work.db, work.town, number)
        phones += [notice.phone] if notice is not None else []
        phones += [one.phone for one in notices.list_corrections(work.db, work.town, number)]
    allowed = {digits for phone in phones if (digits := digits_of(phone))}
    return hidden(
        text, allowed, landlines=not of_notice
    )  # offices' numbers may stand in a notice: its gates have looked


def _by_every_road(work: Work, message: Outbound) -> Iterable[Outbound]:
    """An urgent message to somebody with accounts on several platforms goes to each of them: one of them may be silent."""
    if (
        message.priority is not Priority.URGENT
        or not isinstance(message.to, ToPerson)
        or message.to.account is not None
    ):
        return (message,)
    roads: dict[str, tuple[str, str]] = {}
    for platform, address in people.list_accounts(work.db, work.town, message.to.person):
        roads.setdefault(platform, (platform, address))
    if len(roads) < 2:
        return (message,)
    return [
        replace(
            message,
            to=replace(message.to, account=road),
            key=f"{message.key}@{platform}" if message.key is not None and turn else message.key,
        )
        for turn, (platform, road) in enumerate(roads.items())
    ]


def _declined(work: Work, message: Outbound) -> bool:
    """Whether it is a notice or a digest to somebody who has said 安静; what wakes is never declined."""
    if message.wakes or message.priority < Priority.NOTICE or isinstance(message.to, InChat):
        return False
    return privacy.is_on(work.db, work.town, message.to.person, privacy.QUIET)


def kind_of(work: Work, place: Place) -> ChatKind | None:
    """The kind of group a place is; None for a private chat."""
    if isinstance(place, InChat) and place.chat in work.directory.chats:
        return work.directory.chats[place.chat].kind
    return None
