"""What the demo page shows: five panes, who may speak in each, the lines, what still waits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from urllib.parse import quote, unquote

from bot.context import Work
from bot.domain import calendar
from bot.domain.directory import Chat, ChatKind, ChatState, Directory, Person, Tier
from bot.domain.roles import Role
from bot.ids import PersonId
from bot.messages import Place, ToPerson
from bot.storage import people
from bot.texts.people import role_name
from bot.web.asked import is_list
from bot.web.register import UNKNOWN, Register
from bot.web.stage import Stage
from bot.web.transcript import Line
from bot.web.waiting import log_id

COOKIE = "xianglin-panes"
PHONE = "phone"
PASSER_BY = f"{UNKNOWN}路人甲"
KINDS: Mapping[str, tuple[ChatKind, ...]] = {
    "town": (ChatKind.TOWN_WORK,),
    "village": (ChatKind.VILLAGE_WORK, ChatKind.VILLAGE_PUBLIC),
    "grid": (ChatKind.GRID,),
    "near": (ChatKind.NEIGHBOURHOOD, ChatKind.MIGRANT),
}
TITLES = {
    "town": ("镇", "镇里"),
    "village": ("村", "村里"),
    "grid": ("格", "网格"),
    "near": ("邻", "邻里"),
    PHONE: ("私", "手机私聊"),
}
PREFERRED = {
    "town": ("胜利镇工作群", "钱晓峰"),
    "village": ("康桥村工作群", "周文斌"),
    "grid": ("康桥三组网格群", "李大山"),
    "near": ("康桥三组2邻群", "张小明"),
    PHONE: ("", "王建国"),
}
"""Where the tour begins; with another roster the first of each kind."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who can be spoken as."""

    address: str
    label: str


@dataclass(frozen=True)
class Pane:
    """One chat on the page."""

    key: str
    sign: str
    title: str
    place: str
    """Address of the group, or of the phone's owner."""
    private: bool
    name: str
    speaker: str
    speakers: tuple[tuple[str, tuple[Speaker, ...]], ...]
    chats: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[int, Line], ...] = ()
    waiting: str = ""

    @property
    def log(self) -> str:
        """Id of the element that holds the lines."""
        return log_id(self.place, self.private)


@dataclass(frozen=True)
class Answering:
    """The form with which a message of the bot is answered by quoting it."""

    key: str
    place: str
    speaker: str
    speakers: tuple[tuple[str, tuple[Speaker, ...]], ...]
    """Nobody to choose from: the phone's owner answers."""


@dataclass(frozen=True)
class Chosen:
    """Which chat each pane shows and who speaks in it: ``{pane: (address of the chat, address of the speaker)}``."""

    panes: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    @classmethod
    def read(cls, cookie: str) -> "Chosen":
        """From the browser; anything odd is as if it were not there."""
        try:
            data: Any = json.loads(unquote(cookie))
        except ValueError:
            return cls()
        if not isinstance(data, dict):
            return cls()
        found: dict[str, tuple[str, str]] = {}
        for key, value in cast("dict[str, Any]", data).items():
            if key in TITLES and is_list(value):
                pair = [one for one in value if isinstance(one, str)]
                if len(pair) == 2:
                    found[key] = (pair[0], pair[1])
        return cls(found)

    def written(self) -> str:
        """For the cookie."""
        return quote(json.dumps({key: list(pair) for key, pair in self.panes.items()}, ensure_ascii=False))

    def with_pane(self, key: str, chat: str, speaker: str) -> "Chosen":
        """The same with one pane changed."""
        return Chosen({**self.panes, key: (chat, speaker)})


@dataclass(frozen=True)
class Folk:
    """Everybody of the town with the label under which they are listed."""

    register: Register
    persons: tuple[Person, ...]
    labels: Mapping[PersonId, str]
    offices: frozenset[PersonId]


def read_folk(work: Work, register: Register) -> Folk:
    """Look at the rows."""
    units = [unit.id for unit in work.directory.units.values() if unit.tier is Tier.NEIGHBOURHOOD]
    persons = {one.id: one for one in people.list_of_units(work.db, work.town, units)}
    holders = {office.person for office in work.directory.offices if office.holds_on(work.today)}
    for who in sorted(holders - persons.keys()):
        if (found := people.find_person(work.db, work.town, who)) is not None:
            persons[found.id] = found
    labels = {one.id: _label(work, one) for one in persons.values()}
    return Folk(register, tuple(persons.values()), labels, frozenset(holders))


def _label(work: Work, person: Person) -> str:
    roles = sorted(work.roles(person.id), key=list(Role).index)
    office = "、".join(role_name(role) for role in roles)
    where = work.directory.title(person.unit) if person.unit else ""
    return " · ".join(part for part in (person.name, office or where) if part)


