"""承诺, 践诺: what a warden promises for a year, looked at by the village, shown on the card, kept by check-ins (handbook M32)."""

import re
from typing import cast

from bot.actions import namesakes
from bot.actions import pledge_choices as offers
from bot.actions import pledges as act
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import answers, places
from bot.domain import namesakes as apart
from bot.domain import pledges as rules
from bot.domain.directory import WARDEN_ROLES, Office, Tier
from bot.domain.roles import Action, Grant, Role
from bot.forms import Blocked, Draft, Form, Misread, Several, Step, start
from bot.messages import Outbound
from bot.normal import normalise
from bot.router import Help, Router, Where
from bot.texts import people as say_people
from bot.texts import pledges as say

router = Router("pledges")

_STAFF = (Role.VILLAGE_STAFF, Role.BRANCH_SECRETARY)
_APPROVE = re.compile(r"^(?:通过|同意|看过|可以)[\s#:]*(\d{1,6})?\s*号?$")
_BACK = re.compile(r"^(?:退改|退回|改一改|驳回|不通过)[\s#:]*(?:(\d{1,6})\s*号?)?[\s:,]*(.*)$", re.DOTALL)
_LIST = re.compile(r"^(?:清单|列表|目录)[\s:]*(?:(加|增加|添|删|去掉|删除)[\s:]*(.*))?$", re.DOTALL)
_AGAIN = re.compile(r"^(?:重写|重新写|修改|改|换|重来|重选)$")
_WITHDRAW = re.compile(r"^(?:撤回|撤下|取消|不要了|撤)$")
_RENEW = re.compile(r"^(?:续|续上|接着用|续承诺|照旧)$")
_WAITING = re.compile(r"^(?:待看|待审|审核|审)$")
_SPECIAL = re.compile(
    r"(?:[,，;；。\s+]|^)(?:(?:个人)?(?:特长|专长|拿手)(?:承诺)?(?:是|:|：)?\s*|[+＋]\s*[1１一]\s*(?:[:：,，]|\s|(?![\d月]))\s*(?=\D))(.+)$",
    re.DOTALL,
)  # as IMEs type
_ASKS = re.compile(
    r"[?？]|(?:吗|么|呢|嘛|多少|几分|是啥|是什么|在哪|哪里|哪儿|谁)[了啊呀.。!\s]*$|怎么|咋|为啥|为什么|啥时|什么时候|几点|哪天"
)
"""A question is nobody's speciality."""


@router.command(
    "承诺",
    "pledge",
    "我的承诺",
    "服务承诺",
    where=Where.PRIVATE,
    help=Help(say.HELP, dict.fromkeys(WARDEN_ROLES, 13)),
    phrases=("邻长承诺", "邻长的承诺", "邻长承诺了什么", "邻长承诺了啥", "我承诺了什么", "看承诺"),
)
def pledges(ctx: Context) -> list[Outbound]:
    """承诺 — one's own, the warden's, the village's look, the list."""
    text = ctx.text.strip(" .。!~")
    if found := _LIST.match(text):
        return _choices(ctx, found[1] or "", (found[2] or "").strip())
    if ctx.work.grant(Action.REVIEW_PLEDGES) is not Grant.NO:
        if found := _APPROVE.match(text):
            one, told = act.approve(ctx.work, int(found[1]) if found[1] else None)
            return [*ctx.reply(say.reviewed(act.name_of(ctx.work, one))), *told]
        if found := _BACK.match(text):
            one, told = act.send_back(ctx.work, int(found[1]) if found[1] else None, found[2])
            return [*ctx.reply(say.returned_here(act.name_of(ctx.work, one))), *told]
        if _WAITING.match(text) or (not text and act.post_of(ctx.work, ctx.person.id) is None):
            return _waiting(ctx)
    office = act.post_of(ctx.work, ctx.person.id)
    if office is None or places.units_named(ctx.work.directory, text):
        return _of_others(ctx, text)
    return _own(ctx, office, text)


