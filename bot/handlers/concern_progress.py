"""What a reporter says of a concern that is under way: 进度, 补充, 撤回, 上提 (handbook §3.3)."""

from bot.actions import concern_handling as handling
from bot.actions import concern_media as media
from bot.actions import concern_moves as moves
from bot.actions import concern_ratings as ratings
from bot.actions import concern_steps as steps
from bot.actions import concerns as act
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import concern_answers as heard
from bot.domain import concerns as rules
from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Rating
from bot.domain.roles import Action, Role
from bot.forms import Draft, Form, NotAnswer, Step, start
from bot.messages import Outbound
from bot.router import Help, Router
from bot.storage import audit
from bot.storage import concern_followers as follows
from bot.storage import concerns as rows
from bot.texts import concern_merging as say_merging
from bot.texts import concern_progress as say_progress
from bot.texts import concerns as say

router = Router("concerns")


@router.command(
    "进度",
    "status",
    "查进度",
    "我的诉求",
    guests=True,
    asks=Action.FILE_CONCERN,
    phrases=(
        "办得咋样了", "办的咋样了", "办得怎么样了", "办的怎么样了", "我的事", "我的事呢", "到哪一步了", "办到哪了", "办到哪一步了", "办好了没",
        "办好了吗", "我反映的事", "我反映的事呢", "我的事办得咋样了", "我的事办到哪了", "有消息吗", "有没有消息", "有进展吗", "查一下进度", "看看进度",
    ),
    help=Help(say.HELP_PROGRESS, {role: 2 if role is Role.VILLAGER else 7 for role in Role if role is not Role.OPERATOR}),
)  # fmt: skip
def progress(ctx: Context) -> list[Outbound]:
    """进度 [7] — how one's own concerns stand."""
    said, _ = rules.take_number(ctx.text)
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    return _show(ctx, said) if said else _list(ctx)


@router.pattern(heard.HOW_IT_STANDS, guests=True, asks=Action.FILE_CONCERN)
def how_it_stands(ctx: Context) -> list[Outbound]:
    """昨天那个事咋样了 — how one's own concerns stand."""
    return ctx.go("进度")


def _list(ctx: Context) -> list[Outbound]:
    mine = [
        one
        for one in rows.list_of_reporter(ctx.db, ctx.work.town, ctx.person.id)
        if ctx.person.id not in one.hidden_from and not (ctx.in_group and one.private)
    ]
    followed = _followed(ctx)
    if not mine and not followed:
        return ctx.reply(say_progress.none_here() if ctx.in_group else say_progress.none_yet())
    ordered = sorted(mine, key=lambda one: one.final)
    lines = [say_progress.line(one, steps.who_handles(ctx.work, one)) for one in ordered[: rules.LISTED]]
    lines += [say_merging.followed_line(one, say_progress.state(one)) for one in followed[:2]]
    return ctx.reply(say_progress.mine(lines, max(len(mine) - rules.LISTED, 0)))


def _followed(ctx: Context) -> list[Concern]:
    """What others have reported and this person has said “me too” to, as long as it is open."""
    numbers = follows.list_followed(ctx.db, ctx.work.town, ctx.person.id)
    found = [rows.find_concern(ctx.db, ctx.work.town, number) for number in numbers[: rules.LISTED]]
    return [one for one in found if one is not None and not one.final and not one.private]


def _show(ctx: Context, said: str) -> list[Outbound]:
    found = act.find_seen(ctx.work, ctx.person.id, said)
    if found is None:
        return ctx.reply(say_progress.not_found())
    if ctx.in_group and found.private:
        return ctx.reply(say_progress.none_here())
    if ctx.in_group and found.reporter != ctx.person.id and found not in _followed(ctx):
        return ctx.reply(say_progress.not_found())
    last = ""
    if not ctx.in_group:
        notes = [note for note in rows.list_notes(ctx.db, ctx.work.town, found.number) if note.kind != "add"]
        last = say_progress.last_word(notes[-1].kind, notes[-1].text[:60]) if notes else ""
        if found.text and (found.reporter == ctx.person.id or handling.handles(ctx.work, found, ctx.person.id)):
            last = "\n".join(one for one in (say_progress.said(found.text), last) if one)
            if found.reporter != ctx.person.id:  # staff have read somebody's words (handbook I50)
                steps.note_move(ctx.work, found, "read", found.state.value, found.state.value)
    text = say_progress.one(found, steps.category_name(found.category), steps.who_handles(ctx.work, found), last)
    return ctx.reply(text, about=found.about)


def _own(ctx: Context, word: str) -> tuple[Concern, str]:
    """The reporter's concern meant by number, quote, or being the only open one; and the words behind the number.

    Raises:
        Refused: none, or it is not clear which.
    """
    said, end = rules.take_number(ctx.text)
    rest = _original_rest(ctx, end)
    if not said and ctx.quoted.startswith("concern:"):
        said = ctx.quoted.removeprefix("concern:")
    found = act.find_own(ctx.work, ctx.person.id, said)
    if found is None or ctx.person.id in found.hidden_from:
        raise Refused(say_progress.not_found() if said else say_progress.which(word))
    if ctx.in_group and found.private:
        raise Refused(say_progress.none_here())
    return found, rest


