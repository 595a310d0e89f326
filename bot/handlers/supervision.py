"""监督: what people say of a published list, to the supervisors alone; and the supervisors' answers (handbook §3.3). In private only."""

import re

from bot.actions import help as people_act
from bot.actions import list_objections as act
from bot.actions import lists as entries
from bot.actions.errors import Refused
from bot.actions.lists import Shown
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import list_sentences as read
from bot.domain.list_sentences import Spoken
from bot.domain.lists import Entry, Issue
from bot.domain.roles import Action, Role
from bot.forms import Draft, Form, Misread, Step, start
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.storage import lists as rows
from bot.texts import list_objections as say

router = Router("supervision")

_ANSWER = re.compile(r"^(?:回复|答复|回)\s*(?:意见)?\s*#?\s*(\d{1,9})\s*(?:号)?[\s:,]*(.*)$", re.DOTALL)
_UPHOLD = re.compile(r"维持|保留(?!意见)|恢复显示")
_REMOVE = re.compile(r"(?<!不)(?<!不用)(?<!不予)(?:撤下|撤掉|撤销|拿下|删掉|下榜)")


@router.command(
    "监督",
    "oversee",
    where=Where.PRIVATE,
    asks=Action.READ_PUBLIC,
    help=Help(say.HELP, {Role.VILLAGER: 18, Role.SUPERVISOR: 4}),
    phrases=(
        "有意见",
        "我有意见",
        "对榜有意见",
        "我对榜有意见",
        "对红榜有意见",
        "对黑榜有意见",
        "监督意见",
        "我要监督",
        "怎么监督",
        "我来监督",
    ),
)
def supervise(ctx: Context) -> list[Outbound]:
    """监督 榜号 意见 — to the supervisors; 监督, 监督 回复 3 … — theirs."""
    watches = bool(entries.scope(ctx.work, Action.SUPERVISE_LIST))
    if found := _ANSWER.match(ctx.text):
        return _answer(ctx, int(found[1]), found[2].strip())
    if not ctx.text.strip():
        return ctx.reply(act.overview(ctx.work) if watches else say.how(_current_issues(ctx)))
    return _say(ctx, read.spoken(ctx.text, ctx.full_original))


def _answer(ctx: Context, number: int, words: str) -> list[Outbound]:
    if not entries.scope(ctx.work, Action.SUPERVISE_LIST):
        raise Refused(say.not_open(number))
    uphold, remove = bool(_UPHOLD.search(words)), bool(_REMOVE.search(words))
    words = re.sub(r"^(?:维持|保留|撤下|撤掉|撤销|拿下)[\s:,。]*", "", words) or words  # the outcome is told beside it
    text, told = act.answer(ctx.work, number, words, uphold=uphold, remove=remove)
    return ctx.reply(text) + told


def _lists(ctx: Context) -> list[Shown]:
    """Current lists that the person may speak of: those of their village; of the town's people: all."""
    home = ctx.work.directory.village_of(people_act.home_of(ctx.work, ctx.person, None))
    villages = [home] if home is not None else entries.villages(ctx.work)
    return [one for village in villages for one in act.current(ctx.work, village.id)]


def _current_issues(ctx: Context) -> list[Issue]:
    return [one.issue for one in _lists(ctx)]


def _say(ctx: Context, said: Spoken) -> list[Outbound]:
    hidden = next(
        (
            (issue, entry)
            for issue, entry in act.own_hidden(ctx.work)
            if said.issue == issue.number and said.place in {None, entry.place}
        ),
        None,
    )
    words = read.written(ctx.original, said.words)
    if hidden is not None and len(words) >= 2:
        return _take(ctx, *hidden, words)
    chosen = [one for one in _lists(ctx) if _meant(one.issue, said)]
    if not chosen:
        return ctx.reply(say.no_issue(_current_issues(ctx)))
    if len(chosen) > 1:
        return ctx.reply(say.which_issue([one.issue for one in chosen]))
    found = chosen[0]
    if len(words) < 2:
        return ctx.reply(say.how([found.issue]))
    if said.place is not None:
        entry = next((one for one in found.entries if one.place == said.place), None)
        if entry is None:
            return ctx.reply(say.no_place(said.place, len(found.entries)))
        return _take(ctx, found.issue, entry, words)
    if len(found.entries) == 1:
        return _take(ctx, found.issue, found.entries[0], words)
    return start(ctx, WHICH, {"issue": found.issue.number, "words": words})


def _meant(issue: Issue, said: Spoken) -> bool:
    if said.issue is not None:
        return issue.number == said.issue
    return said.kind in {None, issue.kind}


def _take(ctx: Context, issue: Issue, entry: Entry | None, words: str) -> list[Outbound]:
    text, told = act.say_something(ctx.work, issue, entry, words)
    return ctx.reply(text, about=f"list:{issue.number}") + told


def _places(work: Work, draft: Draft) -> tuple[Issue | None, list[Entry]]:
    issue = rows.find_issue(work.db, work.town, int(str(draft["issue"])))
    found = entries.shown(work, issue.village, issue.kind) if issue is not None else None
    return issue, list(found.entries) if found is not None and found.issue == issue else []


def _ask_place(work: Work, draft: Draft) -> str:
    issue, shown = _places(work, draft)
    return (
        say.which_place(issue, max((one.place for one in shown), default=1)) if issue is not None else say.no_issue([])
    )


def _read_place(ctx: Context, draft: Draft) -> object:
    _, shown = _places(ctx.work, draft)
    text = ctx.text.strip(" .,。")
    number = 0 if text in {"0", "零", "整张", "整个", "全部"} else answers.number(text)
    if number != 0 and number not in {one.place for one in shown}:
        raise Misread(say.unclear_place(max((one.place for one in shown), default=1)))
    return number


def _finish_place(ctx: Context, draft: Draft) -> list[Outbound]:
    issue, shown = _places(ctx.work, draft)
    if issue is None:
        return ctx.reply(say.no_issue(_current_issues(ctx)))
    entry = next((one for one in shown if one.place == draft["place"]), None)
    return _take(ctx, issue, entry, str(draft["words"]))


WHICH = router.form(Form("list_opinion", (Step("place", _ask_place, _read_place),), _finish_place, alarms=False))
