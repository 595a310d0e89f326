"""批准: one word for two matters. A reference that begins with # is a reversal of points, anything else a notice's number."""

import re
from dataclasses import dataclass, field

from bot.actions import points
from bot.context import Work
from bot.messages import Outbound

_CHECK_IN = re.compile(r"#\s*(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Approved:
    """What the approver is told, and the messages to others."""

    text: str
    others: list[Outbound] = field(default_factory=list[Outbound])


def approve(work: Work, reference: str) -> Approved | None:
    """Approve what ``reference`` (normalised) names; None when it is no matter of points: the notices' own question.

    Raises:
        Refused: not by this person, or nothing waits.
    """
    found = _CHECK_IN.fullmatch(reference.strip())
    if found is None:
        return None
    text, others = points.approve_reversal(work, int(found[1]))
    return Approved(text, others)
