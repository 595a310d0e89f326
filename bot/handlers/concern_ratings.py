"""The reporter's word on the outcome: 评价, the rating asked in private, 满意 said later (handbook §3.3, ruling 5)."""

from bot.actions import concern_ratings as ratings
from bot.actions import concerns as act
from bot.actions.errors import Refused
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import concern_answers as heard
from bot.domain import concerns as rules
from bot.domain.concern_states import State
from bot.domain.concerns import Concern, Outcome, Rating
from bot.domain.roles import Action
from bot.forms import Draft, Form, Misread, NotAnswer, Step
from bot.messages import Outbound
from bot.router import Router
from bot.storage import concerns as rows
from bot.texts import concern_progress as say_progress

router = Router("concerns")


@router.command("评价", "rate", guests=True, asks=Action.FILE_CONCERN)
def rate(ctx: Context) -> list[Outbound]:
    """评价 7 1 — the reporter's word on the outcome."""
    said, end = rules.take_number(ctx.text)
    words = ctx.text[end:].strip()
    waiting = _waiting(ctx)
    if said and not words and len(waiting) == 1 and (only := heard.read_rating(said)) is not None:
        return _rated(ctx, waiting[0], only)  # 评价 1, and one is waiting
    if not said:
        words = ctx.text
        if len(waiting) != 1:
            raise Refused(say_progress.which("评价") if waiting else say_progress.no_claim_to_rate())
        found = waiting[0]
    else:
        found = _named(ctx, said)
    rating = heard.read_rating(words) if words else None
    if rating is None:
        raise Refused(say_progress.rate_again())
    return _rated(ctx, found, rating)


def _named(ctx: Context, said: str) -> Concern:
    found = act.find_own(ctx.work, ctx.person.id, said)
    if found is None or ctx.person.id in found.hidden_from:
        raise Refused(say_progress.not_found())
    if ctx.in_group and found.private:
        raise Refused(say_progress.none_here())
    return found


def _waiting(ctx: Context) -> list[Concern]:
    mine = rows.list_of_reporter(ctx.db, ctx.work.town, ctx.person.id)
    return [one for one in mine if one.state is State.RESOLVED and one.reporter == ctx.person.id]


def _rated(ctx: Context, found: Concern, rating: Rating) -> list[Outbound]:
    if found.reporter != ctx.person.id:
        raise Refused(say_progress.not_found())
    answer, told = ratings.rate(ctx.work, found, rating)
    return ctx.reply_privately(answer, about=found.about, why="评价") + told


def _ask_rating(_work: Work, draft: Draft) -> str:
    return say_progress.ask_rating(str(draft["number"]), str(draft["title"]), str(draft["how"]))


def _read_rating(ctx: Context, _draft: Draft) -> object:
    rating = heard.read_rating(ctx.full)
    if rating is not None:
        return int(rating)
    if answers.number(ctx.full.strip(" .。")) is not None:
        raise Misread(say_progress.rate_again())
    raise NotAnswer


def _finish_rating(ctx: Context, draft: Draft) -> list[Outbound]:
    found = rows.get_concern(ctx.db, ctx.work.town, str(draft["number"]))
    try:
        answer, told = ratings.rate(ctx.work, found, Rating(int(str(draft["rating"]))))
    except Refused as refused:
        return ctx.reply(str(refused), about=found.about)
    return ctx.reply(answer, about=found.about, why="评价") + told


RATING = router.form(
    Form(
        ratings.RATING_FORM,
        (Step("rating", _ask_rating, _read_rating),),
        _finish_rating,
        waits=True,
        lives=rules.RATING_DAYS,
    )
)


@router.otherwise(45)
def rating_words(ctx: Context) -> list[Outbound] | None:
    """满意 in private although the question has gone: of the one thing that waits for it."""
    if ctx.in_group or not ctx.full or answers.number(ctx.full) is not None or len(ctx.full) > 8:
        return None
    rating = heard.read_rating(ctx.full)
    waiting = _waiting(ctx) if rating is not None else []
    if rating is not None and not waiting:
        return _too_late(ctx, rating)
    return _rated(ctx, waiting[0], rating) if rating is not None and len(waiting) == 1 else None


def _too_late(ctx: Context, rating: Rating) -> list[Outbound] | None:
    """满意, when the week for it is over: thanked for; 没好: whether it is to be done again."""
    for one in rows.list_of_reporter(ctx.db, ctx.work.town, ctx.person.id):
        late = one.state is State.CLOSED and one.outcome is Outcome.UNRATED and one.reporter == ctx.person.id
        if late and one.closed_at is not None and ctx.now - one.closed_at <= 2 * rules.RATING_DAYS:
            if rating in {Rating.GOOD, Rating.FAIR}:
                return ctx.reply(say_progress.closed_before(one), about=one.about)
            return ctx.begin("concern_reopen", {"number": one.number})
    return None
