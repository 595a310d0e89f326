"""任务: what wardens are asked to look after for a while; set by dialogue or in one go, followed in numbers (handbook M17)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from bot.actions import notice_drafts as drafts
from bot.actions import tasks as act
from bot.actions.errors import Refused, UserError
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import notice_audience as audiences
from bot.domain import notice_gates as gates
from bot.domain import tasks as rules
from bot.domain.directory import WARDEN_ROLES, Tier
from bot.domain.notice_dates import day_ahead
from bot.domain.roles import Action, Grant, Role
from bot.forms import Blocked, Draft, Form, Misread, Several, Step, start
from bot.ids import UnitId
from bot.messages import Outbound
from bot.normal import normalise
from bot.router import Help, Router, Where
from bot.texts import notice_writing as writing
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
    return _list(ctx)


@router.command(
    "布置任务", "新建任务", "发任务", asks=Action.MANAGE_TASKS, where=Where.PRIVATE, phrases=("布置个任务",)
)
def new_task(ctx: Context) -> list[Outbound]:
    """布置任务 — the same as 任务 新建."""
    return _begin(ctx, ctx.original)


@router.command("结束任务", asks=Action.MANAGE_TASKS, where=Where.PRIVATE)
def end_task(ctx: Context) -> list[Outbound]:
    """结束任务 3 — the same as 任务 结束 3."""
    return ctx.go(f"任务 结束 {ctx.text}")


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


_WHO_HAS_NOT = re.compile(
    r"(?:谁|哪个|哪些|哪几|哪位|有没有人).{0,8}(?:没|未).{0,8}|(?:没|未|不)(?:打卡|完成|做|走访)的?.{0,4}(?:名单|人员|有谁|是谁|邻长|人)"
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
    return say.none(manages=False) if act.is_warden(ctx.work) and not act.mine(ctx.work) else ""


def _list(ctx: Context) -> list[Outbound]:
    work = ctx.work
    manages = work.grant(Action.MANAGE_TASKS) is not Grant.NO
    if not manages and not act.is_warden(work) and not act.watched(work):
        return ctx.reply(say.for_wardens_only())
    found = act.mine(work)
    if not found:
        return ctx.reply(say.none(manages=manages and not ctx.in_group))
    if ctx.in_group:
        lines = [say.list_line(one, None) for one in found[:5]]
        return ctx.reply(say.listing_in_group(lines, work.settings.bot_name))
    lines = [say.list_line(one, act.own_progress(work, one) if act.is_asked(work, one) else None) for one in found[:5]]
    return ctx.reply(say.listing(lines, found[0].number, manages=manages))


def _one(ctx: Context, number: int) -> list[Outbound]:
    one = act.find(ctx.work, number)
    issuer, state = ctx.work.directory.title(one.unit), say.state(one)
    within = () if ctx.in_group else act.sight(ctx.work, one)
    if within:
        lines, total = act.in_numbers(ctx.work, one, within)
        text = say.for_staff(one, issuer, state, lines, total, manages=act.manages(ctx.work, one))
        return ctx.reply(text, about=one.about)
    if ctx.in_group:
        return ctx.reply(say.posted(one, issuer), about=one.about)
    return ctx.reply(say.for_warden(one, issuer, state, act.own_progress(ctx.work, one)), about=one.about)


def _number(ctx: Context, said: str | None, word: str) -> int:
    """The number that was said, or of the task whose message is quoted."""
    if said:
        return int(said)
    if ctx.quoted.startswith("task:"):
        return int(ctx.quoted.removeprefix("task:"))
    raise Refused(say.which(word))


def _end(ctx: Context, found: re.Match[str]) -> list[Outbound]:
    one = act.find_managed(ctx.work, _number(ctx, found[1], "结束"))
    total, told = act.end(ctx.work, one)
    return [*ctx.reply(say.ended(one, total), about=one.about), *told]


def _withdraw(ctx: Context, found: re.Match[str]) -> list[Outbound]:
    one = act.find_managed(ctx.work, _number(ctx, found[1], "撤回"))
    told = act.withdraw(ctx.work, one)
    return [*ctx.reply(say.withdrawn(one), about=one.about), *told]


def _change(ctx: Context, found: re.Match[str]) -> list[Outbound]:
    one = act.find_managed(ctx.work, _number(ctx, found[1], "改"))
    rest = found[2].strip()
    original = ctx.original[-len(rest) :] if rest and len(ctx.original) == len(ctx.text) else rest
    if body := re.match(r"^(?:内容|要求|正文|做什么)(?:为|成|:|:)?\s*(.+)$", original, re.DOTALL):
        changed, told = act.change(ctx.work, one, body=_body(ctx, body[1].strip()))
        return [*ctx.reply(say.changed_here(changed), about=one.about), *told]
    if not rest or day_ahead(rest, ctx.work.today) is None:
        return ctx.reply(say.change_how(one.number))
    changed, told = act.change(ctx.work, one, until=date.fromisoformat(_day(rest, ctx.work.today)))
    return [*ctx.reply(say.changed_here(changed), about=one.about), *told]


# --- the dialogue -------------------------------------------------------------------------------------------------------------


def _new(ctx: Context, found: re.Match[str]) -> list[Outbound]:
    rest = found[1]
    original = ctx.original[-len(rest) :] if rest and len(ctx.original) == len(ctx.text) else rest
    return _begin(ctx, original)


def _begin(ctx: Context, words: str) -> list[Outbound]:
    """The questions; what is said at once behind 新建 is not asked again."""
    draft: dict[str, object] = {}
    before = ""
    for name, piece in _pieces(words).items():
        step = FORM.step(name)
        try:
            draft[name] = step.read(_saying(ctx, piece), draft)
        except Misread as told:
            before = before or str(told)
    if "title" in draft and "body" in draft and "tag" not in draft:
        draft["tag"] = rules.tag_of(str(draft["title"]))
    if len(draft) >= 5:
        draft.setdefault("points", [])
    return start(ctx, FORM, draft, before=before)


def _pieces(words: str) -> Mapping[str, str]:
    """``标题|做什么|到哪天|给哪里|#标签|清单``, or ``标题 #标签 到12月15日 给全村 做什么``."""
    text = words.strip()
    if not text:
        return {}
    if re.search(r"[|｜\n]", text):
        parts = [one.strip() for one in re.split(r"[|｜\n]+", text)]
        return {name: part for name, part in zip(_ORDER, parts, strict=False) if part}
    found: dict[str, str] = {}
    rest: list[str] = []
    for token in re.split(r"[\s,，]+", text):
        if token.startswith(("#", "＃")):  # as an IME types it
            found["tag"] = token
        elif re.match(r"^(?:到|截止|截至|做到).{1,10}$", token) and day_ahead(normalise(token), date(2026, 1, 1)):
            found["until"] = token
        elif token.startswith(("给", "发给", "范围")) and "units" not in found:
            found["units"] = token
        else:
            rest.append(token)
    if rest:
        found = {"title": rest[0], **found}
    if len(rest) > 1:
        found["body"] = ",".join(rest[1:])
    return {name: found[name] for name in _ORDER if name in found}