def _original_rest(ctx: Context, end: int) -> str:
    """The words behind the number as they were written, as far as lengths agree; else as they were normalised."""
    if len(ctx.original) == len(ctx.text):
        return ctx.original[end:].strip()
    return ctx.text[end:].strip()


@router.command("补充", "add", guests=True, asks=Action.FILE_CONCERN)
def add(ctx: Context) -> list[Outbound]:
    """补充 7 就在第三根杆子 — the reporter adds something."""
    found, words = _own(ctx, "补充")
    shown: list[Outbound] = []
    if ctx.attachments:
        for one in ctx.attachments:
            media.keep_attachment(ctx.work, ctx.person.id, one, ctx.message.key)
        shown = media.join_and_tell(ctx.work, ctx.person.id, found.number)
    if not rules.has_words(words):
        answer = say.photo_joined(found.number) if ctx.attachments else say_progress.add_what(found.short)
        return ctx.reply(answer) + shown
    if found.state is State.CLOSED:
        return start(ctx, REOPEN, {"number": found.number})
    moved, told = act.add_words(ctx.work, found, words)
    return ctx.reply(say_progress.added(moved), about=moved.about) + told + shown


def _ask_reopen(work: Work, draft: Draft) -> str:
    return say_progress.ask_reopen(rows.get_concern(work.db, work.town, str(draft["number"])))


def _yes(ctx: Context, _draft: Draft) -> object:
    said = answers.yes_or_no(ctx.full)
    if said is None:
        raise NotAnswer
    return said


def _finish_reopen(ctx: Context, draft: Draft) -> list[Outbound]:
    found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
    if not draft["again"]:
        return ctx.reply(say.right())
    answer, told = ratings.rate(ctx.work, found, Rating.UNSOLVED)
    return ctx.reply(answer, about=found.about) + told


REOPEN = router.form(
    Form("concern_reopen", (Step("again", _ask_reopen, _yes),), _finish_reopen, waits=True, repeats=False)
)


@router.command(
    "撤回", "withdraw", "不反映了", guests=True, asks=Action.FILE_CONCERN, phrases=("我不反映了", "撤回吧", "不要了")
)
def withdraw(ctx: Context) -> list[Outbound]:
    """撤回 7 — the reporter takes it back."""
    found, _ = _own(ctx, "撤回")
    if not rules.take_number(ctx.text)[0] and not ctx.quoted:
        return start(ctx, WITHDRAW, {"number": found.number})
    return _withdrawn(ctx, found)


def _withdrawn(ctx: Context, found: Concern) -> list[Outbound]:
    moved, told = act.withdraw(ctx.work, found)
    gone = moved.state is State.WITHDRAWN or moved.reporter != found.reporter
    text = say_progress.withdrawn() if gone else say_progress.closed_by_reporter(moved)
    if moved.state is State.MERGED:
        text = say_merging.left(moved)
    return ctx.reply(text, about=moved.about) + told


def _ask_withdraw(work: Work, draft: Draft) -> str:
    return say_progress.ask_withdraw(rows.get_concern(work.db, work.town, str(draft["number"])))


def _finish_withdraw(ctx: Context, draft: Draft) -> list[Outbound]:
    found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
    return _withdrawn(ctx, found) if draft["sure"] else ctx.reply(say.right())


WITHDRAW = router.form(
    Form("concern_withdraw", (Step("sure", _ask_withdraw, _yes),), _finish_withdraw, waits=True, repeats=False)
)


@router.command(
    "上提",
    "escalate",
    guests=True,
    asks=Action.FILE_CONCERN,
    phrases=("我要上级管", "找镇里", "找上级", "往上报", "找上面"),
)
def escalate(ctx: Context) -> list[Outbound]:
    """上提 7 原因 — one tier up, by the reporter or a handler."""
    said, end = rules.take_number(ctx.text)
    reason = _original_rest(ctx, end)
    own = act.find_own(ctx.work, ctx.person.id, said)
    if own is None:
        if not said:
            raise Refused(say_progress.which("上提"))
        own = handling.find_case(ctx.work, said)
        moved, told = moves.pass_up(ctx.work, own, reason)
        return ctx.reply(say_progress.escalated(moved, steps.who_handles(ctx.work, moved)), about=moved.about) + told
    if ctx.in_group and own.private:
        raise Refused(say_progress.none_here())
    day_ago = ctx.now - rules.ONCE_A_DAY
    trail = audit.list_of(ctx.db, ctx.work.town, "concern", own.number)
    if any(verb == "escalate" and who == ctx.person.id and at > day_ago for at, who, verb, _, _ in trail):
        raise Refused(say_progress.escalated_today())
    moved, told = moves.escalate(ctx.work, own, reason)
    return ctx.reply(say_progress.escalated(moved, steps.who_handles(ctx.work, moved)), about=moved.about) + told
