"""Words that lead elsewhere: commands of the handbook that are done on paper, and everyday sentences that only begin so."""

import pytest

from bot.domain.elsewhere import Topic, topic_of


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("荣誉", Topic.LISTS),
        ("红榜", None),
        ("报名 a12 2人", Topic.EVENTS),
        ("榜 起草", None),
        ("推荐 最美家庭 叶冬梅", Topic.LISTS),
        ("自评 12-1", Topic.WARDENS),
        ("审定 1 支委会 11-20 通过", Topic.STAFF),
        ("关爱记录 李奶奶 没开门", Topic.CARE),
        ("统计 周", Topic.STAFF),
        ("申请 列表", Topic.STAFF),
        ("申请 低保", None),
        ("申请低保怎么弄", None),
        ("体检", None),
        ("活动室门坏了", None),
        ("自评的人太多", None),
        ("路灯坏了", None),
        ("", None),
    ],
)
def test_topic(said: str, topic: Topic | None) -> None:
    assert topic_of(said) is topic


def test_an_everyday_word_is_a_command_only_from_an_office() -> None:
    assert topic_of("体检", official=True) is Topic.STAFF
    assert topic_of("体检 在哪里做", official=True) is None
