"""Why did the bot say that? The rule or word behind a message, how its delivery went, what it changed in the books."""

from dataclasses import dataclass
from datetime import datetime

from bot.ids import TownId
from bot.messages import InChat, Priority
from bot.storage import audit, outbox_reading
from bot.storage.database import Db
from bot.storage.outbox import Delivery, State
from bot.texts import why as say
from bot.web.register import Register
from bot.web.stage import Stage


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the audit trail."""

    number: int
    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class Why:
    """What the drawer shows."""

    message: Delivery
    place: str
    private: bool
    cause: str
    priority: str
    state: str
    problem: str
    entries: tuple[Entry, ...]


async def explain(stage: Stage, number: int) -> Why | None:
    """All that is known of one message of the outbox; None when there is no such row."""
    town = stage.app.town
    found = await stage.read(lambda db: _look(db, town, number))
    if found is None:
        return None
    message, rows = found
    register = await stage.known()
    return Why(
        message,
        register.place_name(message.to),
        not isinstance(message.to, InChat),
        say.cause(message.why, message.answers is not None),
        say.priority(Priority(message.priority)),
        say.state(State(message.state).value),
        say.problem(message.error),
        tuple(_entry(register, row) for row in rows),
    )


def _look(db: Db, town: TownId, number: int) -> tuple[Delivery, list[audit.Row]] | None:
    message = outbox_reading.find(db, town, number)
    if message is None:
        return None
    subject = message.about.partition(":")[2]
    return message, audit.list_of_subject(db, town, subject) if subject else []


def _entry(register: Register, row: audit.Row) -> Entry:
    number, at, actor, area, verb, before, after = row
    who = register.person_name(actor) if actor else say.system()
    return Entry(number, at, who, say.change(area, verb, before, after))
