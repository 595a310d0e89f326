"""The file with the 调休 of a year, and who is asked for it in December."""

from datetime import date, datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.config import load
from bot.config_values import BadValue, calendar_file
from bot.domain import calendar
from bot.domain.settings import Settings
from bot.rehearsal import RehearsedTown


def test_days_and_spans(tmp_path: Path) -> None:
    file = tmp_path / "2027.txt"
    file.write_text(
        "# 春节\n2027-02-05至2027-02-11 放假\n2027-02-14,上班  # 补班\n\n2027-1-1 放假\n", encoding="utf-8-sig"
    )
    found = calendar_file(str(file))
    assert found[date(2027, 2, 5)] is False
    assert found[date(2027, 2, 11)] is False
    assert found[date(2027, 2, 14)] is True
    assert found[date(2027, 1, 1)] is False
    assert len(found) == 9
    town = load(environ={"XIANGLIN_CALENDAR__FILE": str(file), "XIANGLIN_CALENDAR__HOLIDAYS": "2027-02-14"}).town
    assert calendar.knows(2027, town)
    assert not calendar.is_working_day(date(2027, 2, 8), town)
    assert not calendar.is_working_day(date(2027, 2, 14), town), "what stands in the configuration itself goes first"


@pytest.mark.parametrize(
    "line", ["2027-02-30 放假", "2027-02-11至2027-02-05 放假", "春节 放假", "2027-02-05", "2027-01-01至2027-12-31 放假"]
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "2027.txt"
    file.write_text(f"2027-01-01 放假\n{line}\n", encoding="utf-8")
    with pytest.raises(BadValue, match=r"2027\.txt:2"):
        calendar_file(str(file))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(BadValue, match="没有这个"):
        calendar_file("没有这个.txt")


async def test_the_towns_admins_are_asked_once_when_next_year_is_unknown() -> None:
    async with RehearsedTown(datetime(2026, 11, 30, 9, tzinfo=SHANGHAI)) as town:
        await town.move_to(datetime(2026, 12, 1, 9, 5, tzinfo=SHANGHAI))
        told = [sent for sent in town.sent if "2027年的放假调休" in sent.text]
        assert {sent.address for sent in told} == {"吕明"}
        assert len(told) == 1
    known = Settings(day_overrides={date(2027, 1, 1): False})
    async with RehearsedTown(datetime(2026, 11, 30, 9, tzinfo=SHANGHAI), settings=known) as town:
        await town.move_to(datetime(2026, 12, 1, 9, 5, tzinfo=SHANGHAI))
        assert not any("调休" in sent.text for sent in town.sent)
