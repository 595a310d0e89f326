"""What people answer about leave: who is to stand in, whether they will. Shared by its dialogue and by the questions that wait."""

import re
from datetime import date

from bot.actions import leave as act
from bot.context import Context
from bot.domain import answers
from bot.domain import leave as rules
from bot.domain.directory import Office
from bot.forms import Draft, Misread
from bot.texts import leave as say

_YES = re.compile(
    r"^(?:愿意|没问题|行的?|可以的?|好[嘞啊呀滴的]?|中|要得|答应|我来|我代|同意|代得?|放心)(?:代班?|的|吧|啊|呀)?$"
)
_NO = re.compile(
    r"^(?:不行|不能|不方便|没空|没时间|不代|代不了|去不了|不愿意|忙不过来|走不开|换人|我?也?不在家?|不能代班?)(?:了|的|啊|呀)?$"
)
_ANSWERS = 3


def and_oneself(ctx: Context) -> list[Office]:
    """Those who may stand in; and oneself, to be told kindly that this cannot be."""
    own = rules.substituted(ctx.work.directory, ctx.person.id, ctx.work.today)
    return [*act.candidates(ctx.work, ctx.person.id), *own[:1]]


def days(draft: Draft) -> tuple[date, date]:
    """First and last day of a draft."""
    return date.fromisoformat(str(draft["first"])), date.fromisoformat(str(draft["last"]))


def chosen(ctx: Context, options: list[Office]) -> Office | None:
    """Who the answer means; None: nobody is to stand in.

    Raises:
        Misread: not understood, or that one cannot be asked.
    """
    if re.match(r"^(?:换人|换一?个|别人|再看看)", ctx.full):
        raise Misread(say.ask_deputy([one.name for one in options], above=act.above(ctx.work, ctx.person.id)))
    said = re.sub(r"^(?:让|请|叫|由|找|换成?|改成?)\s*", "", ctx.full.strip(" .。!~"))
    said = re.sub(r"(?:来|帮我)?(?:代班|代一?下|代我?|顶一?下|顶班|替我?)吧?$", "", said).strip() or said
    if rules.NOBODY.match(said):
        return None
    number = answers.number(said)
    if number is not None and 1 <= number <= len(options):
        return options[number - 1]
    found = rules.meant(said, options) or rules.meant(said, and_oneself(ctx))
    if len(found) == 1:
        return found[0]
    if found:
        raise Misread(say.which_deputy(said, [one.name for one in found]))
    raise Misread(say.unknown_deputy(said[:10]))


def agrees(ctx: Context) -> bool | None:
    """Whether somebody will stand in; None: said something else."""
    parts = [one for one in re.split(r"[\s,。.;!~]+", ctx.full) if one]
    meant = [_one_answer(part) for part in parts]
    if not meant or len(parts) > _ANSWERS or None in meant or len(set(meant)) > 1:
        return _one_answer(ctx.full.strip(" .。!~,"))
    return meant[0]


def _one_answer(said: str) -> bool | None:
    if _NO.match(said):
        return False
    return True if _YES.match(said) else answers.yes_or_no(said)
