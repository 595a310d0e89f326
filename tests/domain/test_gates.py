"""A gate lets no match be missed, and keeps most searches away."""

import re

import pytest

from bot.domain.gates import Gate, branches, needed
from bot.domain.urgent import FAMILIES
from bot.domain.urgent_told import TOLD

PATTERNS = [one for patterns in (*FAMILIES.values(), *TOLD.values()) for one in patterns]
TEXTS = (
    "我爹晕倒了叫不醒",
    "电线断了拖在路上",
    "后山着火了,风好大",
    "今天天气真好",
    "他拿刀砍人",
    "",
    "a|b(c",
    "掉塘里了",
)


def test_alternatives_together_are_the_pattern() -> None:
    assert all("|".join(branches(pattern)) == pattern for pattern in PATTERNS)
    assert branches("a|b(c|d)|[|]e") == ["a", "b(c|d)", "[|]e"]


def test_needs_are_the_characters_without_which_nothing_matches() -> None:
    assert needed("铜线.{0,7}(?:断|掉)") == [frozenset("铜"), frozenset("线"), frozenset("断掉")]
    assert needed("(?:a|)b?.*") == []


def test_what_stands_in_every_message_is_needed_last() -> None:
    assert needed("人.{0,4}(?:断|掉)") == [frozenset("断掉"), frozenset("人")]
    assert needed("(?:不出气|没漂着)") == [frozenset("气漂")]


@pytest.mark.parametrize("text", TEXTS)
def test_what_matches_is_let_in(text: str) -> None:
    gate = Gate([(pattern, pattern) for pattern in PATTERNS])
    let_in = {pattern for pattern, search in gate.candidates(text) if search(text)}
    assert let_in == {pattern for pattern in PATTERNS if re.search(pattern, text)}
