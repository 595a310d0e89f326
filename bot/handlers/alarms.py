"""Urgent words in anything said to the bot: the hotline first, people called, doubtful ones asked about (handbook §5.4, S09–S12)."""

import re
from dataclasses import replace
from datetime import timedelta

from bot import words
from bot.actions import alarms as act
from bot.actions import concern_handling as handling
from bot.actions.concerns import must_be_private, understand
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import concerns as rules
from bot.domain.questions import Question
from bot.domain.urgent import Alarm, Doubt, Urgent, is_violence_at_home
from bot.forms import Draft, Form, NotAnswer, Step, start
from bot.ids import ChatId
from bot.messages import InChat, Outbound, Priority, ToPerson
from bot.normal import normalise
from bot.router import Router
from bot.storage import questions
from bot.texts import alarms as say

router = Router("concerns")

_A_PLACE, _A_SENTENCE = 2, 60
"""Shortest and longest answer to “where?”."""
_GOING = frozenset(
    {
        "收到",
        "好的",
        "知道了",
        "ACK",
        "我来",
        "我去",
        "马上去",
        "马上到",
        "我马上去",
        "我马上到",
        "在路上",
        "去了",
        "我在路上",
    }
)

_ANNOUNCED = re.compile(r"演练|演习|宣传|讲座|培训|讲课|上课|新闻")
_REQUEST = re.compile(
    r"能不能|可不可以|可能|能(?:给|帮|派|来|装|修|申)|吗|么$|怎么(?!办)|咋(?!办)|哪|什么时候|啥时候|几时|有没有|可有|多少|申请|补助|救助|赔|修|装|换|安排|派人"
    r"|来看|没人管|验收|办.{0,3}证|报销|找谁|要求|希望|建议"
)


@router.reflex
def hotline(text: str) -> str | None:
    """The hotline of something that is urgent beyond doubt: pure, so that it can be said without the database."""
    found = words.alarm_of(text)
    return say.hotline(found.alarm) if found is not None and found.sure and not _told_of_home(found, text) else None


@router.alarm
def urgent(ctx: Context) -> list[Outbound] | None:
    """Anything addressed to the bot that is no command: somebody who was called answers, or something urgent is said."""
    if (going := _somebody_goes(ctx)) is not None:
        return going
    text, original = (ctx.text, ctx.original) if ctx.command else (ctx.full, ctx.full_original)
    found = words.alarm_of(text)
    if found is None:
        return None
    if not found.sure:
        return _doubtful(ctx, found, text, original)
    if _told_of_home(found, text):
        shown = ctx.reply(say.home_violence_in_group(), priority=Priority.URGENT) if ctx.in_group else []
        asked = {"alarm": found.alarm.value, "text": "", "home": True}  # nothing is kept before a yes
        return shown + start(ctx, CONFIRM, asked, privately=ctx.in_group)
    if found.presumed and not _said_before(ctx, found.alarm):
        return _presumed(ctx, found, original)
    return _shout(ctx, found.alarm, original)


def _said_before(ctx: Context, alarm: Alarm) -> bool:
    """Said again while the question stands open, or people are being called already: nothing is presumed any more."""
    chat = ctx.chat.id if ctx.chat else None
    return ctx.asked == HAPPENING.name or act.running(ctx.work, ctx.person, alarm, chat) is not None


def _presumed(ctx: Context, found: Urgent, original: str) -> list[Outbound]:
    """The hotline at once; whether people are to be called is asked, and silence is taken for a yes."""
    kept = "" if ctx.in_group and _not_for_a_row(ctx, found, original) else original
    asked = start(ctx, HAPPENING, {"alarm": found.alarm.value, "text": kept}, before=_not_me(ctx, found.alarm))
    return [replace(one, priority=Priority.URGENT, key=ctx.message.urgent_key) for one in asked]


def _not_me(ctx: Context, alarm: Alarm) -> str:
    """小邻客服要我交钱: that it is not the bot comes before everything else (S30); empty when its name is not used."""
    name = ctx.work.settings.bot_name
    used = alarm is Alarm.FRAUD and re.search(_USES_THE_NAME.replace("NAME", re.escape(normalise(name))), ctx.full)
    return say.not_me(name) if used else ""


_USES_THE_NAME = (
    r"NAME(?:的)?(?:客服|平台|官方|官网|助手|管理员|工作人员|公司|账号|公众号|中心|财务|老师)|(?:叫|自称|说是|说他是|名字是|冒充|假冒|假)的?(?:个)?NAME"
    r"|NAME(?:你)?(?:怎么|为啥|为什么|咋|刚才|刚刚|今天|又)*(?:打电话|发消息|发信息|加我|联系我)?(?:来)?(?:要|让|叫|收|找|催|喊|给)我"
)
"""Not 小邻,有人要我转账: there it is only called."""


