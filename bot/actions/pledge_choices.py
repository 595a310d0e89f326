"""What a village offers its wardens to choose from, and who may change it: the ordinary list until somebody does (handbook M32)."""

from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import pledges as rules
from bot.domain.directory import Unit
from bot.domain.roles import Role
from bot.ids import UnitId
from bot.storage import audit
from bot.storage import pledges as rows
from bot.texts import pledges as say

MOST_CHOICES = 12


def village_of(work: Work, unit: UnitId) -> Unit | None:
    """The village whose list and look it is."""
    return work.directory.village_of(unit)


def choices(work: Work, unit: UnitId) -> list[str]:
    """What a warden may choose from: the village's own list, else the ordinary one."""
    village = village_of(work, unit)
    own = rows.list_choices(work.db, work.town, village.id) if village else []
    return own or list(rules.DEFAULTS)


def edits_list(work: Work) -> Unit | None:
    """The village whose list the actor may change."""
    held = work.directory.offices_of(work.actor_id, work.today) if work.actor_id else ()
    for office in held:
        if office.role in {Role.VILLAGE_STAFF, Role.CARE_OFFICER, Role.BRANCH_SECRETARY}:
            return village_of(work, office.unit)
    return None


def add_choice(work: Work, text: str) -> int:
    """One more to choose from; its place.

    Raises:
        Refused: not the actor's to change, or it cannot stand.
    """
    village = _edited(work)
    if (wrong := rules.fault(text)) is not None:
        raise Refused(say.fault(wrong, text) if text else say.choice_how())
    texts = choices(work, village.id)
    if text in texts:
        raise Refused(say.fault(rules.Fault.TWICE, text))
    if len(texts) >= MOST_CHOICES:
        raise Refused(say.choice_full(MOST_CHOICES))
    rows.put_choices(work.db, work.town, village.id, [*texts, text])
    _note_list(work, village, "add_choice")
    return len(texts) + 1


def drop_choice(work: Work, at: int) -> str:
    """One less; what it said.

    Raises:
        Refused: not the actor's to change, or no such place.
    """
    village = _edited(work)
    texts = choices(work, village.id)
    if not 1 <= at <= len(texts):
        raise Refused(say.choice_how())
    if len(texts) == 1:
        raise Refused(say.choice_full(MOST_CHOICES))
    dropped = texts.pop(at - 1)
    rows.put_choices(work.db, work.town, village.id, texts)
    _note_list(work, village, "drop_choice")
    return dropped


def _edited(work: Work) -> Unit:
    village = edits_list(work)
    if village is None:
        raise Refused(say.list_not_yours())
    return village


def _note_list(work: Work, village: Unit, verb: str) -> None:
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "pledge", village.id, verb)
