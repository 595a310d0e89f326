"""Playing the tour: says what its steps say, moves the clock where they do, remembers the numbers that the bot gives."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.logs import Log
from bot.texts import tour as texts
from bot.texts.tour import STEPS, Said, Step, Until
from bot.web.moving import settle
from bot.web.said import Spoken, Tour
from bot.web.stage import Stage

log = Log()


@dataclass(frozen=True, slots=True)
class Shown:
    """The tour as the page shows it."""

    number: int
    total: int
    step: Step
    done: bool
    running: bool
    last: bool
    trouble: str
    finished: str


def shown(state: Tour) -> Shown:
    """What stands on the card."""
    last = state.step == len(STEPS) - 1
    finished = texts.finished() if last and state.done else ""
    return Shown(
        state.step + 1, len(STEPS), STEPS[state.step], state.done, state.running, last, state.trouble, finished
    )


def turn(state: Tour, what: str) -> None:
    """To the next step, back to the one before, or to the first."""
    state.trouble = ""
    state.done = False
    if what == "first":
        state.step = 0
    else:
        state.step = min(max(state.step + (1 if what == "next" else -1), 0), len(STEPS) - 1)


def next_moment(
    now: datetime, hour: int, minute: int, *, weekday: int | None = None, month_day: tuple[int, int] | None = None
) -> datetime:
    """The next such moment after ``now``: tomorrow's, unless a weekday or a date is given."""
    day = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if weekday is None and month_day is None:
        return day + timedelta(days=1)
    while (
        day <= now
        or (weekday is not None and day.weekday() != weekday)
        or (month_day and (day.month, day.day) != month_day)
    ):
        day += timedelta(days=1)
    return day


async def play(stage: Stage, pause: float) -> None:
    """Play the step that is shown; ``pause`` seconds between two sentences, for those who watch."""
    state = stage.tour
    state.running, state.trouble = True, ""
    stage.transcript.change("tour")
    step = STEPS[state.step]
    try:
        await asyncio.sleep(pause)
        for act in step.acts:
            await _do(stage, act, step)
            await asyncio.sleep(pause)
        state.done = True
    except Exception as lost:  # noqa: BLE001  # nobody waits for this task: the card must say that it is over
        log.warning("tour step lost", step=state.step, kind=type(lost).__name__)
        state.trouble = texts.lost()
    finally:
        state.running = False
        stage.transcript.change("tour")


async def _do(stage: Stage, act: Said | Until, step: Step) -> None:
    if isinstance(act, Until):
        now = stage.app.clock.now()
        then = next_moment(now, act.hour, act.minute, weekday=act.weekday, month_day=act.month_day)
        await stage.forward(then - now)
        return
    text = re.sub(r"\{(\w+)\}", lambda found: stage.tour.found[found[1]], act.text)
    sender = (await stage.find_person(act.by)).address
    chat = await stage.find_chat(act.chat) if act.chat else None
    heard = await stage.say(Spoken(text, sender, chat))
    for name, pattern in step.finds.items():
        for reply in heard.replies:
            if found := re.search(pattern, reply.text):
                stage.tour.found[name] = found[1]
    await settle(stage.app)
