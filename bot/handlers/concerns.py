"""How a concern is raised: 反映 and its like, a sentence to the bot, private matters (handbook §3.3, §3.8)."""

import re
from dataclasses import replace

from bot import words
from bot.actions import concern_media as media
from bot.actions import concern_steps as steps
from bot.actions import concerns as act
from bot.actions import lessons
from bot.context import Context
from bot.domain import answers
from bot.domain import concern_answers as heard
from bot.domain import concerns as rules
from bot.domain.concerns import Concern
from bot.domain.places import units_named
from bot.domain.roles import Action, Role
from bot.domain.routing import Routed
from bot.domain.tact import Redirect, is_general_question
from bot.forms import Draft, Form, Misread, Step, start
from bot.ids import UnitId
from bot.messages import Outbound
from bot.normal import normalise
from bot.router import Help, Router
from bot.storage import concern_attachments as attachments
from bot.storage import concerns as rows
from bot.storage import questions
from bot.texts import concerns as say

router = Router("concerns")

ENOUGH = 6
"""Ruling 1: a private sentence of so many characters is taken for something to report, a shorter one gets the menu."""

SURE_ENOUGH = 4
"""A shorter one that leaves no doubt (路灯坏了) is registered all the same."""
_SAYS_WHAT_IS_WRONG = re.compile(r"(?=.{2,}).*[不没坏堵漏停断烂臭破爆裂塌淹].*")
"""Shorter still (没水了, 灯不亮): then it must say what is wrong, not only name a thing (网络)."""

_A_BIT = re.compile(
    r"^(?:一下(?!子)|下(?![\s水雨雪面边头游坡河塘村湾屋乡车班个周午来去岗地田山坝埂沟冲畈堡街大冰雹霜不架岭庄寨洼洞线层楼]))[\s,，:：]*"
)
"""我想反映下程大勇: the 下 belongs to the asking, not to a name; 下水道 is a word."""
_ACCUSING = frozenset({"投诉", "我要投诉"})


@router.command(
    "反映",
    "我要反映",
    "我想反映",
    "我来反映",
    "诉求",
    "投诉",
    "我要投诉",
    "报修",
    "我要报修",
    "求助",
    "帮忙看下",
    "有个事",
    "有件事",
    "report",
    asks=Action.FILE_CONCERN,
    guests=True,
    glued=True,
    alarms=True,
    help=Help(say.HELP_REPORT, {role: 1 if role is Role.VILLAGER else 6 for role in Role if role is not Role.OPERATOR}),
)
def report(ctx: Context) -> list[Outbound]:
    """反映 村口路灯坏了 — a concern is raised."""
    if not rules.has_words(ctx.text) or heard.CHATTER.fullmatch(ctx.text) or heard.says_nothing(ctx.text):
        media.keep_all(ctx.work, ctx.person.id, ctx.attachments, ctx.message.key)
        return start(ctx, WHAT, before=say.empty_words() if ctx.text else "")
    said = _A_BIT.sub("", ctx.original or ctx.text, count=1)
    return take_report(ctx, said, reported=True, accusing=ctx.command in _ACCUSING)


@router.otherwise(50)
def sentence(ctx: Context) -> list[Outbound] | None:
    """Anything said to the bot that nothing else claims: long enough, it is taken for something to report."""
    if not rules.has_words(ctx.full) or heard.CHATTER.fullmatch(ctx.full):
        return None
    says_enough = len(ctx.full) >= SURE_ENOUGH or _SAYS_WHAT_IS_WRONG.fullmatch(ctx.full)
    if len(ctx.full) < ENOUGH and not (says_enough and act.understand(ctx.work, ctx.full).sure):
        return None
    reported = False
    if ctx.in_group:
        routed = act.understand(ctx.work, ctx.full)
        reported = routed.hit or bool(units_named(ctx.work.directory, ctx.full))
    return take_report(ctx, ctx.full_original, reported=reported)


def take_report(
    ctx: Context,
    text: str,
    *,
    reported: bool,
    accusing: bool = False,
    private: bool = False,
    unit: UnitId | None = None,
    single: bool = False,
) -> list[Outbound]:
    """File it, guess, ask where, move it to the private chat, or name the legal channel."""
    plain = normalise(text)
    redirect = words.redirect_to(plain)
    if redirect is not None:
        why = f"法定渠道:{redirect.value}"
        text_ = say.redirect_discipline() if redirect is Redirect.DISCIPLINE else say.redirect_legal()
        return ctx.reply(text_, why=why)
    routed = act.understand(ctx.work, text)
    chat = ctx.chat.id if ctx.chat else None
    complaint = act.find_complaint(ctx.work, ctx.person, text, chat=chat, accusing=accusing)
    sensitive = complaint is not None or act.must_be_private(text, routed)
    if ctx.in_group and sensitive:
        return _move_private(ctx, plain, routed, complaint is None)
    if (same := _same(ctx, text)) is not None:
        return ctx.reply(say.already(same), about=same.about)
    if unit is None and complaint is None and act.speaks_of_home(ctx.work, ctx.person, text):
        named = act.home_named(ctx.work, ctx.person, plain)
        if len(named) != 1:
            media.keep_all(ctx.work, ctx.person.id, ctx.attachments, ctx.message.key)
            return ctx.begin("concern_home", {"text": text, "private": private, "sure": routed.sure})
        unit = named[0]
    if not single and complaint is None and (pair := act.two_matters(ctx.work, text)) is not None:
        if ctx.in_group and any(act.must_be_private(one, act.understand(ctx.work, one)) for one in pair):
            return _move_private(ctx, plain, routed, False)
        return ctx.begin(
            "concern_two",
            {
                "text": text,
                "one": pair[0],
                "two": pair[1],
                "reported": reported,
                "private": private,
                "unit": unit or "",
            },
        )
    media.keep_all(ctx.work, ctx.person.id, ctx.attachments, ctx.message.key)
    if unit is None and act.where_is(ctx.work, ctx.person, text, chat, routed.category) is None:
        return ctx.begin(
            "concern_where", {"text": text, "reported": reported, "accusing": accusing, "private": private}
        )
    if complaint is not None or (routed.sure and not (ctx.in_group and heard.ASKING_AROUND.search(plain))):
        return _file(ctx, text, None, private=private, accusing=accusing, unit=unit, why=_why(routed))
    draft = {
        "text": text,
        "top": list(routed.guesses),
        "guessed": routed.category,
        "doubtful": words.alarm_of(plain) is not None,
        "files": reported,
        "private": private,
        "unit": unit or "",
        "where": chat or "",
    }
    return ctx.begin("concern_guess", draft)


