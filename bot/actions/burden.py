"""减负: how many messages that nobody asked for groups and wardens have had this week, against what the town allows (handbook §0.1)."""

from bot.actions import notice_reading as reading
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain.directory import WARDEN_ROLES, Tier
from bot.domain.roles import Role
from bot.ids import ChatId, PersonId, UnitId
from bot.storage import burden as rows
from bot.texts import burden as say

_STAFF = {
    Role.TOWN_STAFF,
    Role.TOWN_ADMIN,
    Role.VILLAGE_STAFF,
    Role.BRANCH_SECRETARY,
    Role.SUPERVISOR,
    Role.GRID_LEADER,
}


def show(work: Work) -> str:
    """For those in charge: groups by name, wardens only as an average; a warden sees their own count.

    Raises:
        Refused: the actor holds no office.
    """
    offices = work.directory.offices_of(work.actor_id, work.today) if work.actor_id else ()
    chats, persons = rows.by_place(work.db, work.town, work.today)
    mine = persons.get(work.actor_id, (0, 0)) if work.actor_id else (0, 0)
    within = [office.unit for office in offices if office.role in _STAFF]
    if not within:
        if not offices:
            raise Refused(say.for_staff(reading.somebody_with(work, Role.VILLAGE_STAFF)))
        return say.own(*mine, work.settings.weekly_pushes_person)
    groups = [(work.directory.chats[chat].name, *chats.get(chat, (0, 0))) for chat in _groups(work, within)]
    wardens = [persons.get(person, (0, 0)) for person in _wardens(work, within)]
    return say.figures(
        sorted(groups, key=lambda one: (-one[1], one[0])),
        wardens,
        work.settings.weekly_pushes_chat,
        work.settings.weekly_pushes_person,
    )


def _groups(work: Work, within: list[UnitId]) -> list[ChatId]:
    return list(dict.fromkeys(chat.id for unit in within for chat in work.directory.chats_below(unit)))


def _wardens(work: Work, within: list[UnitId]) -> list[PersonId]:
    units = {one.id for unit in within for one in work.directory.below(unit) if one.tier is Tier.NEIGHBOURHOOD}
    held = (o for o in work.directory.offices if o.role in WARDEN_ROLES and o.unit in units and o.holds_on(work.today))
    return list(dict.fromkeys(office.person for office in held))
