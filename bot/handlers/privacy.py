"""One's own data: 隐私, 我的数据, 删除, 登记错了, 安静 (handbook §3.3, §9)."""

from bot.actions import privacy as act
from bot.context import Context
from bot.domain.roles import Action, Role
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import privacy as say

router = Router("privacy")


@router.command(
    "隐私",
    "privacy",
    guests=True,
    phrases=(
        "你存了啥", "你存了什么", "安全吗", "你记了啥", "你记了什么", "隐私政策", "隐私说明", "你会不会泄密", "会不会泄露",
        "聊天你都看吗", "你偷听吗", "你看我们聊天吗",
    ),
)  # fmt: skip
def ask_privacy(ctx: Context) -> list[Outbound]:
    """隐私 — what is heard, what is kept, for how long, who answers for it."""
    settings = ctx.work.settings
    return ctx.reply(say.notice(settings.bot_name, act.desk(ctx.work, ctx.person), settings.desk_phone))


@router.command(
    "我的数据",
    "mydata",
    "我的资料",
    asks=Action.OWN_DATA,
    where=Where.PRIVATE,
    guests=True,
    help=Help(say.HELP, dict.fromkeys(Role, 5)),
    phrases=("我的信息", "我的个人信息", "查我的数据", "看我的数据", "你存了我啥", "你存了我什么"),
)
def ask_my_data(ctx: Context) -> list[Outbound]:
    """我的数据 — everything held about the person who asks."""
    return ctx.reply(act.my_data(ctx.work, ctx.person))


@router.command(
    "安静",
    "quiet",
    "退订",
    "别发了",
    "少发点",
    where=Where.PRIVATE,
    phrases=("不要发了", "别给我发了", "不要给我发消息"),
)
def be_quiet(ctx: Context) -> list[Outbound]:
    """安静 — no notices and digests in private; 安静 off takes it back."""
    on = ctx.text.strip() not in {"off", "关", "关闭", "取消"}
    act.set_quiet(ctx.work, ctx.person, on=on)
    return ctx.reply(say.quiet_on() if on else say.quiet_off())


@router.command("不安静", "恢复消息", "重新订阅", where=Where.PRIVATE, phrases=("恢复通知", "接着发", "可以发了"))
def be_loud(ctx: Context) -> list[Outbound]:
    """不安静 — notices come again."""
    act.set_quiet(ctx.work, ctx.person, on=False)
    return ctx.reply(say.quiet_off())


@router.command(
    "登记错了", "改登记", "我的登记错了", where=Where.PRIVATE, phrases=("名字错了", "名册错了", "我的信息错了")
)
def correct(ctx: Context) -> list[Outbound]:
    """登记错了 我家搬到三组3邻了 — a private case for the village."""
    if not ctx.text:
        return ctx.reply(say.ask_correction())
    number, others = act.ask_correction(ctx.work, ctx.person, ctx.original)
    return [*ctx.reply(say.correction_filed(number)), *others]
