"""Notices in wholly random towns: trees of any depth and width, groups of any kind at any unit, any relays, corrections, faults, nights.

What is asked at the end is worked out from the drawn tree alone, and from what the platform took.
"""

import asyncio
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import notice_changes as changes
from bot.actions import notice_spread as relaying
from bot.actions import notices as act
from bot.actions.errors import UserError
from bot.adapters.samples import picture
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain import calendar
from bot.domain.directory import Chat, ChatKind, Office, Person, Tier, Unit
from bot.domain.notices import Audience, Draft, Notice, People, Relay, State
from bot.domain.roles import Role
from bot.ids import ChatId, PersonId, UnitId
from bot.messages import Attachment, AttachmentKind, Outbound
from bot.outgoing import kind_of, post
from bot.rehearsal import RehearsedTown
from bot.storage import directory, notices, outbox, outbox_queue, outbox_reading, people
from bot.storage.directory import chat, chat_address, office, unit
from bot.storage.notice_relays import relay

BEGIN = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
SINCE = date(2026, 1, 1)
TIERS = (Tier.TOWN, Tier.VILLAGE, Tier.GRID, Tier.NEIGHBOURHOOD)
LEADERS = {
    Tier.TOWN: Role.TOWN_STAFF,
    Tier.VILLAGE: Role.VILLAGE_STAFF,
    Tier.GRID: Role.GRID_LEADER,
    Tier.NEIGHBOURHOOD: Role.WARDEN,
}
SIGNER, OTHER_SIGNER = PersonId("S0"), PersonId("S1")
BODIES = ("村部领表", "河边当心,别下水", "明天上午开会", "王五13812345678,身份证11010519491231002X")
BAD = re.compile("13812345678|11010519491231002X")
EXAMPLES = int(os.environ.get("XIANGLIN_TREES", "12"))


@dataclass
class Tree:
    """A town as drawn: unit n's parent (None: the town itself), its tier; groups with their unit, kind, and whether the bot is there."""

    parents: list[int | None] = field(default_factory=lambda: [None])
    tiers: list[Tier] = field(default_factory=lambda: [Tier.TOWN])
    groups: list[tuple[int, ChatKind, bool]] = field(default_factory=list[tuple[int, ChatKind, bool]])
    led: list[bool] = field(default_factory=lambda: [True])

    def above(self, number: int | None) -> set[int]:
        """A unit and all that it lies in."""
        found: set[int] = set()
        while number is not None:
            found.add(number)
            number = self.parents[number]
        return found

    def addressed(self, audience: Audience) -> set[str]:
        """Groups that a notice is meant for."""
        inside, outside = {int(one[1:]) for one in audience.units}, {int(one[1:]) for one in audience.excluded}
        return {
            f"c{number}"
            for number, (of, kind, _) in enumerate(self.groups)
            if self.above(of) & inside
            and not self.above(of) & outside
            and (not audience.people or People.of(kind) in audience.people)
        }


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    tree = Tree()
    for _ in range(draw(st.integers(4, 14))):
        parent = draw(st.sampled_from([n for n, tier in enumerate(tree.tiers) if tier is not Tier.NEIGHBOURHOOD]))
        deeper = TIERS.index(tree.tiers[parent]) + draw(st.sampled_from((1, 1, 1, 2)))
        tree.parents.append(parent)
        tree.tiers.append(TIERS[min(deeper, 3)])
        tree.led.append(draw(st.integers(0, 3)) > 0)
    for _ in range(draw(st.integers(5, 16))):
        where = draw(st.integers(0, len(tree.parents) - 1))
        tree.groups.append((where, draw(st.sampled_from(ChatKind)), draw(st.integers(0, 7)) > 0))
    return tree


KINDS = "write write write sign sign sign relay relay correct correct withdraw fault fault time time restart".split()
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), *(st.integers(0, 999) for _ in range(4))), min_size=14, max_size=26
).map(lambda steps: [("write", 0, 5, 3, 3), ("sign", 0, 0, 0, 0), *steps])
Step = tuple[str, int, int, int, int]


