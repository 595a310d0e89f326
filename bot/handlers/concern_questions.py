"""What is asked before a concern has its number: where it is, whether it is two, which category (handbook §3.3, rulings 1 and 20)."""

from dataclasses import replace
from typing import cast

from bot import words
from bot.actions import concern_steps as steps
from bot.actions import concerns as act
from bot.context import Context, Work
from bot.domain import answers, elsewhere
from bot.domain import concern_answers as heard
from bot.domain import concern_homes as homes
from bot.domain.places import units_named
from bot.domain.questions import Question
from bot.domain.routing import OTHER
from bot.forms import Draft, Form, Misread, NotAnswer, Several, Step
from bot.ids import ChatId, UnitId
from bot.messages import InChat, Outbound, ToPerson
from bot.router import Router
from bot.texts import concerns as say

router = Router("concerns")

A_WORD = 3
"""An answer to the guesses in one word (路灯); a longer one may be another matter."""


_NO_KIND = frozenset({"有意见", "意见"})
"""Short, and no name of a category: what the supervisors are told by."""


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
    return ctx.begin("concern_taken", {**draft, "reported": True, "unit": unit or ""})


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


def _read_home(ctx: Context, _draft: Draft) -> object:
    """The unit of the home; the reporter's own for 这边; the home village's for 不知道."""
    said = ctx.full.strip(" .。!！,，")
    if homes.HERE.fullmatch(said):
        return ctx.person.unit or ""
    if said in homes.UNKNOWN:
        return _home_village(ctx.work)
    found = act.home_named(ctx.work, ctx.person, said)
    if len(found) != 1:
        raise Misread(say.which_home() if found else say.no_such_home())
    return Several({"home": found[0], "said": ctx.full_original.strip(" .。!！,，")[:30]})


def _home_village(work: Work) -> str:
    assert work.actor is not None
    village = work.directory.village_of(work.actor.unit) if work.actor.unit else None
    return village.id if village is not None else ""


def _finish_home(ctx: Context, draft: Draft) -> list[Outbound]:
    text = say.with_home(str(draft["text"]), str(draft["said"])) if draft.get("said") else draft["text"]
    return ctx.begin("concern_taken", {**draft, "text": text, "reported": True, "unit": draft["home"]})


def _lapse_home(work: Work, question: Question) -> list[Outbound]:
    """Nobody said: the village looks whose home it is."""
    draft = {**question.draft, "unit": _home_village(work)}
    return _file_unanswered(work, replace(question, draft=draft), None if draft["sure"] else OTHER)


HOME = router.form(
    Form(
        "concern_home",
        (Step("home", lambda _w, _d: say.ask_home(), _read_home, free=True),),
        _finish_home,
        lapse=_lapse_home,
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
    private = bool(draft["private"])
    if not draft["both"]:
        return ctx.begin("concern_taken", {**draft, "single": True})
    chat = ctx.chat.id if ctx.chat else None
    filed, told = act.raise_concern(
        ctx.work, ctx.person, str(draft["one"]), chat=chat, private=private or None, unit=unit
    )
    name, who = steps.category_name(filed.category), steps.who_handles(ctx.work, filed)
    said = ctx.reply(say.first_of_two(filed, name, who), about=filed.about, why="两件事分开登记")
    rest = ctx.begin("concern_taken", {**draft, "text": draft["two"], "reported": True, "single": True})
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


def _listed(draft: Draft, key: str) -> list[str]:
    return [str(one) for one in cast("list[object]", draft[key])]


def _ask_guess(_work: Work, draft: Draft) -> str:
    return say.guess(
        steps.short_names(_listed(draft, "top")), reported=bool(draft["files"]), doubtful=bool(draft.get("doubtful"))
    )


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
    if elsewhere.topic_of(said) is not None or said in _NO_KIND:
        raise NotAnswer
    named = [
        code
        for code in words.lexicon().categories
        if said in {steps.category_name(code), *steps.short_names([code]), code.lower()}
    ]
    if named:
        return named[0]
    if len(said) <= A_WORD and not ctx.overheard:
        routed = act.understand(ctx.work, said)
        if routed.sure or routed.category in top:  # 农业, where 种田养殖 is one of the guesses
            return routed.category
    raise NotAnswer


def _finish_guess(ctx: Context, draft: Draft) -> list[Outbound]:
    chosen = str(draft["category"])
    if chosen == "cancel":
        return ctx.reply(say.cancelled_report())
    return ctx.begin("concern_filed", draft)


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
