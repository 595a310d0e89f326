"""A message taken back or changed by its sender: what it has caused is asked about, drafts go at once (handbook §3.9)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions.concern_handling import handles
from bot.actions.concern_steps import note_move, to_people
from bot.actions.concerns import must_be_private, understand
from bot.context import Work
from bot.domain import concerns as rules
from bot.domain.concern_states import State
from bot.domain.concerns import Concern
from bot.ids import PersonId
from bot.messages import Outbound
from bot.storage import concern_attachments as attachments
from bot.storage import concerns as rows
from bot.storage import questions
from bot.texts import concern_recalls as say

SOON = timedelta(minutes=2)
"""So long after filing a recall is about what was filed."""
CHANGED_WITHIN = timedelta(minutes=30)
_KEPT = frozenset({"concern_rating", "concern_same", "concern_correct"})


def find_filed(work: Work, person: PersonId, at: datetime, within: timedelta) -> Concern | None:
    """What the message that came ``at`` was filed as: the same unit of work had one moment. None when too long ago, or over."""
    if work.now - at > within:
        return None
    mine = rows.list_of_reporter(work.db, work.town, person, 10)
    return next((one for one in mine if one.filed_at == at and not one.final and one.state is not State.RESOLVED), None)


def drop_drafts(work: Work, person: PersonId, place: str, at: datetime, key: str) -> bool:
    """Forget what that message has begun: the question about it with the words in it, and what was attached. Whether there was any."""
    begun = [
        one
        for one in questions.list_open(work.db, work.town, person, place)
        if one.asked_at == at and one.form.startswith("concern") and one.form not in _KEPT
    ]
    for one in begun:
        questions.erase(work.db, work.town, one.id)
    attachments.drop_waiting_from(work.db, work.town, key)
    return bool(begun)


def change_words(work: Work, concern: Concern, text: str) -> tuple[Concern, list[Outbound]]:
    """The new words take the old ones' place; once private, private for good."""
    routed = understand(work, text)
    private = concern.private or must_be_private(text, routed)
    changed = replace(concern, text=text.strip()[: rules.MAX_TEXT], private=private)
    rows.change(work.db, work.town, changed)
    note_move(work, changed, "reword", concern.state.value, concern.state.value)
    hands = [concern.claimed_by] if concern.claimed_by else list(rules.handlers(changed, work.directory, work.now))
    told = [person for person in hands if handles(work, changed, person)]
    return changed, to_people(work, changed, told, say.reworded_for_you(changed), "本人改了说法")
