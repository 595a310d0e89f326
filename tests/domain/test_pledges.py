"""Pledges: what may be promised, how it is chosen, which check-ins show one kept."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import pledges as rules
from bot.domain.pledges import DEFAULTS, Fault, Pledge, State, fault, kept_by, read_chosen
from bot.ids import PersonId, UnitId


def pledge(*items: str, year: int = 2026, state: State = State.PUBLISHED) -> Pledge:
    at = datetime(2026, 1, 10, 9, tzinfo=SHANGHAI)
    return Pledge(7, PersonId("w"), UnitId("V1-1"), year, items, state, "", None, at)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("每月把每户走一遍", None),
        ("下雪天给独居老人扫门口", None),
        ("带大家每年增收两千元", Fault.MONEY),
        ("给每户发50块", Fault.MONEY),
        ("保证低保批下来", Fault.MONEY),
        ("帮懒汉改毛病", Fault.CHARACTER),
        ("治一治村里的刁民", Fault.CHARACTER),
        ("有事打13912345678", Fault.PERSONAL),
        ("好", Fault.EMPTY),
        ("😀😀😀😀", Fault.EMPTY),
        ("走" * 41, Fault.LONG),
    ],
)
def test_what_may_be_promised(said: str, wrong: Fault | None) -> None:
    assert fault(said) is wrong


def test_the_ordinary_list_may_be_promised() -> None:
    assert [fault(text) for text in DEFAULTS] == [None] * len(DEFAULTS)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1 3 5", [DEFAULTS[0], DEFAULTS[2], DEFAULTS[4]]),
        ("1、3", [DEFAULTS[0], DEFAULTS[2]]),
        ("一和三", [DEFAULTS[0], DEFAULTS[2]]),
        ("2 2 99", [DEFAULTS[1]]),
        ("1;下雪天给老人扫门口", [DEFAULTS[0], "下雪天给老人扫门口"]),
        ("1\n- 下雪天给老人扫门口", [DEFAULTS[0], "下雪天给老人扫门口"]),
        ("", []),
        ("99", []),
    ],
)
def test_choosing(said: str, expected: list[str]) -> None:
    assert read_chosen(said, DEFAULTS) == expected


@given(st.text(max_size=200))
def test_choosing_never_breaks(said: str) -> None:
    found = read_chosen(said, DEFAULTS)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("tag", "note", "item"),
    [
        ("承诺2", "随便什么", [2]),
        ("践诺特", "修了灯", [3]),
        ("承诺9", "随便什么", []),
        ("", "今天给独居老人扫门口了", [1]),
        ("", "谁家跳闸随叫随到,晚上去了一趟", [3]),
        ("", "走访半小时", []),
        ("2", "走访半小时", []),
    ],
)
def test_which_check_ins_show_one_kept(tag: str, note: str, item: list[int]) -> None:
    one = pledge("下雪天给独居老人扫门口", "政策讲明白", "会修电,谁家跳闸随叫随到")
    assert kept_by(one, tag, note) == item


def test_a_year_and_the_january_behind_it() -> None:
    one = pledge("每月把每户走一遍", "会修电的活都来找我")
    shown = [one.is_shown(date(2026, 12, 31)), one.is_shown(date(2027, 1, 31)), one.is_shown(date(2027, 2, 1))]
    assert shown == [True, True, False]
    assert not pledge("一二三四", "五六七八", state=State.SUBMITTED).is_shown(date(2026, 5, 1))


def test_one_to_five_and_no_more() -> None:
    assert rules.faults([]) == (Fault.EMPTY, "")
    assert rules.faults(list(DEFAULTS[:5])) is None
    assert rules.faults(list(DEFAULTS[:6])) == (Fault.MANY, "")