_ORDER = ("title", "body", "until", "units", "tag", "points")


def _saying(ctx: Context, text: str) -> Context:
    """As if ``text`` alone had been said."""
    plain = normalise(text)
    return replace(ctx, text=plain, original=text, full=plain, full_original=text, attachments=())


def _gated(ctx: Context, part: str, text: str) -> str:
    if fault := drafts.gate(ctx.work, part, text):
        kinds = {found.kind for found in gates.faults(text, gates.MOST[part], ctx.work.settings.link_hosts)}
        raise Misread(fault) if gates.Kind.EMPTY in kinds else Blocked(fault)
    return text


def _read_title(ctx: Context, _draft: Draft) -> object:
    text = ctx.original.strip().replace("｜", "|")
    text = text if "|" in text else _gated(ctx, "title", text)
    if not re.search(r"\w", text):
        raise Misread(say.ask_title())
    if "|" in text:
        return _several(ctx, text)
    if "\n" in text:
        raise Blocked(writing.no_line_breaks())
    return text


def _several(ctx: Context, text: str) -> Several:
    """``标题|做什么|到哪天``: answers to several questions at once, as far as they can be read."""
    draft: dict[str, object] = {}
    for name, piece in _pieces(text).items():
        try:
            draft[name] = FORM.step(name).read(_saying(ctx, piece), draft)
        except Misread as told:
            return Several(draft, str(told))
    return Several(draft)


def _body(ctx: Context, text: str) -> str:
    if len(text) > rules.LONGEST_BODY:
        raise Blocked(say.too_long(rules.LONGEST_BODY))
    if not re.search(r"\w", text):
        raise Misread(say.ask_body())
    return _gated(ctx, "body", text)


def _read_body(ctx: Context, _draft: Draft) -> object:
    return _body(ctx, ctx.original.strip())


