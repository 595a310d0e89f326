"""布置任务: the dialogue in which a key task is put together, or all of it in one go (handbook M17)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from bot.actions import task_answers as reading
from bot.actions import task_reading as counts
from bot.actions import tasks as act
from bot.actions.errors import UserError
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import notice_audience as audiences
from bot.domain import notice_gates as gates
from bot.domain import tasks as rules
from bot.domain.directory import Tier
from bot.domain.notice_dates import day_ahead
from bot.domain.roles import Action
from bot.forms import Blocked, Draft, Form, Misread, Several, Step, start
from bot.ids import UnitId
from bot.messages import Outbound
from bot.normal import normalise
from bot.router import Router, Where
from bot.texts import notice_writing as writing
from bot.texts import tasks as say

router = Router("task_writing")


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


def _read_title(ctx: Context, _draft: Draft) -> object:
    text = ctx.original.strip().replace("｜", "|")
    text = text if "|" in text else reading.gated(ctx, "title", text)
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


def _read_body(ctx: Context, _draft: Draft) -> object:
    return reading.body(ctx, ctx.original.strip())


def _read_until(ctx: Context, _draft: Draft) -> object:
    return reading.last_day(ctx.text, ctx.work.today)


def _examples(work: Work) -> list[str]:
    found: list[str] = []
    for unit in counts.own_units(work):
        own = work.directory.units[unit]
        found.append(writing.whole_town() if own.tier is Tier.TOWN else work.directory.title(unit))
        found += [work.directory.title(child.id) for child in work.directory.children(unit)][:2]
    return list(dict.fromkeys(found))[:3]


def _read_units(ctx: Context, _draft: Draft) -> object:
    work = ctx.work
    said = re.sub(r"^(?:范围|地方)[::]?", "", ctx.text.strip())
    found = audiences.read_audience(said, work.directory, counts.own_units(work))
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
    reading.gated(ctx, "line", said)
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
