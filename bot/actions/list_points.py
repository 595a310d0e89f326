"""Points that the branch takes off with an entry of the reminder list: by the town's adopted rule, after the time to object, never by itself (handbook §4.7, §5.1).

Rules of this file: nothing is taken off but what a branch has decided for that one entry; not before five days of publication have passed
without an objection, or one was answered; not where it was put right; taken down later, it is given back in full.
"""

from bot.actions import lists as act
from bot.actions import point_rules as tables
from bot.actions import points
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import lists as rules
from bot.domain.list_states import Kind
from bot.domain.lists import Entry
from bot.messages import Outbound
from bot.storage import lists as rows
from bot.storage import points as point_rows
from bot.texts import list_points as say


def rule_for(work: Work, entry: Entry) -> int:
    """How many points the town's rule lets an entry take off: the rule of the day on which it was drafted; 0: none."""
    if entry.kind is not Kind.REMINDER:
        return 0
    table = tables.book(work).on(entry.village, entry.drafted_at.date())
    return max((table.deductions.get(code, 0) for code in entry.items), default=0)


def decided(work: Work, entry: Entry, said: int | None) -> int:
    """What ``扣分`` (0), ``扣3分`` or nothing (None) in a decision comes to.

    Raises:
        Refused: the town has no rule for it, or another one.
    """
    if said is None:
        return 0
    allowed = rule_for(work, entry)
    if not allowed:
        raise Refused(say.no_rule(entry))
    if said not in {0, allowed}:
        raise Refused(say.other_rule(entry, allowed))
    return allowed


def take_off_due(work: Work) -> list[Outbound]:
    """J21: what the branch has decided is taken off once nobody has objected in time; its warden is told, and how it is disputed."""
    told: list[Outbound] = []
    for entry in rows.list_unended(work.db, work.town, Kind.REMINDER):
        if not rules.deducts_now(entry, work.now):
            continue
        taken = points.deduct(work, entry.person, entry.about, entry.deducts)
        if taken is not None:
            act.note(work, str(entry.number), "deduct", entry.state.value, entry.state.value)
            told += act.tell([entry.person], say.tell_taken(entry, taken), entry, "支部审定的扣分")
    return told


def is_taken(work: Work, entry: Entry) -> bool:
    """Whether an entry, over or not, has taken off points that still stand."""
    return bool(entry.deducts) and point_rows.has_credit(work.db, work.town, entry.about)


def give_back(work: Work, entry: Entry) -> int:
    """An entry was taken down: what it took off is given back; how many points that were."""
    given = -points.take_back(work, entry.about) if entry.deducts else 0
    if given:
        act.note(work, str(entry.number), "give_back", entry.state.value, entry.state.value)
    return given
