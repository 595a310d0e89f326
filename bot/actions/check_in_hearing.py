"""Whether what a warden says in private, without 打卡, is a check-in: read against the warden's own list."""

from bot.actions import check_ins as act
from bot.actions.check_in_reading import LONGEST
from bot.context import Work
from bot.domain.check_in_acts import read_sentences
from bot.domain.check_in_telling import Telling, telling


def hear(work: Work, text: str) -> Telling:
    """How far normalised ``text`` tells of something done by the actor; who serves as no warden tells of nothing."""
    if work.actor is None or len(text) < 4 or not act.may_check_in(work):
        return Telling.NO
    text = text[:LONGEST]
    residents = act.residents_of(work, work.actor)
    return telling(text, read_sentences(text, residents, work.today, work.actor.household))


def tells(work: Work, text: str) -> bool:
    """Whether it can only be a check-in."""
    return hear(work, text) is Telling.SURE
