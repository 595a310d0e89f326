"""Photos, voice messages and places: kept ten minutes for their words, joined to a concern (handbook §3.9)."""

from collections.abc import Iterable

from bot.actions.concern_steps import PHOTO, photos_of, to_people
from bot.context import Work
from bot.domain import concerns as rules
from bot.domain import files
from bot.domain.concerns import Concern
from bot.ids import PersonId
from bot.messages import Attachment, AttachmentKind, Outbound
from bot.storage import concern_attachments as attachments
from bot.storage import concerns as rows
from bot.storage import questions, timers
from bot.texts import concern_handling as tell

MAX_BYTES = 5_000_000
"""A larger attachment stays with the platform."""


PICTURES = frozenset({AttachmentKind.IMAGE, AttachmentKind.VIDEO})
MAX_VIDEO = 20_000_000
"""Handbook §3.9: a larger one is not taken."""


def keep_attachment(work: Work, person: PersonId, one: Attachment, source: str) -> None:
    """A photo, voice message or place: joined to the next concern of this person, forgotten after ten minutes."""
    number = work.new_id()
    name, data = one.name, one.data if one.data is not None and len(one.data) <= MAX_BYTES else None
    if one.kind is AttachmentKind.IMAGE and data is not None:
        cleaned = files.accept(
            name, data, MAX_BYTES
        )  # nobody needs to know where a reporter lives, or with what they took it
        name, data = (cleaned.name, cleaned.data) if isinstance(cleaned, files.File) else (name, None)
    attachments.keep(
        work.db, work.town, attachments.Kept(number, None, person, work.now, one.kind.value, name, source, data)
    )
    timers.set_timer(work.db, work.town, PHOTO, str(number), work.now + rules.JOIN)


def keep_all(work: Work, person: PersonId, attachments: Iterable[Attachment], source: str) -> None:
    """Photos that came with the words, or before them: they wait ten minutes to be joined."""
    for one in attachments:
        keep_attachment(work, person, one, source)


def join_attachments(work: Work, person: PersonId, number: str) -> int:
    """Give what waits to a concern."""
    return attachments.join(work.db, work.town, person, work.now - rules.JOIN, number)


def join_and_tell(work: Work, person: PersonId, number: str) -> list[Outbound]:
    """Give what waits to a concern that is on somebody's desk already: they see the pictures."""
    before = set(photos_of(work, number))
    join_attachments(work, person, number)
    added = tuple(key for key in photos_of(work, number) if key not in before)
    found = rows.get_concern(work.db, work.town, number)
    if not added or found.final:
        return []
    hands = [found.claimed_by] if found.claimed_by else list(rules.handlers(found, work.directory, work.now))
    return to_people(work, found, hands, tell.photos_added(found, len(added)), "补了照片", files=added)


def drop_attachment(work: Work, subject: str) -> list[Outbound]:
    """No words came for it (the clock)."""
    attachments.drop_waiting(work.db, work.town, int(subject))
    return []


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
    return attachments.count(work.db, work.town, number)


def forget_waiting(work: Work, person: PersonId) -> None:
    """The place that a person did not want to be used."""
    attachments.drop_waiting_of(work.db, work.town, person)
