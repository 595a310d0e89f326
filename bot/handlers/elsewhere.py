"""Words that lead elsewhere: answered with where to go, never taken for something to report."""

from bot.actions import help as act
from bot.context import Context
from bot.domain.directory import WARDEN_ROLES
from bot.domain.elsewhere import Topic, topic_of
from bot.domain.roles import Action, Grant, Role
from bot.messages import Outbound
from bot.router import Router
from bot.texts import elsewhere as say

router = Router("elsewhere")


@router.otherwise(20)
def lead(ctx: Context) -> list[Outbound] | None:
    """荣誉, 报名 A12, 请假 12-1 — where that is done."""
    said = ctx.full
    official = bool(ctx.work.directory.offices_of(ctx.person.id, ctx.work.today))
    topic = topic_of(said, official=official)
    if topic is None or (not ctx.person.known and topic in {Topic.CARE, Topic.WARDENS, Topic.STAFF}):
        return None
    if (
        topic is Topic.CARE
        and ctx.person.known
        and not ctx.in_group
        and said.startswith("关爱记录")
        and said != "关爱记录"
    ):
        return ctx.go(f"打卡 关爱 {ctx.full_original.split('关爱记录', 1)[-1].strip()}")
    return ctx.reply(_text(ctx, topic), why="这件事在别处办")


def _text(ctx: Context, topic: Topic) -> str:
    match topic:
        case Topic.LISTS:
            return say.no_list()
        case Topic.EVENTS:
            return say.no_event()
        case Topic.AFFAIRS:
            return say.affairs()
        case Topic.MUTUAL:
            return say.mutual(_holder(ctx, *WARDEN_ROLES))
        case Topic.CARE:
            if Role.CARE_OFFICER in ctx.work.roles():
                return say.care_of_officer()
            return say.care(_holder(ctx, Role.CARE_OFFICER))
        case Topic.WARDENS:
            serving = ctx.work.grant(Action.CHECK_IN) is not Grant.NO
            return say.wardens(_who(ctx)) if serving else say.become_warden(_who(ctx))
        case Topic.STAFF:
            return say.staff(_who(ctx))


def _holder(ctx: Context, *roles: Role) -> str:
    """Who holds one of the offices where the person belongs; empty: nobody, or the person."""
    home = act.home_of(ctx.work, ctx.person, ctx.chat.id if ctx.chat else None)
    holders = [one for role in roles for one in ctx.work.directory.holders_above(role, home, ctx.work.today)]
    return next((one.name for one in holders if one.person != ctx.person.id), "")


def _who(ctx: Context) -> str:
    home = act.home_of(ctx.work, ctx.person, ctx.chat.id if ctx.chat else None)
    return act.helper(ctx.work, home, night=False).title
