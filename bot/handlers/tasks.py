"""任务: what wardens are asked to look after for a while; set by dialogue or in one go, followed in numbers (handbook M17)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.actions import check_in_marks as marks
from bot.actions import concerns
from bot.actions import task_answers as reading
from bot.actions import task_reading as counts
from bot.actions import tasks as act
from bot.actions.errors import Refused
from bot.context import Context
from bot.domain import tasks as rules
from bot.domain.directory import WARDEN_ROLES
from bot.domain.notice_dates import day_ahead
from bot.domain.roles import Action, Grant, Role
from bot.forms import Misread
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import task_tags as say_tags
from bot.texts import tasks as say

router = Router("tasks")

_STAFF = (Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.TOWN_STAFF, Role.TOWN_ADMIN)
_NEW = re.compile(r"^(?:新建|新增|布置|新任务|建|加|发)(?:一?个?新?任务)?[\s:,]*(.*)$", re.DOTALL)
_END = re.compile(r"^(?:结束|完结|收尾|关|停)[\s:,#]*(\d{1,6})?")
_WITHDRAW = re.compile(r"^(?:撤回|作废|取消|撤销|删除?)[\s:,#]*(\d{1,6})?")
_CHANGE = re.compile(r"^(?:改|修改|更正|变更|延期|延长)[\s:,#]*(\d{1,6})?\s*号?[\s:,]*(.*)$", re.DOTALL)
_NUMBER_FIRST = re.compile(
    r"^#?(\d{1,6})\s*号?[\s:,]*(?:要|给我|可以)?(结束|完结|收尾|撤回|作废|取消|改|修改|延期|延长)(?:掉|了|吧)*[\s:,]*(.*)$",
    re.DOTALL,
)
"""任务 3 结束: the number before the step."""
_SHOW = re.compile(r"^(?:看|查|进度)?[\s#第]*(\d{1,6})\s*(?:号|件)?$")


@router.command(
    "任务",
    "重点任务",
    "tasks",
    where=Where.WORK,
    help=Help(say.HELP, {**dict.fromkeys(WARDEN_ROLES, 9), **dict.fromkeys(_STAFF, 11)}),
    phrases=("有什么任务", "有啥任务", "看任务", "我的任务", "任务进度", "任务列表", "有哪些任务"),
)
def tasks(ctx: Context) -> list[Outbound]:
    """任务 [3 | 新建 | 改 3 … | 结束 3 | 撤回 3]."""
    text = _NUMBER_FIRST.sub(r"\2 \1 \3", ctx.text.strip(" .。!~")).strip()
    if shown := _SHOW.match(text):
        return _one(ctx, int(shown[1]))
    for pattern, step in ((_NEW, _new), (_END, _end), (_WITHDRAW, _withdraw), (_CHANGE, _change)):
        if found := pattern.match(text):
            if ctx.work.grant(Action.MANAGE_TASKS) is Grant.NO:
                raise Refused(_no_part(ctx) or say.for_wardens_only())
            if ctx.in_group:
                return ctx.reply(say.private_please(ctx.work.settings.bot_name))
            return step(ctx, found)
    if ctx.text and _WHO_HAS_NOT.search(ctx.text):
        return ctx.reply(say.no_roll_call())
    return _list(ctx)


_HOW_FAR = re.compile(
    r"任务.{0,6}(?:怎么样|咋样|进度|情况|进展|做得|到哪)|^任务\s*\d{1,6}\s*号?\s*(?:要|给我)?(?:结束|撤回|作废|改|延期)"
)


@router.otherwise(13)
def progress(ctx: Context) -> list[Outbound] | None:
    """任务完成得怎么样了 — the same in words, by an office holder."""
    if not ctx.work.roles() or len(ctx.full) > _A_QUESTION or not _HOW_FAR.search(ctx.full):
        return None
    if ctx.chat is not None and not ctx.chat.kind.is_work:
        return None
    rest = re.sub(r"^任务\s*", "", ctx.full)
    return tasks(replace(ctx, text=rest if _NUMBER_FIRST.match(rest) else "", original=rest))


_TAGGED = re.compile(r"^[#\s]*#\s*([^\s,.:;#]{2,20})")


@router.otherwise(16)
def tagged(ctx: Context) -> list[Outbound] | None:
    """#秸秆禁烧 转了一圈 — the tag of a task asked of the warden says by itself that this is a check-in."""
    found = _TAGGED.match(ctx.full)
    if found is None or not counts.is_warden(ctx.work) or (ctx.chat is not None and not ctx.chat.kind.is_work):
        return None
    if not any(rules.fits(one, found[1], "") for one in counts.mine(ctx.work)):
        return None
    return ctx.go(f"打卡 {ctx.full_original}")


@router.otherwise(47)
def strange_tag(ctx: Context) -> list[Outbound] | None:
    """#秸秆禁烧 转了一圈, and there is no such task — which there are, rather than guesses at something to report."""
    found = _TAGGED.match(ctx.full)
    if found is None or found[1].isdigit() or ctx.in_group or not counts.is_warden(ctx.work):
        return None
    if concerns.understand(ctx.work, ctx.full_original).sure:
        return None
    return ctx.reply(say_tags.tag_alone(found[1], marks.tags_of(ctx.work)))