def _own(ctx: Context, office: Office, text: str) -> list[Outbound]:
    if _WITHDRAW.match(text):
        act.withdraw(ctx.work)
        return ctx.reply(say.withdrawn())
    if _RENEW.match(text):
        one, _told = act.renew(ctx.work)
        return ctx.reply(say.mine(_published(ctx, one), ()))
    mine = act.latest(ctx.work, ctx.person.id)
    if not text and mine is not None:
        return ctx.reply(say.mine(mine, act.kept(ctx.work, mine)), about=mine.about)
    draft: dict[str, object] = {"unit": office.unit}
    if not text or _AGAIN.match(text):
        return start(ctx, FORM, draft)
    return _at_once(ctx, draft, ctx.original.strip())


def _published(ctx: Context, one: rules.Pledge) -> rules.Pledge:
    return act.latest(ctx.work, ctx.person.id) or one


def _at_once(ctx: Context, draft: dict[str, object], said: str) -> list[Outbound]:
    """承诺 1 3 特长 会修电 — what is said is not asked again."""
    before = ""
    special = _SPECIAL.search(said)
    chosen = said[: special.start()] if special else said
    try:
        draft["chosen"] = _chosen(ctx.work, chosen)
        if special:
            draft["special"] = _special(special[1].strip())
    except Misread as told:
        before = str(told)
    return start(ctx, FORM, draft, before=before)


def _waiting(ctx: Context) -> list[Outbound]:
    found = act.list_waiting(ctx.work)
    if not found:
        return ctx.reply(say.none_waiting())
    return ctx.reply(say.waiting([say.waiting_line(act.name_of(ctx.work, one), one) for one in found[:5]]))


def _of_others(ctx: Context, text: str) -> list[Outbound]:
    """What a warden has promised: the one named, or one's own."""
    directory, today = ctx.work.directory, ctx.work.today
    wardens = [
        one
        for one in directory.offices
        if one.role in WARDEN_ROLES and one.name and one.name in text and one.holds_on(today)
    ]
    found, _ = apart.meant(text, apart.with_places(directory, wardens))
    if len(found) > 1:
        return namesakes.ask_which(ctx, found)
    office = found[0].office if found else wardens[0] if len(wardens) == 1 else None
    if office is None:
        named = [unit for unit in places.units_named(directory, text) if unit.tier is Tier.NEIGHBOURHOOD]
        home = named[0] if len(named) == 1 else directory.at(ctx.person.unit, Tier.NEIGHBOURHOOD) if not text else None
        if home is None:
            return ctx.reply(say.which_warden())
        office = directory.appointed_warden(home.id, today)
    if office is None:
        return ctx.reply(say.nobody())
    title, one = say_people.role_name(office.role), act.shown(ctx.work, office.person)
    return ctx.reply(say.of_warden_none(title, office.name) if one is None else say.of_warden(title, office.name, one))


def _choices(ctx: Context, verb: str, rest: str) -> list[Outbound]:
    village = offers.edits_list(ctx.work)
    if verb in {"加", "增加", "添"}:
        text = ctx.original[-len(rest) :] if rest and len(ctx.original) == len(ctx.text) else rest
        return ctx.reply(say.choice_added(text, offers.add_choice(ctx.work, text)))
    if verb:
        number = answers.number(rest)
        return ctx.reply(say.choice_dropped(offers.drop_choice(ctx.work, number or 0)))
    office = act.post_of(ctx.work, ctx.person.id)
    place = village or (offers.village_of(ctx.work, office.unit) if office else None)
    if place is None:
        raise Refused(say.list_not_yours())
    return ctx.reply(say.choices(place.name, offers.choices(ctx.work, place.id), edits=village is not None))


# --- the dialogue ----------------------------------------------------------------------------------------------------------------


def _options(work: Work) -> list[str]:
    assert work.actor is not None
    office = act.post_of(work, work.actor.id)
    return offers.choices(work, office.unit) if office else list(rules.DEFAULTS)


