"""Messages in: judged, run in the writer, acknowledged. And what must be said even when the database cannot answer."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.addressing import Ears, Reason, judge, without_mention
from bot.context import Work
from bot.conversation import Conversation, Result, excuse_for
from bot.logs import Log
from bot.messages import Inbound
from bot.normal import normalise
from bot.router import Routes, unmarked
from bot.storage.writer import HouseFault, Writer
from bot.texts import people as say

log = Log()

SayNow = Callable[[Inbound, str], Awaitable[None]]

PATIENCE = 1.0
"""Seconds of real time that an urgent message waits for its commit before the hotline is sent directly."""
COOL_DOWN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message."""

    result: Result
    queued: tuple[int, ...] = ()
    """Row numbers of everything that it put into the outbox, also to others."""
    listens: bool = False
    """Whether the sender now has an open question in that group."""


IGNORED = Outcome("ignored")


class Receiver:
    """Takes messages of any adapter. One for a town."""

    def __init__(
        self,
        writer: Writer[Work],
        routes: Routes,
        conversation: Conversation,
        ears: Ears,
        now: Callable[[], datetime],
        say_now: SayNow,
    ) -> None:
        self._writer = writer
        self._routes = routes
        self._conversation = conversation
        self._ears = ears
        self._now = now
        self._say_now = say_now
        self._spoken_at: dict[str, datetime] = {}
        self.spoken: set[str] = set()
        """Keys of urgent replies that went out directly: ``deliver`` settles them unsent."""
        self.counts: dict[str, int] = {"handled": 0, "ignored": 0, "duplicate": 0, "failed": 0}

    async def receive(self, message: Inbound) -> Outcome:
        """Take in one message; returns after the commit that holds it.

        Raises:
            HouseFault: nothing is stored; the platform should deliver it again.
        """
        if judge(message, self._ears) is None:
            self.counts["ignored"] += 1
            return IGNORED
        lane = (message.platform, message.chat or "", message.sender)
        self._ears.in_flight[lane] = self._ears.in_flight.get(lane, 0) + 1
        try:
            outcome = await self._committed(message)
            if message.chat is not None:
                (self._ears.asked.add if outcome.listens else self._ears.asked.discard)(lane)
        finally:
            left = self._ears.in_flight.pop(lane) - 1
            if left:
                self._ears.in_flight[lane] = left
        self.counts[outcome.result] += 1
        return outcome

    async def _committed(self, message: Inbound) -> Outcome:
        def unit(work: Work) -> Outcome:
            result, queued, listens = self._conversation.take(work, message)
            return Outcome(result, tuple(queued), listens)

        def on_fault(work: Work, fault: Exception) -> Outcome:
            excuse = excuse_for(fault, secrets.token_hex(3))
            if excuse.fault:
                log.error("unit failed", fault=excuse.fault, kind=type(fault).__name__, where=_where(fault))
            result, queued, listens = self._conversation.take(work, message, excuse)
            return Outcome(result, tuple(queued), listens)

        hotline = self._urgent(message)
        try:
            if hotline is None:
                return await self._writer.run(unit, on_fault)
            running = asyncio.ensure_future(self._writer.run(unit, on_fault))
            done, _ = await asyncio.wait({running}, timeout=PATIENCE)
            if not done:
                await self._shout(message, hotline)
            return await running
        except HouseFault:
            if hotline is not None:
                await self._shout(message, hotline)
            else:
                await self._excuse(message)
            raise

    def _urgent(self, message: Inbound) -> str | None:
        """The hotline text, when the message is for the bot beyond doubt and is no other command."""
        reason = judge(message, self._ears)
        if reason not in {Reason.PRIVATE, Reason.MENTION, Reason.COMMAND, Reason.BARE}:
            return None
        text, marked = unmarked(normalise(without_mention(message.text, self._ears) or message.text))
        found = self._routes.find(text, marked=marked, private=message.chat is None)
        if found is not None and not (found.route.alarms or found.route.area == "concerns"):
            return None
        return self._routes.reflex(text)

    async def _shout(self, message: Inbound, hotline: str) -> None:
        key = message.urgent_key
        if key in self.spoken or self._hushed(message, COOL_DOWN):
            return
        self.spoken.add(key)
        await self._say_now(message, hotline)

    async def _excuse(self, message: Inbound) -> None:
        if not self._hushed(message, COOL_DOWN):
            await self._say_now(message, say.busy(""))

    def _hushed(self, message: Inbound, span: timedelta) -> bool:
        """Whether something was said directly in that chat within ``span``; notes that it is now."""
        lane, now = f"{message.platform}:{message.chat or message.sender}", self._now()
        last = self._spoken_at.get(lane)
        if last is not None and now - last < span:
            return True
        self._spoken_at[lane] = now
        return False


def _where(fault: Exception) -> str:
    """File and line of the innermost frame of ours; never the exception's text, which may hold someone's words."""
    trace, place = fault.__traceback__, ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "/bot/" in name or "/scheduler/" in name:
            place = f"{name.rsplit('/', 2)[-2]}/{name.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
