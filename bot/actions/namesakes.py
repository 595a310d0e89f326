"""A name that two office holders bear: asked with numbers and places, never one of them taken in silence. Then the command goes on."""

from collections.abc import Sequence
from typing import cast

from bot.context import Context, Work
from bot.domain import answers
from bot.domain.namesakes import Named
from bot.forms import Draft, Form, Misread, NotAnswer, Step, start
from bot.messages import Outbound
from bot.texts import namesakes as say

MOST = 9
_SHORT = 20
"""A longer sentence is something else."""


def ask_which(ctx: Context, found: Sequence[Named], command: str = "") -> list[Outbound]:
    """Ask which of them is meant; then ``command`` (what was said) is said again with the place before the name."""
    some = found[:MOST]
    name = some[0].office.name
    said = command or (ctx.full_original if name in ctx.full_original else ctx.full)
    before, _, after = said.partition(name)
    offices = [say.office(one.places[0], one.office.role) for one in some]
    places = [one.places[0] for one in some]
    draft = {"before": before, "after": after, "name": name, "offices": offices, "places": places}
    return start(ctx, WHICH, draft)


def _texts(value: object) -> list[str]:
    return [str(one) for one in cast("list[object]", value)]


def _ask(_work: Work, draft: Draft) -> str:
    return say.which(str(draft["name"]), _texts(draft["offices"]))


def _read(ctx: Context, draft: Draft) -> object:
    places, bare = _texts(draft["places"]), ctx.full.strip(" .。!,")
    number = answers.number(bare)
    if number is not None and 1 <= number <= len(places):
        return places[number - 1]
    within = [one for one in places if bare and bare in one]
    if len(within) == 1:
        return within[0]
    if number is None and len(bare) > _SHORT:
        raise NotAnswer
    raise Misread(say.bad(len(places)))


def _go_on(ctx: Context, draft: Draft) -> list[Outbound]:
    return ctx.go(f"{draft['before']}{draft['place']}{draft['name']}{draft['after']}")


WHICH = Form("namesake", (Step("place", _ask, _read),), _go_on)
