"""The clock's own work: claimed once, caught up by rule, tried again after a fault, weekdays by name."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import load_clockwork
from bot.clock import SHANGHAI
from bot.context import Work
from bot.ids import ChatId
from bot.messages import InChat, Outbound
from bot.rehearsal import RehearsedTown
from bot.storage import timers
from bot.storage.writer import HouseFault
from scheduler.jobs import CatchUp, Job
from scheduler.runner import Runner, fire_times, next_fire, to_run

MONDAY = datetime(2026, 11, 23, 8, tzinfo=SHANGHAI)
WEEKLY = Job("weekly", "J98", {"day_of_week": "mon", "hour": 8, "minute": 30}, lambda _w, _d: [])


def saying(text: str) -> Job:
    """A job that says something every day at nine."""

    def run(_work: Work, due: datetime) -> list[Outbound]:
        return [Outbound(InChat(ChatId("c-kq03-02")), f"{text}{due.day}", wakes=True)]

    return Job("daily", "J99", {"hour": 9}, run)


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MONDAY) as made:
        yield made


async def with_job(town: RehearsedTown, job: Job) -> None:
    """Give the running town one more job."""
    town.app.runner.jobs[job.name] = job
    await town.app.runner.start(town.clock.now())


def said(town: RehearsedTown) -> list[str]:
    return [sent.text for sent in town.sent if sent.address == "c-kq03-02"]


async def test_a_job_runs_once_a_time_also_under_two_schedulers(town: RehearsedTown) -> None:
    job = saying("早")
    await with_job(town, job)
    twin = Runner(town.app.writer, [job], {}, town.app.routes.registry)
    await twin.start(town.clock.now())
    town.clock.move_to(MONDAY + timedelta(hours=1))
    await twin.tick()
    await town.settle()
    await twin.tick()
    await town.settle()
    assert said(town) == ["早23"]


@pytest.mark.parametrize(
    ("policy", "days"),
    [(CatchUp.ALL, ["早23", "早24", "早25"]), (CatchUp.LATEST, ["早25"]), (CatchUp.SKIP, [])],
)
async def test_what_was_missed_while_down_is_caught_up_by_rule(
    town: RehearsedTown, policy: CatchUp, days: list[str]
) -> None:
    plain = saying("早")
    job = Job(plain.name, plain.number, plain.cron, plain.run, policy)
    await with_job(town, job)
    town.clock.move_to(MONDAY + timedelta(days=2, hours=3))
    await town.restart()
    town.app.runner.jobs[job.name] = job
    await town.settle()
    assert said(town) == days
    await town.settle()
    assert said(town) == days


async def test_a_fault_is_tried_again_and_does_not_hold_up_the_others(town: RehearsedTown) -> None:
    times: list[datetime] = []

    def run(work: Work, due: datetime) -> list[Outbound]:
        times.append(work.now)
        if len(times) < 3:
            raise RuntimeError
        return [Outbound(InChat(ChatId("c-kq03-02")), f"好了{due.hour}", wakes=True)]

    await with_job(town, Job("shaky", "J97", {"hour": 9}, run))
    await town.move_to(MONDAY + timedelta(hours=2))
    assert [int((when - MONDAY).total_seconds() // 60) for when in times] == [60, 61, 66]
    assert said(town) == ["好了9"]


async def test_a_run_that_the_database_refuses_is_still_due(town: RehearsedTown) -> None:
    await with_job(town, saying("早"))
    town.clock.move_to(MONDAY + timedelta(hours=1, minutes=1))
    locker = sqlite3.connect(town.folder / "town.db", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    await town.app.writer.between(lambda db: db.say("PRAGMA busy_timeout=10"))
    with pytest.raises(HouseFault):
        await town.app.tick()
    locker.execute("ROLLBACK")
    locker.close()
    await town.settle()
    assert said(town) == ["早23"]


async def test_a_deadline_fires_once_and_survives_a_restart(town: RehearsedTown) -> None:
    await town.read(lambda work: timers.set_timer(work.db, work.town, "nobody", "x", MONDAY + timedelta(hours=1)))
    await town.restart()
    await town.move_to(MONDAY + timedelta(hours=2))
    assert await town.read(lambda work: timers.find(work.db, work.town, "nobody", "x")) is None


def test_weekdays_are_named_never_numbered() -> None:
    jobs, _ = load_clockwork()
    for job in jobs:
        assert not any(sign.isdigit() for sign in str(job.cron.get("day_of_week", ""))), job.name


def test_names_and_numbers_of_jobs_are_unique() -> None:
    jobs, _ = load_clockwork()
    assert len({job.name for job in jobs}) == len(jobs)
    numbers = [job.number for job in jobs]
    assert {one for one in numbers if numbers.count(one) > 1} <= {"J07"}  # the handbook's J07 is two: grid and village


def test_monday_means_monday() -> None:
    assert next_fire(WEEKLY, MONDAY) == MONDAY + timedelta(minutes=30)
    assert next_fire(WEEKLY, MONDAY + timedelta(hours=1)) == MONDAY + timedelta(days=7, minutes=30)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(0, 60))
def test_no_due_time_lies_in_the_future_or_is_missed(naive: datetime, days: int) -> None:
    after = naive.replace(tzinfo=SHANGHAI)
    until = after + timedelta(days=days)
    found = fire_times(WEEKLY, after, until)
    assert all(after < when <= until for when in found)
    assert len(found) in {days // 7, days // 7 + 1}
    for policy in CatchUp:
        assert set(to_run(policy, found, until)) <= set(found)
