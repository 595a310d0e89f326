"""异议, 答复: a warden disagrees with a check-in's points or the settled result; a person answers (handbook §3.4, §5.1, S20, S21)."""

import re

from bot.actions import objections as act
from bot.context import Context
from bot.domain.roles import Action
from bot.messages import Outbound
from bot.router import Router, Where
from bot.texts import objections as say
from bot.texts import points as say_points

router = Router("objections")

_NUMBERED = re.compile(
    r"^(?:打卡)?\s*(?:[#＃]\s*(?=[\d０-９])|(?=[\d０-９]{1,9}(?:号(?!楼)|[\s:：,，、]|$)))([\d０-９]{1,9})\s*号?[\s:：,，、]*(.*)$",
    re.DOTALL,
)
_ANSWER = re.compile(r"^\s*(?:异议)?\s*[#＃]?\s*([\d０-９]{1,9})\s*号?[\s:：,，、]*(.*)$", re.DOTALL)
_ADD = re.compile(r"(?:成立)?[\s,，、:：]*(?:补|加|增加|补加)\s*(\d{1,3})\s*分[\s,，、:：。]*")
_DECLINED = re.compile(r"^(?:不成立|不予?采纳|驳回|没道理|维持)[\s,，、:：。]*")
_UPHELD = re.compile(r"^(?:成立|采纳|属实|有道理|是该改)[\s,，、:：。]*")


@router.command("异议", "有异议", "我有异议", asks=Action.OWN_POINTS, where=Where.PRIVATE)
def object_to(ctx: Context) -> list[Outbound]:
    """异议 #号 理由 about a check-in; 异议 理由 about the result while it is in public notice; for who answers: what waits."""
    said = ctx.original.strip(" :：,，")
    if not said:
        waiting = act.list_to_answer(ctx.work)
        return ctx.reply(say.to_answer(waiting) if waiting else say_points.how_to_object())
    if found := _NUMBERED.match(said) or _NUMBERED.match(ctx.text.strip()):
        reason = found[2].strip()
        if len(reason) < 2:
            return ctx.reply(say_points.how_to_object())
        if any(one.number == int(found[1]) for one, _ in act.list_to_answer(ctx.work)):
            return ctx.reply(say.how_to_answer(int(found[1])))  # 异议 1 …, by who answers it
        text, told = act.object_to(ctx.work, ctx.person, int(found[1]), reason[:200])
        return ctx.reply(text) + told
    if len(re.sub(r"[^\w]", "", said)) < 2:
        return ctx.reply(say_points.how_to_object())
    text, told = act.object_to_result(ctx.work, ctx.person, said[:300])
    return ctx.reply(text) + told


@router.command("答复", "答复异议", "异议答复", asks=Action.ANSWER_OBJECTION, where=Where.PRIVATE)
def answer(ctx: Context) -> list[Outbound]:
    """答复 3 成立 补审了两条; 答复 3 不成立 那天是两户; 答复 3 加4分 少记两次."""
    found = _ANSWER.match(ctx.original) or _ANSWER.match(ctx.text)
    if found is None:
        return ctx.reply(say.how_to_answer(None))
    number, said = int(found[1]), found[2].strip()
    if added := _ADD.match(said):
        reason, amount, upheld = said[added.end() :].strip(), int(added[1]), True
    elif declined := _DECLINED.match(said):
        reason, amount, upheld = said[declined.end() :].strip(), 0, False
    elif right := _UPHELD.match(said):
        reason, amount, upheld = said[right.end() :].strip(), 0, True
        if more := _ADD.search(reason):
            amount, reason = int(more[1]), _ADD.sub("", reason, count=1).strip() or reason
    else:
        return ctx.reply(say.how_to_answer(number))
    if len(reason) < 2:
        return ctx.reply(say.how_to_answer(number))
    text, told = act.answer(ctx.work, number, upheld, reason[:200], amount)
    return ctx.reply(text) + told


@router.command("批准异议", "同意异议", asks=Action.ANSWER_OBJECTION, where=Where.PRIVATE)
def agree(ctx: Context) -> list[Outbound]:
    """批准异议1 — the same as 批准 异议1."""
    found = re.match(r"\s*#?\s*(\d{1,9})", ctx.text)
    if found is None:
        waiting = act.list_to_answer(ctx.work)
        return ctx.reply(say.to_answer(waiting) if waiting else say.how_to_answer(None))
    text, told = act.agree(ctx.work, int(found[1]))
    return ctx.reply(text) + told
