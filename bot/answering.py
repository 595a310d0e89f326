"""What is answered to a message that is for the bot: which command, question or keyword is meant, and may they. Rows only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import forms
from bot.addressing import Ears, without_mention
from bot.context import Context
from bot.domain.directory import ChatState
from bot.domain.questions import Question
from bot.domain.roles import Grant, Role, who_may
from bot.ids import UnitId
from bot.messages import Inbound, Outbound
from bot.normal import normalise
from bot.router import Found, Route, Routes, Where
from bot.texts import people as say

_URGENT_ENOUGH = 2
"""Shortest text at which the alarms listen; 救命 has two characters."""


def own_words(message: Inbound, ears: Ears) -> str:
    """What was said to the bot, without its name where that stands in front."""
    heard = without_mention(message.text, ears)
    return message.text if heard is None else heard


@dataclass(frozen=True)
class Answering:
    """Finds who answers and lets them; keeps nothing between messages."""

    routes: Routes
    ears: Ears

    def answer(self, ctx: Context, asked: Sequence[Question]) -> list[Outbound]:
        """Command before open question before keyword (bot.router), or nothing."""
        found = self.routes.find(ctx.full, marked=ctx.marked, private=not ctx.in_group)
        if ctx.chat is not None and ctx.chat.state is not ChatState.ACTIVE and not (found and found.route.unbound):
            return ctx.reply(say.unbound_chat())
        if found is not None and (ctx.marked or not asked or self._beats(found, asked[0])):
            return self._run(ctx, found)
        if asked:
            return self._question(ctx, asked, found)
        return self._unasked(ctx)

    def _beats(self, found: Found, question: Question) -> bool:
        """Whether a command without a mark goes before an open question: unless the question takes any sentence."""
        form = self.routes.registry.forms.get(question.form)
        if form is None:
            return True
        step = form.step(question.step)
        return found.word not in step.words and (found.whole or not step.free)

    def _question(self, ctx: Context, asked: Sequence[Question], found: Found | None) -> list[Outbound]:
        """An answer to the question asked last, or to one that waits behind it (满意, while the menu is open)."""
        form = self.routes.registry.forms.get(asked[0].form)
        if form is not None and form.alarms and (heard := self._alarmed(replace(ctx, asked=form.name))) is not None:
            return heard
        for question in asked:
            try:
                return forms.answer(ctx, self.routes.registry, question)
            except forms.NotAnswer:
                continue
        return self._run(ctx, found) if found is not None else self._unasked(ctx)

    def _unasked(self, ctx: Context) -> list[Outbound]:
        if meant := self.routes.phrase(ctx.full):
            heard = replace(ctx, command=meant.name, text="", original="")
            return self._permitted(heard, meant, lambda: meant.handler(heard))
        if (alarm := self._alarmed(ctx)) is not None:
            return alarm
        if route := self.routes.keyword(ctx.full):
            return self._permitted(ctx, route, lambda: route.handler(ctx))
        for listener in self.routes.others:
            if (replies := listener(ctx)) is not None:
                return replies
        return []

    def _alarmed(self, ctx: Context) -> list[Outbound] | None:
        if len(ctx.full) < _URGENT_ENOUGH:
            return None
        return next((heard for alarm in self.routes.alarms if (heard := alarm(ctx)) is not None), None)

    def _run(self, ctx: Context, found: Found) -> list[Outbound]:
        rest = _tail(ctx.full_original, found.start)
        heard = replace(ctx, command=found.word, text=ctx.full[found.start :], original=rest)
        if found.route.alarms and (alarmed := self._alarmed(heard)) is not None:
            return alarmed
        return self._permitted(heard, found.route, lambda: found.route.handler(heard))

    def begin(self, ctx: Context, form: str, draft: Mapping[str, object], privately: bool) -> list[Outbound]:
        """The first question of a form."""
        return forms.start(ctx, self.routes.registry.forms[form], draft, privately=privately)

    def go(self, ctx: Context, command: str) -> list[Outbound]:
        """As if ``command`` had been said."""
        found = self.routes.find(normalise(command), marked=True, private=True)
        if found is None:
            return []
        heard = replace(ctx, command=found.word, full=normalise(command), text=normalise(command)[found.start :])
        heard = replace(heard, original=_tail(command, found.start), full_original=command)
        if found.route.alarms and (alarmed := self._alarmed(heard)) is not None:
            return alarmed
        return self._permitted(heard, found.route, lambda: found.route.handler(heard))

    def _permitted(self, ctx: Context, route: Route, handle: Callable[[], list[Outbound]]) -> list[Outbound]:
        if not ctx.person.known and not route.guests:
            return ctx.reply(say.need_binding())
        if route.asks is not None and ctx.work.grant(route.asks) is Grant.NO:
            return ctx.reply(say.denied(self._who_may(ctx, route)))
        if ctx.chat is not None and route.where is not Where.ANY:
            allowed = route.where is Where.WORK and ctx.chat.kind.is_work
            if not allowed:
                return ctx.reply(say.come_private(self.ears.names[0]))
        return handle()

    @staticmethod
    def _who_may(ctx: Context, route: Route) -> str:
        """Two of those who can, the nearest first: ``村干部 周文斌`` (handbook §1.4, end)."""
        assert route.asks is not None
        directory, today = ctx.work.directory, ctx.work.today
        unit = ctx.person.unit or _office_unit(ctx)
        roles = [role for role in who_may(route.asks) if role is not Role.VILLAGER]
        nearest = {role: directory.holders_above(role, unit, today) for role in roles}
        held = [f"{say.role_name(role)} {holders[0].name}" for role, holders in nearest.items() if holders]
        return "、".join((held or [say.role_name(role) for role in roles])[:3])


def _office_unit(ctx: Context) -> UnitId | None:
    held = ctx.work.directory.offices_of(ctx.person.id, ctx.work.today)
    return held[0].unit if held else None


def _tail(original: str, start: int) -> str:
    """What follows ``start`` characters of the normalised text, in the text as written.

    Normalising may change the length, so the cut is found from the shortest head that normalises to as much.
    """
    for cut in range(min(start, len(original)), len(original) + 1):
        if len(normalise(original[:cut])) >= start:
            return original[cut:].lstrip(" \u2005\u00a0\u3000:：,，")
    return ""