def pane_of(stage: Stage, folk: Folk, chosen: Chosen, key: str) -> Pane:
    """One pane as chosen, or as preferred."""
    sign, title = TITLES[key]
    chats: tuple[tuple[str, str], ...] = ()
    if key == PHONE:
        speaker = _speaker(folk, chosen.panes.get(key, ("", ""))[1], PREFERRED[key][1])
        place, name, speakers = speaker, _name(folk, speaker), _everybody(folk)
    else:
        chat = _chat(folk.register, key, chosen.panes.get(key, ("", ""))[0])
        place = folk.register.chat_addresses[chat.id] if chat else ""
        name = chat.name if chat else "还没有这样的群"
        speakers = _of_chat(folk, chat)
        inside = [one.address for one in speakers[0][1]] if speakers else []
        wanted = chosen.panes.get(key, ("", ""))[1]
        speaker = _speaker(folk, wanted, PREFERRED[key][1])
        if not wanted and speaker not in inside and inside:
            speaker = inside[0]
        chats = _chats(folk.register, key)
    private = key == PHONE
    lines = tuple(stage.transcript.numbered(place, private))
    waiting = stage.waiting.get(log_id(place, private), "")
    return Pane(key, sign, title, place, private, name, speaker, speakers, chats, lines, waiting)


def answering(folk: Folk, chosen: Chosen, to: Place) -> Answering | None:
    """Who could answer a message of the bot, and where; None for a place that the page does not show."""
    place = folk.register.address_of(to)
    if place is None:
        return None
    if isinstance(to, ToPerson):
        return Answering(PHONE, place, place, ())
    chat = folk.register.directory.chats.get(to.chat)
    key = next((key for key, kinds in KINDS.items() if chat and chat.kind in kinds), None)
    if key is None:
        return None
    speakers = _of_chat(folk, chat)
    shown, speaker = chosen.panes.get(key, ("", ""))
    return Answering(
        key, place, speaker if shown == place else speakers[0][1][0].address if speakers[0][1] else "", speakers
    )


def _name(folk: Folk, address: str) -> str:
    found = folk.register.people.get(address, ())
    return found[0].name if found else address.removeprefix(UNKNOWN)


def _chats(register: Register, key: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (register.chat_addresses[chat.id], chat.name)
        for chat in register.directory.chats.values()
        if chat.kind in KINDS[key] and chat.id in register.chat_addresses and chat.state is ChatState.ACTIVE
    )


def _chat(register: Register, key: str, wanted: str) -> Chat | None:
    known = _chats(register, key)
    by_address = dict(known)
    preferred = next((address for address, name in known if name == PREFERRED[key][0]), None)
    address = wanted if wanted in by_address else preferred or next(iter(by_address), None)
    return register.directory.chats[register.chats[address]] if address else None


def _speaker(folk: Folk, wanted: str, preferred: str) -> str:
    for one in (wanted, preferred):
        if one == PASSER_BY:
            return one
        if one and (found := folk.register.people.get(one)):
            return found[0].address
    return next((found.address for found in folk.register.by_person.values()), PASSER_BY)


def _of_chat(folk: Folk, chat: Chat | None) -> tuple[tuple[str, tuple[Speaker, ...]], ...]:
    """Who would be in such a group, then everybody else."""
    if chat is None:
        return (("", ()),)
    directory = folk.register.directory
    inside = [one for one in folk.persons if _belongs(directory, chat, one)]
    ids = {one.id for one in inside}
    groups = _everybody(folk, without=ids)
    return (("这个群里的人", _speakers(folk, inside)), *groups)


def _belongs(directory: Directory, chat: Chat, one: Person) -> bool:
    held = [office.unit for office in directory.offices if office.person == one.id]
    if chat.kind.is_work:
        return any(directory.covers(chat.unit, unit) for unit in held)
    above = directory.next_up(chat.unit)
    return directory.covers(chat.unit, one.unit) or any(
        directory.covers(chat.unit, unit) or (above is not None and unit == above.id) for unit in held
    )


def _everybody(folk: Folk, without: set[PersonId] | None = None) -> tuple[tuple[str, tuple[Speaker, ...]], ...]:
    left = [one for one in folk.persons if one.id not in (without or set())]
    staff = [one for one in left if one.id in folk.offices]
    groups: list[tuple[str, tuple[Speaker, ...]]] = [("干部和邻长", _speakers(folk, staff))]
    by_unit: dict[str, list[Person]] = {}
    for one in left:
        if one.id not in folk.offices:
            by_unit.setdefault(folk.register.directory.title(one.unit) if one.unit else "其他", []).append(one)
    groups += [(name, _speakers(folk, members)) for name, members in by_unit.items()]
    groups.append(("没登记的人", (Speaker(PASSER_BY, "路人甲(没登记)"),)))
    return tuple((name, members) for name, members in groups if members)


def _speakers(folk: Folk, persons: list[Person]) -> tuple[Speaker, ...]:
    return tuple(
        Speaker(folk.register.by_person[one.id].address, folk.labels[one.id])
        for one in persons
        if one.id in folk.register.by_person
    )


def clock_words(now: datetime) -> tuple[str, str]:
    """Day and hour as the page shows them."""
    return calendar.day_name(now.date()), f"{now.hour:02}:{now.minute:02}"
