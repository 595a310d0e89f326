"""Random histories of check-ins, reviews, reversals, credits and repetitions, on real rows: the ledger must always add up (I26, I28, I30)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import check_in_changes, check_ins, point_reversals, points, reviews
from bot.actions.check_ins import Told, Whom
from bot.actions.errors import UserError
from bot.app import open_database
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain import points as rules
from bot.domain.check_ins import COUNTED, Kind, State, Unmet
from bot.domain.settings import Settings
from bot.ids import HouseholdId, PersonId, TownId
from bot.memory import Memory
from bot.rehearsal.town import demo_roster, fill
from bot.storage import check_in_histories as histories
from bot.storage import check_ins as check_in_rows
from bot.storage import people, points_proof
from bot.storage import points as rows
from bot.storage.database import Db

NOW = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)
TOWN = TownId("SL")
WARDENS = ("P0012", "P0013", "P0010")
REVIEWERS = ("P0005", "P0006", "P0010", "P0009")
KINDS = tuple(Kind)


class Town:
    """A town on one connection; what is tried on it is rolled back afterwards."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self.memory = Memory(TOWN, Settings(), lambda: NOW)

    def work(self, who: str) -> Work:
        work = self.memory.begin(self.db)
        return work.as_person(people.get_person(self.db, TOWN, PersonId(who)))

    def attempt(self, who: str, verb: "Verb") -> None:
        """One unit of work; a refusal leaves nothing behind, as in the real house."""
        self.db.say("SAVEPOINT a")
        with suppress(UserError):
            verb(self.work(who))
            self.db.say("RELEASE a")
            return
        self.db.say("ROLLBACK TO a")
        self.db.say("RELEASE a")


class Verb:
    """Something that somebody does."""

    def __init__(self, name: str, *values: int) -> None:
        self.name = name
        self.values = values

    def __repr__(self) -> str:
        return f"{self.name}{self.values}"

    def __call__(self, work: Work) -> None:
        number, value = self._number(work), self.values[2]
        if self.name == "submit":
            check_ins.record(work, [self._told(work)])
        elif self.name == "approve":
            reviews.approve(work, [number])
        elif self.name == "held":
            reviews.approve_held(work, number)
        elif self.name == "reject":
            reviews.reject(work, number, "不对")
        elif self.name == "change":
            reviews.approve_changed(work, number, value % 12, "改一改")
        elif self.name == "reverse":
            point_reversals.ask_reversal(work, number, "误记")
            point_reversals.approve_reversal(
                work.as_person(people.get_person(work.db, TOWN, PersonId("P0007"))), number
            )
        elif self.name == "ask":
            point_reversals.ask_reversal(work, number, "误记")
        elif self.name == "second":
            point_reversals.approve_reversal(work, number)
        elif self.name == "refuse":
            point_reversals.refuse_reversal(work, number, "不用")
        elif self.name == "withdraw":
            check_in_changes.withdraw(work, number)
        elif self.name == "again":
            check_in_changes.resubmit(work, number, "补充")
        elif self.name == "credit":
            kind = (rules.COLLECT, rules.RESOLVE, rules.SATISFIED)[value % 3]
            warden = PersonId(WARDENS[self.values[0] % 3])
            points.credit(work, warden, kind, f"concern:{number}", NOW.date() - timedelta(value % 3))
        else:
            points.take_back(work, f"concern:{number}")

    def _number(self, work: Work) -> int:
        """A check-in to which the verb fits, most of the time; sometimes any number."""
        fitting = {
            "approve": (State.SUBMITTED,),
            "held": (State.SUBMITTED,),
            "reject": (State.SUBMITTED,),
            "change": (State.SUBMITTED,),
            "withdraw": (State.SUBMITTED, State.REJECTED),
            "again": (State.REJECTED,),
            "ask": tuple(COUNTED),
            "second": tuple(COUNTED),
            "refuse": tuple(COUNTED),
            "reverse": tuple(COUNTED),
        }.get(self.name, ())
        table = check_in_rows.check_in
        where = table.c.state.in_([one.value for one in fitting])
        found = [int(row[0]) for row in work.db.all(sa.select(table.c.number).where(where).order_by(table.c.number))]
        return found[self.values[1] % len(found)] if found and self.values[1] else self.values[1] + 1

    def _told(self, work: Work) -> Told:
        _, home, value, back = self.values
        kind = KINDS[value % len(KINDS)]
        households = {"P0012": "KQ03-02-0", "P0013": "KQ03-03-0", "P0010": "KQ03-01-0"}
        assert work.actor is not None
        household = HouseholdId(f"{households[work.actor.id]}{home % 3 + 4}")
        day = NOW.date() - timedelta(back if back > 6 else back % 2)
        check_ins.check_day(work, day)
        unmet = Unmet.NOBODY_HOME if value % 7 == 0 else None
        return Told(kind, day, 30 * (value % 6), Whom("某家", household), "做了事", unmet)


