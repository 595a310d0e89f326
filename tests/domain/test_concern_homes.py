"""Who is away and speaks of home."""

import pytest

from bot.domain.concern_homes import speaks_of_home


@pytest.mark.parametrize(
    "text",
    [
        "我娘一个人在家不放心",
        "老家屋顶漏雨了",
        "爸妈在村里没人管",
        "家里就老爹一个人",
        "奶奶独居,电话打不通",
        "村里的老房子要倒了",
        "孩子在老家上学没人接送",
    ],
)
def test_of_home(text: str) -> None:
    assert speaks_of_home(text)


@pytest.mark.parametrize(
    "text",
    [
        "工地宿舍水管爆了",
        "想问问医保在外地咋交",
        "孩子跟着我在这边上学要啥证明",
        "老板欠工资三个月",
        "路灯坏了",
        "村里什么时候分红",
    ],
)
def test_of_where_they_are(text: str) -> None:
    assert not speaks_of_home(text)