def _day(text: str, today: date) -> str:
    day = day_ahead(text, today)
    if day is None:
        raise Misread(say.no_day())
    if day < today:
        raise Misread(say.past_day())
    if day > today + timedelta(days=rules.MOST_DAYS):
        raise Misread(say.far_day())
    return day.isoformat()


def _read_until(ctx: Context, _draft: Draft) -> object:
    return _day(ctx.text, ctx.work.today)


def _examples(work: Work) -> list[str]:
    found: list[str] = []
    for unit in act.own_units(work):
        own = work.directory.units[unit]
        found.append(writing.whole_town() if own.tier is Tier.TOWN else work.directory.title(unit))
        found += [work.directory.title(child.id) for child in work.directory.children(unit)][:2]
    return list(dict.fromkeys(found))[:3]


def _read_units(ctx: Context, _draft: Draft) -> object:
    work = ctx.work
    said = re.sub(r"^(?:范围|地方)[::]?", "", ctx.text.strip())
    found = audiences.read_audience(said, work.directory, act.own_units(work))
    if isinstance(found, audiences.Unknown):
        raise Misread(writing.unknown_audience(found.words, _examples(work)))
    if isinstance(found, audiences.Unclear):
        raise Blocked(writing.unclear_audience(found.words, [work.directory.title(unit) for unit in found.options]))
    units = found.units
    if found.excluded:
        units = tuple(
            child.id
            for unit in units
            for child in work.directory.children(unit)
            if not any(work.directory.covers(out, child.id) for out in found.excluded)
        )
    try:
        act.check_units(work, units)
    except UserError as told:
        raise Blocked(str(told)) from told
    return list(units)


def _read_tag(ctx: Context, draft: Draft) -> object:
    said = ctx.text.strip(" .。!").lstrip("#")
    if answers.yes_or_no(said) is True or said in {"同标题", "一样", "就这个", "用这个"}:
        return rules.tag_of(str(draft["title"]))
    bare = rules.plain(said)
    if not 2 <= len(bare) <= rules.LONGEST_TAG or bare.isdigit() or gates.faults(bare, rules.LONGEST_TAG, ()):
        raise Misread(say.bad_tag())
    return bare


def _read_points(ctx: Context, _draft: Draft) -> object:
    said = ctx.original.strip()
    if ctx.text.strip(" .。!") in {"没有", "无", "不用", "不要", "不列", "否", "不用了", "没"}:
        return []
    found = [one.strip(" .。、") for one in re.split(r"[;;\n]+|(?<=\S)[、](?=\S)", said) if one.strip(" .。、")]
    if len(found) > rules.MOST_POINTS:
        raise Misread(say.many_points())
    _gated(ctx, "line", said)
    return found


def _made(draft: Draft) -> act.Draft:
    return act.Draft(
        title=str(draft["title"]),
        body=str(draft["body"]),
        until=date.fromisoformat(str(draft["until"])),
        units=tuple(UnitId(one) for one in cast("list[str]", draft["units"])),
        tag=str(draft["tag"]),
        points=tuple(cast("list[str]", draft["points"])),
    )


def _preview(work: Work, draft: Draft) -> str:
    task = _made(draft)
    unit = act.check_units(work, task.units)
    post = say.posted(act.made(work, task, unit, 0), work.directory.title(unit)).replace("【任务0】", "【任务】", 1)
    return say.preview(post, act.places_named(work, task.units))


def _read_send(ctx: Context, _draft: Draft) -> object:
    said = ctx.text.strip(" .。!~")
    if answers.yes_or_no(said) is True or said in {"发", "发出", "发出去", "发吧", "就这样", "布置", "送"}:
        return True
    raise Misread(say.say_send())


def _release(ctx: Context, draft: Draft) -> list[Outbound]:
    one, told = act.release(ctx.work, _made(draft))
    return [*ctx.reply(say.released(one, act.places_named(ctx.work, one.units)), about=one.about), *told]


FORM = router.form(
    Form(
        "task",
        (
            Step("title", lambda _w, _d: say.ask_title(), _read_title, free=True),
            Step("body", lambda _w, _d: say.ask_body(), _read_body, free=True),
            Step("until", lambda _w, _d: say.ask_until(), _read_until),
            Step("units", lambda work, _d: say.ask_units(_examples(work)), _read_units, words=frozenset({"本邻"})),
            Step("tag", lambda _w, draft: say.ask_tag(rules.tag_of(str(draft["title"]))), _read_tag),
            Step("points", lambda _w, _d: say.ask_points(), _read_points, free=True, declines=True),
            Step("confirm", _preview, _read_send),
        ),
        _release,
        alarms=False,
    )
)
