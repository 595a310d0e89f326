"""The links to the platforms, watched: how each stands is kept in rows (for doctor and 平台), and staff hear of an outage over what still works."""

from collections.abc import Mapping
from datetime import datetime

from bot.actions import platforms as act
from bot.adapters.base import (
    AccountMoved,
    Adapter,
    Asked,
    ChatFound,
    ChatLost,
    ChatMoved,
    ChatRenamed,
    Event,
    Link,
)
from bot.clock import Clock
from bot.context import Work
from bot.domain.platforms import TELL_AFTER
from bot.logs import Log
from bot.messages import Outbound
from bot.outgoing import post
from bot.storage import platforms as rows
from bot.storage.writer import Writer

log = Log()


class Links:
    """One for a town."""

    def __init__(self, writer: Writer[Work], adapters: Mapping[str, Adapter], clock: Clock) -> None:
        self._writer = writer
        self._adapters = adapters
        self._clock = clock
        self._seen: dict[str, tuple[Link, datetime]] = {}
        """How each stood when last looked at, and since when it has been up or down."""
        self._overdue: set[str] = set()

    def down(self) -> dict[str, Link]:
        """Adapters whose platform cannot be reached at this moment, by name."""
        return {name: link for name, one in self._adapters.items() if not (link := one.link).up}

    def since(self, name: str) -> datetime:
        """Since when an adapter has been as it is."""
        return self._seen[name][1] if name in self._seen else self._clock.now()

    async def look(self) -> bool:
        """Note what has changed since the last look; whether anything was queued to be said."""
        now, said = self._clock.now(), False
        for name, adapter in self._adapters.items():
            link = adapter.link
            known = self._seen.get(name)
            since = known[1] if known is not None and known[0].up == link.up else now
            late = not link.up and now - since >= TELL_AFTER
            if known is not None and known[0] == link and (not late or name in self._overdue):
                continue
            said |= await self._note(name, link, since)
            self._seen[name] = (link, since)
            (self._overdue.add if late else self._overdue.discard)(name)
        return said

    async def _note(self, name: str, link: Link, since: datetime) -> bool:
        if not link.up:
            log.warning("platform down", platform=name)

        def unit(work: Work) -> bool:
            return bool(post(work, act.note_link(work, name, link.up, link.trouble, since)))

        return await self._writer.run(unit)

    async def groups(self, platform: str) -> Mapping[str, str]:
        """The groups of a platform, found or bound: name (empty: never heard) by address."""
        return await self._writer.run(lambda work: rows.groups(work.db, work.town, platform))

    async def happened(self, event: Event) -> bool:
        """Take note of what a platform tells besides messages; whether anything was queued to be said."""
        log.warning("platform event", platform=event.platform, kind=type(event).__name__)
        return await self._writer.run(lambda work: bool(post(work, _noted(work, event))))


def _noted(work: Work, event: Event) -> list[Outbound]:
    match event:
        case ChatFound(platform, chat, name):
            return act.note_found(work, platform, chat, name)
        case ChatRenamed(platform, chat, name):
            return act.note_renamed(work, platform, chat, name)
        case ChatLost(platform, chat):
            return act.note_lost(work, platform, chat)
        case ChatMoved(platform, old, new, sure):
            return act.note_moved(work, platform, old, new, sure)
        case AccountMoved(platform, old, new, name):
            return act.note_account_moved(work, platform, old, new, name)
        case Asked(platform, what):
            return act.note_asked(work, platform, what)
