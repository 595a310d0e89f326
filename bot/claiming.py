"""What of the outbox may go now: its place is open and has had enough of nothing, its platform stands, its account's pace allows it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.actions import platforms
from bot.adapters.base import Adapter, Capabilities, Parcel
from bot.cargo import Cargo
from bot.context import Work
from bot.domain import calendar, residency
from bot.domain.pacing import Account
from bot.memory import Memory
from bot.merging import merge
from bot.messages import InChat, Place, Priority, ToPerson
from bot.outgoing import kind_of, post
from bot.router import Routes
from bot.storage import burden, outbox_queue, outbox_reading, people
from bot.storage.outbox import Delivery, State
from bot.texts import deliveries as say

BATCH = 64
ALL = 5000
NOTICES = "notice:"
"""On a platform that wants a person to press send, group messages about these wait for ``已发``."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message that is to be sent now, and where to."""

    delivery: Delivery
    platform: str
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be sent now; without any, how long the pace says to wait."""

    deliveries: list[Claimed]
    wait: timedelta | None
    kept_books: bool = False
    """Something was put off or settled unsent: look again at once."""

    @property
    def moves(self) -> bool:
        """Whether anything comes of it; otherwise all that is due waits for a platform that is down or stopped."""
        return bool(self.deliveries) or self.wait is not None or self.kept_books


def _calls_all(one: Delivery) -> bool:
    """An urgent notice (and its correction, and that it is void) must be seen also by who has muted the group."""
    return one.priority is Priority.URGENT and isinstance(one.to, InChat) and one.about.startswith(NOTICES)


class Claiming:
    """Chooses for one town. Of ``accounts`` it asks the pace, ``flying`` are the platforms that are being sent to, ``spoken`` is what was said past the outbox."""

    def __init__(
        self,
        memory: Memory,
        adapters: Mapping[str, Adapter],
        routes: Routes,
        accounts: Mapping[str, Account],
        flying: set[str],
        spoken: set[str],
    ) -> None:
        self._memory = memory
        self._adapters = adapters
        self._routes = routes
        self._accounts = accounts
        self._flying = flying
        self._spoken = spoken
        self._cargo = Cargo()

    def claim(self, work: Work) -> Claim | None:
        """Mark what is going to be sent; None when nothing is due. Without deliveries: bookkeeping was done, or the pace says wait."""
        for most in (BATCH, ALL):
            due = outbox_queue.list_sendable(work.db, work.town, work.now, most)
            if not due:
                return None
            found = self._chosen(work, due)
            if found.deliveries or found.kept_books or len(due) < most:
                break  # else everything that came first waits for one account: look at what others may send
        return found if found.moves else None

    def _chosen(self, work: Work, due: list[Delivery]) -> Claim:
        claimed: list[Claimed] = []
        wait: timedelta | None = None
        kept_books = False
        places: set[Place] = set()
        busy: set[str] = set()
        for one in due:
            if one.to in places:
                continue  # the next round looks again: the next notice goes before the digest
            places.add(one.to)
            if self._kept_back(work, one):
                kept_books = True
                continue
            address = self._address(work, one)
            if address is None:
                self._no_address(work, one)
                kept_books = True
                continue
            if address.platform in self._flying or self._barred(work, one, address.platform):
                continue
            left = self._wait(work, one, address.platform, busy)
            if left is None or left > timedelta(0):
                wait = wait if left is None else left if wait is None else min(wait, left)
                continue
            claimed.append(self._claimed(work, address))
            if len(claimed) == BATCH:
                break
        return Claim(claimed, None if kept_books or claimed else wait, kept_books)

    def _kept_back(self, work: Work, one: Delivery) -> bool:
        """Whether it must not go now: its place keeps quiet, has had enough this week, or it has been said already."""
        if not one.wakes:
            kind = kind_of(work, one.to)
            open_at = calendar.next_open(kind, work.now, work.settings)
            if open_at > work.now:
                outbox_queue.put_off(work.db, work.town, one.id, open_at)
                return True
            if not one.card and one.priority >= Priority.NOTICE and self._had_enough(work, one):
                card = calendar.next_open(kind, calendar.next_time(work.now, work.settings.card_time), work.settings)
                outbox_queue.put_off(work.db, work.town, one.id, card, card=True)
                return True
        if one.key is not None and one.key in self._spoken:
            self._spoken.discard(one.key)
            outbox_queue.mark(work.db, work.town, one.id, State.SKIPPED, work.now, "said directly")
            return True
        return False

    @staticmethod
    def _had_enough(work: Work, one: Delivery) -> bool:
        settings = work.settings
        most = settings.weekly_pushes_chat if isinstance(one.to, InChat) else settings.weekly_pushes_person
        return 0 < most <= burden.count(work.db, work.town, one.to, work.today)

    def _barred(self, work: Work, one: Delivery, platform: str) -> bool:
        """Whether its platform is down, or somebody has said 停发: it stays queued, nothing is tried, nothing counts as failed."""
        if platform in platforms.paused(work) and one.about != platforms.ABOUT:
            return True
        return not self._adapters[platform].link.up

    def _wait(self, work: Work, one: Delivery, platform: str, busy: set[str]) -> timedelta | None:
        """How long the account must wait before it may send this; None when it has just been given something else."""
        account = self._accounts[platform]
        if not account.paced or (one.priority is Priority.URGENT and one.answers is not None):
            return timedelta(0)  # the hotline, to who has just called for help, waits for no pace or daily cap (I23)
        if platform in busy:
            return None
        asked = one.priority <= Priority.REPLY
        left = account.wait(work.now, burden.key_of(one.to), asked=asked)
        if left <= timedelta(0):
            if account.one_at_a_time:
                busy.add(platform)
            chance = int(work.token(2), 16) / 0xFFFF
            account.space(work.now, chance)
            if not asked:
                account.step(work.now, chance)
        return left

    def _claimed(self, work: Work, found: Claimed) -> Claimed:
        chosen = self._as_one(work, found)
        can = self._adapters[chosen.platform].capabilities
        parcel = replace(chosen.parcel, everyone=can.calls_all and _calls_all(chosen.delivery))
        return replace(chosen, parcel=self._cargo.load(work, chosen.delivery, parcel, can))

    def _as_one(self, work: Work, found: Claimed) -> Claimed:
        one, can = found.delivery, self._adapters[found.platform].capabilities
        if one.priority >= Priority.NOTICE and not one.wakes:
            carrier = merge(work, one, can.longest_text)
            if carrier is not None:
                outbox_queue.mark_sending(work.db, work.town, carrier.id)
                void = self._void(work, carrier, found.platform, can)
                parcel = replace(found.parcel, text=carrier.text, number=carrier.id, recalls=void)
                return Claimed(carrier, found.platform, parcel)
        outbox_queue.mark_sending(work.db, work.town, one.id)
        if one.recalls:
            void = self._void(work, one, found.platform, can)
            return replace(found, parcel=replace(found.parcel, recalls=void))
        if one.edits is None or not can.can_edit or one.files:
            return found
        former = outbox_reading.find_by_key(work.db, work.town, one.edits)
        if former is None or former.platform != found.platform or not former.platform_id or former.files:
            return found
        text = say.corrected_in_place(one.text, former.text)
        return replace(found, parcel=replace(found.parcel, text=text, edits=former.platform_id))

    @staticmethod
    def _void(work: Work, one: Delivery, platform: str, can: Capabilities) -> tuple[str, ...]:
        """What of the messages that this one declares void its platform can still take back; one with files has parts that nobody can name."""
        if can.recalls_within is None:
            return ()
        since = work.now - can.recalls_within
        former = [outbox_reading.find_by_key(work.db, work.town, key) for key in one.recalls]
        sent = [one for one in former if one and one.platform == platform and one.platform_id and not one.files]
        return tuple(dict.fromkeys(str(one.platform_id) for one in sent if one.settled_at and one.settled_at > since))

    def _no_address(self, work: Work, one: Delivery) -> None:
        """The bot is not in that group (or knows no account): a notice goes by the hand of a person, the rest is left."""
        listener = self._routes.by_hand.get(one.about.partition(":")[0])
        if listener is not None and isinstance(one.to, InChat) and one.key is not None:
            outbox_queue.mark(work.db, work.town, one.id, State.BY_HAND, work.now, "no address")
            post(work, listener(work, one.about.partition(":")[2], one))
            return
        outbox_queue.mark(work.db, work.town, one.id, State.SKIPPED, work.now, "no address")

    def _address(self, work: Work, one: Delivery) -> Claimed | None:
        if isinstance(one.to, InChat):
            found = self._memory.address_of(work.db, one.to.chat)
            if found is None or found[0] not in self._adapters:
                return None
            if not self._may_carry(one, found[0]):
                return None
            if self._adapters[found[0]].capabilities.by_hand and one.key is not None and one.about.startswith(NOTICES):
                return None
            return Claimed(one, found[0], Parcel(found[1], None, one.text, one.answers, one.id))
        known = [
            found
            for found in self._addresses(work, one.to)
            if found[0] in self._adapters and self._may_carry(one, found[0])
        ]
        usable = [found for found in known if not self._barred(work, one, found[0])]
        for platform, account in usable or known:  # an outage of one platform does not silence the other
            return Claimed(one, platform, Parcel(None, account, one.text, one.answers, one.id))
        return None

    def _may_carry(self, one: Delivery, platform: str) -> bool:
        """Nothing about a resident goes through a platform outside of China (handbook I49)."""
        return self._adapters[platform].capabilities.personal or residency.may_carry(one.about, one.answers)

    @staticmethod
    def _addresses(work: Work, to: ToPerson) -> list[tuple[str, str]]:
        """The account that is to be used, or all of the person's, the latest bound first."""
        return [to.account] if to.account else people.list_accounts(work.db, work.town, to.person)
