"""Malformed scenario files: one line with the file, the line, what is wrong and what was expected (contracts §1, §3)."""

from pathlib import Path

import pytest

from bot.rehearsal import read_scenario, rehearse
from bot.rehearsal.scenario import BadScenario

HEAD = "title: 试\ntown: shengli\nclock: 2026-11-24T09:00\nsteps:\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "应当有 title"),
        ("- 1\n", 1, "应当有 title"),
        ("title: a: b\n", 1, "YAML"),
        ("title: 试\nclock: yesterday\nsteps: []\n", 2, "2026-11-24T09:00"),
        ("title: 试\nclock: 2026-11-24T09:00\nsteps: {a: 1}\n", 3, "一列步骤"),
        ("title: 试\nclock: 2026-11-24T09:00\nsteps: []\nfoo: 1\n", 4, "foo"),
        ("title: 试\nclock: 2026-11-24T09:00\nsettings: 开\nsteps: []\n", 3, "points.redemption"),
        (
            "title: 试\nclock: 2026-11-24T09:00\nsettings: {points.redemtion: 开}\nsteps: []\n",
            3,
            "是不是想写 points.redemption",
        ),
        (
            "title: 试\nclock: 2026-11-24T09:00\nsettings: {points: {redemption: 也许}}\nsteps: []\n",
            3,
            "points.redemption",
        ),
        ("title: 试\nclock: 2026-11-24T09:00\nsettings: {database.url: x}\nsteps: []\n", 3, "剧本里不能改"),
        ("title: 试\nclock: 2026-11-24T09:00\nsettings: {points.day_cap: 8}\nsteps: []\n", 3, "points.version"),
        (HEAD + "- shout: x\n", 5, "恰好"),
        (HEAD + "- say: x\n", 5, "from_unknown"),
        (HEAD + "- {say: x, by: 张小明, attach: song}\n", 5, "image"),
        (HEAD + "- wait: soon\n", 5, "90s"),
        (HEAD + "- {say: x, by: 张小明}\n- see: {count: two}\n", 6, "count"),
        (HEAD + "- see: {find: {n: '(['}}\n", 5, "正则"),
        (HEAD + "- see: {find: [n]}\n", 5, "正则"),
        (HEAD + "- fail: {in: 康桥村工作群, times: x}\n", 5, "times"),
        (HEAD + "- fail: {in: 康桥村工作群, times: 1, how: boom}\n", 5, "later"),
    ],
)
def test_a_malformed_file_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadScenario) as told:
        read_scenario(path)
    assert str(told.value).startswith(f"{path}:{line}: ")
    assert said in str(told.value)


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_bytes(b"\x00\xff\xfe")
    with pytest.raises(BadScenario, match="UTF-8"):
        read_scenario(path)


async def test_a_name_that_was_never_found_fails_instead_of_passing_by(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(HEAD + "- {say: 帮助, by: 张小明}\n- never: {in: groups, has: ['{num}']}\n", encoding="utf-8")
    report = await rehearse(read_scenario(path))
    assert not report.passed
    assert "{num}" in str(report.failure)


async def test_a_town_is_rehearsed_with_its_own_settings(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    own = HEAD.replace("steps:", "settings: {bot.name: 阿邻, points.redemption: 开}\nsteps:")
    path.write_text(
        own + "- {say: 兑换, by: 王建国}\n- see: {has: [可用0分]}\n- {say: 兑换, by: 王建国, in: 康桥村工作群}\n",
        encoding="utf-8",
    )
    report = await rehearse(read_scenario(path))
    assert report.passed, report.failure
    assert read_scenario(path).settings.bot_name == "阿邻"


async def test_nothing_at_all_can_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(HEAD + "- {say: 今晚打牌, by: 张小明, in: 康桥三组2邻群}\n- see: {count: 0}\n", encoding="utf-8")
    report = await rehearse(read_scenario(path))
    assert report.passed, report.failure