def _doubtful(ctx: Context, found: Urgent, text: str, original: str) -> list[Outbound] | None:
    """A joke or an announcement is asked about; a request that only mentions the past or a precaution is an ordinary concern."""
    if words.redirect_to(text) is not None:
        return None
    if found.doubt is not Doubt.JOKE and (ctx.command or (_REQUEST.search(text) and not _ANNOUNCED.search(text))):
        return None
    kept = "" if ctx.in_group and _not_for_a_row(ctx, found, original) else original
    maybe = found.doubt is Doubt.UNSURE
    return start(ctx, CONFIRM, {"alarm": found.alarm.value, "text": kept, "home": False, "maybe": maybe})


def _not_for_a_row(ctx: Context, found: Urgent, original: str) -> bool:
    """What is sensitive and was said in a group reaches no table before it is confirmed, nor with the question (ruling 2)."""
    return found.alarm is Alarm.CRISIS or must_be_private(original, understand(ctx.work, original))


def _told_of_home(found: Urgent, text: str) -> bool:
    return found.alarm is Alarm.POLICE and is_violence_at_home(text)


def _shout(ctx: Context, alarm: Alarm, original: str) -> list[Outbound]:
    chat = ctx.chat.id if ctx.chat else None
    for open_ in questions.list_open(ctx.db, ctx.work.town, ctx.person.id, ctx.place_key):
        if open_.form == HAPPENING.name:
            questions.erase(ctx.db, ctx.work.town, open_.id)
    filed, new, called = act.raise_alarm(ctx.work, ctx.person, original, alarm, chat)
    if not new:
        return ([] if ctx.in_group else ctx.reply(say.also(alarm), about=filed.about, why="急事,已在叫人")) + called
    asks = not alarm.quiet and not act.knows_where(ctx.work, ctx.person, ctx.full)
    text = "\n".join(filter(None, (_not_me(ctx, alarm), say.answer(alarm, asks_where=asks))))
    if asks:
        start(ctx, WHERE, {"number": filed.number, "asked": text})
    reply = ctx.reply(text, about=filed.about, why=f"急事词:{alarm.value}", priority=Priority.URGENT)[0]
    return [replace(reply, key=ctx.message.urgent_key), *called]


def _somebody_goes(ctx: Context) -> list[Outbound] | None:
    """收到 of somebody who was called: the calling stops."""
    if ctx.full.strip(" .。!！~,，") not in _GOING:
        return None
    waiting = act.answered(ctx.work, ctx.person.id, ctx.now)
    if waiting is None:
        return None
    moved, told = handling.claim(ctx.work, waiting)
    return ctx.reply(say.yours(moved.number, moved.short), about=moved.about, why="急事有人接手") + told


@router.acknowledge
def acknowledge(ctx: Context) -> list[Outbound] | None:
    """收到 in the group where it was said, by somebody who was called."""
    waiting = act.answered(ctx.work, ctx.person.id, ctx.now)
    if waiting is None or ctx.chat is None or waiting.chat != ctx.chat.id:
        return None
    _, told = handling.claim(ctx.work, waiting)
    return told


_OVER = re.compile(r"没事了|(?:灭|扑灭|救上来|找到|醒|送医院|停|退|走|好)了|不用来|虚惊")


_STILL = re.compile(
    r"^(?:人)?(?:就)?在.|门口|旁边|对面|楼[上下顶道]|\d+号|[桥村路]头|路口|[塘河井沟路坎]边|屋[后前里顶]|家里|后面|前面|这边|那边"
    r"|还在|越来越|更(?:大|多)|又[烧冒塌流涨来]|没(?:灭|停|醒|气|反应)|喘|出血|流血|烧到|涨到"
)
"""Where it is, or that it goes on; 今天天气真好 is not for those who are on their way."""


@router.otherwise(46)
def more_of_it(ctx: Context) -> list[Outbound] | None:
    """就在1号楼门口, 已经灭了 — said in private while people are called: they hear it."""
    if ctx.in_group or not rules.has_words(ctx.full) or len(ctx.full) > _A_SENTENCE:
        return None
    filed = act.running_for(ctx.work, ctx.person)
    if filed is None or not (_OVER.search(ctx.full) or _STILL.search(ctx.full)):
        return None
    told = act.place_told(ctx.work, filed.number, ctx.full_original.strip())
    return ctx.reply(say.passed_on(quiet=Alarm(filed.alarm).quiet), about=filed.about, why="急事的后话") + told


