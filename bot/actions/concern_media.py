"""What photos and places are joined to (handbook §3.9)."""

from bot.context import Work
from bot.domain import concerns as rules
from bot.domain.concerns import Concern
from bot.ids import PersonId
from bot.storage import concerns as rows
from bot.storage import questions


def latest(work: Work, person: PersonId) -> Concern | None:
    """The concern that a person has registered within the last ten minutes."""
    for one in rows.list_of_reporter(work.db, work.town, person, 5):
        if not one.final and one.filed_at >= work.now - rules.JOIN:
            return one
    return None


def is_telling(work: Work, person: PersonId) -> bool:
    """Whether a report of this person is being asked about just now: the photo waits for it."""
    return any(
        one.form in {"concern", "concern_tell", "concern_guess", "concern_where"}
        for one in questions.list_open(work.db, work.town, person, "")
    )


def count(work: Work, number: str) -> int:
    """How many attachments a concern has."""
    return rows.count_attachments(work.db, work.town, number)


def forget_waiting(work: Work, person: PersonId) -> None:
    """The place that a person did not want to be used."""
    rows.drop_waiting_of(work.db, work.town, person)