def _why(routed: Routed) -> str:
    return "、".join(word for word, _ in routed.why[:4])


def _same(ctx: Context, text: str) -> Concern | None:
    """The same words by the same person, still open: not filed twice."""
    plain = normalise(text).strip(" .。!！")
    for one in rows.list_of_reporter(ctx.db, ctx.work.town, ctx.person.id, 10):
        if not one.final and one.text and normalise(one.text).strip(" .。!！") == plain:
            return one
    return None


def _move_private(ctx: Context, plain: str, routed: Routed, may_answer: bool) -> list[Outbound]:
    """Handbook §3.8: nothing is repeated, nothing is stored; a general question is answered where it was asked."""
    if may_answer and is_general_question(plain):
        return ctx.reply(say.how(routed.category), why="只问办法,不涉及个人")
    shown = ctx.reply(say.go_private(ctx.work.settings.bot_name), why="涉及个人情况")
    return shown + start(ctx, TELL, {"private": True}, privately=True)


def _file(
    ctx: Context,
    text: str,
    category: str | None,
    *,
    private: bool = False,
    accusing: bool = False,
    unit: UnitId | None = None,
    why: str = "",
    guessed: str = "",
) -> list[Outbound]:
    chat = ctx.chat.id if ctx.chat else None
    filed, told = act.raise_concern(
        ctx.work,
        ctx.person,
        text,
        chat=chat,
        category=category,
        private=private or None,
        accusing=accusing,
        unit=unit,
    )
    if guessed:
        lessons.remember(ctx.work, filed, guessed)
    return _answer(ctx, filed, len(text) > rules.MAX_TEXT, why) + told


def _answer(ctx: Context, filed: Concern, cut: bool, why: str) -> list[Outbound]:
    who = steps.who_handles(ctx.work, filed)
    if filed.complaint:
        return ctx.reply(say.filed_complaint(filed, who), about=filed.about, why="反映经手人,从上一级办")
    photos = attachments.count(ctx.db, ctx.work.town, filed.number)
    tip = say.tip(filed.category) if is_general_question(normalise(filed.text)) else ""
    name = steps.category_name(filed.category)
    cause = f"关键词:{why}" if why and not filed.private else "登记"
    aside = ctx.in_group and filed.private
    if any(not one.waits for one in questions.list_open(ctx.db, ctx.work.town, ctx.person.id, ctx.place_key)):
        # a bare 2 would answer the form that stands open here
        text = say.filed(filed, name, who, correctable=False, cut=cut, photos=photos, tip=tip)
        return ctx.reply(say.correct_later(text, filed.short), about=filed.about, why=cause)
    text = say.filed(filed, name, who, correctable=True, cut=cut, photos=photos, tip=tip)
    shown = ctx.reply(say.go_private(ctx.work.settings.bot_name), why="涉及个人情况") if aside else []
    asked = ctx.begin("concern_correct", {"number": filed.number, "said": text}, privately=aside)
    return shown + [replace(one, about=filed.about, why=cause) for one in asked]


def _read_what(ctx: Context, _draft: Draft) -> object:
    if not rules.has_words(ctx.full) or heard.says_nothing(ctx.full):
        raise Misread(say.empty_words())
    return ctx.full_original.strip() or ctx.full


def _finish_what(ctx: Context, draft: Draft) -> list[Outbound]:
    return take_report(ctx, str(draft["what"]), reported=True, private=bool(draft.get("private")))


WHAT = router.form(Form("concern", (Step("what", lambda _w, _d: say.ask_what(), _read_what, free=True),), _finish_what))


def _read_again(ctx: Context, draft: Draft) -> object:
    if answers.yes_or_no(ctx.full) is not None:
        raise Misread(say.tell_again())
    return _read_what(ctx, draft)


TELL = router.form(
    Form("concern_tell", (Step("what", lambda _w, _d: say.tell_privately(), _read_again, free=True),), _finish_what)
)


def _taken(ctx: Context, draft: Draft) -> list[Outbound]:
    return take_report(
        ctx,
        str(draft["text"]),
        reported=bool(draft.get("reported", True)),
        accusing=bool(draft.get("accusing")),
        private=bool(draft.get("private")),
        unit=UnitId(str(draft["unit"])) if draft.get("unit") else None,
        single=bool(draft.get("single")),
    )


TAKEN = router.form(Form("concern_taken", (), _taken))
"""Nothing is left to ask: what other files of concerns begin when they know enough."""


def _filed(ctx: Context, draft: Draft) -> list[Outbound]:
    unit = UnitId(str(draft["unit"])) if draft["unit"] else None
    return _file(
        ctx,
        str(draft["text"]),
        str(draft["category"]),
        private=bool(draft["private"]),
        unit=unit,
        why="您选的类别",
        guessed=str(draft.get("guessed", "")),
    )


FILED = router.form(Form("concern_filed", (), _filed))
"""The same when the category has been chosen."""
