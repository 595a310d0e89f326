"""Who and what has an address on the simulated platform: names and ids of the roster → addresses, and back."""

from dataclasses import dataclass, field

from bot.context import Work
from bot.domain.directory import Directory
from bot.ids import ChatId, PersonId
from bot.messages import InChat, Place, ToPerson
from bot.storage import directory as directory_rows
from bot.storage import people

PLATFORM = "sim"
UNKNOWN = "unknown:"
"""What the address of an account bound to nobody begins with."""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with an account on the platform."""

    id: PersonId
    name: str
    address: str


@dataclass(frozen=True)
class Register:
    """One look at the rows."""

    directory: Directory
    chats: dict[str, ChatId] = field(default_factory=dict[str, ChatId])
    """By name, id and address."""
    chat_addresses: dict[ChatId, str] = field(default_factory=dict[ChatId, str])
    people: dict[str, tuple[Resident, ...]] = field(default_factory=dict[str, tuple[Resident, ...]])
    """By name, id and address."""
    by_person: dict[PersonId, Resident] = field(default_factory=dict[PersonId, Resident])

    def chat_name(self, chat: ChatId) -> str:
        """As people call it; its id when nobody has registered it."""
        found = self.directory.chats.get(chat)
        return found.name if found and found.name else chat

    def person_name(self, person: PersonId) -> str:
        """As people call them; for a guest the account."""
        found = self.by_person.get(person)
        return found.name if found else person

    def place_name(self, place: Place) -> str:
        """Where a message goes to."""
        return self.chat_name(place.chat) if isinstance(place, InChat) else self.person_name(place.person)

    def address_of(self, place: Place) -> str | None:
        """A group's or an account's address."""
        if isinstance(place, ToPerson):
            if place.account is not None and place.account[0] == PLATFORM:
                return place.account[1]
            found = self.by_person.get(place.person)
            return found.address if found else None
        return self.chat_addresses.get(place.chat)


def read_register(work: Work) -> Register:
    """Look at the rows."""
    directory = work.directory
    chats: dict[str, ChatId] = {}
    chat_addresses: dict[ChatId, str] = {}
    for platform, address, chat in directory_rows.list_addresses(work.db, work.town):
        if platform != PLATFORM:
            continue
        found = directory.chats.get(chat)
        chats |= {key: chat for key in (address, chat, found.name if found else "") if key}
        chat_addresses[chat] = address
    by_key: dict[str, tuple[Resident, ...]] = {}
    by_person: dict[PersonId, Resident] = {}
    for address, person, name in people.list_accounts_named(work.db, work.town, PLATFORM):
        resident = Resident(person, name or address.removeprefix(UNKNOWN), address)
        by_person[person] = resident
        for key in {resident.name, str(person), address}:
            by_key[key] = (*by_key.get(key, ()), resident)
    return Register(directory, chats, chat_addresses, by_key, by_person)
