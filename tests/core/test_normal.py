"""Normalising (handbook §3.1): one intent, however it is typed."""

import re
import unicodedata

import pytest
import zhconv_rs
from hypothesis import given
from hypothesis import strategies as st

from bot.normal import normalise
from bot.traditional import TRADITIONAL, simplified


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("／打卡", "/打卡"),
        ("、打卡", "/打卡"),
        ("＼打卡", "/打卡"),
        ("  、打卡", "  /打卡"),
        ("打卡　走访　４０分", "打卡 走访 40分"),
        ("九点、十点", "九点、十点"),
        ("打\u200b卡", "打卡"),
        ("@小邻\u2005反映", "@小邻 反映"),
        ("幫助", "帮助"),
        ("著火了", "着火了"),
        ("大卡 走访", "打卡 走访"),
        ("村口大卡车", "村口大卡车"),
        ("反应 路灯", "反映 路灯"),
        ("我要反应路灯", "我要反映路灯"),
        ("化学反应", "化学反应"),
        ("/投拆", "/投诉"),
        ("己经好了", "已经好了"),
        ("自己", "自己"),
        ("HELP", "help"),
        ("👌🏼", "ACK"),
        ("[强]", "ACK"),
        ("①", "1"),
    ],
    ids=str,
)
def test_how_it_is_read(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(st.text(max_size=100))
def test_no_invisible_sign_is_left_and_nothing_raises(text: str) -> None:
    assert not set(normalise(text)) & set("\u200b\u200c\u200d\u2060\ufeff\u00ad")


@given(st.text(alphabet="一二三打卡走访路灯abc123 ,。", max_size=60))
def test_plain_simplified_text_stays_but_for_its_head(text: str) -> None:
    assert normalise(text)[4:] == unicodedata.normalize("NFKC", text).lower()[4:]


def test_the_table_of_traditional_characters_is_that_of_zhconv() -> None:
    plane = (chr(point) for point in range(0x3400, 0xA000))
    for character in plane:
        read = zhconv_rs.zhconv(character, "zh-hans")
        if len(read) == 1:
            assert simplified(character) == read, character
    assert len(TRADITIONAL) > 3000


@pytest.mark.parametrize("text", [" ," * 700 + "没去", "没去" + "、 " * 2000, "\n" * 5000, "a" + "\u3000，" * 900])
def test_a_run_of_separators_is_two_of_them(text: str) -> None:
    assert not re.search(r"[\s,、/&]{5,}", normalise(text))
    assert [sign for sign in normalise(text) if sign.isalpha()] == [sign for sign in text if sign.isalpha()]


def test_lines_stay_lines() -> None:
    assert normalise("通知\n\n \n\n\n停水") == "通知\n停水"
    assert normalise("甲,  乙") == "甲,  乙"
