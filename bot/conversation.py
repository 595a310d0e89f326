"""One message's unit of work: who says it, is it for the bot, was it here before; what is answered is found by ``bot.answering``. Rows only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bot import forms
from bot.actions.errors import UserError
from bot.addressing import Ears, Reason, judge, without_mention
from bot.answering import Answering, own_words
from bot.context import Context, Work
from bot.domain import residency
from bot.domain.directory import Chat, Person
from bot.domain.questions import Question
from bot.ids import ChatId, PersonId
from bot.memory import Memory
from bot.messages import Inbound, Priority
from bot.normal import normalise
from bot.outgoing import post
from bot.router import Routes, unmarked
from bot.storage import directory as directory_rows
from bot.storage import inbox, outbox_reading, people, questions
from bot.texts import people as say
from bot.texts import residency as say_abroad

Result = Literal["handled", "ignored", "duplicate", "failed"]
Taken = tuple[Result, Sequence[int], bool]
"""Outcome, queued rows, whether the sender now has an open question in that group."""

_IGNORED: Taken = ("ignored", (), False)


@dataclass(frozen=True, slots=True)
class Excuse:
    """What is said instead of an answer when a message's unit has been undone: it may not be done, or something broke."""

    text: str
    why: str
    fault: str = ""
    """Number of a fault of ours; empty when the person has only been told that it may not be done."""


def excuse_for(fault: Exception, number: str) -> Excuse:
    """A verb's own words to the person, or an apology with a number."""
    if isinstance(fault, UserError):
        return Excuse(str(fault), "refused")
    return Excuse(say.fault(number), "fault", number)