def _chosen(work: Work, said: str) -> list[str]:
    found = rules.read_chosen(normalise(said), _options(work))
    if (wrong := rules.faults(found)) is not None:
        text = say.fault(*wrong)
        raise Misread(text) if wrong[0] is rules.Fault.EMPTY else Blocked(text)
    return found


def _special(said: str) -> str:
    text = re.sub(r"^(?:[+＋]\s*[1１]?\s*)?(?:(?:特长|专长|拿手)(?:承诺)?(?:是|:|：)?)?[\s:：,，]*", "", said).strip(
        " 。."
    )  # as IMEs type
    if "\n" in text:
        raise Blocked(say.one_special())
    if (wrong := rules.fault(text, rules.SHORTEST_SPECIAL)) is not None:
        raise Misread(say.one_special()) if wrong is rules.Fault.EMPTY else Blocked(say.fault(wrong, text))
    return text


def _read_chosen(ctx: Context, _draft: Draft) -> object:
    said = re.sub(r"^(?:/|、)?(?:我的)?承诺[\s::,]*", "", ctx.original.strip())
    special = _SPECIAL.search(said)
    if special is None:
        return _chosen(ctx.work, said)
    found: dict[str, object] = {"chosen": _chosen(ctx.work, said[: special.start()])}
    try:
        found["special"] = _special(special[1].strip())
    except Misread as told:
        return Several(found, str(told))
    return Several(found)


def _read_special(ctx: Context, draft: Draft) -> object:
    if _ASKS.search(ctx.full):
        raise Blocked(say.special_no_question())
    text = _special(ctx.original.strip())
    if text in _items(draft):
        raise Blocked(say.fault(rules.Fault.TWICE, text))
    return text


def _items(draft: Draft) -> list[str]:
    found = list(cast("list[str]", draft["chosen"]))
    return [*found, str(draft["special"])] if "special" in draft else found


def _read_confirm(ctx: Context, _draft: Draft) -> object:
    said = ctx.text.strip(" .。!~")
    if answers.yes_or_no(said) is True or said in {"交", "交上去", "提交", "送", "就这样"}:
        return True
    raise Misread(say.say_submit())


def _submit(ctx: Context, draft: Draft) -> list[Outbound]:
    one, told = act.submit(ctx.work, _items(draft))
    return [*ctx.reply(say.submitted(), about=one.about), *told]


FORM = router.form(
    Form(
        "pledge",
        (
            Step("chosen", lambda work, _d: say.ask_chosen(_options(work)), _read_chosen, free=True),
            Step("special", lambda _w, _d: say.ask_special(), _read_special),
            Step("confirm", lambda _w, draft: say.preview(_items(draft)), _read_confirm),
        ),
        _submit,
        alarms=False,
    )
)


@router.command("践诺", "jiannuo", "做到承诺", "兑现承诺", where=Where.PRIVATE, glued=True)
def keep(ctx: Context) -> list[Outbound]:
    """践诺 2 今天帮李奶奶修了电线 — a check-in that shows a promise kept."""
    if act.post_of(ctx.work, ctx.person.id) is None:
        raise Refused(say.for_wardens_only())
    one = act.shown(ctx.work, ctx.person.id)
    if one is None:
        waits = act.latest(ctx.work, ctx.person.id)
        raise Refused(
            say.not_yet_shown() if waits is not None and waits.state is rules.State.SUBMITTED else say.none_yet()
        )
    if not ctx.text.strip():
        return ctx.reply(say.mine(one, act.kept(ctx.work, one)), about=one.about)
    found = re.match(r"^#?第?([1-9](?!\d)|[一二三四五六]|特长?)(?:项|条|号)?[\s:,、]*(.+)$", ctx.text, re.DOTALL)
    which = None if found is None else rules.item_of(f"承诺{found[1][0]}", len(one.items))
    if found is None or which is None:
        return ctx.reply(say.which_item(one))
    words = ctx.original[-len(found[2]) :] if len(ctx.original) == len(ctx.text) else found[2]
    return ctx.go(f"打卡 #承诺{which} {words}")
