"""A roster comes in beside a serving process, which reads the tree anew: on both engines."""

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from bot.app import open_database
from bot.clock import SHANGHAI
from bot.importing import import_workbook
from bot.rehearsal import RehearsedTown
from bot.storage.writer import run_now

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


async def test_the_tree_is_read_anew(database_url: str, tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "任职"
    page.append(["人员编号", "角色", "单位编号", "起始日期"])
    page.append(["P0034", "邻长", "KQ05-01", "2026-11-01"])  # 余春生 becomes warden of the vacant neighbourhood
    book.save(tmp_path / "office.xlsx")
    url = None if database_url.startswith("sqlite") else database_url
    async with RehearsedTown(START, url=url) as town:
        await town.say("邻长", town.names.people["余春生"][0])
        assert "代管" in town.sent[-1].text
        other = open_database(str(town.app.database.url.render_as_string(hide_password=False)))
        report = run_now(other, lambda db: db, lambda db: import_workbook(tmp_path / "office.xlsx", db, START))
        other.close()
        assert report.stored, report.lines()
        await town.say("邻长", town.names.people["余春生"][0])
        assert "余春生" in town.sent[-1].text
        assert "代管" not in town.sent[-1].text
