"""Whose a need is that was told of several homes together: whom its own words name, else where it was heard. Pure; texts are normalised."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.check_in_targets import Target

_FIRST = re.compile(r"(?:第一|头一|前一|前面那)[家户个]")


def with_needs_where_they_are(targets: Sequence[Target]) -> tuple[Target, ...]:
    """走访甲家和乙家,甲家水管漏了: 甲's, though 乙 was named last before it."""
    found = list(targets)
    for at, one in enumerate(targets):
        owner = _owner(one.need, targets)
        if owner is not None and owner != at and not targets[owner].need:
            found[at] = replace(found[at], need="")
            found[owner] = replace(found[owner], need=one.need, doubtful=False)
    return tuple(found)


def _owner(need: str, targets: Sequence[Target]) -> int | None:
    if not need:
        return None
    if _FIRST.search(need):
        return 0
    named = [at for at, one in enumerate(targets) if one.mention.text.removesuffix("家") in need]
    return named[0] if len(named) == 1 else None
