"""The commands as a person types them: what they print, how they end, what they leave."""

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from bot.__main__ import main
from bot.app import open_database
from bot.commands import COMMANDS
from bot.domain.roles import Role
from bot.ids import TownId
from bot.rehearsal.town import demo_roster, fill
from bot.storage import directory, people, platforms
from bot.storage.database import Db
from bot.storage.key_file import make, read
from bot.storage.platforms import Standing
from bot.storage.schema import metadata
from bot.storage.writer import run_now

KEY_FILE = Path("xianglin-data") / "xianglin.key"
SCENARIO = """\
title: 帮助
town: shengli
clock: 2026-11-24T09:00
steps:
- say: 帮助
  by: 张小明
- see: {has: [%s]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without any configuration."""
    for name in [name for name in os.environ if name.startswith("XIANGLIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def town(folder: Path) -> Path:
    """The demo town's database where the defaults look for it."""
    (folder / "xianglin-data").mkdir(mode=0o700)
    path = folder / "xianglin-data" / "xianglin.db"
    fill(f"sqlite:///{path}", demo_roster(), make(folder / KEY_FILE).ring)
    return path


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(words)
    said = capsys.readouterr()
    return status, said.out, said.err


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row, what is sealed opened: the same value is never sealed twice alike."""
    database = open_database(f"sqlite:///{path}", read(KEY_FILE).ring)
    with database.reader() as db:
        found: dict[str, list[tuple[object, ...]]] = {
            name: sorted((tuple(row) for row in db.all(sa.select(table))), key=str)
            for name, table in metadata.tables.items()
        }
    database.close()
    return found


def opened(url: str, key_file: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows with their seals opened: sealing the same words twice gives other bytes."""
    database = open_database(url, read(key_file).ring)
    with database.reader() as db:
        found = {table.name: [tuple(row) for row in db.all(sa.select(table))] for table in metadata.sorted_tables}
    database.close()
    return {name: sorted(lines, key=str) for name, lines in found.items()}


def test_every_command_explains_itself_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = call(capsys, "--help")
    assert status == 0
    for name in COMMANDS:
        assert f"  {name} " in out
        status, told, _ = call(capsys, name, "--help")
        assert status == 0
        assert "选项:" in told
        assert "用法:" in told
        assert not re.search(r"usage|options:|positional|show this", told)


def test_commands_of_later_issues_are_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    out = call(capsys, "--help")[1]
    assert "simulate" not in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["demoo"], "是不是想写 demo", id="unknown-command"),
        pytest.param(["job"], "还缺:名字", id="missing"),
        pytest.param(["check", "--nonsense"], "不认识:--nonsense", id="unknown-option"),
        pytest.param(["demo", "--port", "eight"], "端口要", id="not-a-port"),
        pytest.param(["job", "retention", "--at", "morgen"], "时间要像", id="not-a-time"),
        pytest.param(["job", "retentoin"], "是不是想写 retention", id="unknown-job"),
        pytest.param(["rehearse", "none.yaml"], "none.yaml:1:", id="no-file"),
        pytest.param(["restore", "none.db"], "没有文件", id="no-backup"),
        pytest.param(["doctor", "--config", "none.toml"], "读不了配置文件", id="no-config"),
        pytest.param(["wall", "黄石村", "蓝榜", "x"], "榜 不能是“蓝榜”,可以是:光荣榜、提醒榜、", id="no-such-list"),
    ],
)
def test_a_wrong_call_is_told_and_ends_with_2(capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    status, out, err = call(capsys, *words)
    assert status == 2
    assert told in err
    assert "Traceback" not in err
    assert out == ""


@pytest.mark.parametrize("words", [["check"], ["serve"], ["job", "retention"], ["backup", "b.db"]], ids=lambda w: w[0])
def test_without_a_database_the_next_step_is_told(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    status, _, err = call(capsys, *words)
    assert status == 1
    assert "xianglin import" in err


def test_import_tells_stores_and_changes_nothing_the_second_time(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    roster = str(demo_roster())
    status, out, _ = call(capsys, "import", roster, "--dry-run")
    assert status == 0
    assert "--dry-run" in out
    assert not (folder / "xianglin-data").exists()
    assert call(capsys, "import", roster)[0] == 0
    path = folder / "xianglin-data" / "xianglin.db"
    before = rows(path)
    assert len(before["person"]) > 100
    status, out, _ = call(capsys, "import", roster)
    assert status == 0
    assert rows(path) == before
    assert call(capsys, "check")[0] == 0


def test_a_bad_row_stores_nothing(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    book = openpyxl.load_workbook(demo_roster())
    book["任职"]["B2"] = "皇帝"
    book.save(folder / "bad.xlsx")
    status, out, err = call(capsys, "import", "bad.xlsx")
    assert status == 1
    assert "任职!2: 角色" in out + err
    assert (out + err).count("--partial") == 1, "the way out is told once"
    assert rows(folder / "xianglin-data" / "xianglin.db")["person"] == []
    assert call(capsys, "import", "bad.xlsx", "--partial")[0] == 1
    assert len(rows(folder / "xianglin-data" / "xianglin.db")["person"]) > 100


def test_what_is_no_workbook_is_a_wrong_call(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "x.xlsx").write_bytes(b"no workbook")
    status, _, err = call(capsys, "import", "x.xlsx")
    assert status == 2
    assert err.startswith("x.xlsx:")


def test_route_answers_line_by_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = '{"id": "a", "text": "村口路灯坏了"}\n\n{"id": 7, "text": "我家着火了快来人"}\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(asked))
    status, out, _ = call(capsys, "route", "--explain")
    found = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [one["id"] for one in found] == ["a", 7]
    assert (found[0]["category"], found[0]["urgent"], found[1]["urgent"]) == ("POWER_NET", None, "FIRE")
    assert len(found[0]["top3"]) == 3
    assert found[0]["why"][0][0] in "村口路灯坏了"
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "text": "好"}\n{"id": 2}\n'))
    status, _, err = call(capsys, "route")
    assert status == 2
    assert err.startswith("<stdin>:2:")


def test_rehearse_plays_and_counts(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "good.yaml").write_text(SCENARIO % "找", encoding="utf-8")
    (folder / "bad.yaml").write_text(SCENARIO % "绝不会有的话", encoding="utf-8")
    status, out, _ = call(capsys, "rehearse", "good.yaml", "bad.yaml")
    lines = out.splitlines()
    assert status == 1
    assert lines[0] == "ok 帮助 (good.yaml)"
    assert lines[1] == "FAIL 帮助 (bad.yaml)"
    assert "第 2 步" in lines[2]
    assert lines[-1] == "1 passed, 1 failed"
    status, out, _ = call(capsys, "rehearse", "--show", "good.yaml")
    assert status == 0
    assert "张小明: 帮助" in out


def test_a_malformed_scenario_is_told_with_its_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "bad.yaml").write_text(SCENARIO.replace("- see", "- sea") % "x", encoding="utf-8")
    (folder / "town.yaml").write_text(SCENARIO.replace("shengli", "none.xlsx") % "x", encoding="utf-8")
    status, out, err = call(capsys, "rehearse", "bad.yaml", "town.yaml")
    assert status == 2
    assert "bad.yaml:7:" in err
    assert "town.yaml:1: 没有名册" in err
    assert out == ""


def test_jobs_are_listed_and_run(capsys: pytest.CaptureFixture[str], town: Path) -> None:
    status, out, _ = call(capsys, "jobs")
    assert status == 0
    assert re.search(r"^J26\s+retention\s+\d{4}-\d\d-\d\d 周. 03:30$", out, re.MULTILINE)
    assert call(capsys, "job", "J26")[0] == 0
    status, out, _ = call(capsys, "job", "retention", "--at", "2026-11-30T03:30")
    assert status == 0
    assert "retention" in out


def test_check_passes_on_a_fresh_town_and_finds_a_breach(capsys: pytest.CaptureFixture[str], town: Path) -> None:
    assert call(capsys, "check")[0] == 0
    db = sqlite3.connect(town)
    db.execute("UPDATE unit SET parent = 'nowhere' WHERE tier = 'neighbourhood'")
    db.commit()
    db.close()
    status, out, _ = call(capsys, "check")
    assert status == 1
    assert len(out.splitlines()) > 1


def test_backup_and_restore_keep_every_row(capsys: pytest.CaptureFixture[str], folder: Path, town: Path) -> None:
    status, out, _ = call(capsys, "backup", "b.db")
    assert status == 0
    assert "xianglin restore b.db" in out
    assert (folder / "b.db").stat().st_mode & 0o077 == 0
    assert call(capsys, "backup", "b.db")[0] == 2, "an existing file is never overwritten"
    status, _, err = call(capsys, "restore", "b.db")
    assert status == 1, "a place that holds data is never touched"
    assert "已经有数据" in err
    before = rows(town)
    for path in town.parent.glob("xianglin.db*"):
        path.unlink()
    assert call(capsys, "restore", "b.db")[0] == 0
    assert rows(town) == before
    assert call(capsys, "check")[0] == 0


def test_export_writes_one_person_for_their_own_eyes(
    capsys: pytest.CaptureFixture[str], folder: Path, town: Path
) -> None:
    assert call(capsys, "export", "张小明", "x.json")[0] == 0
    assert (folder / "x.json").stat().st_mode & 0o777 == 0o600
    text = (folder / "x.json").read_text(encoding="utf-8")
    found = json.loads(text)
    assert found["person"]["name"] == "张小明"
    assert "王建国" not in text
    assert found["rows"]["account"]
    assert call(capsys, "export", "张小明", "x.json")[0] == 2, "an existing file is never overwritten"
    assert "没有" in call(capsys, "export", "没这个人", "y.json")[2]
    assert any("export_file" in row for row in map(str, rows(town)["audit"])), "the reading is on record"


def test_the_key_is_shown_and_changed_and_an_old_backup_still_opens(
    capsys: pytest.CaptureFixture[str], folder: Path, town: Path
) -> None:
    key = folder / KEY_FILE
    before, kept = rows(town), key.read_text(encoding="utf-8")
    first = read(key).ring.current
    assert call(capsys, "backup", "b.db")[0] == 0
    assert first in call(capsys, "key")[1]
    assert call(capsys, "key", "rotate")[0] == 0
    assert read(key).ring.current != first
    assert rows(town) | {"seal_key": []} == before | {"seal_key": []}
    assert "内容:0" in call(capsys, "key", "show")[1]
    for path in town.parent.glob("xianglin.db*"):
        path.unlink()
    assert call(capsys, "restore", "b.db")[0] == 0, "older keys stay in the file for older backups"
    assert rows(town) | {"seal_key": []} == before | {"seal_key": []}
    key.write_text(kept, encoding="utf-8")  # only the old key: what is there is sealed with the new one
    status, _, err = call(capsys, "check")
    assert status == 1
    assert "什么都没动" in err


@pytest.mark.parametrize(
    "command", [("check",), ("backup", "c.db"), ("job", "retention"), ("serve",), ("key", "rotate")]
)
def test_without_its_key_a_town_is_left_alone(
    capsys: pytest.CaptureFixture[str], folder: Path, town: Path, command: tuple[str, ...]
) -> None:
    key = folder / KEY_FILE
    kept = key.rename(folder / "kept")
    before = town.read_bytes()
    status, _, err = call(capsys, *command)
    assert status == 1
    assert "xianglin.key" in err
    assert town.read_bytes() == before
    assert not key.exists(), "no new key in the place of the one that is needed"
    kept.rename(key)
    assert call(capsys, "check")[0] == 0


def test_restore_without_the_key_says_so(capsys: pytest.CaptureFixture[str], folder: Path, town: Path) -> None:
    assert "密钥" in call(capsys, "backup", "b.db")[1]
    for path in town.parent.glob("xianglin*"):
        path.rename(folder / f"moved-{path.name}")
    status, _, err = call(capsys, "restore", "b.db")
    assert status == 1
    assert "密钥文件" in err
    assert not town.exists()


@pytest.mark.postgres
def test_a_backup_goes_from_either_engine_to_the_other(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    town: Path,
    monkeypatch: pytest.MonkeyPatch,
    postgres_url: str,
) -> None:
    assert call(capsys, "backup", "from-sqlite.db")[0] == 0
    key = town.with_name("xianglin.key")
    before = opened(f"sqlite:///{town}", key)
    monkeypatch.setenv("XIANGLIN_DATABASE__URL", postgres_url)
    assert call(capsys, "restore", "from-sqlite.db")[0] == 0
    assert call(capsys, "check")[0] == 0
    assert call(capsys, "restore", "from-sqlite.db")[0] == 1, "what holds data is never touched"
    assert call(capsys, "job", "retention")[0] == 0
    assert call(capsys, "backup", "from-postgres.db")[0] == 0
    monkeypatch.setenv("XIANGLIN_DATABASE__URL", "sqlite:///back.db")
    assert call(capsys, "restore", "from-postgres.db")[0] == 0
    after = opened("sqlite:///back.db", key)
    del before["job_run"], after["job_run"]
    assert after == before


@pytest.mark.postgres
def test_on_postgresql_a_town_has_one_process(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("XIANGLIN_DATABASE__URL", postgres_url)
    assert call(capsys, "import", str(demo_roster()))[0] == 0
    owner = open_database(postgres_url, read(KEY_FILE).ring)
    owner.own("SL")
    with owner.writer():
        status, _, err = call(capsys, "job", "retention")
        assert status == 1
        assert "另一个乡邻" in err
    owner.close()
    assert call(capsys, "job", "retention")[0] == 0


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, None], ids=["empty", "words", "another"])
def test_what_is_no_backup_is_refused(capsys: pytest.CaptureFixture[str], folder: Path, content: bytes | None) -> None:
    if content is None:
        db = sqlite3.connect(folder / "x.db")
        db.execute("CREATE TABLE other (a)")
        db.commit()
        db.close()
    else:
        (folder / "x.db").write_bytes(content)
    status, _, err = call(capsys, "restore", "x.db")
    assert status == 2
    assert "x.db" in err
    assert not (folder / "xianglin-data" / "xianglin.db").exists()


def test_a_damaged_backup_is_refused(capsys: pytest.CaptureFixture[str], folder: Path, town: Path) -> None:
    call(capsys, "backup", "b.db")
    whole = bytearray((folder / "b.db").read_bytes())
    whole[20_000:40_000] = b"\xff" * 20_000
    (folder / "b.db").write_bytes(whole)
    assert call(capsys, "restore", "b.db")[0] == 2


def test_a_group_is_bound_only_on_a_platform_there_is(capsys: pytest.CaptureFixture[str], town: Path) -> None:
    status, _, err = call(capsys, "bind-chat", "weixin", "19:chat", "康桥村 工作群")
    assert status == 2
    assert "没有叫“weixin”的平台,可以是:sim、telegram、wechaty" in err
    assert "在群里发“确认绑定”" in call(capsys, "bind-chat", "telegram", "-100123456", "康桥三组 2邻群")[1]
    robot = call(capsys, "bind-chat", "wecom_robot", "康桥村工作群", "康桥村 工作群")[1]
    assert "私聊小邻发“确认绑定 康桥村工作群”" in robot, "a robot of a group hears nothing there"


def test_doctor_shows_values_origins_and_remedies(
    capsys: pytest.CaptureFixture[str], town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIANGLIN_BOT__NAME", "小桥")
    status, out, _ = call(capsys, "doctor")
    assert status == 0
    assert re.search(r"bot\.name = 小桥\s+来自 XIANGLIN_BOT__NAME", out)
    assert re.search(r"web\.port = 8765\s+来自 默认", out)
    assert re.search(r"lists\.named = false\s+来自 默认", out), "as it is written in the file"
    assert "胜利镇(SL)" in out
    assert "还没填好的电话:phones.desk" in out


def test_doctor_says_when_nobody_would_hear_of_an_outage(
    capsys: pytest.CaptureFixture[str], town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "镇管理员、镇值班、运维里没有一个人有企业微信应用、企业微信智能机器人的账号"
    assert "没有一个人" not in call(capsys, "doctor")[1], "the simulated platform alone"
    monkeypatch.setenv("XIANGLIN_ADAPTERS__ENABLED", "sim,wecom_robot")
    assert "没有一个人" not in call(capsys, "doctor")[1], "there nobody can be written to, and no link can break"
    monkeypatch.setenv("XIANGLIN_ADAPTERS__ENABLED", "sim,wecom_robot,wecom_app,wecom_bot")
    assert told in call(capsys, "doctor")[1]
    give_account(town, "wecom_app", Role.VILLAGE_STAFF)
    give_account(town, "telegram", Role.DUTY)
    assert told in call(capsys, "doctor")[1], "another's account, another platform"
    give_account(town, "wecom_bot", Role.DUTY)
    assert "没有一个人" not in call(capsys, "doctor")[1]


def test_doctor_says_how_the_running_process_last_saw_its_platforms(
    capsys: pytest.CaptureFixture[str], town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIANGLIN_ADAPTERS__ENABLED", "sim,wecom_robot")
    at = datetime(2026, 11, 24, 1, tzinfo=UTC)
    for found in (
        Standing("wecom_robot", False, "另一个程序占着这个账号", at),
        Standing("sim", True, "", at, paused=True),
        Standing("wechaty", False, "网关没有开", at),
    ):
        stand(town, found)
    status, out, _ = call(capsys, "doctor")
    assert status == 1
    assert "企业微信群机器人从11月24日(周二)上午9点起不通:另一个程序占着这个账号" in out
    assert "模拟平台停发了" in out
    assert "恢复发送" in out
    assert "网关没有开" not in out, "not connected any more"


def stand(town: Path, found: Standing) -> None:
    database = open_database(f"sqlite:///{town}", read(town.parent / KEY_FILE.name).ring)
    with closing(database):
        run_now(database, lambda db: db, lambda db: platforms.put(db, TownId("SL"), found))


def give_account(town: Path, platform: str, role: Role) -> None:
    database = open_database(f"sqlite:///{town}", read(town.parent / KEY_FILE.name).ring)

    def unit(db: Db) -> None:
        code = TownId("SL")
        who = next(one.person for one in directory.read_directory(db, code).offices if one.role is role)
        people.put_account(db, code, platform, f"u-{role}", who, datetime(2026, 11, 1, tzinfo=UTC))

    with closing(database):
        run_now(database, lambda db: db, unit)


def test_doctor_masks_a_password_and_says_that_the_database_is_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIANGLIN_DATABASE__URL", "postgresql+psycopg://town:s3cret@127.0.0.1:1/town?connect_timeout=2")
    status, out, err = call(capsys, "doctor")
    assert status == 1
    assert "打不开数据库" in out
    assert "s3cret" not in out + err


def test_an_unexpected_fault_is_one_line_without_debug(
    capsys: pytest.CaptureFixture[str], folder: Path, town: Path
) -> None:
    town.write_bytes(b"SQLite format 3\x00" + b"\x00" * 5000)
    status, _, err = call(capsys, "check")
    assert status == 1
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


def test_the_command_starts_light() -> None:
    heavy = "sqlalchemy|starlette|openpyxl|uvicorn|apscheduler|jieba|rjieba|alembic"
    code = (
        "import contextlib, io, re, sys; from bot.__main__ import main\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(['--help']); main(['demo', '--help'])\n"
        f"print([one for one in sys.modules if re.fullmatch('{heavy}', one)])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
