"""What can be said to the bot, and who answers: command > open question > keyword. Pure.

Each file in ``bot.handlers`` has one ``router``; they are found by themselves and merged. Precedence is by kind, never by order of
files; a word claimed twice stops the start and names both.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.context import Context, HelpLine, Work
from bot.domain.questions import Question
from bot.domain.roles import Action, Grant, Role, grant
from bot.forms import Form, Registry
from bot.messages import Outbound
from bot.storage.outbox import Delivery

Handler = Callable[[Context], list[Outbound]]
Listener = Callable[[Context], list[Outbound] | None]
"""Like a handler, but may say None: not mine."""


Reflex = Callable[[str], str | None]
"""Normalised text → what must be answered even when the database is gone (the hotline), or None. Pure and quick."""
ChangeListener = Callable[[Context, str, datetime], list[Outbound] | None]
"""A message of theirs has been taken back or changed: its key and when it came. None: hear the new words as if just said."""
DeadListener = Callable[[Work, str, Delivery], list[Outbound]]
"""A message about ``kind:subject`` will never arrive: the unit of work, the subject, the delivery → whom to tell."""


class Where(StrEnum):
    """Where a command may be said."""

    ANY = "any"
    PRIVATE = "private"
    """Said in a group it is not carried out; the person is asked to come to the private chat."""
    WORK = "work"
    """In private or in a work group."""


@dataclass(frozen=True, slots=True)
class Help:
    """One item of the menu, and how near the top it stands for each role (1 is the top; a role not named does not see it)."""

    text: str
    ranks: Mapping[Role, int]


@dataclass(frozen=True, slots=True)
class Route:
    """One command: its words (the first is its name), who answers, who may ask, where."""

    area: str
    words: tuple[str, ...]
    handler: Handler
    asks: Action | None = None
    where: Where = Where.ANY
    help: Help | None = None
    guests: bool = False
    """Whether an account bound to nobody may use it (handbook §1.5)."""
    phrases: tuple[str, ...] = ()
    """Whole sentences that mean the same (normalised, without closing punctuation)."""
    glued: bool = False
    """In private the words may follow without a space (``我要反映路灯坏了``)."""
    unbound: bool = False
    """May be said in a group that nobody has registered yet (handbook §1.2)."""
    alarms: bool = False
    """Urgent words behind it go first: 反映 有小孩掉塘里了."""

    @property
    def name(self) -> str:
        return self.words[0]


@dataclass(frozen=True, slots=True)
class Found:
    """A command in a message: its route, the word, and where what follows begins in the normalised text."""

    route: Route
    word: str
    start: int
    whole: bool
    """Nothing follows."""


class Router:
    """What one area answers to; merged, what the whole bot answers to."""

    def __init__(self, area: str) -> None:
        self.area = area
        self.routes: list[Route] = []
        self.patterns: list[tuple[re.Pattern[str], Route]] = []
        self.forms: list[Form] = []
        self.alarms: list[Listener] = []
        self.others: list[tuple[int, Listener]] = []
        self.changes: list[ChangeListener] = []
        self.hands_over: list[Callable[[Context, Question], list[Outbound]]] = []
        self.acknowledgements: list[Listener] = []
        self.reflexes: list[Reflex] = []
        self.dead: dict[str, DeadListener] = {}
        self.by_hand: dict[str, DeadListener] = {}

    def command(
        self,
        *words: str,
        asks: Action | None = None,
        where: Where = Where.ANY,
        help: Help | None = None,  # noqa: A002  # it is called help where people read it
        guests: bool = False,
        phrases: Iterable[str] = (),
        glued: bool = False,
        unbound: bool = False,
        alarms: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Answer to ``/word``, to ``word …`` in private, and to the bare words of handbook §3.1 in groups."""

        def keep(handler: Handler) -> Handler:
            self.routes.append(
                Route(self.area, words, handler, asks, where, help, guests, tuple(phrases), glued, unbound, alarms)
            )
            return handler

        return keep

    def pattern(
        self, pattern: str, *, asks: Action | None = None, where: Where = Where.ANY, guests: bool = False
    ) -> Callable[[Handler], Handler]:
        """Answer to a sentence in which ``pattern`` is found (searched in the normalised text), if nothing else claims it."""

        def keep(handler: Handler) -> Handler:
            route = Route(self.area, (pattern,), handler, asks, where, None, guests)
            self.patterns.append((re.compile(pattern), route))
            return handler

        return keep

    def form(self, form: Form) -> Form:
        """Make a form known."""
        self.forms.append(form)
        return form

    def alarm(self, listener: Listener) -> Listener:
        """Look first at whatever is addressed to the bot and is neither a command nor the answer in a form without alarms."""
        self.alarms.append(listener)
        return listener

    def otherwise(self, rank: int) -> Callable[[Listener], Listener]:
        """Look at what nothing else has claimed; the smaller ``rank`` first, until one does not say None."""

        def keep(listener: Listener) -> Listener:
            self.others.append((rank, listener))
            return listener

        return keep

    def changed(self, listener: ChangeListener) -> ChangeListener:
        """Be told that somebody has taken back or changed a message that was taken in."""
        self.changes.append(listener)
        return listener

    def acknowledge(self, listener: Listener) -> Listener:
        """Hear 收到, 好的, 1 or its emoji said in a group without calling the bot; None or nothing: as if it had not been said."""
        self.acknowledgements.append(listener)
        return listener

    def reflex(self, reflex: Reflex) -> Reflex:
        """Answer without the database (architecture.md, Urgent)."""
        self.reflexes.append(reflex)
        return reflex

    def on_dead(self, kind: str) -> Callable[[DeadListener], DeadListener]:
        """Be told when a message about ``kind:…`` will never arrive."""

        def keep(listener: DeadListener) -> DeadListener:
            self.dead[kind] = listener
            return listener

        return keep

    def on_by_hand(self, kind: str) -> Callable[[DeadListener], DeadListener]:
        """Be told when a group message about ``kind:…`` must be passed on by a person: the bot is not there."""

        def keep(listener: DeadListener) -> DeadListener:
            self.by_hand[kind] = listener
            return listener

        return keep

    def on_hand_over(
        self, listener: Callable[[Context, Question], list[Outbound]]
    ) -> Callable[[Context, Question], list[Outbound]]:
        """Take over a conversation that has failed three times."""
        self.hands_over.append(listener)
        return listener


