"""Two matters in one message: where it may be cut, so that the person can be asked (pure)."""

import re
from collections.abc import Callable

from bot.domain.routing import OTHER, Routed

_CUTS = re.compile(
    r"[。;;!!\n]+|(?:[,,\s]*)(?:另外|还有(?:一?(?:个|件)事|就是)?|再有|再就是|第二(?:件|个)?|二是|二来|顺便(?:说|问|反映)?(?:一下|下|一句)?|对了)[,,::\s]*|[,,\s]+(?:还有|再)?(?=[^,,。]{0,3}也)"
)
_FIRST = re.compile(r"^\s*(?:第?一(?:件|个|是|来)?(?:事)?|有?两(?:件|个)事(?:情)?|一是)[,,::、\s]*")
_EDGES = " ,\uff0c\u3002"
LEAST = 4
"""A part with fewer characters is no matter of its own."""


def parts_of(text: str, understand: Callable[[str], Routed]) -> tuple[str, str] | None:
    """The two matters of a text, when both sides of a cut are surely about different things; None otherwise."""
    for cut in _CUTS.finditer(text):
        one, two = _FIRST.sub("", text[: cut.start()]).strip(_EDGES), text[cut.end() :].strip(_EDGES)
        if len(one) < LEAST or len(two) < LEAST:
            continue
        first, second = understand(one), understand(two)
        if (
            first.sure
            and second.sure
            and first.category != second.category
            and OTHER not in {first.category, second.category}
        ):
            return one, two
    return None
