"""Conversations as data: a form is a row of steps, and where a person has got to in it is a row of the database.

Rules of this file: one started form at a time a person and place; ratings, consents and follow-ups (``waits``) stand in line
behind it, the latest asked first; 取消, 上一步 and 重说 work in every form; three answers that cannot be read hand over to a person
and keep the draft; a form of an older version is taken up at its first step (handbook rulings 2, 9, 20).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.context import Context, Work
from bot.domain.choices import choices_in
from bot.domain.questions import Question
from bot.ids import ChatId, PersonId
from bot.messages import InChat, Outbound, ToPerson
from bot.storage import questions as rows
from bot.texts import forms as say

Draft = Mapping[str, object]
"""What has been answered so far, by the steps' names; JSON values only."""

TEN_MINUTES = timedelta(minutes=10)
CANCEL = frozenset({"取消", "算了", "不弄了", "退出", "不用了", "不搞了"})
DECLINED = "不用了"
BACK = frozenset({"上一步", "返回", "退回上一步"})
AGAIN = frozenset({"重说", "再说一遍", "啥意思", "什么意思", "没看懂"})


class Misread(Exception):
    """An answer could not be read. Its text says to the person what to write instead; it counts as a failure."""


class Blocked(Misread):
    """An answer was read but may not stand (a gate): said so, and not counted as a failure (ruling 9)."""


class NotAnswer(Exception):
    """What was said is no answer to this question: let the router look at it as if nothing had been asked."""


@dataclass(frozen=True, slots=True)
class Several:
    """What a step may read instead of its own answer: answers to several questions at once (a file). ``before`` stands above the next."""

    answers: Draft
    before: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a form."""

    name: str
    ask: Callable[[Work, Draft], str]
    """The prompt; says how to answer."""
    read: Callable[[Context, Draft], object]
    """The JSON value of an answer, or Several (``ctx.text`` normalised, ``ctx.original`` as written). Raises Misread, Blocked, NotAnswer."""
    free: bool = False
    """Takes any sentence: then a command word with words behind it is an answer, unless it carries a mark (``/``)."""
    needed: Callable[[Draft], bool] = lambda _draft: True
    words: frozenset[str] = frozenset()
    """Words that are an answer here though they are commands elsewhere (本邻, when asked to whom)."""
    declines: bool = False
    """不用了 is an answer here (no receipt, no attachment), not a way out of the form."""


@dataclass(frozen=True, slots=True)
class Form:
    """A conversation. ``finish`` gets the full draft when no step is left."""

    name: str
    steps: tuple[Step, ...]
    finish: Callable[[Context, Draft], list[Outbound]]
    version: int = 1
    lives: timedelta = TEN_MINUTES
    lapse: Callable[[Work, Question], list[Outbound]] | None = None
    """What is done when nobody answers in time (``work.actor`` is the one asked); None: forgotten in silence."""
    waits: bool = False
    cancelled: Callable[[Context, Draft], list[Outbound]] | None = None
    repeats: bool = True
    """A waiting question is asked again when what stood before it is over."""
    alarms: bool = True
    """Whether urgent words inside an answer raise the alarm; a notice's text does not."""

    def step(self, name: str) -> Step:
        """The step called ``name``; the first one when a newer version has no such step."""
        return next((step for step in self.steps if step.name == name), self.steps[0])

    def following(self, draft: Draft) -> Step | None:
        """The first step that is needed and not yet answered."""
        return next((step for step in self.steps if step.name not in draft and step.needed(draft)), None)

    def before(self, name: str, draft: Draft) -> Step | None:
        """The answered step that came last before ``name``."""
        answered = [step for step in self.steps[: self.steps.index(self.step(name))] if step.name in draft]
        return answered[-1] if answered else None


@dataclass(slots=True)
class Registry:
    """All forms by name; a name given twice stops the start."""

    forms: dict[str, Form] = field(default_factory=dict[str, Form])
    hand_over: Callable[[Context, Question], list[Outbound]] | None = None

    def add(self, form: Form) -> Form:
        """Make a form known."""
        if form.name in self.forms:
            raise ValueError(f"two forms are called {form.name!r}")
        self.forms[form.name] = form
        return form


