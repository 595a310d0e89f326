"""A STAND-IN of Telegram's Bot API over real HTTP, with its users and groups: what people do on Telegram's side, and what they see.

It is not Telegram. Written from the public description of the Bot API (core.telegram.org/bots/api, version 9) and held against
python-telegram-bot 22.8; nothing here has been compared with the real servers. Known limits:

- privacy mode is approximate: a bot that has it sees commands with Latin letters, its @name and replies to it; whether ``/打卡`` passes
  on the real servers is not known (platforms.md);
- entities are only ``mention`` and ``bot_command``; no markdown, no topics, no channels, no inline mode, no business accounts;
- pace is limited only when a test asks for it (``fail``); pictures are not decoded, sizes are what the test says;
- webhooks are called in order, one at a time, again after a pause that is shorter than Telegram's;
- updates do not expire (Telegram keeps them 24 hours); a group's move to a new id is immediate.
"""

import asyncio
import itertools
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

Json = dict[str, Any]
_MENTION = re.compile(r"@[A-Za-z0-9_]{4,32}")
_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]{4,32})?")
SMALL = b"\x89PNG\r\n\x1a\n" + bytes(64)


def _units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


def entities_of(text: str) -> list[Json]:
    """What Telegram itself marks in a text."""
    found = [("mention", match) for match in _MENTION.finditer(text)]
    found += [("bot_command", match) for match in _COMMAND.finditer(text)]
    return [
        {"type": kind, "offset": _units(text[: match.start()]), "length": _units(match[0])}
        for kind, match in sorted(found, key=lambda pair: pair[1].start())
    ]


@dataclass
class Fault:
    """The next call of ``method`` (to ``chat``) ends so. ``status`` 0: done, but the answer never comes; -1: cut before it is done."""

    method: str
    status: int
    description: str = ""
    chat: int | None = None
    parameters: Json = field(default_factory=dict[str, Any])
    skip: int = 0
    """So many such calls go well before it."""


@dataclass
class Call:
    """One request of the bot."""

    method: str
    params: Mapping[str, Any]
    at: float


@dataclass
class Sent:
    """A message of the bot as its chat has it."""

    chat: int
    message: int
    text: str
    reply_to: int | None = None
    buttons: list[list[Json]] = field(default_factory=list[list[Json]])
    files: list[bytes] = field(default_factory=list[bytes])
    edits: int = 0
    at: float = field(default_factory=time.monotonic)


