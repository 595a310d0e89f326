"""A check-in set right in plain words: 刚才那条改成40分钟, 231改成昨天的, 刚才那条不算; and messages changed or taken back on the platform."""

import re
from datetime import datetime

from bot.actions import check_in_changes as changes
from bot.actions import check_ins as act
from bot.context import Context
from bot.domain import check_ins as rules
from bot.messages import Outbound
from bot.router import Router
from bot.texts import check_ins as say

router = Router("check_in_edits")

_LAST = r"(?:刚才|刚刚|刚|方才|头先|上面|前面|上一?个?|最后一?)(?:我)?(?:说|记|打|报)?(?:的)?(?:那|这)?一?(?:条|个|次|户|家|遍|句)?(?:打卡|记录|走访)?(?:的)?"
_FIELD = r"(?:时间|日期|日子|时长|对象|人名?|名字|类型|内容)?(?:也|都)?"
_WRONG = r"(?:写错|记错|说错|弄错|打错|搞错|报错|错)了?|不对"
_TO = r"(?:改成|改为|改到|改|换成|应该是|应当是|应是|其实是|是)"
_CHANGES = (
    re.compile(rf"^{_LAST}{_FIELD}(?:{_WRONG})?[,。:\s]*(?:请|要|给我|帮我|把.{{0,4}})?{_TO}\s*(?P<new>.+)$"),
    re.compile(rf"^{_LAST}{_FIELD}(?:{_WRONG})[,。:\s]+(?P<new>.+)$"),
    re.compile(
        rf"^(?:不好意思|哦|啊|唉)?[,\s]*(?:我)?(?:{_WRONG})[,。:\s]*(?:应该|其实)?(?:是|改成|改为)\s*(?P<new>.+)$"
    ),
    re.compile(
        rf"^(?:打卡)?#?(?P<number>\d{{1,7}})(?:号|那条)?(?:打卡)?(?:的)?{_FIELD}(?:{_WRONG})?[,:\s]*(?:改成|改为|改到|换成|应该是|其实是)\s*(?P<new>.+)$"
    ),
)
_DROPS = (
    re.compile(
        rf"^{_LAST}[,\s]*(?:就)?(?:不算(?:数)?|不要|别记|不记|撤了|撤销|撤掉|撤回|删了|删掉|删除|作废|取消|记重|重复)(?:了|吧|掉)*$"
    ),
    re.compile(
        r"^(?:打卡)?#?(?P<number>\d{1,7})(?:号|那条)?(?:打卡)?(?:不算(?:数)?|作废|撤销|撤掉|记重|重复)(?:了|吧|掉)*$"
    ),
)
_NOT_THIS = re.compile(r"^不是[^,。]{1,12}[,。]\s*(?:应该)?是")


@router.otherwise(24)
def set_right(ctx: Context) -> list[Outbound] | None:
    """刚才那条改成40分钟 — a warden's own record of the last 24 hours, by its number or as the last one."""
    if ctx.in_group or not ctx.person.known or not act.may_check_in(ctx.work):
        return None
    text = ctx.full.strip(" .。!")[:300]
    for pattern in _DROPS:
        if found := pattern.match(text):
            return _go(ctx, "撤销打卡", found.groupdict().get("number"), "")
    for pattern in _CHANGES:
        if found := pattern.match(text):
            return _go(ctx, "改打卡", found.groupdict().get("number"), _NOT_THIS.sub("", found["new"]))
    return None


def _go(ctx: Context, word: str, number: str | None, rest: str) -> list[Outbound]:
    if number is None:
        last = changes.latest(ctx.work)
        if len(last) > 1:
            return ctx.reply(say.which_of([one.number for one in last], f"{word}"))
        number = str(last[0].number)
    return ctx.go(f"{word} {number} {rest}".strip())


@router.changed
def changed_or_taken_back(ctx: Context, _key: str, at: datetime) -> list[Outbound] | None:
    """The message of a check-in was changed on a platform that can: the record follows within 24 hours."""
    if not ctx.person.known or not act.may_check_in(ctx.work):
        return []
    told = changes.told_at(ctx.work, at)
    if not told:
        return []
    numbers = [one.number for one in told]
    if ctx.message.edits is None:
        return ctx.reply_privately(say.message_taken_back(numbers))
    if ctx.in_group or not ctx.full.strip():
        return []
    if len(told) > 1:
        return ctx.reply(say.which_of(numbers, "改打卡"))
    if not rules.may_edit(told[0], ctx.now):
        return ctx.reply(say.cannot_edit(told[0]))
    said = re.sub(r"^\s*/?\s*(?:打卡|补记)\s*", "", ctx.full)
    return ctx.go(f"改打卡 {numbers[0]} {said}")
