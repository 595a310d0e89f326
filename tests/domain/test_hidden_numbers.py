"""Numbers that may not be read in a group: however written, every occurrence; and what must stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hidden_numbers import HIDDEN, digits_of, has_number, hidden
from bot.domain.notice_gates import check_digit, luhn

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")


@pytest.mark.parametrize(
    "text",
    [
        "电话13812345678",
        "１３８１２３４５６７８",
        "138-1234-5678",
        "138 1234 5678",
        "1 3 8 1 2 3 4 5 6 7 8",
        "+86 138 1234 5678",
        "一三八一二三四五六七八",
        "138\u200b1234\u200b5678",
        "100-0000-0007",
        "0551-62345678",
        "11010519491231002X",
        "110105 19491231 002x",
        "6222 0212 3456 7890 123",
        "4111111111111111",
    ],
    ids=str,
)
def test_is_hidden(text: str) -> None:
    found = hidden(text)
    assert HIDDEN in found
    assert sum(sign.isdigit() for sign in digits_of(found)) < 4


@pytest.mark.parametrize(
    "text",
    [
        "急事请打110、119、120。12345、96110、95598",
        "【KQ2611-007】路灯,最迟11月27日(周五)下午6点",
        "11.16–11.22",
        "14:00-18:00,200元",
        "2026.11.24-2026.12.24",
        "T26-031 三组2邻 25户",
        "",
    ],
    ids=str,
)
def test_stays(text: str) -> None:
    assert hidden(text) == text
    assert not has_number(text)


def test_what_the_town_prints_itself_stays_and_what_stands_beside_it_goes() -> None:
    allowed = {digits_of("0551-6234 5678"), "13812345678"}
    assert hidden("打0551-62345678或138 1234 5678", allowed) == "打0551-62345678或138 1234 5678"
    assert hidden("打13812345678,别打13912345678", allowed) == f"打13812345678,别打{HIDDEN}"


def _whole(first17: str) -> str:
    return first17 + check_digit(first17)


mobiles = st.from_regex(r"\A1[3-9][0-9]{9}\Z")
cards = st.from_regex(r"\A62[0-9]{13,16}\Z").map(lambda head: head + str(-luhn(head + "0") % 10))
ids = st.tuples(st.integers(110101, 659999), st.dates(), st.integers(0, 999)).map(
    lambda parts: _whole(f"{parts[0]}19{parts[1].year % 100:02d}{parts[1]:%m}{min(parts[1].day, 28):02d}{parts[2]:03d}")
)
around = st.text(alphabet="我家的电话是路灯坏了,。 a!", max_size=12)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A number, and how somebody writes it."""
    number = draw(st.one_of(mobiles, cards, ids))
    way = draw(st.sampled_from(["plain", "wide", "chinese", "spaced"]))
    if way == "wide":
        return number, number.translate(FULL_WIDTH)
    if way == "chinese":
        return number, number.translate(CHINESE)
    if way == "spaced" and len(number) == 11:
        return number, f"{number[:3]}{draw(st.sampled_from(' -'))}{number[3:7]} {number[7:]}"
    return number, number


@given(st.lists(st.tuples(around, written()), min_size=1, max_size=4), around)
def test_whatever_is_said_no_number_is_left(parts: list[tuple[str, tuple[str, str]]], end: str) -> None:
    text = "|".join(before + said for before, (_, said) in parts) + end
    shown = digits_of(hidden(text))
    for _, (number, _) in parts:
        assert number.rstrip("xX") not in shown


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at_and_is_the_same_the_second_time(text: str) -> None:
    once = hidden(text)
    assert hidden(once) == once
    assert has_number(text) == (once != text)
