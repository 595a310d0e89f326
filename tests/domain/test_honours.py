"""Honours as staff write them, and which of the same one counts (handbook §5.1)."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain.honours import Honour, Level, State, best, plain, read
from bot.domain.points import HONOURS, PointRules, most_for, worth
from bot.ids import PersonId, UnitId

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("said", "level", "name", "basis", "day"),
    [
        (" 县级 优秀党员 凭 县委(2026)8号文件", Level.COUNTY, "优秀党员", "县委(2026)8号文件", TODAY),
        ("镇级的好邻长,凭镇党委11号文件", Level.TOWN, "好邻长", "镇党委11号文件", TODAY),
        ("村级优秀邻长 依据:10月8日村民代表会议", Level.VILLAGE, "优秀邻长", "10月8日村民代表会议", date(2026, 10, 8)),
        ("省级道德模范 证书编号88", Level.CITY, "道德模范", "证书 编号88", TODAY),
        ("全国 最美志愿者 根据 民政部公告", Level.CITY, "最美志愿者", "民政部公告", TODAY),
        ("市级 平安家庭 凭 证书 2026-05-20", Level.CITY, "平安家庭", "证书 2026-05-20", date(2026, 5, 20)),
        ("优秀邻长 凭 文件", None, "优秀邻长", "文件", TODAY),
        (" 县级 三八红旗手 凭证书 2026-03-08", Level.COUNTY, "三八红旗手", "证书 2026-03-08", date(2026, 3, 8)),
        (" 镇级 好媳妇 凭证:镇妇联3号文", Level.TOWN, "好媳妇", "镇妇联3号文", TODAY),
        ("县级", Level.COUNTY, "", "", TODAY),
        ("", None, "", "", TODAY),
        ("😀😀", None, "😀😀", "", TODAY),
    ],
)
def test_what_staff_write(said: str, level: Level | None, name: str, basis: str, day: date) -> None:
    wanted = read(said, TODAY)
    assert (wanted.level, wanted.name, wanted.basis, wanted.day) == (level, name, basis, day)


@pytest.mark.parametrize("said", ["优秀邻长", "2026年度优秀邻长", "县级优秀邻长", "“优秀邻长”", "2026年 县 优秀 邻长"])
def test_the_same_honour_under_other_names(said: str) -> None:
    assert plain(said) == "优秀邻长"


def test_what_each_level_is_worth_and_that_the_daily_caps_do_not_cut_it() -> None:
    rules = PointRules()
    assert [worth(rules, level.kind, None) for level in Level] == [5, 10, 15, 20]
    assert [most_for(rules, kind) for kind in HONOURS] == [5, 10, 15, 20]
    assert not any(rules.lines[kind].routine for kind in HONOURS)


@given(st.lists(st.tuples(st.sampled_from(Level), st.sampled_from(State)), max_size=8))
def test_the_highest_that_stands_counts(said: list[tuple[Level, State]]) -> None:
    at = datetime(2026, 11, 24, tzinfo=SHANGHAI)
    found = [
        Honour(number, PersonId("W"), UnitId("KQ"), level, "好", "文", TODAY, state, PersonId("A"), at)
        for number, (level, state) in enumerate(said, 1)
    ]
    one = best(found)
    standing = [other for other in found if other.state in {State.COUNTED, State.REVOKING}]
    assert (one is None) is not bool(standing)
    if one is not None:
        assert one in standing
        assert all(
            other.level.rank < one.level.rank or other.number >= one.number
            for other in standing
            if other.level.rank >= one.level.rank
        )


@pytest.mark.parametrize(
    ("text", "level", "name"),
    [
        ("乡村振兴模范 凭 文件1号", None, "乡村振兴模范"),
        ("镇里的优秀志愿者 凭 镇字1号", Level.TOWN, "优秀志愿者"),
        ("街道级 先进个人", Level.TOWN, "先进个人"),
        ("2026年度县级优秀共产党员 凭 8号文件", Level.COUNTY, "优秀共产党员"),
        ("市民之星", None, "市民之星"),
    ],
)
def test_a_level_is_told_from_a_name_that_begins_alike(text: str, level: Level | None, name: str) -> None:
    found = read(text, date(2026, 11, 24))
    assert (found.level, found.name) == (level, name)
