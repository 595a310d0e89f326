"""批准: one word for several matters: #231 is a reversal of points, 规则3 a change of the points table, 异议3 points for an objection, 荣誉3 an honour, 结算 a period's settlement; anything else is a notice's number."""

import re
from dataclasses import dataclass, field

from bot.actions import honours, objections, point_reversals, point_rules, settlement_signing
from bot.context import Work
from bot.domain.settlements import Signing
from bot.messages import Outbound

_CHECK_IN = re.compile(r"#\s*(\d{1,9})")
_RULE = re.compile(r"(?:积分)?规则\s*#?(\d{1,9})号?")
_OBJECTION = re.compile(r"异议\s*#?(\d{1,9})号?")
_HONOUR = re.compile(r"荣誉\s*#?(\d{1,9})号?")
_SETTLEMENT = re.compile(r"结算")


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
    said = reference.strip(" .。!")
    if found := _CHECK_IN.fullmatch(said):
        return Approved(*point_reversals.approve_reversal(work, int(found[1])))
    if found := _RULE.fullmatch(said):
        return Approved(*point_rules.approve(work, int(found[1])))
    if found := _OBJECTION.fullmatch(said):
        return Approved(*objections.agree(work, int(found[1])))
    if found := _HONOUR.fullmatch(said):
        return Approved(*honours.approve(work, int(found[1])))
    if _SETTLEMENT.search(said) and len(said) <= 30:
        return Approved(*settlement_signing.sign(work, _SETTLEMENT.sub(" ", said, count=1), Signing.APPROVE))
    return None
