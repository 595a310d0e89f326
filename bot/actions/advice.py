"""采纳建议: the village says that a warden's suggestion was taken up; points come by themselves (handbook §5.1, ADVICE)."""

from bot.actions import point_rules as tables
from bot.actions import points
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import namesakes
from bot.domain import points as rules
from bot.domain.roles import Role
from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people, towns
from bot.storage import points as rows
from bot.texts import points as say


def take(work: Work, who: PersonId, advice: str) -> tuple[str, list[Outbound]]:
    """Note it, one a warden and day; what the actor is told, and the message to the warden. The words themselves are not kept.

    Raises:
        Refused: not a warden of the actor's village, one's own or one's household's, or one was noted today.
    """
    assert work.actor is not None
    warden = people.get_person(work.db, work.town, who)
    name = namesakes.told_apart(work.directory, who, warden.name)
    staff = work.directory.holders(Role.VILLAGE_STAFF, tables.village_on(work, warden.id, work.today), work.today)
    others = [
        one for one in staff if one.person != warden.id and (one.household is None or one.household != warden.household)
    ]
    if not any(one.person == work.actor.id for one in others):
        raise Refused(say.advice_by_the_village("、".join(one.name for one in others[:2])))
    today = rows.list_credits(work.db, work.town, warden.id, work.today, work.today)
    if any(one.kind == rules.ADVICE for one in today):
        raise Refused(say.advice_known(name))
    cause = f"advice:{towns.next_number(work.db, work.town, 'advice')}"
    points.credit(work, warden.id, rules.ADVICE, cause, work.today)
    found = rows.sums_by_cause(work.db, work.town, warden.id, rules.period_of(work.today))
    counted = found.get((cause, rules.ADVICE), 0)
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor.id, "points", cause, "take_advice")
    told = Outbound(ToPerson(warden.id), say.tell_advice_taken(advice, counted), about=cause, why="建议采纳")
    return say.advice_taken(name, counted), [told]