class Played:
    """A drawn town at work."""

    def __init__(self, place: RehearsedTown, tree: Tree) -> None:
        self.place = place
        self.tree = tree

    async def build(self) -> None:
        """In the place of the demo town."""

        def fill(work: Work) -> None:
            for table in (chat_address, chat, office, unit):
                work.db.execute(sa.delete(table))
            for number, (parent, tier) in enumerate(zip(self.tree.parents, self.tree.tiers, strict=True)):
                above = None if parent is None else UnitId(f"u{parent}")
                directory.put_unit(work.db, work.town, Unit(UnitId(f"u{number}"), f"{number}处", tier, above))
                if self.tree.led[number]:
                    self._appoint(work, PersonId(f"L{number}"), LEADERS[tier], number)
            for signer in (SIGNER, OTHER_SIGNER):
                self._appoint(work, signer, Role.TOWN_ADMIN, 0)
            for number, (of, kind, bound) in enumerate(self.tree.groups):
                found = Chat(ChatId(f"c{number}"), f"{number}群", kind, UnitId(f"u{of}"))
                directory.put_chat(work.db, work.town, found, "sim", f"g{number}")
                if not bound:
                    work.db.execute(sa.delete(chat_address).where(chat_address.c.chat == found.id))
            work.changed_directory()

        await self.place.app.writer.run(fill)
        await self.place.restart()

    @staticmethod
    def _appoint(work: Work, who: PersonId, role: Role, number: int) -> None:
        people.put_person(work.db, work.town, Person(who, f"某{who}", UnitId(f"u{number}")))
        people.put_account(work.db, work.town, "sim", f"a-{who}", who, work.now)
        directory.put_office(work.db, work.town, Office(who, f"某{who}", role, UnitId(f"u{number}"), SINCE))

    async def do(self, who: PersonId, verb: Callable[[Work], tuple[str, list[Outbound]]]) -> None:
        """As a person says it; what is refused changes nothing."""

        def unit_of_work(work: Work) -> None:
            person = people.find_person(work.db, work.town, who)
            if person is not None:
                acting = work.as_person(person)
                post(acting, verb(acting)[1])

        with suppress(UserError):
            await self.place.app.writer.run(unit_of_work)
        await self.place.settle()

    async def drain(self) -> None:
        """All that waits goes out at its hour, over any weekend and every retry; nothing else of the town happens."""
        while True:
            while await self.place.app.deliver.round():
                pass
            now = self.place.clock.now()
            due = await self.place.app.writer.run(lambda work, now=now: outbox_queue.next_due(work.db, work.town, now))
            if due is None:
                return
            self.place.clock.move_to(due)

    async def step(self, step: Step) -> None:
        kind, a, b, c, d = step
        leaders = [
            PersonId(f"L{n}")
            for n, led in enumerate(self.tree.led)
            if led and self.tree.tiers[n] in {Tier.TOWN, Tier.VILLAGE}
        ]
        match kind:
            case "write":
                author = leaders[a % len(leaders)]
                await self.do(author, lambda work: act.submit(work, self._draft(author, b, c, d)))
            case "sign":
                await self.do(
                    (SIGNER, OTHER_SIGNER)[a % 2], lambda work: act.approve(work, self._one(work, b, State.PENDING))
                )
            case "relay":
                line, who = (*BODIES, "")[c % 5], await self._relayer(a)
                await self.do(who, lambda work: relaying.pass_on(work, self._one(work, b), line))
            case "correct":
                await self.do(
                    PersonId("L0"),
                    lambda work: changes.correct(work, self._one(work, b), BODIES[c % 4], self._files(d)),
                )
            case "withdraw":
                await self.do((SIGNER, OTHER_SIGNER)[a % 2], lambda work: changes.withdraw(work, self._one(work, b)))
            case "fault":
                how = "gone" if b % 4 == 0 else "later"
                self.place.refuse(f"g{a % len(self.tree.groups)}", 1 + c % 3, how)
            case "time":
                await self.place.move_to(self.place.clock.now() + timedelta(hours=(1, 3, 6, 13)[a % 4]))
            case _:
                await self.place.restart()

    async def _relayer(self, number: int) -> PersonId:
        """Whoever is to pass something on; anybody when nobody is."""

        def look(work: Work) -> list[str]:
            waiting = sa.select(relay.c.unit).where(relay.c.state == "waiting").order_by(relay.c.unit)
            return [str(row[0]) for row in work.db.all(waiting)]

        units = await self.place.app.writer.run(look) or ["u0"]
        return PersonId(f"L{units[number % len(units)][1:]}")

    def _draft(self, author: PersonId, b: int, c: int, d: int) -> Draft:
        own = int(author[1:])
        units = [UnitId(f"u{n}") for n in range(len(self.tree.parents)) if own in self.tree.above(n)]
        chosen = tuple(dict.fromkeys(units[(b * (n + 1)) % len(units)] for n in range(1 + b % 2)))
        below = [
            one for one in units if one not in chosen and self.tree.above(int(one[1:])) & {int(n[1:]) for n in chosen}
        ]
        left_out = (below[c % len(below)],) if below and c % 3 else ()
        kinds = ((), (People.STAFF,), (People.RESIDENTS,), (People.AWAY,), (People.STAFF, People.RESIDENTS))[d % 5]
        body, how = BODIES[d % 4], Relay.MANUAL if c % 2 else Relay.AUTO
        audience = Audience(chosen, left_out, kinds)
        return Draft("一件事", audience, body, body, None, "", "12345", date(2026, 12, 30), relay=how)

    @staticmethod
    def _files(d: int) -> list[Attachment]:
        return [Attachment(AttachmentKind.IMAGE, "图.png", picture(4, 4))] if d % 3 == 0 else []

    @staticmethod
    def _one(work: Work, number: int, state: State | None = None) -> Notice:
        """Any notice there is (an original, unless one that waits is asked for)."""
        rows = work.db.all(sa.select(notices.notice.c.number).order_by(notices.notice.c.number))
        every = [one for (n,) in rows if (one := notices.find(work.db, work.town, str(n))) is not None]
        found = [one for one in every if (one.state is state if state else not one.corrects)]
        if not found:
            raise UserError("there is none")
        return found[number % len(found)]


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(trees(), STEPS)
def test_in_any_town_whatever_happens(tree: Tree, steps: list[Step]) -> None:
    asyncio.run(_play(tree, steps))


