"""The bench of a platform: its peer seen from outside. People speak, the bot's messages arrive, things go wrong.

A platform takes part with one file in ``benches`` that holds ``def bench(folder: Path) -> Bench`` (found by itself; ``folder`` is empty
and the test's own) and, where something must be installed first, ``def missing() -> str`` (what, in words; empty: nothing).

Rules for benches:

- *Addresses* are those of the adapter: ``Inbound.chat``/``sender`` and ``Parcel.chat``/``account``. *Numbers* are those of messages:
  ``say`` returns what will be ``Inbound.id``, ``Arrived.number`` is what ``Adapter.send`` returned.
- ``connect`` gives a fresh adapter, as after a start of the process, with waits fit for tests (polls and pauses of tenths of a second,
  calls given up after ``patience``, no daily cap); its capability table is otherwise the real one.
- What the platform cannot do is a key of ``lacks`` with the reason in words; the tests of that trick are skipped with it.
- A method returns when the peer has done it, not when the adapter has noticed; tests wait for effects, never for a span of time.
- Time of the peer is real; the town's clock stands still unless a test moves it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.adapters.base import Adapter
from bot.messages import Attachment

LONG, SHORT = 60.0, 1.5
"""An adapter's patience: where the peer answers, however slow the machine; and where a test waits for its end."""


class Trick(StrEnum):
    """What not every platform can do or suffer."""

    DOWN = "down"
    """Its server is killed and started again."""
    REPLAY = "replay"
    """A message is delivered once more with the same id."""
    QUEUE = "queue"
    """What is said while no adapter listens, or was not acknowledged, is delivered later."""
    LATER = "later"
    """A send is refused for now."""
    GONE = "gone"
    """A send is refused because the chat or account is no more."""
    REFUSED = "refused"
    """A send is refused for good."""
    SILENT = "silent"
    """A send arrives, but its answer never comes."""
    INTRUDER = "intruder"
    """A second program takes the account."""
    LOGOUT = "logout"
    """The account is logged out, or its token taken back."""
    KICK = "kick"
    """The bot is put out of a group."""
    MOVE = "move"
    """A group gets a new id."""
    RENAME = "rename"
    """A group gets another name."""
    ECHO = "echo"
    """The bot's own messages come back to it."""
    CLOSE = "close"
    """A long connection is closed in good order by the other side."""
    HEAR = "hear"
    """It takes messages in at all."""
    OVERHEAR = "overhear"
    """In groups it is also told what is not said to it."""
    GROUPS = "groups"
    """There are groups that the bot hears and answers in."""
    PRIVATE = "private"
    """There are private chats with the bot, both ways."""
    QUOTE = "quote"
    """A message can reply to one of the bot."""
    EDIT = "edit"
    """People can change what they have said."""
    BUTTONS = "buttons"
    """``Parcel.choices`` are buttons that can be pressed."""
    IMAGE_IN = "image in"
    """People can send a picture whose bytes reach the bot in a private chat."""
    IMAGE_OUT = "image out"
    """``Parcel.files`` arrive as files."""
    GARBLE = "garble"
    """Bytes that are no message of the platform can be pushed at the adapter."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message of the bot as the platform has it now."""

    place: str
    """Address of the group, or of the account."""
    text: str
    number: str
    answers: str | None = None
    """Number of the message that it replies to, where the platform shows that."""
    choices: tuple[str, ...] = ()
    files: tuple[bytes, ...] = ()
    edits: int = 0
    """How often it has been changed in place."""


