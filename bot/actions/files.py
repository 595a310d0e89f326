"""Verbs of files: taken in, cleaned and looked through, before they may go with a notice."""

from collections.abc import Sequence

from bot.actions.errors import UserError
from bot.context import Work
from bot.domain import files as rules
from bot.domain.files import Label, Unfit
from bot.messages import Attachment, AttachmentKind
from bot.storage import files as rows
from bot.texts import files as say

CARRIED = frozenset({AttachmentKind.IMAGE, AttachmentKind.FILE})
"""Kinds of attachments that may become a file."""


def take(work: Work, attachments: Sequence[Attachment], before: Sequence[str] = ()) -> list[str]:
    """Keep what was attached, behind what there was ``before``; the keys of all, each once.

    Raises:
        UserError: one of them cannot be taken (nothing is kept then), or there are too many.
    """
    kept: list[rules.File] = []
    for one in attachments:
        found = rules.accept(one.name, one.data, work.settings.largest_file) if one.kind in CARRIED else Unfit.KIND
        if isinstance(found, Unfit):
            raise UserError(say.unfit(found, rules.shown_name(one.name), work.settings.largest_file))
        kept.append(found)
    keys = list(dict.fromkeys([*before, *(one.key for one in kept)]))
    if len(keys) > rules.MOST:
        raise UserError(say.too_many())
    for new in kept:
        rows.put(work.db, work.town, new, work.now)
    return keys


def labels(work: Work, keys: Sequence[str]) -> list[Label]:
    """What there still is of some files."""
    return rows.list_labels(work.db, work.town, keys)


def summary(work: Work, keys: Sequence[str]) -> str:
    """What a notice says of its files."""
    return rules.summary(labels(work, keys))
