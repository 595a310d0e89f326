"""Check-ins, reviews, reversals, objections, a settlement and its lock in any order, against a small model that knows the rules by itself.

I26 the balance is the ledger's sum; I28 caps hold whatever the order; I29 locked is locked and what corrects it counts in the running
period; I30 nothing is below zero, also with what the branch has taken off. Verbs are repeated (a message delivered twice), the process forgets everything (a restart), two
reviewers decide about the same record.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.actions import (
    check_ins,
    honours,
    objections,
    point_reversals,
    points,
    reviews,
    settlement_signing,
    settlements,
)
from bot.actions.check_ins import Told, Whom
from bot.actions.errors import UserError
from bot.app import open_database
from bot.clock import SHANGHAI
from bot.consistency import breaches
from bot.context import Work
from bot.domain.check_ins import Kind
from bot.domain.honours import Level, Wanted
from bot.domain.list_states import Kind as ListKind
from bot.domain.lists import Entry
from bot.domain.points import DEDUCTION, LATE
from bot.domain.settings import Settings
from bot.domain.settlements import Signing
from bot.ids import HouseholdId, PersonId, TownId, UnitId
from bot.memory import Memory
from bot.rehearsal.town import demo_roster, fill
from bot.storage import check_ins as check_in_rows
from bot.storage import lists as list_rows
from bot.storage import objections as objection_rows
from bot.storage import people
from bot.storage import points as rows
from bot.storage import settlements as settlement_rows
from bot.storage.database import Db

NOW = datetime(2027, 1, 20, 10, tzinfo=SHANGHAI)
TOWN, VILLAGE = TownId("SL"), UnitId("KQ")
SETTLED, RUNNING = "2026H2", "2027H1"
WARDENS = ("P0012", "P0013")
HOMES = {"P0012": "KQ03-02-0", "P0013": "KQ03-03-0"}
DAYS = (date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 18), date(2027, 1, 19))
KINDS = (Kind.VISIT, Kind.VOLUNTEER, Kind.MEETING, Kind.LEAD)


@dataclass
class Record:
    """What the model knows of a check-in."""

    number: int
    warden: str
    kind: Kind
    day: date
    minutes: int
    home: str
    state: str = "submitted"


@dataclass
class ModelHonour:
    """What the model knows of an honour: always the same one, in a year once and at its highest."""

    warden: str
    level: Level
    day: date
    state: str = "asked"


_HONOUR_WORTH = {Level.VILLAGE: 5, Level.TOWN: 10, Level.COUNTY: 15, Level.CITY: 20}


@dataclass
class Model:
    """All that should be so."""

    records: dict[int, Record] = field(default_factory=dict[int, Record])
    asked: set[int] = field(default_factory=set[int])
    added: dict[str, int] = field(default_factory=dict[str, int])
    step: str = "none"
    frozen: dict[str, int] = field(default_factory=dict[str, int])
    objections: dict[int, tuple[str, str, int]] = field(default_factory=dict[int, tuple[str, str, int]])
    honours: dict[int, "ModelHonour"] = field(default_factory=dict[int, "ModelHonour"])
    off: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    """What the branch has taken off, by its warden and cause: in the running period."""

    def earned(self, warden: str, period: str) -> int:
        """Of check-ins and honours."""
        standing = [
            _HONOUR_WORTH[one.level]
            for one in self.honours.values()
            if one.warden == warden and _period(one.day) == period and one.state in {"counted", "revoking"}
        ]
        return self.done(warden, period) + max(standing, default=0)

    def taken_off(self, warden: str) -> int:
        """Never more than there is."""
        there, late = self.balance(warden, RUNNING)
        return min(sum(self.off.get(warden, {}).values()), max(0, there + late))

    def done(self, warden: str, period: str) -> int:
        """Points by the handbook's table, written down once more: visit 2, volunteer 2, meeting 1, example 10; the caps of each; 10 a day, 60 a month."""
        mine = [
            r
            for r in self.records.values()
            if r.warden == warden and r.state == "approved" and _period(r.day) == period
        ]
        total, days, months = 0, dict[date, int](), dict[int, int]()
        seen: dict[tuple[str, Any, str], int] = {}
        for one in sorted(mine, key=lambda r: (r.day, r.number)):
            month = one.day.month
            if one.kind is Kind.LEAD:
                if not seen.get(("lead", month // 4, "")):
                    seen["lead", month // 4, ""] = 1
                    total += 10
                continue
            worth = {Kind.VISIT: 2, Kind.VOLUNTEER: 2, Kind.MEETING: 1}[one.kind]
            if one.kind is not Kind.MEETING:
                worth += min(one.minutes, 120) // 30
            caps = {
                Kind.VISIT: [(("visit", one.day, one.home), 1), (("visit", month, one.home), 4)],
                Kind.VOLUNTEER: [(("volunteer", one.day, ""), 1)],
                Kind.MEETING: [(("meeting", month, ""), 4)],
            }[one.kind]
            if any(seen.get(key, 0) >= most for key, most in caps):
                continue
            got = min(worth, 10 - days.get(one.day, 0), 60 - months.get(month, 0))
            if got <= 0:
                continue
            for key, _ in caps:
                seen[key] = seen.get(key, 0) + 1
            days[one.day] = days.get(one.day, 0) + got
            months[month] = months.get(month, 0) + got
            total += got
        return total

    def balance(self, warden: str, period: str) -> tuple[int, int]:
        """(What was earned and settled in a period, what in it corrects a locked one)."""
        if period == SETTLED:
            settled = self.frozen.get(warden, self.earned(warden, SETTLED))
            return settled + self.added.get(warden, 0), 0
        late = self.earned(warden, SETTLED) - self.frozen[warden] if warden in self.frozen else 0
        return self.earned(warden, RUNNING), late


def _period(day: date) -> str:
    return SETTLED if day.year == 2026 else RUNNING


_path: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def _town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    path = Path(tmp_path_factory.mktemp("stateful")) / "town.db"
    fill(f"sqlite:///{path}", demo_roster())
    _path.append(path)
    yield
    _path.clear()


class Points(RuleBasedStateMachine):
    """Each rule does a thing in the house and in the model; what the model thinks impossible must be refused."""

    def __init__(self) -> None:
        super().__init__()
        self.database = open_database(f"sqlite:///{_path[0]}")
        self.opened = self.database.writer()
        self.db: Db = self.opened.__enter__()
        self.db.say("BEGIN IMMEDIATE")
        self.model = Model()
        self.memory = Memory(TOWN, Settings(), lambda: NOW)
        self.marks = itertools.count()

    def teardown(self) -> None:
        try:
            found = breaches(self.db, TOWN)
            assert not found, found
        finally:
            self.db.say("ROLLBACK")
            self.opened.__exit__(None, None, None)
            self.database.close()

    def work(self, who: str) -> Work:
        work = self.memory.begin(self.db)
        return work.as_person(people.get_person(self.db, TOWN, PersonId(who)))

    def tried(self, who: str, verb: Callable[[Work], Any], *, twice: bool = False) -> bool:
        """Whether it was done; a refusal leaves nothing behind. ``twice``: the second time must change nothing or be refused."""
        done = self._once(who, verb)
        if twice:
            before = self._sums()
            self._once(who, verb)
            assert self._sums() == before
        return done

    def _once(self, who: str, verb: Callable[[Work], Any]) -> bool:
        mark = f"s{next(self.marks)}"
        self.db.say(f"SAVEPOINT {mark}")
        with suppress(UserError):
            verb(self.work(who))
            self.db.say(f"RELEASE {mark}")
            return True
        self.db.say(f"ROLLBACK TO {mark}")
        self.db.say(f"RELEASE {mark}")
        self.memory.forget_directory()
        return False

    def _sums(self) -> dict[tuple[str, str], dict[str, int]]:
        return {
            (warden, period): rows.balance(self.db, TOWN, PersonId(warden), period)
            for warden in WARDENS
            for period in (SETTLED, RUNNING)
        }

    def _pick(self, place: int, *states: str) -> Record | None:
        fitting = [one for one in self.model.records.values() if one.state in states]
        return fitting[place % len(fitting)] if fitting else None

    # --- check-ins

    @rule(
        who=st.sampled_from(WARDENS),
        kind=st.sampled_from(KINDS),
        day=st.sampled_from(DAYS),
        half=st.integers(0, 5),
        home=st.integers(4, 6),
    )
    def submit(self, who: str, kind: Kind, day: date, half: int, home: int) -> None:
        household = f"{HOMES[who]}{home}"
        told = Told(kind, day, 30 * half, Whom("某家", HouseholdId(household)), "做了事")
        found: list[check_ins.Recorded] = []
        assert self.tried(who, lambda work: found.extend(check_ins.record(work, [told])))
        number = found[0].record.number
        if found[0].merged:
            standing = self.model.records[number]
            assert (standing.warden, standing.kind, standing.day) == (who, Kind.VISIT, day)
            if standing.state == "submitted":
                standing.minutes = max(standing.minutes, 30 * half)
        else:
            self.model.records[number] = Record(number, who, kind, day, 30 * half, household)

    @rule(
        place=st.integers(0, 30), first=st.sampled_from(("P0005", "P0006")), approves=st.booleans(), twice=st.booleans()
    )
    def two_reviewers_at_once(self, place: int, first: str, approves: bool, twice: bool) -> None:
        one = self._pick(place, "submitted")
        if one is None:
            return
        second = "P0006" if first == "P0005" else "P0005"
        if approves:
            assert self.tried(first, lambda work: reviews.approve(work, [one.number]), twice=twice)
        else:
            assert self.tried(first, lambda work: reviews.reject(work, one.number, "不对"), twice=twice)
        one.state = "approved" if approves else "rejected"
        assert not self.tried(second, lambda work: reviews.reject(work, one.number, "不对"))
        self.tried(second, lambda work: reviews.approve(work, [one.number]))

    @rule(place=st.integers(0, 30))
    def nobody_reviews_their_own(self, place: int) -> None:
        one = self._pick(place, "submitted")
        if one is not None:
            assert not self.tried(one.warden, lambda work: reviews.reject(work, one.number, "不对"))

    @rule(place=st.integers(0, 30), alone=st.booleans(), twice=st.booleans())
    def reverse(self, place: int, alone: bool, twice: bool) -> None:
        one = self._pick(place, "approved")
        if one is None:
            return
        asked = self.tried("P0006", lambda work: point_reversals.ask_reversal(work, one.number, "误记"))
        assert asked == (one.number not in self.model.asked)
        self.model.asked.add(one.number)
        assert not self.tried("P0006", lambda work: point_reversals.approve_reversal(work, one.number))
        if not alone:
            assert self.tried("P0007", lambda work: point_reversals.approve_reversal(work, one.number), twice=twice)
            one.state = "reversed"

    # --- honours, and what the branch takes off

    @rule(
        who=st.sampled_from(WARDENS),
        levels=st.lists(st.sampled_from(Level), min_size=1, max_size=3),
        day=st.sampled_from(DAYS),
        twice=st.booleans(),
        at_once=st.booleans(),
    )
    def honour(self, who: str, levels: list[Level], day: date, twice: bool, at_once: bool) -> None:
        for level in levels:
            wanted = Wanted(level, "优秀邻长", "县委8号文件", day)
            open_ = [
                one
                for one in self.model.honours.values()
                if one.warden == who and one.day.year == day.year and one.state in {"asked", "counted", "revoking"}
            ]
            assert not self.tried(who, lambda work, wanted=wanted: honours.tell(work, PersonId(who), wanted))
            done = self.tried(
                "P0005", lambda work, wanted=wanted: honours.tell(work, PersonId(who), wanted), twice=twice
            )
            assert done is not any(one.level.rank >= level.rank for one in open_)
            if done:
                number = len(self.model.honours) + 1
                self.model.honours[number] = ModelHonour(who, level, day)
                if at_once:
                    assert self.tried("P0006", lambda work, number=number: honours.approve(work, number), twice=twice)
                    self.model.honours[number].state = "counted"

    @rule(place=st.integers(0, 9), agrees=st.booleans(), twice=st.booleans())
    def honour_decided(self, place: int, agrees: bool, twice: bool) -> None:
        waiting = [number for number, one in self.model.honours.items() if one.state in {"asked", "revoking"}]
        if not waiting:
            return
        number = waiting[place % len(waiting)]
        one = self.model.honours[number]
        asker, second = ("P0005", "P0006") if one.state == "asked" else ("P0006", "P0007")
        for nobody in (asker, one.warden, "P0017"):
            assert not self.tried(nobody, lambda work: honours.approve(work, number))
        verb = honours.approve if agrees else honours.drop
        assert self.tried(second, lambda work: verb(work, number), twice=twice)
        after = {("asked", True): "counted", ("asked", False): "refused", ("revoking", True): "revoked"}
        one.state = after.get((one.state, agrees), "counted")

    @rule(place=st.integers(0, 9))
    def honour_taken_back(self, place: int) -> None:
        counted = [number for number, one in self.model.honours.items() if one.state == "counted"]
        if counted:
            number = counted[place % len(counted)]
            assert self.tried("P0006", lambda work: honours.ask_back(work, number, "记重了"))
            self.model.honours[number].state = "revoking"

    @rule(who=st.sampled_from(WARDENS), amount=st.integers(2, 10), twice=st.booleans())
    def take_off(self, who: str, amount: int, twice: bool) -> None:
        number = next(self.marks) + 1
        entry = Entry(
            number, 1, VILLAGE, ListKind.REMINDER, PersonId(who), VILLAGE, ("负-02",), "", PersonId("P0005"), NOW,
            decided_by=PersonId("P0007"), deducts=amount,
        )  # fmt: skip

        def verb(work: Work) -> None:
            if list_rows.find_entry(work.db, work.town, number) is None:
                list_rows.add_entry(work.db, work.town, entry)
            points.deduct(work, PersonId(who), entry.about, amount)

        assert self.tried("P0007", verb, twice=twice)
        self.model.off.setdefault(who, {})[entry.about] = amount

    @rule(who=st.sampled_from(WARDENS), place=st.integers(0, 9), twice=st.booleans())
    def give_back(self, who: str, place: int, twice: bool) -> None:
        causes = list(self.model.off.get(who, {}))
        if causes:
            cause = causes[place % len(causes)]
            assert self.tried("P0007", lambda work: points.take_back(work, cause), twice=twice)
            del self.model.off[who][cause]

    # --- the settlement

    @rule(twice=st.booleans(), steps=st.integers(1, 4))
    def next_steps(self, twice: bool, steps: int) -> None:
        for _ in range(steps):
            self._next_step(twice)

    def _next_step(self, twice: bool) -> None:
        model, subject = self.model, f"{VILLAGE}:{SETTLED}"
        waits = any(state in {"open", "second"} for _, state, _ in model.objections.values())
        if model.step == "none":
            assert self.tried("P0005", lambda work: settlements.draft(work, SETTLED, [VILLAGE]), twice=twice)
            model.step = "draft"
        elif model.step == "draft":
            assert self.tried("P0005", lambda work: settlements.open_notice(work, subject), twice=twice)
            model.step = "notice"
        elif model.step == "notice":
            assert self.tried("P0005", lambda work: settlements.end_notice(work, subject), twice=twice)
            model.step = "closed"
        elif model.step in _SIGNING:
            who, signing, after = _SIGNING[model.step]
            done = self.tried(who, lambda work: settlement_signing.sign(work, "", signing), twice=twice)
            assert done == (not waits)
            if done:
                model.step = after
                if after == "locked":
                    model.frozen = {one: model.earned(one, SETTLED) for one in WARDENS}

    @rule(who=st.sampled_from(("P0012", "P0017", "P0008", "P0003", "P0007")), signing=st.sampled_from(list(Signing)))
    def signing_out_of_turn(self, who: str, signing: Signing) -> None:
        turn = _SIGNING.get(self.model.step)
        if turn is None or (who, signing) != turn[:2]:
            assert not self.tried(who, lambda work: settlement_signing.sign(work, "", signing))

    @rule(who=st.sampled_from(WARDENS))
    def object(self, who: str) -> None:
        person = people.get_person(self.db, TOWN, PersonId(who))
        waits = any(owner == who and state in {"open", "second"} for owner, state, _ in self.model.objections.values())
        done = self.tried(who, lambda work: objections.object_to_result(work, person, "少算了"))
        assert done == (self.model.step == "notice" and not waits)
        if done:
            number = max(one.number for one in objection_rows.list_waiting(self.db, TOWN))
            self.model.objections[number] = (who, "open", 0)

    @rule(place=st.integers(0, 9), amount=st.sampled_from((0, 0, 3)), upheld=st.booleans(), twice=st.booleans())
    def answer(self, place: int, amount: int, upheld: bool, twice: bool) -> None:
        waiting = [number for number, (_, state, _) in self.model.objections.items() if state in {"open", "second"}]
        if not waiting:
            return
        number = waiting[place % len(waiting)]
        owner = self.model.objections[number][0]
        assert not self.tried(owner, lambda work: objections.answer(work, number, True, "我说了算", 3))
        assert self.tried("P0008", lambda work: objections.answer(work, number, upheld, "看过了", amount), twice=twice)
        self.model.objections[number] = (owner, "second" if amount else "over", amount)

    @rule(place=st.integers(0, 9), twice=st.booleans())
    def agree(self, place: int, twice: bool) -> None:
        waiting = [number for number, (_, state, _) in self.model.objections.items() if state == "second"]
        if not waiting:
            return
        number = waiting[place % len(waiting)]
        owner, _, amount = self.model.objections[number]
        assert not self.tried("P0008", lambda work: objections.agree(work, number))
        assert self.tried("P0005", lambda work: objections.agree(work, number), twice=twice)
        self.model.objections[number] = (owner, "over", amount)
        self.model.added[owner] = self.model.added.get(owner, 0) + amount

    @rule()
    def restart(self) -> None:
        self.memory = Memory(TOWN, Settings(), lambda: NOW)

    # --- what always holds

    @invariant()
    def balances_are_the_models(self) -> None:
        for warden in WARDENS:
            for period in (SETTLED, RUNNING):
                sums = rows.balance(self.db, TOWN, PersonId(warden), period)
                late, off = sums.pop(LATE, 0), sums.pop(DEDUCTION, 0)
                assert -off == (self.model.taken_off(warden) if period == RUNNING else 0), (warden, period)
                assert (sum(sums.values()), late) == self.model.balance(warden, period), (warden, period)
                assert all(amount >= 0 for amount in sums.values())

    @invariant()
    def locked_is_locked(self) -> None:
        for warden, points_ in self.model.frozen.items():
            found = settlement_rows.find_result(self.db, TOWN, PersonId(warden), SETTLED)
            assert found is not None
            assert found.standing.points == points_ + self.model.added.get(warden, 0)

    @invariant()
    def states_are_the_models(self) -> None:
        for one in self.model.records.values():
            found = check_in_rows.find(self.db, TOWN, one.number)
            assert found is not None
            assert found.state.value == one.state


_SIGNING = {
    "closed": ("P0007", Signing.APPROVE, "approved"),
    "approved": ("P0008", Signing.SIGN, "signed"),
    "signed": ("P0003", Signing.LOCK, "locked"),
}


def test_any_history_is_that_of_the_model() -> None:
    run_state_machine_as_test(
        Points,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
