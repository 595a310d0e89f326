"""What follows the reporter's word on the outcome: closed, done again one tier up, explained; and the points for it (handbook §4.3)."""

from bot import forms
from bot.actions import points
from bot.actions.concern_steps import (
    category_name,
    followers,
    is_night,
    move,
    photos_of,
    reporter_name,
    to_people,
    who_handles,
)
from bot.actions.errors import Refused
from bot.context import Work
from bot.domain import concern_clocks as clocks
from bot.domain import concerns as rules
from bot.domain.concern_states import Event, State
from bot.domain.concerns import Concern, Desk, Outcome, Rating
from bot.domain.consents import Purpose
from bot.domain.directory import WARDEN_ROLES, Tier
from bot.domain.points import RESOLVE, SATISFIED
from bot.domain.urgent import Alarm
from bot.ids import PersonId
from bot.messages import InChat, Outbound, ToPerson
from bot.storage import concerns as rows
from bot.storage import consents
from bot.texts import concern_handling as tell
from bot.texts import concern_progress as say_progress

RATING_FORM = "concern_rating"


def ask_rating(work: Work, moved: Concern) -> list[Outbound]:
    if moved.reporter == moved.claimed_by:
        return []
    if not may_be_rated(moved):
        if moved.alarm and Alarm(moved.alarm).quiet:
            return []
        return to_people(work, moved, [moved.reporter], say_progress.handled(moved, cut(moved.resolution)), "处理情况")
    text = say_progress.ask_rating(moved.number, moved.title, cut(moved.resolution))
    prompt = Outbound(ToPerson(moved.reporter), text, wakes=not is_night(work), about=moved.about, why="办结回访")
    draft = {"number": moved.number, "title": moved.title, "how": cut(moved.resolution)}
    return forms.ask(work, moved.reporter, RATING_FORM, "rating", draft, prompt, lives=rules.RATING_DAYS)


def may_be_rated(concern: Concern) -> bool:
    """Whether “are you satisfied?” may be asked: not where life was at stake."""
    return concern.alarm not in {Alarm.LIFE.value, Alarm.CRISIS.value, Alarm.HOME.value}


