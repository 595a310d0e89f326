"""The answers to the questions of 发通知, read one by one: to whom, the words behind their gates, receipt, days, phone, what to do with the preview."""

import re
from datetime import datetime
from functools import partial

from bot.actions import notice_drafts as drafts
from bot.actions.errors import UserError
from bot.context import Context, Work
from bot.domain import answers, calendar
from bot.domain import notice_audience as audiences
from bot.domain import notice_dates as days
from bot.domain import notice_drafts as kept
from bot.domain import notice_gates as gates
from bot.domain import notice_repeats as repeats
from bot.domain.directory import Tier
from bot.domain.notices import Audience, Relay
from bot.forms import Blocked, Misread
from bot.forms import Draft as Answers
from bot.normal import normalise
from bot.texts import notice_templates as templates
from bot.texts import notice_writing as ask


def examples(work: Work) -> list[str]:
    """How the actor may name an audience."""
    directory = work.directory
    found: list[str] = []
    for unit in drafts.own_units(work):
        own = directory.units[unit]
        found.append(ask.whole_town() if own.tier is Tier.TOWN else directory.title(unit))
        below = [child.id for child in directory.children(unit) if Audience((child.id,)).chats(directory)]
        found += [directory.title(child) for child in below[:2]]
        if len(below) > 1:
            found.append(ask.all_but(found[-1 - len(below[:2])], directory.title(below[-1])))
    return list(dict.fromkeys(found))[:5]


def gated(ctx: Context, part: str, text: str) -> str:
    """The text, when its gate lets it pass."""
    if fault := drafts.gate(ctx.work, part, text):
        kinds = {found.kind for found in gates.faults(text, gates.MOST[part], ctx.work.settings.link_hosts)}
        raise Misread(fault) if gates.Kind.EMPTY in kinds else Blocked(fault)
    return text


def read_audience(ctx: Context, _draft: Answers) -> dict[str, list[str]]:
    """To whom, as far as the actor may write to them."""
    work = ctx.work
    found = audiences.read_audience(ctx.text, work.directory, drafts.own_units(work))
    if isinstance(found, audiences.Unknown):
        raise Misread(ask.unknown_audience(found.words, examples(work)))
    if isinstance(found, audiences.Unclear):
        raise Blocked(ask.unclear_audience(found.words, [work.directory.title(unit) for unit in found.options]))
    try:
        drafts.check_audience(work, found)
    except UserError as told:
        raise Blocked(str(told)) from told
    return kept.write_audience(found)


def read_body(ctx: Context, _draft: Answers) -> str:
    """The text, behind its gate."""
    return gated(ctx, "body", ctx.original.strip())


def read_plain(ctx: Context, draft: Answers) -> str:
    """大白话, or 同上 where the text is short enough for it."""
    if ctx.text.strip(" .。!") in kept.SAME:
        body = kept.part(draft, "body")
        if len(body) > gates.MOST["plain"]:
            raise Blocked(ask.plain_too_long_to_copy())
        return body
    return gated(ctx, "plain", ctx.original.strip())


def read_blanks(ctx: Context, draft: Answers) -> dict[str, str]:
    """The blanks of a template: with them the body and the plain words are written."""
    template = templates.find(str(draft["template"]))
    assert template is not None
    said = [piece.strip() for piece in re.split(r"[|｜\n]", ctx.original) if piece.strip()]
    if len(said) != len(template.blanks):
        raise Misread(templates.wrong_count(template, len(said)))
    filled = dict(zip(template.blanks, said, strict=True))
    return {
        "body": gated(ctx, "body", templates.filled(template.body, filled)),
        "plain": gated(ctx, "plain", templates.filled(template.plain, filled)),
    }


