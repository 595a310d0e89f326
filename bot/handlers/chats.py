"""绑定群, 确认绑定, 解绑群: said in the group itself (handbook §1.2). In a group that nobody has registered, all others get the hint only."""

from collections.abc import Mapping

from bot.actions import chats as act
from bot.context import Context, Work
from bot.domain import answers, chats, places
from bot.domain.directory import Chat, ChatState
from bot.forms import Form, Misread, Step, start
from bot.messages import Outbound
from bot.router import Router
from bot.texts import chats as say
from bot.texts import people as say_people

router = Router("chats")


@router.command("绑定群", "bindchat", "登记群", unbound=True, guests=True)
def bind(ctx: Context) -> list[Outbound]:
    """绑定群 康桥村三组2邻 — the first of two words that register a group."""
    if ctx.chat is None or ctx.message.chat is None:
        return ctx.reply(say.in_the_group())
    if not act.is_staff(ctx.work):
        return _hint(ctx, ctx.chat)
    directory = ctx.work.directory
    found = places.units_named(directory, ctx.text) if ctx.text else []
    if not ctx.text and ctx.chat.state is ChatState.PENDING and ctx.chat.unit in directory.units:
        return ctx.reply(act.confirm(ctx.work, ctx.chat, ctx.message.platform, ctx.message.chat))
    if not found:
        return ctx.reply(say.which_unit())
    if len(found) > 1:
        return ctx.reply(say.several_units([directory.title(unit.id) for unit in found]))
    kind = chats.kind_for(found[0], ctx.text)
    if kind is None:
        return ctx.reply(say.which_village_chat(found[0].name))
    return ctx.reply(act.ask(ctx.work, ctx.chat, found[0], kind, ctx.message.platform, ctx.message.chat))


@router.command("确认绑定", "确认绑定群", "确认登记", unbound=True, guests=True)
def confirm(ctx: Context) -> list[Outbound]:
    """确认绑定 — the second word, by somebody else; in private with a group's name for one on a platform that cannot hear."""
    if ctx.chat is None and ctx.text and ctx.work.roles():
        return ctx.reply(act.confirm_unheard(ctx.work, ctx.original.strip() or ctx.text))
    if ctx.chat is None or ctx.message.chat is None:
        return ctx.reply(say.in_the_group())
    if not ctx.person.known or not (act.is_staff(ctx.work) or ctx.work.roles()):
        return _hint(ctx, ctx.chat)
    return ctx.reply(act.confirm(ctx.work, ctx.chat, ctx.message.platform, ctx.message.chat))


def _hint(ctx: Context, chat: Chat) -> list[Outbound]:
    if chat.state is ChatState.ACTIVE:
        return ctx.reply(say.already(ctx.work.directory.title(chat.unit)))
    return ctx.reply(say_people.unbound_chat())


@router.command("解绑群", "unbindchat")
def unbind(ctx: Context) -> list[Outbound]:
    """解绑群 — asks once, then posts nothing there any more."""
    if ctx.chat is None:
        return ctx.reply(say.in_the_group())
    act.may_unbind(ctx.work, ctx.chat)
    return start(ctx, UNBIND, {"where": ctx.work.directory.title(ctx.chat.unit)})


def _ask_sure(_work: Work, draft: Mapping[str, object]) -> str:
    return say.confirm_unbinding(str(draft["where"]))


def _read_sure(ctx: Context, _draft: Mapping[str, object]) -> object:
    sure = answers.yes_or_no(ctx.full)
    if sure is None:
        raise Misread(say.yes_or_no())
    return sure


def _finish_unbinding(ctx: Context, draft: Mapping[str, object]) -> list[Outbound]:
    if not draft["sure"] or ctx.chat is None or ctx.message.chat is None:
        return ctx.reply(say.kept())
    return ctx.reply(act.unbind(ctx.work, ctx.chat, ctx.message.platform, ctx.message.chat))


UNBIND = router.form(Form("unbind_chat", (Step("sure", _ask_sure, _read_sure),), _finish_unbinding))
