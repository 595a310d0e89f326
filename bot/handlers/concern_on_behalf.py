"""代办: a concern filed for somebody without a phone, with their consent (handbook §3.3, §3.4)."""

import re

from bot.actions import concern_handling as act
from bot.actions import concern_steps as steps
from bot.actions import concerns as filing
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import answers
from bot.domain.directory import WARDEN_ROLES, Person
from bot.domain.roles import Action, Grant, Role
from bot.forms import Draft, Form, NotAnswer, Step, start
from bot.ids import PersonId
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.storage import people
from bot.texts import concerns as say

router = Router("concerns")

_HANDLERS = (*WARDEN_ROLES, Role.GRID_LEADER, Role.VILLAGE_STAFF, Role.TOWN_STAFF, Role.CARE_OFFICER, Role.DUTY)

_NAME_FIRST = re.compile(r"^[\s:,]*([\u4e00-\u9fff]{2,5}?)(?:家)?[\s:,]+(.+)$", re.DOTALL)


@router.command(
    "代办",
    "替人反映",
    "onbehalf",
    asks=Action.FILE_ON_BEHALF,
    where=Where.PRIVATE,
    help=Help(say.HELP_ON_BEHALF, dict.fromkeys(_HANDLERS, 8)),
)
def on_behalf(ctx: Context) -> list[Outbound]:
    """代办 王奶奶 家里水管坏了 — for somebody without a phone."""
    words = ctx.original if len(ctx.original) == len(ctx.text) else ctx.text
    found = _NAME_FIRST.match(words)
    if found is None or len(found[2].strip()) < 2:
        return ctx.reply(say.on_behalf_how())
    return _on_behalf(ctx, found[1], found[2].strip())


@router.pattern(r"^(?:我)?(?:帮|替|代)(?!忙)[\u4e00-\u9fff]{2,5}?反映", asks=Action.FILE_ON_BEHALF, where=Where.PRIVATE)
def on_behalf_said(ctx: Context) -> list[Outbound]:
    """帮王奶奶反映 家里水管坏了."""
    words = ctx.full_original if len(ctx.full_original) == len(ctx.full) else ctx.full
    found = re.match(r"^(?:我)?(?:帮|替|代)([\u4e00-\u9fff]{2,5}?)反映(?:一下|下)?[\s:,,、。]*(.*)$", words, re.DOTALL)
    if found is None or len(found[2].strip()) < 2:
        return ctx.reply(say.on_behalf_how())
    return _on_behalf(ctx, found[1], found[2].strip())


def _on_behalf(ctx: Context, name: str, text: str) -> list[Outbound]:
    known = [one for one in people.list_named(ctx.db, ctx.work.town, name) if one.id != ctx.person.id]
    mine = [one for one in known if _in_scope(ctx, one)]
    if known and not mine:
        raise Refused(say.on_behalf_scope(name))
    if not known and ctx.work.grant(Action.HANDLE_CONCERN) is Grant.NO:
        raise Refused(say.on_behalf_scope(name))
    draft = {"name": name, "text": text, "person": mine[0].id if len(mine) == 1 else ""}
    return start(ctx, AGREED, draft)


def _in_scope(ctx: Context, other: Person) -> bool:
    if other.household is not None and other.household == ctx.person.household:
        return True
    offices = ctx.work.directory.offices_of(ctx.person.id, ctx.work.today)
    return any(ctx.work.directory.covers(office.unit, other.unit) for office in offices if office.role in _HANDLERS)


def _ask_agreed(_work: Work, draft: Draft) -> str:
    return say.on_behalf_agreed(str(draft["name"]))


_AGREED = re.compile(
    r"(?:他|她|本人|人家|老人家?)?(?:也|是|都)?(?:同意|答应|知道|愿意|说好)(?:的|了|过了?|啦)?|(?:他|她|本人)(?:让|叫|请|托)我(?:来)?(?:说|反映|报)的?"
)


def _read_agreed(ctx: Context, _draft: Draft) -> object:
    said = True if _AGREED.fullmatch(ctx.full.strip(" .。!！,，")) else answers.yes_or_no(ctx.full)
    if said is None:
        raise NotAnswer
    return said


def _finish_agreed(ctx: Context, draft: Draft) -> list[Outbound]:
    if not draft["agreed"]:
        return ctx.reply(say.on_behalf_not())
    other = people.find_person(ctx.db, ctx.work.town, PersonId(str(draft["person"]))) if draft["person"] else None
    reaches = other is not None and act.has_account(ctx.work, other.id)
    reporter = other if other is not None and reaches else ctx.person
    filed, told = filing.raise_concern(
        ctx.work,
        reporter,
        str(draft["text"]),
        on_behalf_of=str(draft["name"]),
        collected_by=ctx.person.id,
        unit=other.unit if other is not None and other.unit else None,
    )
    who = steps.who_handles(ctx.work, filed)
    if reporter is not ctx.person:
        told += steps.to_people(ctx.work, filed, [reporter.id], say.filed_for_you(filed, ctx.person.name, who), "代办")
    text = say.filed(filed, steps.category_name(filed.category), who, correctable=False, cut=False, photos=0)
    return ctx.reply(text, about=filed.about) + told


AGREED = router.form(Form("concern_on_behalf", (Step("agreed", _ask_agreed, _read_agreed),), _finish_agreed))
