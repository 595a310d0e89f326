"""Whether the working days of next year are known: asked in December (handbook §7, J29)."""

from datetime import datetime

from bot.context import Work
from bot.domain import calendar
from bot.domain.roles import Role
from bot.messages import Outbound, ToPerson
from bot.texts import calendars as say


def check(work: Work, _due: datetime) -> list[Outbound]:
    """J29: the town's admins hear that the 调休 of next year is missing; nothing when it is known or has been entered."""
    year = work.now.year + 1
    if calendar.knows(year, work.settings):
        return []
    holders = [one for one in work.directory.offices if one.role is Role.TOWN_ADMIN and one.holds_on(work.today)]
    people = dict.fromkeys(one.person for one in holders)
    return [Outbound(ToPerson(person), say.unknown_year(year), why="明年调休还没填") for person in people]