def read_receipt(ctx: Context, _draft: Answers) -> bool | str:
    """Whether there are receipts, and whether only wardens give them."""
    said = ctx.text.strip(" .,。!")
    if re.search(r"邻长", said) and answers.yes_or_no(said) is not False and not said.startswith(("不", "否", "免")):
        return kept.WARDENS
    meant = answers.yes_or_no(said)
    if meant is None and re.match(r"不需要|不必|无需|不搞|免", said):
        meant = False
    if meant is None and re.match(r"需要|要|收", said):
        meant = True
    if meant is None:
        raise Misread(ask.say_receipt_again())
    return meant


def read_until(ctx: Context, _draft: Answers) -> str:
    """Until when receipts are wanted."""
    found = days.deadline(ctx.text, ctx.now)
    if found is None:
        raise Misread(ask.bad_until())
    if found <= ctx.now:
        raise Misread(ask.past_until(found))
    return found.isoformat()


def read_phone(ctx: Context, _draft: Answers) -> str:
    """A number that may stand in a notice."""
    if fault := drafts.phone_fault(ctx.work, ctx.text):
        kind, _ = gates.read_phone(ctx.text)
        raise Misread(fault) if kind is gates.Phone.NONE else Blocked(fault)
    _, digits = gates.read_phone(ctx.text)
    return digits


def read_valid(ctx: Context, draft: Answers) -> str:
    """The last day on which it holds."""
    said = "一年" if kept.FOREVER.search(ctx.text) else ctx.text
    found = days.day_ahead(said, ctx.work.today)
    if found is None:
        raise Misread(ask.bad_valid())
    if found < ctx.work.today:
        raise Misread(ask.past_valid(found))
    until = draft.get("until")
    if isinstance(until, str) and found < (moment := datetime.fromisoformat(until)).date():
        raise Blocked(ask.valid_before_receipt(moment))
    return found.isoformat()


def read_confirm(ctx: Context, _draft: Answers) -> dict[str, str]:
    """What to do with the preview: 送审, 定时, 转达, 级别, 改, or a file to go with it."""
    if ctx.attachments and not ctx.full.strip():
        return {"do": "attach"}
    if ctx.text.strip(" .,。!") in kept.SUBMIT:
        return {"do": "submit"}
    if (when := kept.WHEN.match(ctx.full_original) or kept.WHEN.match(ctx.full)) is not None:
        return {"do": "when", **_read_when(ctx, normalise(when[1]).strip(" .。!"))}
    if (how := kept.HOW.match(ctx.full)) is not None:
        said = how[1].strip(" .。!")
        if said not in kept.BY_HAND | kept.BY_ITSELF:
            raise Blocked(ask.bad_relay())
        return {"do": "how", "relay": (Relay.MANUAL if said in kept.BY_HAND else Relay.AUTO).value}
    if (level := kept.LEVEL.match(ctx.full.strip(" .。!"))) is not None:
        return {"do": "level", "level": kept.LEVELS[level[1]].value}
    edit = kept.EDIT.match(ctx.full_original) or kept.EDIT.match(ctx.full)
    if edit is None:
        raise Misread(ask.confirm_again())
    return {"do": "edit", "part": edit[1], "text": edit[2].strip()}


def _read_when(ctx: Context, said: str) -> dict[str, str]:
    """When it goes out, and its rule when it repeats."""
    if said in kept.AT_ONCE:
        return {"send_at": "", "repeats": ""}
    rule = repeats.read_repeat(said)
    if rule is not None:
        first = repeats.next_time(rule, ctx.now, partial(calendar.is_working_day, settings=ctx.work.settings))
        return {"send_at": first.isoformat(), "repeats": said[:60]}
    if days.day_ahead(said, ctx.work.today) is None and days.hour_of(said) is None:
        raise Blocked(ask.bad_send())
    found = days.deadline(said if days.hour_of(said) is not None else f"{said}上午9点", ctx.now)
    if found is None or found <= ctx.now:
        raise Blocked(ask.past_send(found) if found else ask.bad_send())
    return {"send_at": found.isoformat(), "repeats": ""}
