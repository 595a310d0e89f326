"""Key tasks: which check-ins count, and for how long."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.clock import SHANGHAI
from bot.domain.tasks import State, Task, fits, stem, tag_of
from bot.ids import PersonId, UnitId

TASK = Task(
    3,
    PersonId("p"),
    UnitId("V"),
    (UnitId("V"),),
    "防溺水巡查",
    "每周看塘边",
    "防溺水",
    (),
    datetime(2026, 11, 24, 9, tzinfo=SHANGHAI),
    date(2026, 12, 15),
)


@pytest.mark.parametrize(
    ("tag", "note", "counts"),
    [
        ("防溺水", "看塘边", True),
        ("防溺水巡查", "", True),
        ("任务3", "看塘边", True),
        ("", "今天去防溺水巡查了半小时", True),
        ("", "在马家讲了讲防溺水", True),
        ("", "防 溺 水 巡查", True),
        ("", "走访马大爷家半小时", False),
        ("防火", "看柴垛", False),
        ("", "", False),
        ("任务4", "看塘边", False),
        ("防", "看塘边", False),
    ],
)
def test_which_check_ins_count(tag: str, note: str, counts: bool) -> None:
    assert fits(TASK, tag, note) is counts


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("防溺水巡查", "防溺水"),
        ("医保缴费提醒", "医保缴费"),
        ("扫雪", "扫雪"),
        ("人居环境整治行动", "人居环境"),
        ("巡查", "巡查"),
    ],
)
def test_a_tag_of_its_own(title: str, tag: str) -> None:
    assert tag_of(title) == tag
    assert stem(title) in title


def test_it_counts_from_its_first_day_to_its_last() -> None:
    assert [TASK.holds_on(date(2026, 11, day)) for day in (23, 24)] == [False, True]
    assert [TASK.holds_on(date(2026, 12, day)) for day in (15, 16)] == [True, False]
    ended = replace(TASK, state=State.ENDED, ended_at=datetime(2026, 12, 1, 10, tzinfo=SHANGHAI))
    assert [ended.holds_on(date(2026, 12, day)) for day in (1, 2)] == [True, False]
