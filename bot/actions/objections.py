"""异议: a warden disagrees with how a check-in was counted; the village's desk looks at it (handbook §3.4, S20)."""

from bot.actions import concerns
from bot.actions.check_ins import find_own
from bot.context import Work
from bot.domain.directory import Person
from bot.messages import Outbound
from bot.texts import points as say


def object_to(work: Work, person: Person, number: int, reason: str) -> tuple[str, list[Outbound]]:
    """A private case for the desk of the place where the service was done; its number, and who is told.

    Raises:
        UserError: no such check-in of this person.
    """
    record = find_own(work, number)
    opened, others = concerns.raise_concern(
        work, person, say.objection(number, reason), category="VILLAGE", private=True, unit=record.unit, owed=True
    )
    return opened.number, others
