"""Who is who: 绑定, 我是, 不是我, 认人, 不认, 发码 (handbook §1.5)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from bot.actions import identity as act
from bot.actions.errors import UserError
from bot.context import Context, Work
from bot.domain import answers, places
from bot.domain.identity import CODE_DIGITS, Introduction
from bot.domain.roles import Action, Role
from bot.forms import Form, Misread, NotAnswer, Step, start
from bot.ids import PersonId, UnitId
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.storage import people
from bot.texts import identity as say

router = Router("identity")

_CODE = re.compile(r"\d+")


@router.command("绑定", "bind", "绑定码", where=Where.PRIVATE, guests=True, glued=True)
def bind(ctx: Context) -> list[Outbound]:
    """绑定 123456 — an account becomes the person's whom the code was made for."""
    if ctx.person.known:
        # 绑定码 李秀英: a code is wanted for her
        if ctx.command == "绑定码" and ctx.text and not _CODE.search(ctx.text):
            return ctx.go(f"发码 {ctx.original}")
        return ctx.reply(say.already_known(ctx.person.name))
    if not ctx.text:
        return ctx.reply(say.ask_code())
    found = _CODE.search(ctx.text.replace(" ", "").replace("-", ""))
    if found is None or len(found[0]) != CODE_DIGITS:
        return ctx.reply(say.not_a_code())
    _, told, others = act.bind_by_code(ctx.work, ctx.person, found[0])
    return [*others, *_to_speaker(ctx, told)]


def _to_speaker(ctx: Context, text: str) -> list[Outbound]:
    """Answer the account that spoke, whoever it is bound to now."""
    now = people.find_by_account(ctx.db, ctx.work.town, ctx.message.platform, ctx.message.sender)
    return replace(ctx, person=now or ctx.person).reply(text)


@router.command("我是", "我叫", where=Where.PRIVATE, guests=True, alarms=True)
def introduce(ctx: Context) -> list[Outbound]:
    """我是 三组 张小明 — somebody near is asked to vouch. From somebody known it is the beginning of a story."""
    if not ctx.person.known:
        return _introduced(ctx, ctx.text, ctx.original)
    if len(ctx.text) > _LONGEST_INTRODUCTION or _COMMA.search(ctx.text):
        return ctx.go(f"反映 {ctx.original}")
    return ctx.reply(say.already_known(ctx.person.name))


@router.otherwise(20)
def introduce_glued(ctx: Context) -> list[Outbound] | None:
    """我是三组的张小明 — the same written in one piece, by somebody whom nobody knows yet."""
    found = _GLUED.match(ctx.full)
    if ctx.in_group or len(ctx.full) > _LONGEST_INTRODUCTION:
        return None
    if ctx.person.known:
        mine = found is not None and ctx.person.name and found[1].endswith(ctx.person.name)
        return ctx.reply(say.already_known(ctx.person.name)) if mine else None
    if found is None:
        return _bare_introduction(ctx)
    said = _GLUED.match(ctx.full_original)
    return _introduced(ctx, found[1], said[1] if said else found[1])


def _bare_introduction(ctx: Context) -> list[Outbound] | None:
    """康桥三组 张小明 — a place and a name that is there, and nothing else: meant as 我是."""
    words = ctx.full.split()
    if len(words) < _PLACE_AND_NAME:
        return None
    units = [unit.id for unit in places.units_named(ctx.work.directory, "".join(words[:-1]))]
    if not units or not act.find_claimed(ctx.work, units, words[-1:]):
        return None
    return _introduced(ctx, ctx.full, ctx.full_original)


_PLACE_AND_NAME = 2


_LONGEST_INTRODUCTION = 20
_GLUED = re.compile(r"我[是叫]\s*([^,,。?？]+)$")
_COMMA = re.compile(r"[,,。;?？]")


def _introduced(ctx: Context, text: str, original: str) -> list[Outbound]:
    said = Introduction(original)
    if not said.names():
        return ctx.reply(say.ask_name())
    units = [unit.id for unit in places.units_named(ctx.work.directory, text)]
    found = act.find_claimed(ctx.work, units, said.names())
    if not found:
        return ctx.reply(say.no_such_person(_warden(ctx, units)))
    if len(found) > 1:
        return ctx.reply(say.which_one())
    asked, told = act.claim(ctx.work, ctx.person, found[0])
    return [*ctx.reply(say.claimed(asked)), *told]


def _warden(ctx: Context, units: list[UnitId]) -> str:
    wardens = [ctx.work.directory.warden_of(unit, ctx.work.today) for unit in units[:1]]
    return next((warden.name for warden in wardens if warden), "")


