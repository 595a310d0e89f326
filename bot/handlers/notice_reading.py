"""通知, 通知进度, 回执, 收到, 报平安, 帮: what readers say to a notice and who follows it asks (handbook §3.3, §3.5, rulings 12, 17)."""

import re
from dataclasses import replace

from bot.actions import files
from bot.actions import notice_reading as act
from bot.actions import notice_receipts as asked
from bot.actions import notice_urgent as urgent
from bot.context import Context, Work
from bot.domain import notice_dates as days
from bot.domain import notices as rules
from bot.domain import numerals
from bot.domain.notices import Notice, Receipt, State
from bot.domain.roles import Role
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.storage import notices as rows
from bot.storage.outbox import Delivery
from bot.texts import files as say_files
from bot.texts import notice_posts as posts
from bot.texts import notice_progress as say_progress
from bot.texts import notice_receipts as say_receipts
from bot.texts import notices as say

router = Router("notice_reading")

ACKNOWLEDGED = re.compile(r"(?:收到|好的|知道了|1|(?:ACK\s*)+)(?:了|啦|谢谢)?")
_ALL_WELL = re.compile(
    rf"^(?:我们?)?家?(?:里)?({numerals.NUMBER})(?:口|个)人?(?:全|都)?(?:平安|好|在家|没事|安全|转移了|撤了|出来了)(?:的|了|啦|呢|着)?[.。!]*$"
)
_WELL_COUNTED = re.compile(
    rf"^(?:我们?|一|全)?家?(?:里)?(?:全|都|人)*(?:平安|好|在家|没事|安全|转移了|撤了|出来了)(?:的|了|啦|呢|着)?[\s,，。]*({numerals.NUMBER})(?:口|个)人?[.。!]*$"
)
_QUESTION = re.compile(r"[?？]|(?:吗|么|呢|嘛)[.。!]*$|几点|哪天|哪里|哪儿|怎么|咋|什么时候|要不要|能不能|多少|是不是")
_FOR_SOMEBODY = re.compile(r"^[一-鿿]{2,5}?反映")
_CANNOT = re.compile(
    r"^(?:我们?家?)?(?:不能|去不了|来不了|不能去|不能来|参加不了|不能参加|办不了|没法去|没空去|没时间去|去不成|来不成)(?:了|啊|呀)?\s*[,。:]?\s*(?P<rest>.{0,200})$",
    re.DOTALL,
)
_PEOPLE = re.compile(rf"({numerals.NUMBER})\s*(?:口|个|人|位)")


def _of_quote(ctx: Context) -> Notice | None:
    kind, _, number = ctx.quoted.partition(":")
    return rows.find(ctx.db, ctx.work.town, number) if kind == "notice" and number else None


def _find(ctx: Context) -> tuple[Notice | None, str]:
    """The notice that the message or its quote names, and its words when nothing fits."""
    named = rules.read_reference(ctx.text)
    if named is None:
        quoted = _of_quote(ctx)
        return (quoted if quoted and act.may_see(ctx.work, quoted) else None), ""
    found = act.find_named(ctx.work, named, lambda one: one.released_at is not None)
    return found, named.number or str(named.serial)


def _latest(ctx: Context, *, asked_back: bool = False) -> Notice | None:
    """Without a number: the latest that the actor has in charge (ruling 27), of those that ask for a receipt."""
    for one in rows.list_released(ctx.db, ctx.work.town):
        wanted = not asked_back or one.receipt_until is not None or one.receipt is Receipt.SAFE
        if not one.corrects and wanted and act.manages(ctx.work, one):
            return one
    return None


@router.command(
    "通知",
    "tongzhi",
    "notices",
    help=Help(say.HELP_READ, dict.fromkeys(Role, 4)),
    phrases=("最近通知", "最近的通知", "有啥通知", "有什么通知", "看通知", "查通知", "最近有啥通知", "最近有什么通知", "有通知吗", "有没有通知", "通知列表"),
)  # fmt: skip
def read(ctx: Context) -> list[Outbound]:
    """通知 — the last five; 通知 31 — all of one."""
    found, words = _find(ctx)
    if found is not None:
        return _show(ctx, found, former="原文" in ctx.text)
    if words:
        return ctx.reply(say.not_found(words))
    if ctx.text.strip():
        return ctx.reply(posts.notice_what())
    seen = act.list_visible(ctx.work)
    if not seen:
        return ctx.reply(posts.none_yet())
    lines = [posts.list_line(one, ctx.work.today, corrected=corrected) for one, corrected in seen]
    return ctx.reply(posts.listing(lines, seen[0][0].number))


