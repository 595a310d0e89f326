"""A record set right in plain words."""

import pytest

from bot.domain.check_in_corrections import Correction, correction
from bot.normal import normalise


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("刚才那条改成40分钟", Correction(None, "40分钟")),
        ("刚才说的不对,是昨天的", Correction(None, "昨天的")),
        ("上一条打卡时间写错了,应该是半小时", Correction(None, "半小时")),
        ("刚刚记错了,一个小时", Correction(None, "一个小时")),
        ("记错了,是赖玉梅家", Correction(None, "赖玉梅家")),
        ("不好意思,说错了,应该是前天", Correction(None, "前天")),
        ("刚才那条不是许志花家,是赖玉梅家", Correction(None, "赖玉梅家")),
        ("231改成昨天的", Correction(231, "昨天的")),
        ("#231 改为40分钟", Correction(231, "40分钟")),
        ("231号的时间改成１小时", Correction(231, "1小时")),
        ("231那条应该是关爱", Correction(231, "关爱")),
        ("刚才那条不算", Correction(None, None)),
        ("上条打卡作废吧", Correction(None, None)),
        ("刚才记重了", Correction(None, None)),
        ("231作废", Correction(231, None)),
        ("打卡记错了", Correction(None, "")),
        ("记错了", Correction(None, "")),
        ("不好意思,我记错了怎么办?", Correction(None, "")),
        ("刚才那条不对", Correction(None, "")),
        ("上一条打卡的时间写错了", Correction(None, "")),
        ("231号打错了怎么改", Correction(231, "")),
    ],
)
def test_what_sets_a_record_right(text: str, wanted: Correction) -> None:
    assert correction(normalise(text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "刚才去马永贵家了",
        "231",
        "不对",
        "错了",
        "说错了",
        "水费算错了",
        "打卡",
        "刚才那条",
        "打卡记错了人家的户主",
        "路灯改成太阳能的行不行",
        "刚从老马家回来",
        "",
        "😀",
        "改" * 5000,
        "9" * 5000,
    ],
)
def test_what_does_not(text: str) -> None:
    assert correction(normalise(text)[:1000]) is None