class Bench(Protocol):
    """One platform. Its peer lives from ``start`` to ``stop``."""

    patience: float
    """Seconds after which its adapters give up a call: LONG, or SHORT when the test is about silence."""

    @property
    def name(self) -> str:
        """``Inbound.platform``."""
        ...

    @property
    def lacks(self) -> Mapping[Trick, str]:
        """What this platform cannot do or suffer, and why."""
        ...

    async def start(self) -> None:
        """Start the peer, empty."""
        ...

    async def stop(self) -> None:
        """End it and everything that it holds."""
        ...

    def connect(self) -> Adapter:
        """A fresh adapter; nothing is spoken to before its ``run``. The test runs it as a task and cancels that."""
        ...

    # -- people and groups

    async def group(self, name: str) -> str:
        """A group with the bot in it; its address. The same name again: the same group."""
        ...

    async def person(self, name: str) -> str:
        """An account that may write to the bot and be written to, a member of every group; its address. The same name again: the same."""
        ...

    async def say(
        self,
        sender: str,
        text: str,
        chat: str | None = None,
        *,
        mention: bool = False,
        quote: str | None = None,
        edits: str | None = None,
        attach: Attachment | None = None,
    ) -> str:
        """``sender`` says something in ``chat`` (None: to the bot in private); its number.

        ``mention``: an @ of the bot as the platform marks it, in front of the text. ``quote``: a reply to the bot's message of that number.
        ``edits``: an earlier message of theirs is ``text`` now. ``attach``: a picture, file… that goes with it (with ``data``: its bytes).
        """
        ...

    def ways(self, command: str) -> Sequence[str]:
        """All that people may type in a group so that ``command`` (``打卡 …``) is heard: ``/打卡 …``, ``@名字\u2005/打卡 …``, ``/打卡@bot …``."""
        ...

    async def press(self, sender: str, number: str, choice: int) -> str:
        """``sender`` presses the ``choice``-th button (from 1) under the bot's message; the number of the press. Trick.BUTTONS"""
        ...

    async def arrived(self) -> Sequence[Arrived]:
        """All that the bot has sent since ``start``, in order of arrival; also what a restart of the peer has outlived."""
        ...

    # -- what goes wrong

    async def replay(self, number: str) -> None:
        """Deliver that message once more. Trick.REPLAY"""
        ...

    async def fail(self, how: Trick, times: int = 1, *, place: str | None = None) -> None:
        """The next ``times`` sends (to ``place``; None: to anywhere) end so. LATER, GONE, REFUSED, SILENT; LATER may ask for a second's patience."""
        ...

    async def down(self) -> None:
        """Kill the peer without a word. Trick.DOWN"""
        ...

    async def up(self) -> None:
        """Start it again on the same address with what it knew: accounts, groups, ids. Trick.DOWN"""
        ...

    async def intrude(self) -> None:
        """Another program takes the account, or tries to. Trick.INTRUDER"""
        ...

    async def withdraw(self) -> None:
        """The other program goes. Trick.INTRUDER"""
        ...

    async def log_out(self) -> None:
        """The account is logged out. Trick.LOGOUT"""
        ...

    async def log_in(self) -> None:
        """It is logged in again. Trick.LOGOUT"""
        ...

    async def close(self) -> None:
        """End the long connection in good order. Trick.CLOSE"""
        ...

    async def kick(self, chat: str) -> None:
        """Put the bot out of a group. Trick.KICK"""
        ...

    async def move(self, chat: str) -> str:
        """Give a group a new address, which is returned. Trick.MOVE"""
        ...

    async def rename(self, chat: str, name: str) -> None:
        """Call a group otherwise. Trick.RENAME"""
        ...

    async def garble(self, payload: bytes) -> None:
        """Push something at the adapter as if it came from the platform. Trick.GARBLE"""
        ...


class Lacking:
    """The tricks of nobody: a bench inherits it and has what its platform has."""

    patience: float = LONG

    async def press(self, sender: str, number: str, choice: int) -> str:
        raise NotImplementedError

    async def replay(self, number: str) -> None:
        raise NotImplementedError

    async def fail(self, how: Trick, times: int = 1, *, place: str | None = None) -> None:
        raise NotImplementedError

    async def down(self) -> None:
        raise NotImplementedError

    async def up(self) -> None:
        raise NotImplementedError

    async def intrude(self) -> None:
        raise NotImplementedError

    async def withdraw(self) -> None:
        raise NotImplementedError

    async def log_out(self) -> None:
        raise NotImplementedError

    async def log_in(self) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError

    async def kick(self, chat: str) -> None:
        raise NotImplementedError

    async def move(self, chat: str) -> str:
        raise NotImplementedError

    async def rename(self, chat: str, name: str) -> None:
        raise NotImplementedError

    async def garble(self, payload: bytes) -> None:
        raise NotImplementedError