def _show(ctx: Context, found: Notice, *, former: bool) -> list[Outbound]:
    issuer = act.issuer(ctx.work, found)
    about = f"notice:{found.number}"
    if found.released_at is None:
        return ctx.reply_privately(posts.waiting_text(found, issuer, say.not_now(found)), about=about)
    original = act.original_of(ctx.work, found)
    correction = act.latest_correction(ctx.work, original)
    if former and correction is not None:
        return ctx.reply(posts.former(original, issuer), about=about)
    if correction is None:
        text = posts.full(original, issuer, ctx.work.today)
    else:
        merged = days.corrected(original.body, correction.body)
        text = posts.full_corrected(original, correction, issuer, ctx.work.today, merged)
    return _with_files(ctx, original, text, about)


def _with_files(ctx: Context, found: Notice, text: str, about: str) -> list[Outbound]:
    """In private the files come along; in a group they have been, and who wants them asks in private."""
    keys = act.files_of(ctx.work, found)
    there = tuple(one.key for one in files.labels(ctx.work, keys))
    if keys and not there:
        text = f"{text}\n{say_files.gone()}"
    elif there and ctx.in_group:
        text = f"{text}\n{say_files.ask_privately(found.number, ctx.work.settings.bot_name)}"
    return [replace(one, files=() if ctx.in_group else there) for one in ctx.reply(text, about=about)]


@router.command("通知进度", "jindutongzhi", "送达", "送达情况", where=Where.WORK)
def progress(ctx: Context) -> list[Outbound]:
    """通知进度 31 — how many groups have it, wait for it, have not got it."""
    found, words = _find(ctx)
    found = found or (None if words else _latest(ctx))
    if found is None:
        return ctx.reply(say.not_found(words) if words else say_progress.progress_which())
    return ctx.reply(act.show_progress(ctx.work, found), about=f"notice:{found.root}")


@router.command("回执", "huizhi", where=Where.WORK)
def receipts(ctx: Context) -> list[Outbound]:
    """回执 31 — how many persons and neighbourhoods have answered; 明细 by unit, 原因 and (urgent) 名单 in private."""
    found, words = _find(ctx)
    found = found or (None if words else _latest(ctx, asked_back=True))
    if found is None:
        return ctx.reply(say.not_found(words) if words else say_progress.receipt_which())
    about, original = f"notice:{found.root}", act.original_of(ctx.work, found)
    if re.search(r"明细|各村|各组|各邻|分村|分组", ctx.text):
        return ctx.reply(asked.show_tree(ctx.work, original), about=about)
    if re.search(r"原因|理由|为啥|为什么", ctx.text):
        return ctx.reply_privately(asked.show_reasons(ctx.work, original), about=about)
    if re.search(r"名单|谁没|哪些人", ctx.text):
        return ctx.reply_privately(asked.show_names(ctx.work, original), about=about)
    return ctx.reply(act.show_receipts(ctx.work, found), about=f"notice:{found.root}")


@router.command("催回执", "cuihuizhi", "提醒回执", "催一下回执", where=Where.WORK)
def remind(ctx: Context) -> list[Outbound]:
    """催回执 31 — wardens who have not answered are reminded, in private, at most twice."""
    found, words = _find(ctx)
    if found is None:
        return ctx.reply(say.not_found(words) if words else say_progress.receipt_which())
    text, others = asked.remind(ctx.work, act.original_of(ctx.work, found))
    return ctx.reply(text) + others


@router.otherwise(4)
def cannot(ctx: Context) -> list[Outbound] | None:
    """去不了 孩子生病 — an answer with a reason, while a receipt is asked for."""
    said = _CANNOT.match(ctx.full)
    if said is None or not ctx.person.known:
        return None
    quoted = _of_quote(ctx)
    named = rules.read_reference(said["rest"]) if re.match(r"[A-Za-z【\d]", said["rest"]) else None
    found = act.find_named(ctx.work, named, lambda one: _counts(ctx.work, one)) if named is not None else quoted
    if found is None and named is None:
        found = urgent.open_window(ctx.work, ctx.chat) if ctx.chat else urgent.open_for(ctx.work, ctx.person)
    found = act.original_of(ctx.work, found) if found is not None else None
    if found is None or not _counts(ctx.work, found):
        return None
    reason = (named.rest if named is not None else said["rest"]).strip(" ,。.!;:因为是")
    asked.answer_cannot(ctx.work, ctx.person, found, ctx.chat, reason)
    return ctx.reply_privately(say_receipts.cannot_noted(found, bool(reason)))