_MARKS = frozenset("/、\\!")
_LATIN = re.compile(r"[a-z][a-z0-9_]{0,31}")
_BREAK = re.compile(r"[\s:,.;!?#【\[(\"'0-9a-z]|$")
_LEADING = re.compile(r"^[\s:,.;、]+")
_CLOSING = " .,!?~。，！？～、…啊呀呢吧哦"


@dataclass
class Routes:
    """All routers merged: what ``receive`` asks."""

    by_word: dict[str, Route] = field(default_factory=dict[str, Route])
    by_phrase: dict[str, Route] = field(default_factory=dict[str, Route])
    patterns: list[tuple[re.Pattern[str], Route]] = field(default_factory=list[tuple[re.Pattern[str], Route]])
    routes: list[Route] = field(default_factory=list[Route])
    alarms: list[Listener] = field(default_factory=list[Listener])
    others: list[Listener] = field(default_factory=list[Listener])
    acknowledgements: list[Listener] = field(default_factory=list[Listener])
    changes: list[ChangeListener] = field(default_factory=list[ChangeListener])
    reflexes: list[Reflex] = field(default_factory=list[Reflex])
    dead: dict[str, DeadListener] = field(default_factory=dict[str, DeadListener])
    by_hand: dict[str, DeadListener] = field(default_factory=dict[str, DeadListener])
    registry: Registry = field(default_factory=Registry)
    longest: int = 0

    @classmethod
    def of(cls, routers: Iterable[Router]) -> "Routes":
        """Merge.

        Raises:
            ValueError: a word, phrase or form is claimed twice; names both areas.
        """
        merged = cls()
        others: list[tuple[int, Listener]] = []
        for router in routers:
            for route in router.routes:
                merged.routes.append(route)
                merged._claim(merged.by_word, route, route.words)
                merged._claim(merged.by_phrase, route, route.phrases)
            merged.patterns += router.patterns
            merged.alarms += router.alarms
            merged.acknowledgements += router.acknowledgements
            merged.changes += router.changes
            merged.reflexes += router.reflexes
            merged.dead |= router.dead
            merged.by_hand |= router.by_hand
            others += router.others
            for form in router.forms:
                merged.registry.add(form)
            for listener in router.hands_over:
                merged.registry.hand_over = listener
        merged.others = [listener for _, listener in sorted(others, key=lambda pair: pair[0])]
        merged.longest = max((len(word) for word in merged.by_word), default=0)
        return merged

    @staticmethod
    def _claim(table: dict[str, Route], route: Route, words: Iterable[str]) -> None:
        for word in words:
            if word in table:
                raise ValueError(f"{word!r} is claimed by {table[word].area} and by {route.area}")
            table[word] = route

    def find(self, text: str, *, marked: bool, private: bool) -> Found | None:
        """The command at the head of normalised ``text`` (mention and mark already taken off), if there is one."""
        for length in range(min(self.longest, len(text)), 0, -1):
            word = text[:length]
            route = self.by_word.get(word)
            if route is None:
                continue
            rest = text[length:]
            clean = bool(_BREAK.match(rest)) and not (word[-1].isascii() and rest[:1].isalnum())
            if clean or (not word[-1].isascii() and (marked or (private and route.glued))):
                skipped = _LEADING.match(rest)
                start = length + (skipped.end() if skipped else 0)
                return Found(route, word, start, start >= len(text))
        return None

    def begins_with_command(self, text: str) -> bool:
        """Whether normalised text without its mark is a command: what ``addressing`` asks."""
        return self.find(text, marked=True, private=False) is not None

    def reflex(self, text: str) -> str | None:
        """What must be answered at once to normalised ``text``, whatever else fails."""
        return next((said for reflex in self.reflexes if (said := reflex(text)) is not None), None)

    def phrase(self, text: str) -> Route | None:
        """The route that ``text`` means as a whole sentence."""
        bare = text.strip(_CLOSING)
        return self.by_phrase.get(bare) or self.by_phrase.get(text)

    def keyword(self, text: str) -> Route | None:
        """The route whose pattern is found in ``text``."""
        return next((route for pattern, route in self.patterns if pattern.search(text)), None)

    def help_for(self, roles: frozenset[Role]) -> tuple[HelpLine, ...]:
        """The menu of these roles, most useful first: the best rank that any role gives an item; only what they may do."""
        held = roles | {Role.VILLAGER}
        ranked = [
            (min(route.help.ranks[role] for role in held if role in route.help.ranks), route.name, route.help.text)
            for route in self.routes
            if route.help is not None
            and any(role in route.help.ranks for role in held)
            and (route.asks is None or grant(route.asks, roles) is not Grant.NO)
        ]
        return tuple(HelpLine(text, name) for _, name, text in sorted(ranked))

    def menu(self, only: frozenset[str] | None = None) -> tuple[tuple[str, str], ...]:
        """(Latin word, what it does) of what a villager may say, the most useful first; ``only``: of these commands alone."""
        held = frozenset({Role.VILLAGER})
        found: list[tuple[int, str, str]] = []
        for route in self.routes:
            rank = route.help.ranks.get(Role.VILLAGER, 99) if route.help else 99
            word = next((word for word in route.words if _LATIN.fullmatch(word)), None)
            wanted = route.name in only if only is not None else route.help is not None and rank < 99
            may = route.asks is None or grant(route.asks, held) is not Grant.NO
            if word and wanted and may:
                found.append((rank, word, route.help.text if route.help else route.name))
        return tuple((word, text) for _, word, text in sorted(found))


def unmarked(text: str) -> tuple[str, bool]:
    """Normalised text without its command mark (``/ 、 \\ !``), and whether it had one."""
    bare = text.lstrip()
    return (bare[1:].lstrip(), True) if bare[:1] in _MARKS else (bare, False)