@router.command(
    "不是我",
    "认错了",
    "认错人了",
    where=Where.PRIVATE,
    guests=True,
    phrases=("这不是我", "我不是", "认错我了", "你认错了"),
)
def not_me(ctx: Context) -> list[Outbound]:
    """不是我 — the account is let go, or the newer ones that somebody else bound."""
    if not ctx.person.known:
        return ctx.reply(say.guest_is_nobody())
    told = act.release(ctx.work, ctx.message.platform, ctx.message.sender)
    return _to_speaker(ctx, told)


@router.command("认人", "renren", asks=Action.CONFIRM_IDENTITY, where=Where.PRIVATE)
def vouch(ctx: Context) -> list[Outbound]:
    """认人 1 — yes, that account is that person."""
    return _answer(ctx, yes=True)


@router.command("不认", "不认人", asks=Action.CONFIRM_IDENTITY, where=Where.PRIVATE)
def refuse(ctx: Context) -> list[Outbound]:
    """不认 1 — no, it is not."""
    return _answer(ctx, yes=False)


def _answer(ctx: Context, *, yes: bool) -> list[Outbound]:
    number = answers.number(ctx.text.lstrip("#号 ")) if ctx.text else None
    if ctx.text and number is None:
        raise UserError(say.how_to_vouch())
    if yes and number is None and (only := act.only_claim(ctx.work)) is not None:
        return start(ctx, VOUCH, {"claim": only[0].id, "name": only[1]})  # who it is was said a while ago
    told, others = act.vouch(ctx.work, number, yes=yes)
    return [*ctx.reply(told), *others]


def _read_vouched(ctx: Context, _draft: Mapping[str, object]) -> object:
    said = answers.yes_or_no(ctx.full.strip(" .。!"))
    if said is None:
        raise NotAnswer
    return said


def _finish_vouched(ctx: Context, draft: Mapping[str, object]) -> list[Outbound]:
    open_ = act.find_claim(ctx.work, int(str(draft["claim"])))
    if not draft["same"]:
        return ctx.reply(say.left_waiting(open_.number))
    told, others = act.vouch(ctx.work, open_.number, yes=True)
    return [*ctx.reply(told), *others]


VOUCH = router.form(
    Form(
        "vouch",
        (Step("same", lambda _work, draft: say.is_it_really(str(draft["name"])), _read_vouched),),
        _finish_vouched,
        alarms=False,
    )
)


@router.command(
    "发码",
    "fama",
    "发绑定码",
    asks=Action.CONFIRM_IDENTITY,
    where=Where.PRIVATE,
    glued=True,
    help=Help(
        say.HELP_CODE,
        {
            Role.WARDEN: 30,
            Role.BUILDING_WARDEN: 30,
            Role.MIGRANT_WARDEN: 30,
            Role.GRID_LEADER: 30,
            Role.VILLAGE_STAFF: 30,
        },
    ),
)
def issue_code(ctx: Context) -> list[Outbound]:
    """发码 张小明 — a one-time code for somebody of one's own unit."""
    words = ctx.original.strip().rstrip("。.!！")
    if not words:
        return ctx.reply(say.ask_whose_code())
    found = act.find_claimed(
        ctx.work, [u.id for u in places.units_named(ctx.work.directory, ctx.text)], names_in(words)
    )
    mine = [one for one in found if act.in_scope(ctx.work, one)]
    if len(mine) > 1:
        return start(ctx, WHICH, {"people": [one.id for one in mine[:6]]})
    if not mine and len(found) == 1:
        return ctx.reply(act.issue_code(ctx.work, found[0])[1])  # refused, with who may
    if not mine:
        return ctx.reply(say.not_yours(""))
    return ctx.reply(act.issue_code(ctx.work, mine[0])[1])


def names_in(words: str) -> list[str]:
    """Names that may stand in what follows 发码: the last word, or the end of it."""
    return Introduction(words).names()


def _listed(draft: Mapping[str, object]) -> list[PersonId]:
    return [PersonId(str(one)) for one in cast("list[object]", draft["people"])]


def _ask_which(work: Work, draft: Mapping[str, object]) -> str:
    found = [people.get_person(work.db, work.town, one) for one in _listed(draft)]
    return say.which_of([(act.where(work, one.unit), one.name) for one in found])


def _read_which(ctx: Context, draft: Mapping[str, object]) -> object:
    number, listed = answers.number(ctx.full), _listed(draft)
    if number is None or not 1 <= number <= len(listed):
        raise Misread(say.choose_between(len(listed)))
    return number


def _finish_which(ctx: Context, draft: Mapping[str, object]) -> list[Outbound]:
    chosen = _listed(draft)[int(str(draft["which"])) - 1]
    return ctx.reply(act.issue_code(ctx.work, people.get_person(ctx.db, ctx.work.town, chosen))[1])


WHICH = router.form(Form("whose_code", (Step("which", _ask_which, _read_which),), _finish_which, alarms=False))