def cut(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


def awaits_explanation(concern: Concern) -> bool:
    """Reopened twice and still not solved: only a written explanation ends it."""
    return concern.rating > Rating.FAIR and not concern.final


def rate(work: Work, concern: Concern, rating: Rating) -> tuple[str, list[Outbound]]:
    """The reporter's word on the outcome: the answer to them, and the messages to others.

    Raises:
        Refused: it is not waiting for a rating.
    """
    if concern.state is State.CLOSED and not rating.ends:
        return _reopened(work, concern, Event.REOPEN, rating)
    if concern.state is not State.RESOLVED:
        raise Refused(say_progress.no_claim_to_rate() if not concern.final else say_progress.cannot_now(concern))
    forms.withdraw(work, RATING_FORM, lambda draft: draft.get("number") == concern.number)
    if not rating.ends:
        return _reopened(work, concern, Event.RATE_BAD, rating)
    moved = move(work, concern, Event.RATE_GOOD, rating=int(rating), outcome=Outcome.RATED)
    _credit_resolved(work, moved)
    told: list[Outbound] = []
    if moved.claimed_by is not None:
        word = "满意" if rating is Rating.GOOD else "一般"
        told = to_people(work, moved, [moved.claimed_by], tell.rated(moved, word), "回访结果")
    return say_progress.thanks(rating), told + _tell_group(work, moved)


def _tell_group(work: Work, moved: Concern) -> list[Outbound]:
    """Two lines without names where it was filed, unless its reporter does not want them."""
    if moved.chat is None or moved.private or moved.alarm or moved.unannounced:
        return []
    if consents.refuses(work.db, work.town, moved.reporter, Purpose.ECHO):
        return []
    text = say_progress.done_in_group(moved, who_handles(work, moved))
    return [Outbound(InChat(moved.chat), text, about=moved.about, why="群里登记的,办好在群里说")]


def call_back(work: Work, concern: Concern) -> list[Outbound]:
    """回访: the reporter is asked once more; of one that nobody has rated, too.

    Raises:
        Refused: it is not done, or it has been rated.
    """
    if concern.state is State.CLOSED and concern.outcome is Outcome.UNRATED and may_be_rated(concern):
        points.take_back(work, f"{concern.about}:resolved")
        due = work.now + rules.RATING_DAYS
        concern = move(work, concern, Event.CALL_BACK, due_at=due, outcome=Outcome.NONE, closed_at=None)
    elif concern.state is not State.RESOLVED:
        raise Refused(tell.call_back_not(concern))
    forms.withdraw(work, RATING_FORM, lambda draft: draft.get("number") == concern.number)
    text = say_progress.asked_again(concern.number, concern.title, cut(concern.resolution))
    prompt = Outbound(ToPerson(concern.reporter), text, about=concern.about, why="回访")
    draft = {"number": concern.number, "title": concern.title, "how": cut(concern.resolution)}
    return forms.ask(work, concern.reporter, RATING_FORM, "rating", draft, prompt, lives=rules.RATING_DAYS)


def _reopened(work: Work, concern: Concern, event: Event, rating: Rating) -> tuple[str, list[Outbound]]:
    """Not satisfied: one tier up, twice at most; the third time an explanation is due."""
    points.take_back(work, f"{concern.about}:resolved")
    last = concern.reopened >= rules.MAX_REOPENED
    desk = _desk_to_explain(work, concern) if last else _desk_above(work, concern)
    moved = move(
        work,
        concern,
        event,
        tier=desk.tier,
        desk=desk.unit,
        claimed_by=None,
        rating=int(rating) if last else 0,
        outcome=Outcome.NONE,
        closed_at=None,
        reopened=min(concern.reopened + 1, rules.MAX_REOPENED),
        ack_due_at=clocks.acknowledge_by(concern.level, work.now, work.settings),
        due_at=clocks.resolve_by(concern.level, desk.tier, work.now, work.settings),
    )
    who, reporter = who_handles(work, moved), reporter_name(work, moved)
    if last:
        news = tell.explain_case(moved, reporter, cut(concern.resolution))
        return say_progress.explained_next(moved, who), to_people(work, moved, desk.people, news, "重办两次仍不满意")
    news = tell.again_case(moved, category_name(moved.category), reporter, cut(concern.resolution))
    told = to_people(work, moved, desk.people, news, "不满意,上一级重办", files=photos_of(work, moved.number))
    told += to_people(work, moved, followers(work, moved), say_progress.handed_on(moved, who), "不满意,上一级重办")
    before = [who_ for who_ in [concern.claimed_by] if who_ is not None and who_ not in desk.people]
    return say_progress.again_above(moved, who), told + to_people(
        work, moved, before, tell.not_solved(moved, who), "不满意"
    )


def _desk_above(work: Work, concern: Concern) -> Desk:
    away = rules.kept_from(concern)
    above = rules.desk_above(work.directory, concern.desk, work.now, away)
    return above or rules.desk_of(work.directory, concern.desk, concern.tier, work.now, away)


def _desk_to_explain(work: Work, concern: Concern) -> Desk:
    tier = concern.tier if concern.tier.rank > Tier.VILLAGE.rank else Tier.VILLAGE
    return rules.desk_of(work.directory, concern.unit, tier, work.now, rules.kept_from(concern))


def not_rated_in_time(work: Work, number: str) -> list[Outbound]:
    """Seven days of silence (the clock): closed as unrated, which is not satisfied."""
    concern = rows.find_concern(work.db, work.town, number)
    if concern is None or concern.state is not State.RESOLVED:
        return []
    moved = move(work, concern, Event.LAPSE, outcome=Outcome.UNRATED)
    forms.withdraw(work, RATING_FORM, lambda draft: draft.get("number") == number)
    _credit_resolved(work, moved)
    return _tell_group(work, moved)


def _credit_resolved(work: Work, concern: Concern) -> None:
    """Points of handbook §5.1: for what the neighbourhood's own level has solved, one more when 满意."""
    if concern.tier is not Tier.NEIGHBOURHOOD or concern.claimed_by is None or concern.reporter == concern.claimed_by:
        return
    credit(work, concern.claimed_by, RESOLVE, f"{concern.about}:resolved")
    if concern.rating == Rating.GOOD:
        credit(work, concern.claimed_by, SATISFIED, f"{concern.about}:resolved")


def credit(work: Work, person: PersonId, kind: str, cause: str) -> None:
    if work.directory.roles_of(person, work.today) & set(WARDEN_ROLES):
        points.credit(work, person, kind, cause, work.today)
