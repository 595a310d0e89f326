"""/词库: examples that a town may learn from; /为何: why a sentence goes where it goes."""

import re

from bot import words
from bot.actions import concerns as concern_acts
from bot.actions import lessons as act
from bot.context import Context
from bot.domain import concerns as concern_rules
from bot.domain import lessons as rules
from bot.domain.lessons import Fate
from bot.domain.roles import Action, Role
from bot.messages import Outbound
from bot.router import Help, Router, Where
from bot.texts import lessons as say

router = Router("lessons")

_FATES = {
    **dict.fromkeys(("通过", "同意", "学", "学了", "要", "批准"), Fate.APPROVED),
    **dict.fromkeys(("不要", "驳回", "不学", "不同意", "删", "拒绝"), Fate.REFUSED),
}
_DECIDED = re.compile(rf"({'|'.join(sorted(_FATES, key=len, reverse=True))})\s*((?:\d[\s,、。和到号-]*)+)")
_LEARNERS = (Role.VILLAGE_STAFF, Role.TOWN_STAFF, Role.TOWN_ADMIN)


@router.command(
    "词库",
    "lexicon",
    asks=Action.TEACH_WORDS,
    where=Where.PRIVATE,
    help=Help(say.HELP_BOOK, dict.fromkeys(_LEARNERS, 30)),
)
def book(ctx: Context) -> list[Outbound]:
    """词库, 词库 通过 1 2, 词库 不要 3 — what was filed under another category than guessed, to be learned or not."""
    found = _DECIDED.match(ctx.text.strip())
    if found is not None:
        fate = _FATES[found[1]]
        done = act.decide(ctx.work, _places(found[2]), fate)
        left = len(act.waiting(ctx.work))
        return ctx.reply(say.decided(len(done), approved=fate is Fate.APPROVED, left=left))
    listed = act.waiting(ctx.work)
    if not listed:
        return ctx.reply(say.nothing())
    name = words.lexicon().name
    lines = [(one.text, name(one.guessed), name(one.chosen)) for one in listed[: rules.LISTED]]
    return ctx.reply(say.listed(lines, len(listed) - len(lines)))


def _places(text: str) -> list[int]:
    """``1 2``, ``1、3``, ``1-3``."""
    found: list[int] = []
    for first, last in re.findall(r"(\d{1,3})(?:\s*[-到]\s*(\d{1,3}))?", text):
        found += range(int(first), int(last or first) + 1)
    return found


@router.command("为何", "为什么", "why", where=Where.PRIVATE, guests=True)
def why(ctx: Context) -> list[Outbound]:
    """为何 路灯坏了, 为何 7号 — why it goes where it goes; a sentence asked about is not stored."""
    said = ctx.text.strip()
    if not concern_rules.has_words(said):
        return ctx.reply(say.ask_what())
    number, end = concern_rules.take_number(said)
    if number and end >= len(said):
        found = concern_acts.find_seen(ctx.work, ctx.person.id, number)
        return (
            ctx.reply(act.explain_concern(ctx.work, found), about=found.about)
            if found
            else ctx.reply(say.unknown(number))
        )
    return ctx.reply(act.explain(ctx.work, ctx.original or said))