async def _play(tree: Tree, steps: list[Step]) -> None:
    async with RehearsedTown(BEGIN) as place:
        played = Played(place, tree)
        await played.build()
        for step in steps:
            await played.step(step)
        await played.drain()
        assert await place.app.writer.run(lambda work: notices.breaches(work.db, work.town)) == []
        ids = Counter(one.platform_id for one in place.sent)
        assert max(ids.values(), default=1) == 1
        assert not [one.text for one in place.sent if one.address.startswith("g") and BAD.search(one.text)]
        await place.app.writer.run(lambda work: _holds(work, tree))


def _holds(work: Work, tree: Tree) -> None:
    rows = work.db.all(sa.select(outbox.outbox.c.id, outbox.outbox.c.key).where(outbox.outbox.c.chat.is_not(None)))
    served: dict[str, dict[int, dict[str, outbox.Delivery]]] = defaultdict(lambda: defaultdict(dict))
    for number, key in rows:
        one = outbox_reading.find(work.db, work.town, number)
        assert one is not None
        _at_a_decent_hour(work, one)
        told = re.fullmatch(r"notice:([^:]+):(\d+):(.+)", key or "")
        if told is not None:
            assert told[3] not in served[told[1]][int(told[2])], f"twice: {key}"
            served[told[1]][int(told[2])][told[3]] = one
    for (found,) in work.db.all(sa.select(notices.notice.c.number).where(notices.notice.c.released_at.is_not(None))):
        one_ = notices.find(work.db, work.town, str(found))
        assert one_ is not None
        if one_.corrects:
            _exactly_where_the_original_was(one_, served[one_.corrects])
        else:
            _to_all_it_is_meant_for(work, tree, one_, served[one_.number])


def _at_a_decent_hour(work: Work, one: outbox.Delivery) -> None:
    if one.state is outbox.State.SENT and one.delivery is not None and not one.wakes and one.answers is None:
        assert one.settled_at is not None
        opens = calendar.next_open(kind_of(work, one.to), one.settled_at, work.settings)
        assert opens == one.settled_at, f"in quiet hours: {one.key} {one.settled_at}"


def _exactly_where_the_original_was(found: Notice, served: dict[int, dict[str, outbox.Delivery]]) -> None:
    earlier = [chats for version, chats in served.items() if version < found.version]
    had = {
        name
        for chats in earlier
        for name, one in chats.items()
        if one.state in {outbox.State.SENT, outbox.State.UNKNOWN}
        and one.settled_at is not None
        and found.released_at is not None
        and one.settled_at <= found.released_at
    }
    was_to_have = {name for chats in earlier for name in chats}
    corrected = set(served.get(found.version, {}))
    assert had <= corrected, f"{found.number}: not corrected where it was: {had - corrected}"
    assert corrected <= was_to_have, f"{found.number}: corrected where it never was: {corrected - was_to_have}"


def _to_all_it_is_meant_for(
    work: Work, tree: Tree, found: Notice, served: dict[int, dict[str, outbox.Delivery]]
) -> None:
    meant = tree.addressed(found.audience)
    got = {name for chats in served.values() for name in chats}
    assert got <= meant, f"{found.number}: it went astray: {got - meant}"
    active = {name for name in meant if ChatId(name) in work.directory.chats}
    if found.relay is Relay.AUTO and found.state is State.RELEASED:
        lost = {name for name in active if work.directory.chats[ChatId(name)].state.value != "active"}
        assert active - lost <= got, f"{found.number}: never came to {active - got}"
