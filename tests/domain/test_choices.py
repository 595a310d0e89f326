"""Buttons are read from the words of the question itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.choices import choices_in


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param("确定吗?回 1 是 / 2 不是", ("是", "不是"), id="yes or no"),
        pytest.param("愿意公布姓名吗?回 1 愿意,2 不愿意。7天不回就不公布。", ("愿意", "不愿意"), id="commas"),
        pytest.param(
            "现在能:\n1 反映问题  2 查进度  3 找邻长\n4 常用电话",
            ("反映问题", "查进度", "找邻长", "常用电话"),
            id="menu",
        ),
        pytest.param("邻长平时上门吗?\n①常来②偶尔③没来过④不了解", ("常来", "偶尔", "没来过", "不了解"), id="circled"),
        pytest.param("满意吗?1 满意 2 一般 3 不满意 4 没解决", ("满意", "一般", "不满意", "没解决"), id="rating"),
        pytest.param("11月24日(周二)上午9点开会,1小时。", (), id="a date"),
        pytest.param("【KQ2611-007】路灯不亮。对吗?不对回 2 换类别。", (), id="one alone"),
        pytest.param("预计4分,待审2条。", (), id="counts"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_the_numbered_answers(text: str, labels: tuple[str, ...]) -> None:
    assert choices_in(text) == labels


@given(st.text(max_size=300))
def test_whatever_is_written_gives_none_or_at_least_two_short_labels(text: str) -> None:
    found = choices_in(text)
    assert len(found) != 1
    assert all(0 < len(one) <= 12 for one in found)