@dataclass(frozen=True)
class Conversation:
    """Understands one message after another; keeps nothing between them."""

    routes: Routes
    memory: Memory
    ears: Ears
    abroad: frozenset[str] = frozenset()
    """Platforms through which residents' personal data may not go (handbook I49)."""

    @cached_property
    def _answering(self) -> Answering:
        return Answering(self.routes, self.ears)

    @cached_property
    def _deaf(self) -> Ears:
        """Ears that know of no open question: whether there is one, the rows say."""
        return Ears(self.ears.names, self.ears.is_command)

    def take(self, work: Work, message: Inbound, excuse: Excuse | None = None) -> Taken:
        """Take in a message inside a unit of work; with an ``excuse``, only say that, because the first try has been undone."""
        reason = judge(message, self._deaf)
        if message.platform in self.abroad and not self._open_to_all(message):
            return self._kept_out(work, message, reason, excuse)
        person = people.find_by_account(work.db, work.town, message.platform, message.sender)
        if (message.recalls or message.edits) and (done := self._changed(work, message, person, reason, excuse)):
            return done
        chat_id = self.memory.chat_at(work.db, message.platform, message.chat) if message.chat else None
        chat = work.directory.chats.get(chat_id) if chat_id else None
        asked = questions.list_open(work.db, work.town, person.id, chat_id or "") if person else []
        if message.presses is not None and not self._asks_now(work, message, asked):
            return _IGNORED
        quoted = self._quoted(work, message)
        receipt = reason is Reason.RECEIPT
        if reason in {None, Reason.QUOTE, Reason.RECEIPT}:
            reason = Reason.QUOTE if quoted is not None else Reason.QUESTION if asked else reason
        if reason is None or (reason is Reason.QUOTE and quoted is None):
            return _IGNORED
        if reason is Reason.RECEIPT:
            return self._receipt(work, message, person, chat)
        if reason is Reason.QUESTION and chat is not None and person is not None:
            return self._overheard(work, message, person, chat, asked, receipt=receipt, excuse=excuse)
        person = person or self._guest(work, message)
        chat = chat or self._unknown_chat(work, message)
        if not _note(work, message, person, excuse):
            return "duplicate", (), bool(message.chat and asked)
        ctx = self._context(work.as_person(person), message, person, chat, quoted or "")
        queued = post(
            ctx.work, ctx.reply(excuse.text, why=excuse.why) if excuse else self._answering.answer(ctx, asked)
        )
        listens = chat is not None and bool(questions.list_open(work.db, work.town, person.id, chat.id))
        return ("failed" if excuse and excuse.fault else "handled"), queued, listens

    def _open_to_all(self, message: Inbound) -> bool:
        """Whether it is a command that may also be said on a platform outside of China."""
        if message.recalls or message.edits or message.presses:
            return False
        text, marked = unmarked(normalise(without_mention(message.text, self.ears) or message.text))
        found = self.routes.find(text, marked=marked, private=message.chat is None)
        return found is not None and found.route.name in residency.OPEN_COMMANDS

    def _kept_out(self, work: Work, message: Inbound, reason: Reason | None, excuse: Excuse | None) -> Taken:
        """Said on a platform outside of China and not open to all: nothing of it is understood or kept, and it is said where to go."""
        ours = reason is not Reason.QUOTE or self._quoted(work, message) is not None
        if reason in {None, Reason.CHANGE, Reason.RECEIPT, Reason.QUESTION} or not ours:
            return _IGNORED
        person = people.find_by_account(work.db, work.town, message.platform, message.sender)
        person = person or self._guest(work, message)
        chat_id = self.memory.chat_at(work.db, message.platform, message.chat) if message.chat else None
        chat = work.directory.chats.get(chat_id) if chat_id else self._unknown_chat(work, message)
        if not _note(work, message, person, excuse):
            return "duplicate", (), False
        ctx = self._context(work.as_person(person), message, person, chat, "")
        hotline = self.routes.reflex(normalise(without_mention(message.text, self.ears) or message.text))
        said = say_abroad.only_call(hotline) if hotline else say_abroad.not_here(self.ears.names[0])
        if excuse:
            return (
                ("failed" if excuse.fault else "handled"),
                post(ctx.work, ctx.reply(excuse.text, why=excuse.why)),
                False,
            )
        replies = ctx.reply(said, why="residency")
        if hotline:
            replies = [replace(one, priority=Priority.URGENT, key=message.urgent_key) for one in replies]
        return "handled", post(ctx.work, replies), False

    def _asks_now(self, work: Work, message: Inbound, asked: Sequence[Question]) -> bool:
        """Whether the button pressed stands under the question that is open now: sent when it was asked, or with its very words."""
        row = outbox_reading.find_by_platform_id(work.db, work.town, message.platform, message.presses or "")
        if row is None or not asked:
            return False
        form = self.routes.registry.forms.get(asked[0].form)
        prompt = form.step(asked[0].step).ask(work, asked[0].draft) if form is not None else ""
        return row.made_at == asked[0].asked_at or bool(prompt and row.text.endswith(prompt))

    def _changed(
        self, work: Work, message: Inbound, person: Person | None, reason: Reason | None, excuse: Excuse | None
    ) -> Taken | None:
        """A message taken back or changed; None: its new words are heard as if they had just been said."""
        old = f"{message.platform}:{message.recalls or message.edits}"
        at = inbox.find_taken(work.db, work.town, old, person.id) if person is not None else None
        if (
            person is None or at is None
        ):  # never taken in: there is nothing to take back, and only new words for us count
            return None if message.edits and reason is not Reason.CHANGE else _IGNORED
        chat_id = self.memory.chat_at(work.db, message.platform, message.chat) if message.chat else None
        chat = work.directory.chats.get(chat_id) if chat_id else None
        if inbox.was_here(work.db, work.town, message.key):
            return "duplicate", (), False
        ctx = self._context(work.as_person(person), message, person, chat, "")
        heard = [listener(ctx, old, at) for listener in self.routes.changes] if excuse is None else []
        if message.edits and reason is not Reason.CHANGE and None in heard:
            return None
        _note(work, message, person, excuse)
        said = (
            ctx.reply_privately(excuse.text, why=excuse.why)
            if excuse
            else [one for some in heard for one in some or ()]
        )
        return ("failed" if excuse and excuse.fault else "handled"), post(ctx.work, said), False

    def _overheard(
        self,
        work: Work,
        message: Inbound,
        person: Person,
        chat: Chat,
        asked: Sequence[Question],
        *,
        receipt: bool,
        excuse: Excuse | None,
    ) -> Taken:
        """Said in a group by somebody with an open question there, without calling the bot: an answer, or it was never said."""
        if inbox.was_here(work.db, work.town, message.key):
            return "duplicate", (), True
        ctx = replace(self._context(work.as_person(person), message, person, chat, ""), overheard=True)
        try:
            replies = (
                ctx.reply(excuse.text, why=excuse.why) if excuse else forms.answer(ctx, self.routes.registry, asked[0])
            )
        except forms.NotAnswer:
            return self._receipt(work, message, person, chat, listens=True) if receipt else ("ignored", (), True)
        _note(work, message, person, excuse)
        queued = post(ctx.work, replies)
        listens = bool(questions.list_open(work.db, work.town, person.id, chat.id))
        return ("failed" if excuse and excuse.fault else "handled"), queued, listens

    def _receipt(
        self, work: Work, message: Inbound, person: Person | None, chat: Chat | None, *, listens: bool = False
    ) -> Taken:
        """收到 in a group without calling the bot: it counts in silence, or it was never said."""
        ignored: Taken = ("ignored", (), listens)
        if person is None or chat is None or not person.known:
            return ignored
        ctx = self._context(work.as_person(person), message, person, chat, "")
        for listener in self.routes.acknowledgements:
            heard = listener(ctx)
            if heard is not None:
                if not inbox.first_time(work.db, work.town, message.key, work.now, person.id):
                    return "duplicate", (), listens
                return "handled", post(ctx.work, heard), listens
        return ignored

    def _quoted(self, work: Work, message: Inbound) -> str | None:
        """What the quoted message of ours spoke of; None when it is none of ours."""
        if message.quote is None:
            return None
        found = outbox_reading.find_by_platform_id(work.db, work.town, message.platform, message.quote)
        return found.about if found else None

    def _guest(self, work: Work, message: Inbound) -> Person:
        """Somebody whom nobody has vouched for: a row without a name, so that they too can be answered (handbook §1.5)."""
        guest = Person(PersonId("G" + work.token(6)), "", known=False)
        people.put_person(work.db, work.town, guest)
        people.put_account(work.db, work.town, message.platform, message.sender, guest.id, work.now)
        return guest

    def _unknown_chat(self, work: Work, message: Inbound) -> Chat | None:
        if message.chat is None:
            return None
        unknown = directory_rows.unregistered(ChatId("U" + work.token(6)))
        directory_rows.put_chat(work.db, work.town, unknown, message.platform, message.chat)
        work.changed_directory()
        return unknown

    def _context(self, work: Work, message: Inbound, person: Person, chat: Chat | None, quoted: str) -> Context:
        original = own_words(message, self.ears)
        text, marked = unmarked(normalise(original))
        full_original, _ = unmarked(original)
        ctx = Context(
            work=work,
            message=message,
            person=person,
            chat=chat,
            text=text,
            original=full_original,
            full=text,
            full_original=full_original,
            marked=marked,
            quoted=quoted,
            attachments=message.attachments,
            go=lambda command: self._answering.go(ctx, command),
            begin_form=self._answering.begin,
            help_lines=lambda: self.routes.help_for(work.roles()),
        )
        return ctx


def _note(work: Work, message: Inbound, person: Person, excuse: Excuse | None) -> bool:
    """Take the message down; False when it has been here before."""
    fault = excuse.fault if excuse else ""
    return inbox.first_time(work.db, work.town, message.key, work.now, person.id, "failed" if fault else "done", fault)
