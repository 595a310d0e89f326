"""/村报 and /镇报: the digest now, in private, to those who answer for the place (handbook §3.5, §3.6)."""

from bot.actions import digest_reading as act
from bot.context import Context
from bot.domain.roles import Action, Role
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import digests as say

router = Router("digests")

_VILLAGE = (Role.VILLAGE_STAFF, Role.CARE_OFFICER, Role.BRANCH_SECRETARY, Role.SUPERVISOR)


@router.command(
    "村报",
    "villagedigest",
    asks=Action.SEE_DIGEST,
    where=Where.PRIVATE,
    help=Help(say.HELP_VILLAGE, dict.fromkeys(_VILLAGE, 14)),
    phrases=("本村周报", "村周报", "看村报", "这周村里咋样", "这周村里怎么样"),
)
def village_digest(ctx: Context) -> list[Outbound]:
    """村报 [村名] — the last seven days of the village."""
    return ctx.reply(act.village_now(ctx.work, ctx.text))


@router.command("周报", "看周报", asks=Action.SEE_DIGEST, where=Where.PRIVATE)
def digest(ctx: Context) -> list[Outbound]:
    """周报 — the town's for the town's own, the village's for others."""
    if ctx.work.roles() & {Role.TOWN_STAFF, Role.TOWN_ADMIN} and not ctx.text.strip():
        return town_digest(ctx)
    return village_digest(ctx)


@router.command("镇报", "towndigest", asks=Action.SEE_DIGEST, where=Where.PRIVATE, phrases=("全镇周报", "镇周报"))
def town_digest(ctx: Context) -> list[Outbound]:
    """镇报 — the last seven days of the town."""
    return ctx.reply(act.town_now(ctx.work))