NAMES = ("submit",) * 6 + ("approve",) * 5 + (
    "held", "reject", "change", "ask", "reverse", "reverse", "reverse", "second", "second", "refuse", "withdraw", "again", "credit", "credit", "take_back",
)  # fmt: skip
VERBS = st.builds(
    Verb, st.sampled_from(NAMES), st.integers(0, 11), st.integers(0, 13), st.integers(0, 40), st.integers(0, 8)
)


def actor_of(verb: Verb) -> str:
    if verb.name in {"submit", "withdraw", "again"}:
        return WARDENS[(0, 0, 0, 1, 2)[verb.values[0] % 5]]
    return REVIEWERS[verb.values[0] % len(REVIEWERS)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    path = Path(tmp_path_factory.mktemp("points")) / "town.db"
    fill(f"sqlite:///{path}", demo_roster())
    database = open_database(f"sqlite:///{path}")
    with database.writer() as db:
        yield Town(db)
    database.close()


def check(town: Town) -> dict[str, int]:
    """Everything adds up; the balance of each warden."""
    db = town.db
    assert points_proof.breaches(db, TOWN) == []
    assert histories.breaches(db, TOWN) == []
    balances: dict[str, int] = {}
    table = rules.PointRules()
    first, last = rules.period_days("2026H2")
    for warden in WARDENS:
        who = PersonId(warden)
        records = histories.list_of_period(db, TOWN, who, first, last)
        credits_ = rows.list_credits(db, TOWN, who, first, last)
        counted = [act for one in records if one.state in COUNTED for act in points.acts_of(one, table)]
        wanted = rules.allot(table, [*counted, *credits_])
        hoped = rules.allot(table, [*(a for one in records for a in points.acts_of(one, table)), *credits_])
        posted = rows.sums_by_cause(db, TOWN, who, "2026H2")
        assert {key: amount for key, amount in posted.items() if amount} == {k: v for k, v in wanted.items() if v}
        for one in records:
            assert one.expected == sum(hoped[act.cause, act.kind] for act in points.acts_of(one, table)), one.number
        balances[warden] = sum(rows.balance(db, TOWN, who, "2026H2").values())
        total = db.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(rows.ledger.c.amount), 0)).where(rows.ledger.c.warden == warden)
        )
        assert balances[warden] == total == sum(wanted.values())
    return balances


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(VERBS, st.booleans()), min_size=20, max_size=45))
def test_the_ledger_adds_up_over_any_history(town: Town, history: list[tuple[Verb, bool]]) -> None:
    town.db.say("BEGIN IMMEDIATE")
    try:
        for verb, twice in history:
            town.attempt(actor_of(verb), verb)
            if (
                twice and verb.name != "submit"
            ):  # a redelivered message is stopped before the verb, a repeated one is not
                town.attempt(actor_of(verb), verb)
        check(town)
    finally:
        town.db.say("ROLLBACK")


SUBMISSIONS = st.lists(
    st.builds(Verb, st.just("submit"), st.just(0), st.integers(0, 13), st.integers(0, 40), st.integers(0, 8)),
    min_size=1,
    max_size=12,
)


def _submitted_and_approved(town: Town, told: list[Verb], order: list[int]) -> tuple[dict[str, int], dict[str, int]]:
    """The balance and what each day's records brought, with approvals in ``order``."""
    town.db.say("BEGIN IMMEDIATE")
    try:
        for verb in told:
            town.attempt("P0012", verb)
        for number in order:
            reviews.approve(town.work("P0005"), [number])
        balances = check(town)
        first, last = rules.period_days("2026H2")
        records = histories.list_of_period(town.db, TOWN, PersonId("P0012"), first, last)
        return balances, {one.cause: one.points for one in records}
    finally:
        town.db.say("ROLLBACK")


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(SUBMISSIONS, st.randoms(use_true_random=False))
def test_the_order_of_approval_changes_nothing(town: Town, told: list[Verb], random: Random) -> None:
    order = list(range(1, len(told) + 1))
    shuffled = list(order)
    random.shuffle(shuffled)
    assert _submitted_and_approved(town, told, order) == _submitted_and_approved(town, told, shuffled)


def test_a_check_in_of_today_is_estimated_without_looking_at_the_whole_month(town: Town) -> None:
    """The quick estimate of the hot path equals the full count, also when the month is full."""
    town.db.say("BEGIN IMMEDIATE")
    try:
        for day in range(1, 25):
            for home in (4, 5, 6):
                work = town.work("P0012")
                work = replace(work, now=datetime(2026, 11, day, 10, tzinfo=SHANGHAI))
                whom = Whom("某家", HouseholdId(f"KQ03-02-0{home}"))
                check_ins.record(work, [Told(Kind.VISIT, date(2026, 11, day), 60, whom, "走访")])
        check(town)
    finally:
        town.db.say("ROLLBACK")
