"""申辩, 整改, 不上红榜: the side of the warden whom an entry is about (handbook §4.7). In private only."""

import re

from bot.actions import list_hearings as act
from bot.actions import lists as entries
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import lists as rules
from bot.domain.list_states import Kind, State
from bot.domain.questions import Question
from bot.domain.roles import Action
from bot.forms import Draft, Form, NotAnswer, Step
from bot.messages import Outbound
from bot.normal import normalise
from bot.router import Router, Where
from bot.storage import lists as rows
from bot.texts import list_hearings as say

router = Router("list_hearings")

_NUMBERED = re.compile(r"^\s*(?:第)?(\d{1,9})\s*(?:号|条)?(?=$|[\s:,.;、,:。])[\s:,.;、,:。]*(.*)$", re.DOTALL)
_WILLING = frozenset({"愿意", "我愿意", "愿意公布", "可以公布", "同意公布", "公布", "公布吧", "愿"})
_UNWILLING = frozenset(
    {"不愿意", "我不愿意", "不愿", "不公布", "别公布", "不要公布", "不想公布", "不同意公布", "不上", "算了吧"}
)


def _number_and_words(ctx: Context) -> tuple[int | None, str]:
    """``17 那几天住院``: the number, if one was said, and the words as they were written."""
    found = _NUMBERED.match(ctx.text)
    written = ctx.original.strip()
    if found is None:
        return None, written
    later = re.match(r"^\D{0,2}\d{1,9}\s*[号条]?[\s:：,，.。;；、]*(.*)$", normalise(written), re.DOTALL)
    plain = re.match(r"^[第]?\s*[\d０-９]{1,9}\s*[号条]?[\s:：,，.。;；、]*(.*)$", written, re.DOTALL)
    return int(found[1]), (plain[1] if plain else later[1] if later else found[2]).strip()


@router.command(
    "申辩",
    "我要申辩",
    "申诉说明",
    "statement",
    where=Where.PRIVATE,
    asks=Action.READ_PUBLIC,
    phrases=("我不服", "不服", "我不服气", "我冤枉", "冤枉", "我有话说", "我要说明"),
)
def state(ctx: Context) -> list[Outbound]:
    """申辩 [号] 话 — kept with the entry, read by those who decide."""
    number, words = _number_and_words(ctx)
    open_ = act.open_against(ctx.work)
    if not open_:
        return ctx.reply(say.nothing_to_state())
    if len(words) < 2 or words == ctx.full_original.strip():
        return ctx.reply("\n".join(act.own(ctx.work, open_[:2])))
    told = act.state(ctx.work, number, words)
    return ctx.reply(say.stated()) + told


@router.command("整改", "已整改", "整改了", "rectified", where=Where.PRIVATE, asks=Action.READ_PUBLIC)
def mend(ctx: Context) -> list[Outbound]:
    """整改 [号] 怎么改的 — the village's staff looks, then the entry ends."""
    number, words = _number_and_words(ctx)
    open_ = act.open_against(ctx.work)
    if not open_:  # everybody else who says it has something to report
        return ctx.go(f"反映 {ctx.full_original}") if len(words) >= 2 else ctx.reply(say.nothing_to_state())
    if len(words) < 2:
        return ctx.reply(say.how_to_mend(number or open_[0].number))
    told = act.mend(ctx.work, number, words)
    published = any(one.place for one in open_ if number in {None, one.number})
    return ctx.reply(say.mended(published=published)) + told


@router.command(
    "不上红榜",
    where=Where.PRIVATE,
    asks=Action.READ_PUBLIC,
    phrases=("我不上红榜", "不想上红榜", "我不想上红榜", "不要公布我", "撤回红榜", "从红榜上撤下我", "别把我放红榜"),
)
def take_back(ctx: Context) -> list[Outbound]:
    """不上红榜 — a yes taken back, at any time."""
    text, told = act.take_back_consent(ctx.work)
    return ctx.reply(text) + told


def _ask(work: Work, draft: Draft) -> str:
    entry = rows.find_entry(work.db, work.town, int(str(draft["entry"])))
    return act.consent_question(work, entry) if entry is not None else say.too_late_to_answer()


def _read(ctx: Context, _draft: Draft) -> object:
    said = ctx.text.strip(" .,!?~。")
    yes = True if said in _WILLING else False if said in _UNWILLING else answers.yes_or_no(ctx.text)
    if yes is None:
        raise NotAnswer
    return yes


def _finish(ctx: Context, draft: Draft) -> list[Outbound]:
    text, told = act.answer_consent(ctx.work, int(str(draft["entry"])), yes=bool(draft["agree"]))
    return ctx.reply(text) + told


def _lapse(work: Work, question: Question) -> list[Outbound]:
    return act.consent_lapses(work, int(str(question.draft["entry"])))


CONSENT = router.form(
    Form(
        act.CONSENT_FORM,
        (Step("agree", _ask, _read),),
        _finish,
        lives=rules.CONSENT,
        lapse=_lapse,
        waits=True,
    )
)


_EXCUSE = re.compile(
    r"住院|生病|病了|手术|请(?:了|过)?(?:病|事)?假|不在家|不在村|出差|外出|外地|出门|没(?:收|接|看)到|没人(?:告诉|通知|跟我)|不知道这|不是我|我没有?|忘(?:了|记)|冤枉"
    r"|[那当](?:时|天|几天|阵子|个月|段时间|会儿)|已经.{0,8}(?:办|接|回|说|改|看)|解释|情况是|因为|实在是"
)
"""What people answer when they are asked how it came about."""


@router.otherwise(22)
def perhaps_stated(ctx: Context) -> list[Outbound] | None:
    """住院了 — said by a warden whose hearing is open: asked whether it is meant for that; it may be private (S23)."""
    if ctx.in_group or not ctx.person.known or _EXCUSE.search(ctx.full) is None:
        return None
    heard = [one for one in act.open_against(ctx.work) if one.state is State.HEARING and not one.statement]
    return ctx.begin("list_stated", {"entry": heard[0].number, "words": ctx.full_original.strip()}) if heard else None


def _read_meant(ctx: Context, _draft: Draft) -> object:
    said = answers.yes_or_no(ctx.full)
    if said is None:
        raise NotAnswer
    return said


def _finish_stated(ctx: Context, draft: Draft) -> list[Outbound]:
    return ctx.go(f"申辩 {draft['entry']} {draft['words']}" if draft["meant"] else f"反映 {draft['words']}")


STATED = router.form(
    Form(
        "list_stated",
        (Step("meant", lambda _w, draft: say.is_it_for_this(int(str(draft["entry"]))), _read_meant),),
        _finish_stated,
        waits=True,
        repeats=False,
    )
)


@router.on_dead("list_entry")
def never_arrived(work: Work, subject: str, _delivery: object) -> list[Outbound]:
    """A hearing that never reached its warden is no hearing: the village's staff is told to do it in person."""
    entry = rows.find_entry(work.db, work.town, int(subject))
    if entry is None or entry.kind is not Kind.REMINDER or entry.stated_at is not None:
        return []
    name = entries.name_of(work, entry.person)
    return entries.tell(entries.staff_of(work, entry), say.not_reached(entry.number, name), None, "没送到")
