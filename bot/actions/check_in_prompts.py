"""What the questions of a check-in say, from the draft that they are about."""

from datetime import date

from bot.actions.check_in_answers import texts
from bot.actions.check_in_reading import Draft
from bot.context import Work
from bot.domain.check_ins import Kind
from bot.texts import check_in_questions as asking


def ask_meant(_work: Work, _draft: Draft) -> str:
    """Whether it is a check-in at all."""
    return asking.ask_meant()


def ask_kind(_work: Work, _draft: Draft) -> str:
    """Which kind."""
    return asking.ask_kind()


def ask_what(_work: Work, _draft: Draft) -> str:
    """What was done."""
    return asking.ask_what()


def ask_who(_work: Work, draft: Draft) -> str:
    """Which of several."""
    return asking.ask_who(str(draft["asked"]), texts(draft["names"]))


def ask_day(_work: Work, draft: Draft) -> str:
    """Which day."""
    guess = str(draft.get("guess", ""))
    return asking.ask_day(str(draft.get("word", "")), date.fromisoformat(guess) if guess else None)


def ask_minutes(_work: Work, draft: Draft) -> str:
    """Whether so long."""
    return asking.ask_minutes(int(str(draft["long"])))


def ask_reason(_work: Work, draft: Draft) -> str:
    """Why so late."""
    return asking.ask_reason(date.fromisoformat(str(draft["on"])))


def ask_need(_work: Work, draft: Draft) -> str:
    """Whether a need becomes a concern."""
    return asking.offer_concern(str(draft["need"]), int(str(draft["number"])))


def ask_met(_work: Work, draft: Draft) -> str:
    """Whether anybody was met."""
    return asking.ask_met(Kind(str(draft["kind"])), int(str(draft["number"])))


def ask_near(_work: Work, draft: Draft) -> str:
    """Which of a few kinds."""
    return asking.ask_near([Kind(one) for one in texts(draft["kinds"])], int(str(draft["number"])))


def ask_target(_work: Work, draft: Draft) -> str:
    """Whom it was about."""
    return asking.ask_target(Kind(str(draft["kind"])))