_CRY = re.compile(
    r"(?:(?:快|赶紧|求求?)?(?:来个?人|救救?(?:我|命|人)|帮帮我)|出(?:大)?事|不得了|🔥|🆘|[啊呀了啦呐哪快!,。~\s])++"
)
"""快来人啊, 出事了, 🔥🔥: somebody calls for help and does not say what it is."""


@router.otherwise(3)
def cry(ctx: Context) -> list[Outbound] | None:
    """Help is called for without a word of what has happened: that is asked at once."""
    said = ctx.full_original.strip()
    if len(said) < 2 or not _CRY.fullmatch(said) or not re.search("人|救|事|得|帮|🔥|🆘", said):
        return None
    return [replace(one, priority=Priority.URGENT) for one in start(ctx, CRY, {})]


def _read_cry(ctx: Context, _draft: Draft) -> object:
    if not rules.has_words(ctx.full) or answers.yes_or_no(ctx.full) is not None:
        raise NotAnswer
    return ctx.full_original.strip()


def _finish_cry(ctx: Context, draft: Draft) -> list[Outbound]:
    """What is urgent by itself was heard before; anything else said to it is presumed to be."""
    text = f"快来人!{draft['what']}"
    found = words.alarm_of(normalise(text))
    return start(ctx, HAPPENING, {"alarm": (found.alarm if found else Alarm.LIFE).value, "text": text})


CRY = router.form(
    Form("concern_alarm_cry", (Step("what", lambda _w, _d: say.what_happened(), _read_cry, free=True),), _finish_cry)
)


def _ask(_work: Work, draft: Draft) -> str:
    if draft["home"]:
        return say.home_violence()
    return say.is_it_urgent(Alarm(str(draft["alarm"])), maybe=bool(draft.get("maybe")))


def _read(ctx: Context, _draft: Draft) -> object:
    said = answers.yes_or_no(ctx.full)
    if said is None and ctx.full.strip(" .。!！") in {"真的", "真的急", "急", "快", "快来", "是真的"}:
        said = True
    if said is None:
        raise NotAnswer
    return said


def _finish(ctx: Context, draft: Draft) -> list[Outbound]:
    if not draft["really"]:
        return [] if ctx.overheard else ctx.reply(say.not_urgent())
    alarm = Alarm.HOME if draft["home"] else Alarm(str(draft["alarm"]))
    return _shout(ctx, alarm, str(draft["text"]))


def _finish_happening(ctx: Context, draft: Draft) -> list[Outbound]:
    """No: what was said is an ordinary matter, and is taken in as one."""
    if draft["really"]:
        return _shout(ctx, Alarm(str(draft["alarm"])), str(draft["text"]))
    if not draft["text"]:
        return ctx.reply(say.not_urgent())
    return ctx.begin("concern_taken", {"text": draft["text"]})


def _nobody_said(work: Work, question: Question) -> list[Outbound]:
    """Two minutes of silence: people are called; it may be that nobody has a hand free to type."""
    assert work.actor is not None
    alarm = Alarm(str(question.draft["alarm"]))
    chat = ChatId(question.place) if question.place else None
    filed, _, called = act.raise_alarm(work, work.actor, str(question.draft["text"]), alarm, chat)
    to = InChat(chat) if chat else ToPerson(work.actor.id)
    said = Outbound(
        to, say.called_unasked(alarm), Priority.URGENT, wakes=True, about=filed.about, why="急事,两分钟没回话"
    )
    return [said, *called]


HAPPENING = router.form(
    Form(
        "concern_alarm_presumed",
        (Step("really", lambda _w, draft: say.is_it_happening(Alarm(str(draft["alarm"]))), _read),),
        _finish_happening,
        lives=timedelta(minutes=2),
        lapse=_nobody_said,
        waits=True,
        repeats=False,
    )
)


CONFIRM = router.form(Form("concern_alarm", (Step("really", _ask, _read),), _finish, waits=True, repeats=False))


def _ask_where(_work: Work, draft: Draft) -> str:
    return str(draft["asked"])


def _read_where(ctx: Context, _draft: Draft) -> object:
    if not rules.has_words(ctx.full) or len(ctx.full) < _A_PLACE or len(ctx.full) > _A_SENTENCE:
        raise NotAnswer
    return ctx.full_original


def _finish_where(ctx: Context, draft: Draft) -> list[Outbound]:
    told = act.place_told(ctx.work, str(draft["number"]), str(draft["where"]))
    return (ctx.reply(say.place_noted(), why="急事的位置") if told and not ctx.overheard else []) + told


WHERE = router.form(
    Form(
        "concern_alarm_where",
        (Step("where", _ask_where, _read_where, free=True),),
        _finish_where,
        waits=True,
        repeats=False,
    )
)
