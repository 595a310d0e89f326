"""Where, since when, how many households: taken as they were said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.slots import Slots, slots_of
from bot.normal import normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("村口路灯坏了三天了,晚上看不见", Slots("村口", "三天", "")),
        ("我们组二十几户家里两天没水了", Slots("", "两天", "二十几户")),
        ("自来水从昨天早上就停了,全组都没水", Slots("", "昨天早上", "全组")),
        ("家门口的下水道堵了半个月", Slots("家门口", "半个月", "")),
        ("小学旁边五六户人家的垃圾一个礼拜没人收", Slots("小学旁边", "一个礼拜", "五六户")),
        ("桥头的栏杆断了", Slots("桥头", "", "")),
        ("医保今年交多少", Slots()),
        ("停电了", Slots()),
        ("一家人都好", Slots()),
    ],
)
def test_what_was_said_is_found(text: str, expected: Slots) -> None:
    assert slots_of(normalise(text)) == expected


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    plain = normalise(text)
    found = slots_of(plain)
    assert found.where in plain
    assert found.since in plain
