"""The clock's own work: deadlines, lapsed questions, jobs. Only this file knows APScheduler, and only its arithmetic and its tick.

Rules of this file: every piece is a unit of work of its own; a run is claimed by inserting its row, so two schedulers make one run;
a fault keeps the row with attempts and the next try (architecture.md, the way of a job).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from apscheduler.triggers.cron import CronTrigger

from bot import forms
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.questions import Question
from bot.forms import Registry
from bot.logs import Log
from bot.messages import Outbound
from bot.outgoing import post
from bot.storage import jobs as job_rows
from bot.storage import people, questions, timers
from bot.storage.timers import Timer
from bot.storage.writer import HouseFault, Writer
from scheduler.jobs import CatchUp, Job, TimerWork

log = Log()

RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
MOST_CAUGHT_UP = 400
"""How many missed times of one job are looked at: more than a year of a daily job."""


def fire_times(job: Job, after: datetime, until: datetime) -> list[datetime]:
    """When ``job`` falls due after ``after`` up to and including ``until``. Pure."""
    trigger = _trigger(job)
    found: list[datetime] = []
    when = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    while when is not None and when <= until and len(found) < MOST_CAUGHT_UP:
        found.append(when)
        when = trigger.get_next_fire_time(when, when + timedelta(microseconds=1))
    return found


def next_fire(job: Job, after: datetime) -> datetime | None:
    """The next time after ``after``. Pure."""
    return _trigger(job).get_next_fire_time(None, after + timedelta(microseconds=1))


@cache
def _compiled(cron: tuple[tuple[str, str | int], ...]) -> CronTrigger:
    return CronTrigger(timezone=SHANGHAI, **dict(cron))


def _trigger(job: Job) -> CronTrigger:
    return _compiled(tuple(sorted(job.cron.items())))


def to_run(policy: CatchUp, missed: list[datetime], now: datetime) -> list[datetime]:
    """Which of the due times are run: all, the latest, or (skip) only one that is not late."""
    if policy is CatchUp.ALL:
        return missed
    latest = missed[-1:]
    if policy is CatchUp.SKIP and latest and now - latest[0] > timedelta(minutes=10):
        return []
    return latest


class Runner:
    """Runs what is due. One for a town."""

    def __init__(
        self,
        writer: Writer[Work],
        jobs: Iterable[Job],
        timer_works: Mapping[str, TimerWork],
        registry: Registry,
    ) -> None:
        self._writer = writer
        self.jobs = {job.name: job for job in jobs}
        self._timer_works = timer_works
        self._registry = registry
        self._next_fire: datetime | None = None
        self._quiet_until: datetime | None = None
        """No job falls due before then: spares looking at every job every second."""
        self.counts: dict[str, int] = {"done": 0, "failed": 0}

    async def start(self, now: datetime) -> None:
        """Give each job that has never run a starting point, so that what is missed from here on is known."""

        def seen(work: Work) -> None:
            for job in self.jobs.values():
                if job_rows.last_fired(work.db, work.town, job.name) is None:
                    job_rows.claim(work.db, work.town, job.name, "", now)

        await self._writer.run(seen)

    async def tick(self) -> int:
        """Run everything that is due now; how many pieces that was."""
        done = 0
        for timer in await self._writer.run(lambda work: timers.list_due(work.db, work.town, work.now)):
            await self._writer.run(self._timer_unit(timer), self._timer_fault(timer))
            done += 1
        for question in await self._writer.run(lambda work: questions.list_lapsed(work.db, work.town, work.now)):
            await self._writer.run(self._lapse_unit(question.id), self._lapse_fault(question))
            done += 1
        for name, fire_at, attempts in await self._writer.run(self._due_jobs):
            await self._writer.run(self._job_unit(name, fire_at, attempts), self._job_fault(name, fire_at, attempts))
            await self._tidy(self.jobs[name])
            done += 1
        self._quiet_until = self._next_fire  # only now: a run that the database refused is still due
        return done

    async def _tidy(self, job: Job) -> None:
        if job.chore is not None:
            try:
                await self._writer.between(job.chore)
            except HouseFault as fault:
                self._note("chore", job.name, fault)

    async def next_due(self) -> datetime | None:
        """When something falls due next, for clocks that are moved by hand."""

        def look(work: Work) -> datetime | None:
            times = [timers.next_due(work.db, work.town), questions.next_lapse(work.db, work.town)]
            times += [next_fire(job, work.now) for job in self.jobs.values()]
            times += [job_rows.next_retry(work.db, work.town)]
            return min((when for when in times if when is not None), default=None)

        return await self._writer.run(look)

    async def run_now(self, name: str, at: datetime | None = None) -> int:
        """Run a job by name, or those of a number, whether due or not; how many messages they made.

        Raises:
            LookupError: no such job.
        """
        made = 0
        for job in self.find(name):

            def unit(work: Work, job: Job = job) -> int:
                when = at or work.now
                job_rows.claim(work.db, work.town, job.name, "", when)
                return len(post(work, job.run(work, when)))

            made += await self._writer.run(unit)
            await self._tidy(job)
        return made

    def find(self, name: str) -> list[Job]:
        """The job of that name (``digest_village``), or all of a number (``J07`` is the grid's digest and the village's).

        Raises:
            LookupError: no such job.
        """
        named = name.casefold()
        found = [job for job in self.jobs.values() if named in {job.name.casefold(), job.number.casefold()}]
        if not found:
            raise LookupError(name)
        return found

    def _due_jobs(self, work: Work) -> list[tuple[str, datetime, int]]:
        due: list[tuple[str, datetime, int]] = [
            (job, fire_at, attempts)
            for job, _unit, fire_at, attempts in job_rows.list_retries(work.db, work.town, work.now)
            if job in self.jobs
        ]
        if self._quiet_until is not None and work.now < self._quiet_until:
            return sorted(due, key=lambda one: (one[1], one[0]))
        self._next_fire = min((when for job in self.jobs.values() if (when := next_fire(job, work.now))), default=None)
        for job in self.jobs.values():
            last = job_rows.last_fired(work.db, work.town, job.name)
            if last is None or last >= work.now:
                continue
            missed = fire_times(job, last, work.now)
            chosen = to_run(job.catch_up, missed, work.now)
            for skipped in missed:
                if skipped not in chosen:
                    job_rows.claim(work.db, work.town, job.name, "", skipped)
            due += [(job.name, when, 0) for when in chosen]
        return sorted(due, key=lambda one: (one[1], one[0]))

    def _job_unit(self, name: str, fire_at: datetime, attempts: int) -> Callable[[Work], None]:
        def unit(work: Work) -> None:
            if attempts:
                job_rows.settle(work.db, work.town, name, "", fire_at)
            elif not job_rows.claim(work.db, work.town, name, "", fire_at):
                return
            post(work, self.jobs[name].run(work, fire_at))
            self.counts["done"] += 1

        return unit

    def _job_fault(self, name: str, fire_at: datetime, attempts: int) -> Callable[[Work, Exception], None]:
        def on_fault(work: Work, fault: Exception) -> None:
            self._note("job", name, fault)
            next_try = work.now + RETRY[attempts] if attempts < len(RETRY) else None
            job_rows.note_fault(work.db, work.town, name, "", fire_at, attempts + 1, next_try)

        return on_fault

    def _timer_unit(self, timer: Timer) -> Callable[[Work], None]:
        def unit(work: Work) -> None:
            standing = timers.find(work.db, work.town, timer.kind, timer.subject)
            if standing is None or standing.fire_at != timer.fire_at:
                return  # an earlier piece of this tick has settled or moved it
            timers.cancel(work.db, work.town, timer.subject, timer.kind)
            handle = self._timer_works.get(timer.kind)
            messages: list[Outbound] = handle(work, timer.subject) if handle else []
            post(work, messages)

        return unit

    def _timer_fault(self, timer: Timer) -> Callable[[Work, Exception], None]:
        def on_fault(work: Work, fault: Exception) -> None:
            self._note("timer", timer.kind, fault)
            wait = RETRY[min(timer.attempts, len(RETRY) - 1)]
            timers.put_off(work.db, work.town, timer, work.now + wait)

        return on_fault

    def _lapse_unit(self, number: int) -> Callable[[Work], None]:
        def unit(work: Work) -> None:
            for question in questions.list_lapsed(work.db, work.town, work.now):
                if question.id == number:
                    person = people.get_person(work.db, work.town, question.person)
                    post(work, forms.lapse(work.as_person(person), self._registry, question))

        return unit

    def _lapse_fault(self, question: Question) -> Callable[[Work, Exception], None]:
        def on_fault(work: Work, fault: Exception) -> None:
            self._note("lapse", question.form, fault)
            questions.change(work.db, work.town, replace(question, lapses_at=work.now + RETRY[1]))

        return on_fault

    def _note(self, what: str, name: str, fault: Exception) -> None:
        self.counts["failed"] += 1
        log.error("clock work failed", what=what, name=name, kind=type(fault).__name__)