class Telegram:
    """Its people, groups, messages and updates."""

    def __init__(self, token: str = "10:stand-in", username: str = "xiaolin_test_bot", bot_name: str = "小邻") -> None:
        self.token = token
        self.me: Json = {"id": 10, "is_bot": True, "first_name": bot_name, "username": username}
        self.privacy = False
        """Whether the bot sees in groups only what is meant for it."""
        self.echo = False
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Json] = {}
        self.gone: set[int] = set()
        """Chats in which the bot may no longer speak: blocked, put out."""
        self.moved: dict[int, int] = {}
        self.too_old: set[tuple[int, int]] = set()
        """Messages that cannot be deleted any more."""
        self.messages: dict[tuple[int, int], Json] = {}
        self.sent: list[Sent] = []
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.files: dict[str, bytes] = {}
        self.menu: list[Json] = []
        self.toasts: dict[str, str] = {}
        """Answers to presses, by query."""
        self.webhook: tuple[str, str] = ("", "")
        self.updates: list[Json] = []
        self.garbage: list[object] = []
        """What is no update and comes before the next ones, as no Telegram would do."""
        self.news = asyncio.Event()
        self.polls = 0
        """getUpdates calls that are open."""
        self.ended = asyncio.Event()
        """Rung to end the open ones by 409."""
        self._numbers = itertools.count(1)
        self._update_ids = itertools.count(700_001)
        self._own_chats = itertools.count(1)

    # -- people

    def user(self, name: str, *, is_bot: bool = False) -> int:
        """A person who has opened the private chat with the bot."""
        for number, one in self.users.items():
            if one["first_name"] == name:
                return number
        number = 1000 + len(self.users)
        self.users[number] = {"id": number, "is_bot": is_bot, "first_name": name}
        self.chats[number] = {"id": number, "type": "private", "first_name": name}
        return number

    def group(self, title: str) -> int:
        """A group with the bot and everybody in it."""
        for number, one in self.chats.items():
            if one.get("title") == title and number not in self.moved:
                return number
        number = -5000 - next(self._own_chats)
        self.chats[number] = {"id": number, "type": "group", "title": title}
        return number

    def say(
        self, user: int, text: str = "", chat: int | None = None, *, reply_to: int | None = None, **more: Any
    ) -> Json:
        """A message of a person; ``more`` are fields of it (photo, caption, location…)."""
        place = user if chat is None else chat
        message = self.keep(self.users[user], place, text, **more)
        if reply_to is not None:
            message["reply_to_message"] = self.messages[place, reply_to]
        if self._is_seen(message):
            self.update(message=message)
        return message

    def keep(self, sender: Json, chat: int, text: str, **more: Any) -> Json:
        """A message is in its chat; whether the bot hears of it is another matter."""
        message: Json = {
            "message_id": next(self._numbers),
            "from": sender,
            "chat": self.chats[chat],
            "date": int(time.time()),
        }
        if text and "caption" not in more:
            message["text"] = text
            if marks := entities_of(text):
                message["entities"] = marks
        message |= more
        self.messages[chat, message["message_id"]] = message
        return message

    def post(self, sent: Sent) -> Json:
        """The bot has said something. A real bot does not hear itself; with ``echo`` this one does."""
        more: Json = {"caption": sent.text} if sent.files else {}
        if sent.buttons:
            more["reply_markup"] = {"inline_keyboard": sent.buttons}
        message = self.keep(self.me, sent.chat, sent.text, **more)
        sent.message = message["message_id"]
        self.sent.append(sent)
        if self.echo:
            self.update(message=message)
        return message

    def edit(self, chat: int, message: int, text: str) -> Json:
        """A person changes what they have said."""
        changed = {**self.messages[chat, message], "text": text, "edit_date": int(time.time())}
        changed.pop("entities", None)
        if marks := entities_of(text):
            changed["entities"] = marks
        self.messages[chat, message] = changed
        self.update(edited_message=changed)
        return changed

    def press(self, user: int, chat: int, message: int, data: str) -> str:
        """A person presses a button; the id of the query."""
        query = f"q{next(self._numbers)}"
        self.update(
            callback_query={
                "id": query,
                "from": self.users[user],
                "message": self.messages[chat, message],
                "chat_instance": "1",
                "data": data,
            }
        )
        return query

    def keep_file(self, data: bytes) -> Json:
        """Somebody has uploaded something; how a message names it."""
        number = f"f{next(self._numbers)}"
        self.files[number] = data
        return {"file_id": number, "file_unique_id": f"u{number}", "file_size": len(data)}

    def put_out(self, chat: int) -> None:
        """The bot is put out of a group, or blocked by a person."""
        self.gone.add(chat)
        self._membership(chat, "member", "kicked" if chat > 0 else "left")

    def take_in(self, chat: int) -> None:
        """The bot is added to a group."""
        self.gone.discard(chat)
        self._membership(chat, "left", "member")

    def _membership(self, chat: int, old: str, new: str) -> None:
        self.update(
            my_chat_member={
                "chat": self.chats[chat],
                "from": next(iter(self.users.values()), {"id": 1, "is_bot": False, "first_name": "某人"}),
                "date": int(time.time()),
                "old_chat_member": {"user": self.me, "status": old},
                "new_chat_member": {"user": self.me, "status": new},
            }
        )

    def rename(self, chat: int, title: str) -> None:
        """A group gets another name."""
        self.chats[chat] = {**self.chats[chat], "title": title}
        self.say(self._anybody(), "", chat, new_chat_title=title)

    def migrate(self, chat: int) -> int:
        """A group becomes a supergroup: it has another id from now on."""
        new = -1_000_000_000_000 + chat
        self.chats[new] = {**self.chats[chat], "id": new, "type": "supergroup"}
        anybody = self._anybody()
        self.say(anybody, "", chat, migrate_to_chat_id=new)
        self.say(anybody, "", new, migrate_from_chat_id=chat)
        self.moved[chat] = new
        return new

    def _anybody(self) -> int:
        return next(iter(self.users), None) or self.user("某人")

    def _is_seen(self, message: Json) -> bool:
        """Whether the bot gets it: in the open everything, in privacy mode what is for it."""
        if message["chat"]["type"] == "private" or not self.privacy or "text" not in message:
            return True
        replied: Json = message.get("reply_to_message") or {}
        named = f"@{self.me['username']}".casefold() in str(message["text"]).casefold()
        command = any(mark["type"] == "bot_command" for mark in message.get("entities", ()))
        return named or command or replied.get("from", {}).get("id") == self.me["id"]

    # -- updates

    def update(self, **content: Any) -> Json:
        """Something for the bot to fetch."""
        made = {"update_id": next(self._update_ids), **content}
        self.updates.append(made)
        self.news.set()
        return made

    def acknowledge(self, offset: int) -> None:
        """Forget what is before ``offset``."""
        self.updates = [one for one in self.updates if one["update_id"] >= offset]

    async def push(self, client: httpx.AsyncClient) -> None:
        """Call the webhook until everything has been taken; a refused one again after a moment."""
        while self.updates and self.webhook[0]:
            first = self.updates[0]
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook[1]}
            answer = await client.post(self.webhook[0], json=first, headers=headers)
            if answer.is_success:
                self.acknowledge(first["update_id"] + 1)
            else:
                await asyncio.sleep(0.02)
