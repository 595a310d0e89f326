"""What people answer about a key task: words through the notices' gates, a day ahead. Shared by its dialogue and by 任务 改."""

import re
from datetime import date, timedelta

from bot.actions import notice_drafts as drafts
from bot.context import Context
from bot.domain import notice_gates as gates
from bot.domain import tasks as rules
from bot.domain.notice_dates import day_ahead
from bot.forms import Blocked, Misread
from bot.texts import tasks as say


def gated(ctx: Context, part: str, text: str) -> str:
    """The text, when its gate lets it pass.

    Raises:
        Misread: it is empty. Blocked: it may not stand.
    """
    if fault := drafts.gate(ctx.work, part, text):
        kinds = {found.kind for found in gates.faults(text, gates.MOST[part], ctx.work.settings.link_hosts)}
        raise Misread(fault) if gates.Kind.EMPTY in kinds else Blocked(fault)
    return text


_ONLY_A_DAY = re.compile(
    r"^(?:到|截止到?|就到)?(?:\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*[日号]?|\d{1,2}[日号]|(?:这个?|本|下个?)?月底|年底|明天|后天)(?:以?前|之前|为?止|截止)?[。.!！]?$"
)


def body(ctx: Context, text: str) -> str:
    """What is to be done.

    Raises:
        Misread: no words. Blocked: too long, or a gate.
    """
    if len(text) > rules.LONGEST_BODY:
        raise Blocked(say.too_long(rules.LONGEST_BODY))
    if not re.search(r"\w", text) or _ONLY_A_DAY.match(text):
        raise Misread(say.ask_body())
    return gated(ctx, "body", text)


def last_day(text: str, today: date) -> str:
    """The last day, as JSON has it.

    Raises:
        Misread: no day, a past one, one too far off.
    """
    day = day_ahead(text, today)
    if day is None:
        raise Misread(say.no_day())
    if day < today:
        raise Misread(say.past_day())
    if day > today + timedelta(days=rules.MOST_DAYS):
        raise Misread(say.far_day())
    return day.isoformat()
