"""The question 有附件吗: pictures and documents as they come, one message after another, a line beside them, 好了 (handbook §3.6)."""

from collections.abc import Mapping, Sequence
from typing import cast

from bot.actions import files
from bot.actions.errors import UserError
from bot.actions.notice_drafts import gate
from bot.context import Context, Work
from bot.domain import notice_drafts as kept
from bot.domain import notice_gates as gates
from bot.domain.files import FileKind
from bot.forms import Blocked, Draft, Misread, Several
from bot.messages import Attachment
from bot.storage import notices as rows
from bot.texts import files as say
from bot.texts import notice_writing as ask

HELD, LINE = "attached", "attached_line"
"""In a draft while the question stands: keys of the files so far, and the line that came with them."""


def question(_work: Work, draft: Draft) -> str:
    """The prompt: once something has come, whether there is more."""
    return say.ask_more() if draft.get(HELD) else ask.ask_attachment()


def read(ctx: Context, draft: Draft) -> object:
    """An answer: files (the question stays), or what ends it.

    Raises:
        Blocked: a file or a line that may not stand; what there is stays.
    """
    before = _held(draft)
    if ctx.attachments:
        line = _gated(ctx.work, ctx.original.strip()) if ctx.original.strip() else str(draft.get(LINE, ""))
        return holding(ctx.work, ctx.attachments, before, line)
    if quoted := _quoted(ctx):
        return _told(ctx.work, list(dict.fromkeys([*before, *quoted])), str(draft.get(LINE, "")))
    said = ctx.text.strip(" .。!")
    if before and said in kept.DROP:
        return ""
    if before and said in kept.NONE | kept.DONE:
        return whole(ctx.work, before, str(draft.get(LINE, "")))
    if said in kept.NONE:
        return ""
    line = _gated(ctx.work, ctx.original.strip())
    return whole(ctx.work, before, line) if before else line


def holding(work: Work, attachments: Sequence[Attachment], before: Sequence[str] = (), line: str = "") -> Several:
    """Files taken in; the question stays.

    Raises:
        Blocked: one of them cannot be taken.
    """
    try:
        keys = files.take(work, attachments, before)
    except UserError as told:
        raise Blocked(str(told)) from told
    if fault := gate(work, "attachment", files.summary(work, keys)):
        raise Blocked(fault)
    return _told(work, keys, line)


def _told(work: Work, keys: Sequence[str], line: str) -> Several:
    labels = files.labels(work, keys)
    cleaned = any(one.kind is FileKind.IMAGE for one in labels)
    return Several({HELD: list(keys), LINE: line}, say.taken(labels, cleaned=cleaned))


def whole(work: Work, keys: Sequence[str], line: str) -> object:
    """The answer: the files by name, the line behind them.

    Raises:
        Blocked: both together are too long.
    """
    text = files.summary(work, keys)
    text = f"{text}({line})" if line else text
    return kept.write_attachment(_gated(work, text), keys)


def without(draft: Mapping[str, object]) -> dict[str, object]:
    """A draft in which nothing has been said of attachments."""
    return {name: value for name, value in draft.items() if name not in {"attachment", HELD, LINE}}


def beside(work: Work, draft: Mapping[str, object], attachments: Sequence[Attachment]) -> Several:
    """A draft with files that came with its words, or at its preview.

    Raises:
        Blocked: one of them cannot be taken.
    """
    line, before = kept.attachment_of(draft.get("attachment", ""))
    found = holding(work, attachments, before, "" if before else line)
    rest = without(draft)
    if "attachment" in draft and not before:
        return Several({**rest, "attachment": whole(work, _held(found.answers), line)}, found.before)
    return Several({**rest, **found.answers}, found.before)


def _held(draft: Draft) -> list[str]:
    return [str(one) for one in cast("Sequence[object]", draft.get(HELD) or ())]


def _quoted(ctx: Context) -> tuple[str, ...]:
    """The files of a notice that the answer replies to."""
    kind, _, number = ctx.quoted.partition(":")
    found = rows.find(ctx.db, ctx.work.town, number) if kind == "notice" and number else None
    return tuple(one.key for one in files.labels(ctx.work, found.files)) if found is not None else ()


def _gated(work: Work, text: str) -> str:
    if fault := gate(work, "attachment", text):
        kinds = {found.kind for found in gates.faults(text, gates.MOST["attachment"], work.settings.link_hosts)}
        raise Misread(fault) if gates.Kind.EMPTY in kinds else Blocked(fault)
    return text
