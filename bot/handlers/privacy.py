"""One's own data: 隐私, 我的数据, 删除, 登记错了, 安静 (handbook §3.3, §9)."""

import re
from collections.abc import Mapping

from bot.actions import privacy as act
from bot.context import Context, Work
from bot.domain import answers
from bot.domain.roles import Action, Role
from bot.forms import Form, Misread, Step, start
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import privacy as say

router = Router("privacy")

_A_FEW = 4
"""Shortest account of what is wrong in one's data."""


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
    "导出我的数据",
    "导出数据",
    "exportmydata",
    asks=Action.OWN_DATA,
    where=Where.PRIVATE,
    guests=True,
    phrases=("导出我的信息", "把我的数据发给我", "全部我的数据", "导出我的资料"),
)
def ask_full_list(ctx: Context) -> list[Outbound]:
    """导出我的数据 — every row, word by word, in as many messages as it takes."""
    return [one for page in act.full_list(ctx.work, ctx.person) for one in ctx.reply_privately(page)]


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
    return start(ctx, CORRECT, {"what": ctx.original} if ctx.text else {})


def _read_wrong(ctx: Context, _draft: Mapping[str, object]) -> object:
    if len(re.findall(r"\w", ctx.full.replace("ACK", ""))) < _A_FEW:
        raise Misread(say.ask_correction())
    return ctx.full_original.strip()


def _finish_correcting(ctx: Context, draft: Mapping[str, object]) -> list[Outbound]:
    number, others = act.ask_correction(ctx.work, ctx.person, str(draft["what"]))
    return [*ctx.reply(say.correction_filed(number)), *others]


CORRECT = router.form(
    Form(
        "correct_data", (Step("what", lambda _w, _d: say.ask_correction(), _read_wrong, free=True),), _finish_correcting
    )
)


@router.command(
    "删除",
    "delete",
    "注销",
    "删我的数据",
    "删除我的数据",
    where=Where.PRIVATE,
    guests=True,
    phrases=("把我的数据删了", "删掉我的数据", "我要删除", "我要注销", "删除数据", "注销账号", "确定删除"),
)
def ask_to_erase(ctx: Context) -> list[Outbound]:
    """删除 — tells what goes and what stays, and asks once."""
    return start(ctx, ERASE)


def _ask_sure(work: Work, _draft: Mapping[str, object]) -> str:
    assert work.actor is not None
    return act.what_goes(work, work.actor)


def _read_sure(ctx: Context, _draft: Mapping[str, object]) -> object:
    said = ctx.full.strip(" .。,!！~")
    if said in {"确定删除", "确认删除", "确定", "确认"}:
        return True
    if said in _KEEP or answers.yes_or_no(said) is False:
        return False
    raise Misread(say.sure_or_not())


_KEEP = frozenset({"不删了", "不删", "先不删", "别删", "不要删", "算了吧", "不注销", "不注销了", "留着"})


def _finish_erasing(ctx: Context, draft: Mapping[str, object]) -> list[Outbound]:
    if not draft["sure"]:
        return ctx.reply(say.not_erased())
    told, others = act.erase(ctx.work, ctx.person)
    return [*ctx.reply(told), *others]


ERASE = router.form(Form("erase_data", (Step("sure", _ask_sure, _read_sure),), _finish_erasing, alarms=False))
