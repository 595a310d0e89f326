"""Configuration: where a value comes from, what is refused, and that everything wrong is told at once."""

import dataclasses
from datetime import date, time
from pathlib import Path

import pytest

from bot.config import SETTINGS, BadConfig, load
from bot.domain.settings import Hotline, Settings


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "xianglin.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def faults(file: Path | None, environ: dict[str, str]) -> list[str]:
    with pytest.raises(BadConfig) as told:
        load(file, environ)
    return told.value.faults


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_are_those_of_the_handbook() -> None:
    config = load(None, {})
    assert config.town == Settings()
    assert config.database_url == "sqlite:///xianglin-data/xianglin.db"
    assert set(config.origins.values()) == {"默认"}


def test_every_setting_of_a_town_can_be_set(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
        bot = {name = "小桥", subtitle = "康桥助手"}
        polls.threshold = 8
        points = {version = "康桥-1", day_cap = 12, month_cap = 70, base = ["VISIT 3", "LEAD 12"], period = "年度", redemption = true, redemption_days = "1-10"}
        calendar = {workdays = ["2027-02-07"], holidays = [2027-02-08]}
        notices = {link_hosts = ["gov.cn", "Example.org"], relay_hours = 6, largest_file_mb = 5}
        visits.hint_days = 60
        lists = {groups = ["公开群"], named = true, phone = "100-0000-0005"}
        burden = {chat = 9, person = 7, card_time = "18:00"}
        [hours]
        morning = "8:30-11:30"
        afternoon = "13:30 - 17:30"
        residents_quiet = ["21:00-06:30"]
        work_groups = "08:30-17:30"
        [phones]
        desk = "100-0000-0001"
        duty = "100-0000-0002"
        local = ["100-0000-0003 镇卫生院", "100-0000-0004 供电所"]
        """,
    )
    town = load(file, {}).town
    assert town == Settings(
        bot_name="小桥",
        bot_subtitle="康桥助手",
        morning=(time(8, 30), time(11, 30)),
        afternoon=(time(13, 30), time(17, 30)),
        residents_quiet=((time(21), time(6, 30)),),
        work_group_open=(time(8, 30), time(17, 30)),
        point_rules=town.point_rules,
        points_yearly=True,
        redemption=True,
        redemption_days=(1, 10),
        day_overrides={date(2027, 2, 7): True, date(2027, 2, 8): False},
        poll_threshold=8,
        desk_phone="100-0000-0001",
        duty_phone="100-0000-0002",
        local_phones=(Hotline("100-0000-0003", "镇卫生院"), Hotline("100-0000-0004", "供电所")),
        link_hosts=("gov.cn", "example.org"),
        relay_hours=6,
        largest_file=5 * 1024 * 1024,
        visit_hint_days=60,
        list_groups=("village_public",),
        list_named=True,
        list_phone="100-0000-0005",
        weekly_pushes_chat=9,
        weekly_pushes_person=7,
        card_time=time(18),
    )
    points = town.point_rules
    assert (points.version, points.a_day, points.a_month) == ("康桥-1", 12, 70)
    assert (points.lines["VISIT"].base, points.lines["LEAD"].base, points.lines["CARE"].base) == (3, 12, 3)
    untouched = [
        one.name for one in dataclasses.fields(town) if getattr(town, one.name) == getattr(Settings(), one.name)
    ]
    assert untouched == [], "a field of Settings that no configuration reaches"


def test_the_environment_wins_and_says_so(tmp_path: Path) -> None:
    file = written(tmp_path, "web.port = 9000\nadapters.enabled = []\n")
    config = load(file, {"XIANGLIN_WEB__PORT": "9001", "XIANGLIN_PHONES__LOCAL": "123-45 卫生院,678-90 水厂"})
    assert config.values["web.port"] == 9001
    assert config.origins["web.port"] == "XIANGLIN_WEB__PORT"
    assert config.origins["adapters.enabled"] == str(file)
    assert [one.name for one in config.town.local_phones] == ["卫生院", "水厂"]


def test_the_file_is_found_by_name_and_by_variable(tmp_path: Path) -> None:
    written(tmp_path, "web.port = 9000\n")
    assert load(None, {}).values["web.port"] == 9000
    other = tmp_path / "other.toml"
    other.write_text("web.port = 9002\n", encoding="utf-8")
    assert load(None, {"XIANGLIN_CONFIG": str(other)}).values["web.port"] == 9002


def test_all_faults_are_told_at_once_each_with_what_is_allowed(tmp_path: Path) -> None:
    file = written(tmp_path, 'web.port = 70000\nbot.nmae = "小桥"\nhours.morning = "八点"\npolls.threshold = 2\n')
    told = faults(
        file, {"XIANGLIN_ADAPTERS__ENABLED": "sim,qq", "XIANGLIN_WEB_HOST": "x", "XIANGLIN_CLOCK__START": "早上"}
    )
    assert len(told) == 7
    for piece in (
        "65535",
        "是不是想写 bot.name",
        "08:00-12:00",
        "不小于 5",
        "没有叫 qq 的平台",
        "web.host",
        "2026-11-24T09:00",
    ):
        assert any(piece in line for line in told), piece


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        pytest.param("web.port = ", ":1: 不是合格的 TOML", id="not-toml"),
        pytest.param('web = "x"', "没有叫 web 的设置", id="a-value-for-a-table"),
        pytest.param("bot.name = 3", "文字", id="a-number-for-words"),
        pytest.param("web.port = true", "65535", id="a-truth-for-a-number"),
        pytest.param('database.url = "mysql://x"', "postgresql+psycopg", id="another-engine"),
        pytest.param('web.host = "0.0.0.0"', "只许本机", id="the-simulator-for-everybody"),
        pytest.param('phones.local = ["镇卫生院"]', "号码 空格 名称", id="a-phone-without-number"),
        pytest.param('calendar.workdays = ["2027-01-01"]\ncalendar.holidays = ["2027-01-01"]', "只能是一种", id="both"),
        pytest.param('points.base = ["VISIT 3"]', "points.version 也要改", id="another-table-under-the-old-name"),
        pytest.param('points.base = ["WALK 3"]', "类型有 VISIT", id="no-such-kind"),
        pytest.param('secrets.key_file = "nowhere"', "没有文件", id="no-key-file"),
    ],
)
def test_a_wrong_value_is_told(tmp_path: Path, text: str, piece: str) -> None:
    assert piece in "\n".join(faults(written(tmp_path, text), {}))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "读不了配置文件" in faults(tmp_path / "none.toml", {})[0]


def test_a_password_in_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    text = 'database.url = "postgresql+psycopg://town:s3cret@localhost/town"'
    told = faults(written(tmp_path, text, 0o644), {})
    assert "chmod 600" in told[0]
    assert "s3cret" not in told[0]
    config = load(written(tmp_path, text, 0o600), {})
    assert config.shown("database.url") == "postgresql+psycopg://town:***@localhost/town"


def test_a_key_file_must_be_ones_own(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("k", encoding="ascii")
    key.chmod(0o644)
    assert "chmod 600" in faults(None, {"XIANGLIN_SECRETS__KEY_FILE": str(key)})[0]
    key.chmod(0o600)
    assert load(None, {"XIANGLIN_SECRETS__KEY_FILE": str(key)}).values["secrets.key_file"] == key


def test_empty_and_invented_phones_are_known_as_placeholders() -> None:
    assert load(None, {}).placeholders() == ["phones.desk", "phones.duty", "phones.local"]
    filled = {
        "XIANGLIN_PHONES__DESK": "0795-7312345",
        "XIANGLIN_PHONES__DUTY": "待填",
        "XIANGLIN_PHONES__LOCAL": "120 急救",
    }
    assert load(None, filled).placeholders() == ["phones.duty"]


def test_every_setting_has_a_meaning_and_a_name_of_its_own() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert all(setting.meaning for setting in SETTINGS)


@pytest.mark.parametrize(
    ("written_", "told"),
    [
        ('lists.groups = ["邻里群"]', "公开群"),
        ('lists.named = "也许"', "true 或 false"),
        ('lists.phone = "张三"', "电话"),
    ],
)
def test_settings_of_lists_that_cannot_be(tmp_path: Path, written_: str, told: str) -> None:
    assert told in faults(written(tmp_path, written_ + "\n"), {})[0]


def test_lists_may_stay_out_of_groups(tmp_path: Path) -> None:
    assert load(written(tmp_path, "lists.groups = []\n"), {}).town.list_groups == ()
