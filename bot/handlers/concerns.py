"""How a concern is raised: 反映 and its like, a sentence to the bot, guesses, corrections, private matters (handbook §3.3, §3.8)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from bot import words
from bot.actions import concern_media as media
from bot.actions import concern_steps as steps
from bot.actions import concerns as act
from bot.actions import lessons
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import answers, elsewhere
from bot.domain import concern_answers as heard
from bot.domain import concerns as rules
from bot.domain.concern_states import State
from bot.domain.concerns import Concern
from bot.domain.places import units_named
from bot.domain.questions import Question
from bot.domain.roles import Action, Role
from bot.domain.routing import OTHER, Routed
from bot.domain.tact import Redirect, is_general_question
from bot.forms import Blocked, Draft, Form, Misread, NotAnswer, Step, start
from bot.ids import ChatId, UnitId
from bot.messages import InChat, Outbound, ToPerson
from bot.normal import normalise
from bot.router import Help, Router
from bot.storage import concerns as rows
from bot.storage import questions
from bot.texts import concern_progress as say_progress
from bot.texts import concerns as say

router = Router("concerns")

ENOUGH = 6
"""Ruling 1: a private sentence of so many characters is taken for something to report, a shorter one gets the menu."""

A_WORD = 3
"""An answer to the guesses in one word (路灯); a longer one may be another matter."""

SURE_ENOUGH = 4
"""A shorter one that leaves no doubt (路灯坏了) is registered all the same."""

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
        keep_attachments(ctx)
        return start(ctx, WHAT, before=say.empty_words() if ctx.text else "")
    return take_report(ctx, ctx.original or ctx.text, reported=True, accusing=ctx.command in _ACCUSING)


@router.otherwise(50)
def sentence(ctx: Context) -> list[Outbound] | None:
    """Anything said to the bot that nothing else claims: long enough, it is taken for something to report."""
    if not rules.has_words(ctx.full) or heard.CHATTER.fullmatch(ctx.full):
        return None
    if len(ctx.full) < ENOUGH and not (len(ctx.full) >= SURE_ENOUGH and act.understand(ctx.work, ctx.full).sure):
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
    if not single and complaint is None and (pair := act.two_matters(ctx.work, text)) is not None:
        if ctx.in_group and any(act.must_be_private(one, act.understand(ctx.work, one)) for one in pair):
            return _move_private(ctx, plain, routed, False)
        return start(
            ctx,
            TWO,
            {
                "text": text,
                "one": pair[0],
                "two": pair[1],
                "reported": reported,
                "private": private,
                "unit": unit or "",
            },
        )
    keep_attachments(ctx)
    if unit is None and act.where_is(ctx.work, ctx.person, text, chat, routed.category) is None:
        return start(ctx, WHERE, {"text": text, "reported": reported, "accusing": accusing, "private": private})
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
    return start(ctx, GUESS, draft)


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
    photos = rows.count_attachments(ctx.db, ctx.work.town, filed.number)
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
    asked = start(ctx, CORRECT, {"number": filed.number, "said": text}, privately=aside)
    return shown + [replace(one, about=filed.about, why=cause) for one in asked]


def keep_attachments(ctx: Context) -> int:
    """Photos that came with the words, or before them: they wait ten minutes to be joined."""
    for one in ctx.attachments:
        media.keep_attachment(ctx.work, ctx.person.id, one, ctx.message.key)
    return len(ctx.attachments)


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


def _read_where(ctx: Context, _draft: Draft) -> object:
    if ctx.full.strip(" .。") in {"不知道", "不清楚", "不晓得", "说不清", "没有"}:
        return ""
    named = units_named(ctx.work.directory, ctx.full)
    if len(named) != 1:
        raise Misread(say.not_a_place())
    return named[0].id


def _finish_where(ctx: Context, draft: Draft) -> list[Outbound]:
    town = ctx.work.directory.town
    unit = UnitId(str(draft["where"])) if draft["where"] else town.id if town else None
    return take_report(
        ctx,
        str(draft["text"]),
        reported=True,
        accusing=bool(draft["accusing"]),
        private=bool(draft["private"]),
        unit=unit,
    )


def _lapse_where(work: Work, question: Question) -> list[Outbound]:
    return _file_unanswered(work, question) if question.draft.get("reported") else []


WHERE = router.form(
    Form(
        "concern_where",
        (Step("where", lambda _w, _d: say.ask_where(), _read_where, free=True),),
        _finish_where,
        lapse=_lapse_where,
        waits=True,
        repeats=False,
    )
)


def _ask_two(work: Work, draft: Draft) -> str:
    names = [steps.category_name(act.understand(work, str(draft[part])).category) for part in ("one", "two")]
    return say.is_it_two(names)


def _read_two(ctx: Context, _draft: Draft) -> object:
    words_ = ctx.full.strip(" .。!！,，")
    if words_ in {"两件", "两件事", "是两件", "是两件事", "分开"}:
        return True
    if words_ in {"一件", "一件事", "是一件", "是一件事", "就一件"}:
        return False
    said = answers.yes_or_no(ctx.full)
    if said is None:
        raise NotAnswer
    return said


def _finish_two(ctx: Context, draft: Draft) -> list[Outbound]:
    """Each gets its own number, owner and deadline; or it is one after all."""
    unit = UnitId(str(draft["unit"])) if draft["unit"] else None
    reported, private = bool(draft["reported"]), bool(draft["private"])
    if not draft["both"]:
        return take_report(ctx, str(draft["text"]), reported=reported, private=private, unit=unit, single=True)
    chat = ctx.chat.id if ctx.chat else None
    filed, told = act.raise_concern(
        ctx.work, ctx.person, str(draft["one"]), chat=chat, private=private or None, unit=unit
    )
    name, who = steps.category_name(filed.category), steps.who_handles(ctx.work, filed)
    said = ctx.reply(say.first_of_two(filed, name, who), about=filed.about, why="两件事分开登记")
    rest = take_report(ctx, str(draft["two"]), reported=True, private=private, unit=unit, single=True)
    return said + told + rest


def _lapse_two(work: Work, question: Question) -> list[Outbound]:
    """Nobody said: it is filed as one, under what it sounds most like."""
    return _file_unanswered(work, question, None) if question.draft.get("reported") else []


TWO = router.form(
    Form(
        "concern_two",
        (Step("both", _ask_two, _read_two),),
        _finish_two,
        lapse=_lapse_two,
        waits=True,
        repeats=False,
    )
)


def _names(codes: Sequence[str]) -> list[str]:
    return [say.short_name(code, steps.category_name(code)) for code in codes]


def _listed(draft: Draft, key: str) -> list[str]:
    return [str(one) for one in cast("list[object]", draft[key])]


def _ask_guess(_work: Work, draft: Draft) -> str:
    return say.guess(_names(_listed(draft, "top")), reported=bool(draft["files"]), doubtful=bool(draft.get("doubtful")))


def _read_guess(ctx: Context, draft: Draft) -> object:
    """A number, the name of a category, 其他, or never mind; another sentence is no answer to this."""
    top = _listed(draft, "top")
    said = ctx.full.strip(" .。!！,，")
    if said in heard.CANCEL or (said in answers.NO and not draft["files"] and said != "2"):
        return "cancel"
    if said in heard.OTHER_WORDS or (said in answers.NO and said != "2"):
        return OTHER
    number = answers.number(said)
    if number is not None:
        if 1 <= number <= len(top):
            return top[number - 1]
        raise Misread(say.guess_again(len(top)))
    if said in answers.YES and not ctx.overheard:
        raise Misread(say.guess_again(len(top)))
    if elsewhere.topic_of(said) is not None:
        raise NotAnswer
    named = [code for code in _all_codes() if said in {steps.category_name(code), *_names([code]), code.lower()}]
    if named:
        return named[0]
    if len(said) <= A_WORD and not ctx.overheard and (routed := act.understand(ctx.work, said)).sure:
        return routed.category
    raise NotAnswer


def _finish_guess(ctx: Context, draft: Draft) -> list[Outbound]:
    chosen = str(draft["category"])
    if chosen == "cancel":
        return ctx.reply(say.cancelled_report())
    unit = UnitId(str(draft["unit"])) if draft["unit"] else None
    guessed = str(draft.get("guessed", ""))
    return _file(
        ctx, str(draft["text"]), chosen, private=bool(draft["private"]), unit=unit, why="您选的类别", guessed=guessed
    )


def _lapse_guess(work: Work, question: Question) -> list[Outbound]:
    """Ruling 20: nobody chose; OTHER after a report word, or when the bot was called with a hit or a place."""
    return _file_unanswered(work, question) if question.draft.get("files") else []


def _file_unanswered(work: Work, question: Question, category: str | None = OTHER) -> list[Outbound]:
    assert work.actor is not None
    draft = question.draft
    chat = ChatId(question.place) if question.place else None
    unit = UnitId(str(draft["unit"])) if draft.get("unit") else None
    text = str(draft["text"])
    filed, told = act.raise_concern(
        work, work.actor, text, chat=chat, category=category, private=bool(draft.get("private")) or None, unit=unit
    )
    name = steps.category_name(filed.category)
    said = say.filed(filed, name, steps.who_handles(work, filed), correctable=False, cut=False, photos=0)
    to = InChat(chat) if chat and not filed.private else ToPerson(work.actor.id)
    return [Outbound(to, said, about=filed.about, why="十分钟没回,先登记"), *told]


GUESS = router.form(
    Form(
        "concern_guess",
        (Step("category", _ask_guess, _read_guess),),
        _finish_guess,
        lapse=_lapse_guess,
        waits=True,
        repeats=False,
    )
)


def _joined_here(ctx: Context, found: Concern) -> str:
    """A photo in the group, by the same person, just after their words."""
    keep_attachments(ctx)
    media.join_attachments(ctx.work, ctx.person.id, found.number)
    return say.photo_joined(found.number)


def _ask_wrong(_work: Work, draft: Draft) -> str:
    return str(draft["said"])


def _read_wrong(ctx: Context, draft: Draft) -> object:
    if ctx.overheard and not ctx.full.strip() and any(one.kind in media.PICTURES for one in ctx.attachments):
        found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
        if ctx.now - found.filed_at <= rules.JOIN_AFTER and not found.private:
            raise Blocked(_joined_here(ctx, found))  # the question stays open
    said = ctx.full.strip(" .。!！,，")
    if said in heard.WRONG or said.startswith("不对回"):
        return True
    if said in heard.RIGHT and not (ctx.overheard and said in {"1", "ACK", "好的", "知道了", "好"}):
        return False
    raise NotAnswer


def _all_codes() -> list[str]:
    return list(words.lexicon().categories)


def _ask_category(_work: Work, _draft: Draft) -> str:
    return say.categories(_names(_all_codes()))


def _read_category(ctx: Context, _draft: Draft) -> object:
    codes = _all_codes()
    said = ctx.full.strip(" .。!！,，")
    number = answers.number(said)
    if number is not None:
        if 1 <= number <= len(codes):
            return codes[number - 1]
        raise Misread(say.guess_again(len(codes)))
    for code in codes:
        names = (steps.category_name(code), *_names([code]))
        if said in names or (len(said) > 1 and any(said in name for name in names)):
            return code
    routed = act.understand(ctx.work, said)
    if len(said) <= 8 and routed.sure:
        return routed.category
    raise NotAnswer


def _finish_correct(ctx: Context, draft: Draft) -> list[Outbound]:
    if not draft["wrong"]:
        return ctx.reply(say.right())
    found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
    try:
        moved, told = act.refile(ctx.work, found, str(draft["category"]))
    except Refused as refused:
        return ctx.reply(str(refused), about=found.about)
    lessons.remember(ctx.work, moved, found.category)
    if ctx.in_group and moved.private:
        hidden = ctx.reply(say.go_private(ctx.work.settings.bot_name))
        return hidden + _refiled(ctx, moved, privately=True) + told
    return _refiled(ctx, moved, privately=False) + told


def _refiled(ctx: Context, moved: Concern, *, privately: bool) -> list[Outbound]:
    text = say.refiled(moved, steps.category_name(moved.category), steps.who_handles(ctx.work, moved))
    return ctx.reply_privately(text, about=moved.about) if privately else ctx.reply(text, about=moved.about)


CORRECT = router.form(
    Form(
        "concern_correct",
        (
            Step("wrong", _ask_wrong, _read_wrong),
            Step("category", _ask_category, _read_category, needed=lambda draft: bool(draft.get("wrong"))),
        ),
        _finish_correct,
        waits=True,
        repeats=False,
    )
)


@router.command("改类", "recategorise", guests=True, asks=Action.FILE_CONCERN)
def recategorise(ctx: Context) -> list[Outbound]:
    """改类 7 — another category, whatever else has been asked meanwhile."""
    said, _ = rules.take_number(ctx.text)
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    found = act.find_own(ctx.work, ctx.person.id, said)
    if found is None or ctx.person.id in found.hidden_from or (ctx.in_group and found.private):
        return ctx.reply(say.recategorise_which())
    if found.state is not State.FILED:
        return ctx.reply(say_progress.cannot_now(found), about=found.about)
    return start(ctx, CORRECT, {"number": found.number, "said": "", "wrong": True})
