"""What has become of what was sent: told to the outbox, to the pace of the account and to whoever must know; and, at a start, what was under way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.context import Work
from bot.domain.pacing import Account
from bot.messages import Priority
from bot.outgoing import post
from bot.router import Routes
from bot.storage import burden, outbox_queue, outbox_reading, paces
from bot.storage.outbox import Delivery, State

MERGED = ("merged", "card")
"""``why`` of a message that carries others."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How one attempt ended."""

    delivery: Delivery
    state: State
    account: str
    platform_id: str = ""
    error: str = ""
    retry_after: timedelta | None = None


class Settling:
    """Settles for one town."""

    def __init__(self, routes: Routes, accounts: Mapping[str, Account]) -> None:
        self._routes = routes
        self._accounts = accounts
        self._numbers = 0
        self.counts: dict[str, int] = {}

    def recover(self, work: Work) -> None:
        """What was being sent when the process ended: replies go again, notices become ``unknown`` (reliability.md §4)."""
        self._numbers = outbox_reading.last_delivery(work.db, work.town)
        for platform, account in self._accounts.items():
            paces.put(work.db, work.town, platform, account.foretells)
            if account.paced:
                since = work.now - account.memory
                for sent_at, place in outbox_queue.list_sent_times(work.db, work.town, platform, since):
                    account.note(min(sent_at, work.now), burden.key_of(place))
        for one in outbox_queue.list_interrupted(work.db, work.town):
            if one.carrier is None:
                self._interrupted(work, one)

    def _interrupted(self, work: Work, one: Delivery) -> None:
        for account in self._accounts.values():
            account.note(work.now, burden.key_of(one.to))  # the platform may have had it just now
        if one.priority <= Priority.REPLY:
            outbox_queue.mark(work.db, work.town, one.id, State.QUEUED, work.now, "", one.not_before)
            return
        outbox_queue.mark(work.db, work.town, one.id, State.UNKNOWN, work.now, "interrupted")
        outbox_queue.settle_members(work.db, work.town, one.id, State.UNKNOWN, work.now, "")
        self._tell(work, one)

    def settle(self, work: Work, settled: list[Settled]) -> None:
        """Note how attempts ended."""
        for one in settled:
            row = one.delivery
            self._accounts[one.account].note(work.now, burden.key_of(row.to))
            self.counts[one.state.value] = self.counts.get(one.state.value, 0) + 1
            if one.state is State.SENT:
                self._numbers += 1
                outbox_queue.mark_sent(
                    work.db, work.town, row.id, work.now, self._numbers, one.account, one.platform_id
                )
                if row.answers is None and not row.wakes:
                    burden.add(work.db, work.town, row.to, work.today)
            elif one.retry_after is not None and row.why in MERGED:
                outbox_queue.mark(work.db, work.town, row.id, State.SKIPPED, work.now, one.error)
            elif one.retry_after is not None:
                outbox_queue.mark(
                    work.db, work.town, row.id, State.FAILED, work.now, one.error, work.now + one.retry_after
                )
            else:
                outbox_queue.mark(work.db, work.town, row.id, one.state, work.now, one.error)
                self._tell(work, row)
            if row.why in MERGED:
                again = None if one.retry_after is None else work.now + one.retry_after
                outbox_queue.settle_members(work.db, work.town, row.id, one.state, work.now, one.account, again)

    def _tell(self, work: Work, lost: Delivery) -> None:
        """Whoever sent it learns that it did not arrive (handbook I11); what a lost message carried, each by itself."""
        for member in outbox_queue.list_members(work.db, work.town, lost.id) if lost.why in MERGED else ():
            self._tell(work, member)
        kind, _, subject = lost.about.partition(":")
        listener = self._routes.dead.get(kind)
        if listener is not None:
            post(work, listener(work, subject, lost))