def start(
    ctx: Context, form: Form, draft: Draft | None = None, *, before: str = "", privately: bool = False
) -> list[Outbound]:
    """Begin ``form`` with who is speaking, where they speak (``privately``: in their private chat), in place of any started one.

    ``before`` is a line put in front of the first prompt. A form with nothing left to ask is finished at once.
    """
    given = dict(draft or {})
    step = form.following(given)
    if step is None:
        return form.finish(ctx, given)
    place = "" if privately else ctx.place_key
    if not form.waits:
        _drop_started(ctx.work, ctx.person.id, place)
    prompt = _joined(before, step.ask(ctx.work, given))
    replies = ctx.reply_privately(prompt, why=form.name) if privately else ctx.reply(prompt, why=form.name)
    _store(ctx.work, ctx.person.id, place, form.name, form.version, step.name, given, form.waits, form.lives, True)
    return _with_choices(replies)


def ask(
    work: Work,
    person: PersonId,
    form: str,
    step: str,
    draft: Draft,
    prompt: Outbound,
    *,
    lives: timedelta = TEN_MINUTES,
    version: int = 1,
) -> list[Outbound]:
    """Put a waiting question to somebody (a rating, a consent): asked at once, or when the form they are in is over.

    Used by actions and jobs, which do not know forms: the prompt of the first asking is theirs.
    """
    place = prompt.to.chat if isinstance(prompt.to, InChat) else ""
    busy = any(not open_.waits for open_ in rows.list_open(work.db, work.town, person, place))
    _store(work, person, place, form, version, step, draft, True, lives, not busy)
    return [] if busy else _with_choices([prompt])


def withdraw(work: Work, form: str, matches: Callable[[Draft], bool]) -> None:
    """Take back open questions of a form whose draft ``matches``: the matter has been settled another way."""
    for open_ in rows.list_waiting(work.db, work.town, form):
        if matches(open_.draft):
            rows.erase(work.db, work.town, open_.id)


def answer(ctx: Context, registry: Registry, question: Question) -> list[Outbound]:
    """Take what was said as the answer to ``question``.

    Raises:
        NotAnswer: the step says that this was something else; nothing has been written.
    """
    form = registry.forms.get(question.form)
    if form is None:
        rows.erase(ctx.db, ctx.work.town, question.id)
        raise NotAnswer
    said = ctx.full.rstrip("。.!！~ ")
    step = form.step(question.step)
    if said in CANCEL and not question.waits and not (step.declines and said == DECLINED):
        return _cancel(ctx, registry, form, question)
    if said in BACK and (earlier := form.before(question.step, question.draft)):
        kept = {name: value for name, value in question.draft.items() if name != earlier.name}
        return _ask_step(ctx, form, question, earlier, kept)
    if said in AGAIN or (said in BACK and not question.waits):  # at the first question there is nothing before
        return _ask_step(ctx, form, question, step, question.draft)
    try:
        value = step.read(ctx, question.draft)
    except Blocked as blocked:
        return _stay(ctx, question, str(blocked))
    except Misread as misread:
        if ctx.overheard and not step.free:  # most likely talk among neighbours: no nagging in a group
            raise NotAnswer from misread
        return _failed(ctx, registry, question, str(misread))
    several = value if isinstance(value, Several) else Several({step.name: value})
    draft = {**question.draft, **several.answers}
    following = form.following(draft)
    if following is not None:
        return _ask_step(ctx, form, question, following, draft, several.before)
    rows.erase(ctx.db, ctx.work.town, question.id)
    return form.finish(ctx, draft) + _next_in_line(ctx, registry)


def _cancel(ctx: Context, registry: Registry, form: Form, question: Question) -> list[Outbound]:
    """Drop a form that its person gave up."""
    rows.erase(ctx.db, ctx.work.town, question.id)
    replies = form.cancelled(ctx, question.draft) if form.cancelled else ctx.reply(say.cancelled())
    return replies + _next_in_line(ctx, registry)


