"""/发测评: opening a poll is asked through and decided by a person (handbook §3.6)."""

import re
from datetime import datetime, time

from bot.actions import polls as act
from bot.context import Context, Work
from bot.domain import answers, calendar
from bot.domain import polls as rules
from bot.domain.places import units_named
from bot.domain.roles import Action, Role
from bot.forms import Blocked, Draft, Form, Step, start
from bot.ids import UnitId
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import polls as say

router = Router("poll_launching")

_STAFF = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY, Role.SUPERVISOR, Role.TOWN_STAFF, Role.TOWN_ADMIN)


@router.command(
    "发测评",
    "发起测评",
    "launchpoll",
    asks=Action.LAUNCH_POLL,
    where=Where.PRIVATE,
    help=Help(say.HELP_LAUNCH, dict.fromkeys(_STAFF, 18)),
)
def launch(ctx: Context) -> list[Outbound]:
    """/发测评 [模板] [范围] [截止] — asks for what is missing, shows it, opens it when the person says so."""
    draft: dict[str, object] = {}
    if re.search(r"p1|满意", ctx.text):
        draft["template"] = "P1"
    rest = re.sub(r"p1|邻长|工作|满意度|测评", " ", ctx.text)
    scope = _scope_named(ctx, rest)
    if scope is not None:
        act.launchable(ctx.work, scope)
        draft |= {"template": "P1", "scope": scope}
    if (last := rules.read_deadline(rest, ctx.work.today)) is not None:
        draft["deadline"] = last.isoformat()
    return start(ctx, LAUNCH, draft)


def _scope_named(ctx: Context, text: str) -> UnitId | None:
    named = units_named(ctx.work.directory, text)
    if not named and re.search("全镇|全部|所有村", text) and ctx.work.directory.town is not None:
        return ctx.work.directory.town.id
    if not named and re.search("全村|本村|我们村", text):
        villages = {v.id for own in act.launch_scopes(ctx.work) if (v := ctx.work.directory.village_of(own))}
        return villages.pop() if len(villages) == 1 else None
    if len(named) > 1:  # 三组 of two villages: the actor's own
        own = [u for u in named if any(ctx.work.directory.covers(s, u.id) for s in act.launch_scopes(ctx.work))]
        named = own if len(own) == 1 else []
    return named[0].id if len(named) == 1 else None


def _example(work: Work) -> str:
    scopes = act.launch_scopes(work)
    return work.directory.title(scopes[0]) if scopes else ""


def _read_template(ctx: Context, _draft: Draft) -> object:
    if answers.number(ctx.text) == 1 or re.search(r"p1|满意|邻长", ctx.text):
        return "P1"
    raise Blocked(say.unclear_template())


def _read_scope(ctx: Context, _draft: Draft) -> object:
    scope = _scope_named(ctx, ctx.text)
    if scope is None:
        raise Blocked(say.unclear_scope(_example(ctx.work)))
    act.launchable(ctx.work, scope)
    return scope


def _read_deadline(ctx: Context, _draft: Draft) -> object:
    last = rules.read_deadline(ctx.text, ctx.work.today)
    if last is None:
        raise Blocked(say.unclear_deadline())
    return last.isoformat()


def _closes_at(draft: Draft) -> datetime:
    return calendar.at(datetime.fromisoformat(str(draft["deadline"])).date(), time(18))


def _ask_confirm(work: Work, draft: Draft) -> str:
    scope = UnitId(str(draft["scope"]))
    count = len(act.launchable(work, scope))
    skipped = act.count_neighbourhoods(work, scope) - count
    return say.confirm_launch(work.directory.title(scope), count, skipped, _closes_at(draft))


def _read_confirm(ctx: Context, _draft: Draft) -> object:
    said = answers.yes_or_no(ctx.text)
    if said is None and ctx.text.strip() in {"开", "现在开", "发", "马上开"}:
        said = True
    if said is None and ctx.text.strip() in {"不开", "不发", "先不开"}:
        said = False
    if said is None:
        raise Blocked(say.unclear_confirm())
    return said


def _launch(ctx: Context, draft: Draft) -> list[Outbound]:
    if not draft["confirm"]:
        return ctx.reply(say.not_launched())
    poll, count, told = act.launch(ctx.work, UnitId(str(draft["scope"])), _closes_at(draft))
    return ctx.reply(say.launched(poll.number, count, poll.closes_at)) + told


LAUNCH = router.form(
    Form(
        "launch_poll",
        (
            Step("template", lambda _work, _draft: say.ask_template(), _read_template),
            Step("scope", lambda work, _draft: say.ask_scope(_example(work)), _read_scope, free=True),
            Step("deadline", lambda _work, _draft: say.ask_deadline(), _read_deadline),
            Step("confirm", _ask_confirm, _read_confirm),
        ),
        _launch,
        alarms=False,
    )
)