@router.acknowledge
def acknowledge(ctx: Context) -> list[Outbound] | None:
    """收到 in a group, without calling the bot: counted in silence while a receipt window is open there."""
    assert ctx.chat is not None
    found = urgent.open_window(ctx.work, ctx.chat)
    if found is None:
        return None
    urgent.acknowledge(ctx.work, ctx.person, found, ctx.chat)
    return []


@router.otherwise(4)
def acknowledge_called(ctx: Context) -> list[Outbound] | None:
    """收到 in private, or in reply to a notice, or to the bot by name."""
    if not ctx.person.known or not ACKNOWLEDGED.fullmatch(ctx.full.strip(" .,!~。?")):
        return None
    if ctx.quoted and not ctx.quoted.startswith("notice:"):
        return None
    quoted = _of_quote(ctx)
    found = quoted if quoted and _counts(ctx.work, quoted) else None
    if found is None:
        found = urgent.open_window(ctx.work, ctx.chat) if ctx.chat else urgent.open_for(ctx.work, ctx.person)
    if found is None:
        return None
    urgent.acknowledge(ctx.work, ctx.person, found, ctx.chat)
    return [] if ctx.in_group else ctx.reply(posts.acknowledged())


def _counts(work: Work, found: Notice) -> bool:
    return found.state is State.RELEASED and found.receipt_until is not None and found.receipt_until > work.now


@router.otherwise(6)
def number_alone(ctx: Context) -> list[Outbound] | None:
    """T26-031 by itself: the notice; a question in reply to one: whom to ask."""
    if not ctx.person.known:
        return None
    named = rules.read_reference(ctx.full)
    if named is not None and named.number and not named.rest.strip():
        found = act.find_named(ctx.work, named, lambda _one: True)
        return None if found is None else _show(ctx, found, former=False)
    quoted = _of_quote(ctx)
    if quoted is None or not _QUESTION.search(ctx.full) or not act.may_see(ctx.work, quoted):
        return None
    return ctx.reply(posts.ask_there(act.original_of(ctx.work, quoted)), about=f"notice:{quoted.number}")


@router.command(
    "报平安",
    "baopingan",
    "safe",
    "平安",
    phrases=("都平安", "家里平安", "一家平安", "全家平安", "我家平安", "都好", "家里都好"),
)
def report_safe(ctx: Context) -> list[Outbound]:
    """报平安 3口 — a household is safe."""
    said = _PEOPLE.search(ctx.full)
    return _safe(ctx, numerals.whole(said[1]) if said else None)


@router.otherwise(4)
def report_safe_in_words(ctx: Context) -> list[Outbound] | None:
    """3口都好 — the same without the word, while it is asked for."""
    said = _ALL_WELL.match(ctx.full) or _WELL_COUNTED.match(ctx.full)
    if said is None or not ctx.person.known or urgent.open_for(ctx.work, ctx.person, safe=True) is None:
        return None
    return _safe(ctx, numerals.whole(said[1]))


def _safe(ctx: Context, count: int | None) -> list[Outbound]:
    people = count if count is not None and 0 < count < 100 else None
    urgent.report_safe(ctx.work, ctx.person, ctx.chat, people)
    if ctx.in_group:
        return ctx.reply(posts.safe_in_group(people))
    return ctx.reply(posts.safe(posts.home_of(ctx.person.name), people))


@router.command("帮", "帮忙", "要人帮忙", "要帮忙")
def ask_help(ctx: Context) -> list[Outbound]:
    """帮 老人走不动 — during an urgent notice the warden is told at once; otherwise it is a concern like any other."""
    found = urgent.open_for(ctx.work, ctx.person, safe=True)
    if found is None:
        if _FOR_SOMEBODY.match(ctx.text):
            return ctx.go("代办 " + re.sub("反映(?:一下|下)?", " ", ctx.original, count=1))
        return ctx.go(f"反映 {ctx.original}") or ctx.reply(posts.nothing_urgent())
    if not re.search(r"\w", ctx.text):
        return ctx.reply_privately(posts.help_what())
    others = urgent.ask_help(ctx.work, ctx.person, found, ctx.original.strip()[:200], ctx.text)
    return ctx.reply_privately(posts.help_comes()) + others


@router.on_dead("notice")
def lost(work: Work, number: str, delivery: Delivery) -> list[Outbound]:
    """A group will never get it: gathered for a minute, then told to the sender."""
    urgent.note_lost(work, number, delivery.key)
    return []