def lapse(work: Work, registry: Registry, question: Question) -> list[Outbound]:
    """Nobody answered in time: erase the row and do what the form says of it."""
    rows.erase(work.db, work.town, question.id)
    form = registry.forms.get(question.form)
    said = form.lapse(work, question) if form is not None and form.lapse is not None else []
    return said + _ask_unasked(work, registry, question)


def _ask_unasked(work: Work, registry: Registry, over: Question) -> list[Outbound]:
    """What had to wait behind a form that has lapsed is asked now."""
    left = rows.list_open(work.db, work.town, over.person, over.place)
    first = next((one for one in left if one.waits and one.asked_at is None), None)
    form = registry.forms.get(first.form) if first is not None else None
    if first is None or form is None or any(not one.waits for one in left):
        return []
    rows.change(work.db, work.town, replace(first, asked_at=work.now))
    place = InChat(ChatId(over.place)) if over.place else ToPerson(over.person)
    return _with_choices([Outbound(place, form.step(first.step).ask(work, first.draft), why=form.name)])


def _ask_step(
    ctx: Context, form: Form, question: Question, step: Step, draft: Draft, before: str = ""
) -> list[Outbound]:
    moved = replace(
        question,
        version=form.version,
        step=step.name,
        draft=draft,
        failures=0,
        asked_at=ctx.now,
        lapses_at=ctx.now + form.lives,
    )
    rows.change(ctx.db, ctx.work.town, moved)
    return _with_choices(ctx.reply(_joined(before, step.ask(ctx.work, draft)), why=form.name))


def _stay(ctx: Context, question: Question, text: str, failures: int | None = None) -> list[Outbound]:
    count = question.failures if failures is None else failures
    lapses_at = max(question.lapses_at, ctx.now + TEN_MINUTES)
    rows.change(ctx.db, ctx.work.town, replace(question, failures=count, asked_at=ctx.now, lapses_at=lapses_at))
    return _with_choices(ctx.reply(text, why=question.form))


def _failed(ctx: Context, registry: Registry, question: Question, text: str) -> list[Outbound]:
    failures = question.failures + 1
    if failures < 3 or registry.hand_over is None:
        return _stay(ctx, question, text, failures)
    rows.change(ctx.db, ctx.work.town, replace(question, failures=0))
    return registry.hand_over(ctx, question)


def _next_in_line(ctx: Context, registry: Registry) -> list[Outbound]:
    """Ask (again) the waiting question that is now first."""
    waiting = rows.list_open(ctx.db, ctx.work.town, ctx.person.id, ctx.place_key)
    if not waiting or not waiting[0].waits:
        return []
    first = next((one for one in waiting if one.asked_at is None), waiting[0])
    form = registry.forms.get(first.form)
    if form is None or (first.asked_at is not None and not form.repeats):
        return []
    rows.change(ctx.db, ctx.work.town, replace(first, asked_at=ctx.now))
    return _with_choices(ctx.reply(form.step(first.step).ask(ctx.work, first.draft), why=form.name))


def _drop_started(work: Work, person: PersonId, place: str) -> None:
    for open_ in rows.list_open(work.db, work.town, person, place):
        if not open_.waits:
            rows.erase(work.db, work.town, open_.id)


def _store(
    work: Work,
    person: PersonId,
    place: str,
    form: str,
    version: int,
    step: str,
    draft: Draft,
    waits: bool,
    lives: timedelta,
    asked: bool,
) -> None:
    row = Question(
        id=work.new_id(),
        person=person,
        place=place,
        form=form,
        version=version,
        step=step,
        draft=draft,
        failures=0,
        waits=waits,
        asked_at=work.now if asked else None,
        lapses_at=work.now + lives,
    )
    rows.add(work.db, work.town, row)


def _with_choices(prompts: list[Outbound]) -> list[Outbound]:
    """With buttons for what can be answered by number, on platforms that have them."""
    return [one if one.choices else replace(one, choices=choices_in(one.text)) for one in prompts]


def _joined(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
