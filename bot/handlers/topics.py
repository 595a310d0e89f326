"""热点: what several households have reported, for the village and the town (handbook §6)."""

from bot.actions import topics as act
from bot.context import Context
from bot.domain.places import units_named
from bot.domain.roles import Role
from bot.ids import UnitId
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import topics as say

router = Router("topics")

_MOST_VILLAGES = 5


@router.command(
    "热点",
    "热点问题",
    "topics",
    where=Where.PRIVATE,
    phrases=("同一问题", "多户反映", "大家都反映啥", "大家都反映什么"),
    help=Help(say.HELP_TOPICS, {Role.VILLAGE_STAFF: 10, Role.BRANCH_SECRETARY: 8, Role.TOWN_STAFF: 11}),
)
def topics(ctx: Context) -> list[Outbound]:
    """热点 [康桥村] — the topics of the villages that one answers for."""
    villages = act.villages_of(ctx.work)
    if not villages:
        return ctx.reply(say.not_for_you())
    named = {unit.id for unit in units_named(ctx.work.directory, ctx.text)} if ctx.text else set[UnitId]()
    wanted = [unit for unit in villages if unit.id in named or (ctx.text and unit.name.startswith(ctx.text))]
    if ctx.text and not wanted:
        return ctx.reply(say.which([unit.name for unit in villages]))
    told: list[Outbound] = []
    for unit in (wanted or villages)[:20]:
        found = act.of_village(ctx.work, unit.id)
        if found and len(told) < _MOST_VILLAGES:
            act.note_reading(ctx.work, unit.id)
            told += ctx.reply(say.of_village(unit.name, found), why="三户以上反映同一件事")
    return told or ctx.reply(say.none([unit.name for unit in wanted or villages]))