_WHO_HAS_NOT = re.compile(
    r"(?:谁|哪个|哪些|哪几|哪位|有没有人|还有).{0,8}(?:没|未).{0,8}|(?:没|未|不)(?:打卡|完成|做|走访|回复|回话|回|报|填|交|去)的?.{0,6}(?:名单|人员|有谁|是谁|邻长|人)"
)


@router.otherwise(14)
def who_has_not(ctx: Context) -> list[Outbound] | None:
    """哪个邻长没做任务, by an office holder — there is no such list (I32)."""
    about = re.search(r"邻长|打卡|任务|走访", ctx.full)
    if not about or not ctx.work.roles() or len(ctx.full) > _A_QUESTION or not _WHO_HAS_NOT.search(ctx.full):
        return None
    return ctx.reply(say.no_roll_call())


_A_QUESTION = 24


def _no_part(ctx: Context) -> str:
    """What a warden is told who wants to set a task."""
    return say.none(manages=False) if counts.is_warden(ctx.work) and not counts.mine(ctx.work) else ""


def _list(ctx: Context) -> list[Outbound]:
    work = ctx.work
    manages = work.grant(Action.MANAGE_TASKS) is not Grant.NO
    if not manages and not counts.is_warden(work) and not counts.watched(work):
        return ctx.reply(say.for_wardens_only())
    found = counts.mine(work)
    if not found:
        return ctx.reply(say.none(manages=manages and not ctx.in_group))
    if ctx.in_group:
        lines = [say.list_line(one, None) for one in found[:5]]
        return ctx.reply(say.listing_in_group(lines, work.settings.bot_name))
    lines = [
        say.list_line(one, counts.own_progress(work, one) if counts.is_asked(work, one) else None) for one in found[:5]
    ]
    return ctx.reply(say.listing(lines, found[0].number, manages=manages))


def _one(ctx: Context, number: int) -> list[Outbound]:
    one = counts.find(ctx.work, number)
    issuer, state = ctx.work.directory.title(one.unit), say.state(one)
    within = () if ctx.in_group else counts.sight(ctx.work, one)
    if within:
        lines, total = counts.in_numbers(ctx.work, one, within)
        text = say.for_staff(one, issuer, state, lines, total, manages=counts.manages(ctx.work, one))
        return ctx.reply(text, about=one.about)
    if ctx.in_group:
        return ctx.reply(say.posted(one, issuer), about=one.about)
    return ctx.reply(say.for_warden(one, issuer, state, counts.own_progress(ctx.work, one)), about=one.about)


def _number(ctx: Context, said: str | None, word: str) -> int:
    """The number that was said, or of the task whose message is quoted."""
    if said:
        return int(said)
    if ctx.quoted.startswith("task:"):
        return int(ctx.quoted.removeprefix("task:"))
    raise Refused(say.which(word))


def _new(ctx: Context, found: re.Match[str]) -> list[Outbound]:
    rest = found[1]
    original = ctx.original[-len(rest) :] if rest and len(ctx.original) == len(ctx.text) else rest
    return ctx.go(f"布置任务 {original}")


def _end(ctx: Context, found: re.Match[str]) -> list[Outbound]:
    one = counts.find_managed(ctx.work, _number(ctx, found[1], "结束"))
    total, told = act.end(ctx.work, one)
    return [*ctx.reply(say.ended(one, total), about=one.about), *told]


def _withdraw(ctx: Context, found: re.Match[str]) -> list[Outbound]:
    one = counts.find_managed(ctx.work, _number(ctx, found[1], "撤回"))
    told = act.withdraw(ctx.work, one)
    return [*ctx.reply(say.withdrawn(one), about=one.about), *told]


def _change(ctx: Context, found: re.Match[str]) -> list[Outbound]:
    one = counts.find_managed(ctx.work, _number(ctx, found[1], "改"))
    rest = found[2].strip()
    original = ctx.original[-len(rest) :] if rest and len(ctx.original) == len(ctx.text) else rest
    if body := re.match(r"^(?:内容|要求|正文|做什么)(?:为|成|:|:)?\s*(.+)$", original, re.DOTALL):
        changed, told = act.change(ctx.work, one, body=_read(lambda: reading.body(ctx, body[1].strip())))
        return [*ctx.reply(say.changed_here(changed), about=one.about), *told]
    if not rest or day_ahead(rest, ctx.work.today) is None:
        return ctx.reply(say.change_how(one.number))
    day = _read(lambda: reading.last_day(rest, ctx.work.today))
    changed, told = act.change(ctx.work, one, until=date.fromisoformat(day))
    return [*ctx.reply(say.changed_here(changed), about=one.about), *told]


def _read(answer: Callable[[], str]) -> str:
    """An answer outside of the dialogue: what is wrong with it is told at once."""
    try:
        return answer()
    except Misread as told:
        raise Refused(str(told)) from told
