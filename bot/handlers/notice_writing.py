"""发通知: the dialogue in which a notice is written, one-shot writing, and taking up a draft that was sent back (handbook §3.6, ruling 9)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from bot.actions import notice_answers as reading
from bot.actions import notice_drafts as drafts
from bot.actions import notice_files as attached
from bot.actions import notices as act
from bot.actions.errors import Refused, UserError
from bot.context import Context, Work
from bot.domain import notice_audience as audiences
from bot.domain import notice_drafts as kept
from bot.domain import notice_files as files
from bot.domain import notices as rules
from bot.domain.notices import State
from bot.domain.roles import Action, Role
from bot.forms import Blocked, Form, Misread, Several, Step, start
from bot.forms import Draft as Answers
from bot.messages import AttachmentKind, Outbound
from bot.normal import normalise
from bot.router import Help, Router, Where
from bot.storage import notices as rows
from bot.texts import notice_templates as templates
from bot.texts import notice_writing as ask
from bot.texts import notices as say

router = Router("notice_writing")

OWN_WORDS = frozenset(audiences.OWN_WORDS)
"""本邻 is an answer to 发给谁 though it is a command of wardens."""


def _read_title(ctx: Context, _draft: Answers) -> str | Several:
    if ctx.attachments and not ctx.full.strip():
        return _read_file(ctx)
    text = reading.gated(ctx, "title", ctx.original.strip())
    if "\n" in text:
        raise Blocked(ask.no_line_breaks())
    return text


def _read_file(ctx: Context) -> Several:
    """All that a text file answers; above the next question stands why its answer could not be taken."""
    one, *more = ctx.attachments
    if more:
        raise Misread(ask.unread(files.Unread.SEVERAL))
    if one.kind is not AttachmentKind.FILE:
        raise Misread(ask.unread(files.Unread.NO_FILE))
    text = files.text_of(one.name, one.data)
    if isinstance(text, files.Unread):
        raise Misread(ask.unread(text))
    parts = files.parts_of(text)
    alone = replace(ctx, attachments=())
    return _taken(alone, parts) if isinstance(parts, list) else _by_name(alone, parts, ask.file_read())


def _by_name(alone: Context, parts: Mapping[str, str], more: str = "") -> Several:
    """``标题:…`` and so on: what could be read of them, in the order of the questions; ``more``: said when something is missing."""
    draft: dict[str, object] = {}
    faults: dict[str, str] = {}
    said = {"receipt": "要", **parts} if "until" in parts else dict(parts)
    both = _pieces([said.get("receipt", "")])
    if len(both) == 2:
        said = {**said, "receipt": both[0], "until": said.get("until", both[1])}
    for step in FORM.steps:
        if step.name in said and step.needed(draft):
            try:
                draft[step.name] = step.read(_saying(alone, said[step.name]), draft)
            except Misread as told:
                faults[step.name] = str(told)
    missing = FORM.following(draft)
    before = faults.get(missing.name, "") if missing else ""
    return Several(draft, before or ("" if missing is None or missing.name == "confirm" else more))


def _taken(ctx: Context, pieces: list[str]) -> Several:
    """``标题|给谁|正文|…`` in the order of the questions, as far as it can be read."""
    draft: dict[str, object] = {}
    for piece in _pieces(pieces):
        step = FORM.following(draft)
        if step is None or step.name == "confirm":
            break
        try:
            draft[step.name] = step.read(_saying(ctx, piece), draft)
        except Misread as told:
            return Several(draft, str(told))
    return Several(draft)


def _ask_title(work: Work, _draft: Answers) -> str:
    returned = act.list_returned(work)
    return ask.ask_title(returned[0].number if returned else "")


def _finish(ctx: Context, draft: Answers) -> list[Outbound]:
    """送审, or one part changed and the preview once more."""
    chosen = cast("Mapping[str, str]", draft["confirm"])
    rest = {name: value for name, value in draft.items() if name != "confirm"}
    if chosen["do"] == "submit":
        text, others = act.submit(ctx.work, kept.read_draft(rest), str(rest.get("number", "")))
        return ctx.reply(text) + others
    if chosen["do"] in {"when", "how", "level"}:
        return start(ctx, FORM, {**rest, **{name: value for name, value in chosen.items() if name != "do"}})
    if chosen["do"] == "attach":
        return _attach(ctx, rest)
    return _edit(ctx, rest, chosen["part"], chosen["text"])


def _attach(ctx: Context, draft: dict[str, object]) -> list[Outbound]:
    try:
        found = attached.beside(ctx.work, draft, ctx.attachments)
    except Misread as told:
        raise UserError(str(told)) from told
    return start(ctx, FORM, found.answers, before=found.before)


def _edit(ctx: Context, rest: dict[str, object], part: str, text: str) -> list[Outbound]:
    step = FORM.step(kept.STEP_OF[part])
    if step.name == "until" and not kept.asks_until(rest):
        rest["receipt"] = True
    left = {name: value for name, value in rest.items() if name != step.name}
    if step.name == "receipt":
        left.pop("until", None)
    if step.name == "attachment":
        left = attached.without(left)
        if ctx.attachments:
            return _attach(ctx, left)
    if not text:
        return start(ctx, FORM, left)
    try:
        left[step.name] = step.read(_saying(ctx, text), left)
    except Misread as told:  # undoes the whole unit: the preview stays asked, the draft as it was
        raise UserError(str(told)) from told
    return start(ctx, FORM, left, before=ask.changed(part))


def _saying(ctx: Context, text: str) -> Context:
    """As if ``text`` alone had been said."""
    plain = normalise(text)
    return replace(ctx, text=plain, original=text, full=plain, full_original=text)


def _preview(work: Work, draft: Answers) -> str:
    return drafts.preview(work, kept.read_draft(draft))


def _ask_blanks(_work: Work, draft: Answers) -> str:
    template = templates.find(str(draft["template"]))
    assert template is not None
    return templates.ask_blanks(template)


FORM = router.form(
    Form(
        "notice",
        (
            Step("title", _ask_title, _read_title, free=True),
            Step(
                "to",
                lambda work, _draft: ask.ask_audience(reading.examples(work)),
                reading.read_audience,
                words=OWN_WORDS,
            ),
            Step("blanks", _ask_blanks, reading.read_blanks, free=True, needed=kept.from_template),
            Step("body", lambda _work, _draft: ask.ask_body(), reading.read_body, free=True, needed=kept.written),
            Step("plain", lambda _work, _draft: ask.ask_plain(), reading.read_plain, free=True, needed=kept.written),
            Step("receipt", lambda _work, _draft: ask.ask_receipt(), reading.read_receipt, declines=True),
            Step("until", lambda _work, _draft: ask.ask_until(), reading.read_until, needed=kept.asks_until),
            Step("attachment", attached.question, attached.read, free=True, declines=True),
            Step("phone", lambda _work, _draft: ask.ask_phone(), reading.read_phone),
            Step("valid", lambda _work, _draft: ask.ask_valid(), reading.read_valid),
            Step("confirm", _preview, reading.read_confirm, words=frozenset({"定时"})),
        ),
        _finish,
        alarms=False,
    )
)


@router.command(
    "发通知",
    "fatongzhi",
    "写通知",
    "发个通知",
    "起草通知",
    asks=Action.CREATE_NOTICE,
    where=Where.PRIVATE,
    help=Help(say.HELP_WRITE, {Role.TOWN_STAFF: 1, Role.VILLAGE_STAFF: 5, Role.BRANCH_SECRETARY: 5}),
    phrases=("我要发通知", "我想发通知", "我要写通知"),
)
def write(ctx: Context) -> list[Outbound]:
    """发通知 — the dialogue; with ``标题|给谁|正文|大白话|回执|截止|附件|电话|有效期`` behind it or in a text file, or named (``标题:…``), as far as it can be read."""
    pieces = [piece.strip() for piece in re.split(r"[|｜]", ctx.original)] if ctx.original.strip() else []
    if (template := templates.find(normalise(ctx.original).strip())) is not None:
        found = Several({"template": template.title, "title": template.title})
    elif ctx.attachments and not pieces and not _to_show(ctx):
        try:
            return _begin(ctx, _read_file(ctx))
        except Misread as told:
            return _begin(ctx, Several({}, str(told)))
    elif (lines := files.labelled(ctx.original)) and not isinstance(parts := files.parts_of(lines), list):
        found = _by_name(replace(ctx, attachments=()), parts)
    else:
        found = _taken(replace(ctx, attachments=()), pieces)
    if not ctx.attachments:
        return _begin(ctx, found)
    try:
        taken = attached.beside(ctx.work, found.answers, ctx.attachments)
    except Misread as told:
        unread = isinstance(files.text_of(ctx.attachments[0].name, ctx.attachments[0].data), files.Unread)
        return _begin(ctx, found, str(told) if unread else ask.file_and_words())
    return _begin(ctx, replace(taken, before=found.before), taken.before)


def _begin(ctx: Context, found: Several, above: str = "") -> list[Outbound]:
    return start(ctx, FORM, found.answers, before="\n".join(one for one in (above, found.before) if one))


def _to_show(ctx: Context) -> bool:
    """Pictures with the bare command are to go with the notice; a file is the notice itself."""
    return all(one.kind is AttachmentKind.IMAGE and one.data for one in ctx.attachments)


def _pieces(pieces: list[str]) -> list[str]:
    """``要 11月26日`` answers two questions."""
    found: list[str] = []
    for piece in pieces:
        both = re.fullmatch(r"(要|只?(?:要|请)?邻长回?(?=[\s,，(（:：]))[\s,，(（:：]*(?:截止)?(.*\d.*?)[)）]?", piece)
        found += [both[1], both[2]] if both else [piece]
    return found


@router.command("通知模板", "muban", "模板", asks=Action.CREATE_NOTICE, where=Where.PRIVATE)
def list_templates(ctx: Context) -> list[Outbound]:
    """通知模板 — what need not be written anew."""
    return ctx.reply(templates.listing())


@router.command("改通知", "gaitongzhi", "改稿", "修改通知", asks=Action.CREATE_NOTICE, where=Where.PRIVATE)
def take_up(ctx: Context) -> list[Outbound]:
    """改通知 T26-031 — go on with a draft that was sent back."""
    mine = act.list_returned(ctx.work)
    named = rules.read_reference(ctx.text)
    if named is None:
        found = mine[0] if mine else None
    else:
        fits = (one for one in mine if (one.number == named.number if named.number else one.serial == named.serial))
        found = next(fits, None)
    if found is None:
        standing = rows.find(ctx.db, ctx.work.town, named.number) if named and named.number else None
        if standing is not None and standing.author == ctx.person.id and standing.state is not State.DRAFT:
            raise Refused(say.cannot_edit(standing))
        return ctx.reply(say.no_returned_draft())
    draft = {"number": found.number, **kept.write_draft(drafts.draft_of(found))}
    return start(ctx, FORM, draft, before=ask.returned_because(found.number, found.reason))
