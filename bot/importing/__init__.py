"""The roster workbook (contracts §5): read, checked whole, stored whole. A row that is absent leaves what is stored as it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from bot.domain.directory import Tier
from bot.ids import TownId
from bot.importing.merged import Merged, Stored, keep_absent, read_stored
from bot.importing.report import Count, Fault, ImportReport, Unusable
from bot.importing.sheets import SHEETS, Row, Sheet, read_sheet
from bot.importing.storing import store
from bot.importing.tree import RULES, notices
from bot.importing.workbook import RawSheet, cut_fault, open_workbook
from bot.storage.database import Db
from bot.storage.towns import find_town
from bot.texts import importing as say

__all__ = ["Count", "Fault", "ImportReport", "import_workbook"]


def import_workbook(path: Path, db: Db, at: datetime, *, dry_run: bool = False, partial: bool = False) -> ImportReport:
    """Store a roster in the transaction open on ``db``; what came of it.

    Nothing is stored unless every row is good; ``partial`` stores the good ones, ``dry_run`` none.
    """
    report = ImportReport(dry_run=dry_run)
    try:
        raw = open_workbook(path)
    except Unusable as unusable:
        report.unusable = str(unusable)
        return report
    sheets = _read(raw, report)
    if report.unusable:
        return report
    found = find_town(db)
    stored = read_stored(db, found[0] if found else None)
    keep_absent(stored, sheets)
    merged = Merged(stored, sheets)
    _check(merged, report, at)
    report.notices += _told(merged, at)
    if report.faults and not partial:
        return report
    _without_dangling(merged, report)
    report.town = merged.stored.town or _town(merged)
    if report.town is None:
        return report
    db.say("SAVEPOINT roster")
    report.counts = store(db, report.town, merged, at)
    if dry_run:
        db.say("ROLLBACK TO SAVEPOINT roster")
    db.say("RELEASE SAVEPOINT roster")
    report.stored = not dry_run
    return report


def _read(raw: Iterable[RawSheet], report: ImportReport) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}
    for one in raw:
        kind = SHEETS.get(one.name)
        if kind is None:
            report.notices.append(say.unknown_sheet(one.name[:20]))
            continue
        if not one.header and not one.rows:
            continue
        if one.cut:
            report.faults.append(cut_fault(one))
        sheet, faults, told = read_sheet(one, kind)
        sheets[one.name] = sheet
        report.faults += faults
        report.notices += told
    if not sheets:
        report.unusable = say.no_sheets()
    return sheets


def _check(merged: Merged, report: ImportReport, at: datetime) -> None:
    """Ask every rule once; rows with a fault are no longer good."""
    found = [fault for rule in RULES for fault in rule(merged, at.date())]
    report.faults += found
    report.faults.sort(key=_place)
    _drop(merged.sheets, found)


def _place(fault: Fault) -> tuple[int, int]:
    names = list(SHEETS)
    return (names.index(fault.sheet) if fault.sheet in names else len(names), fault.row)


def _drop(sheets: Mapping[str, Sheet], faults: Iterable[Fault]) -> None:
    bad = {(fault.sheet, fault.row) for fault in faults}
    for name, sheet in sheets.items():
        gone = [row for row in sheet.rows if (name, row.number) in bad]
        sheet.bad |= {row.number for row in gone}
        sheet.bad_keys |= {str(row[SHEETS[name].key[0]]) for row in gone}
        sheet.rows = [row for row in sheet.rows if row not in gone]


_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "单位": (("上级编号", "单位"),),
    "户": (("邻编号", "单位"),),
    "人员": (("户编号", "户"),),
    "任职": (("人员编号", "人员"), ("单位编号", "单位")),
    "群": (("单位编号", "单位"),),
    "账号": (("人员编号", "人员"),),
    "关爱": (("人员编号", "人员"), ("结对邻长", "人员")),
    "在外": (("人员编号", "人员"), ("单位编号", "单位")),
}


def _without_dangling(merged: Merged, report: ImportReport) -> None:
    """With ``partial``: what refers to a row that is not stored is not stored either, and says so."""
    if not report.faults:
        return
    while found := [*_dangling(merged)]:
        report.faults += found
        _drop(merged.sheets, found)
    report.faults.sort(key=_place)


def _dangling(merged: Merged) -> Iterable[Fault]:
    known: dict[str, Iterable[str]] = {"单位": merged.units(), "户": merged.homes(), "人员": merged.names()}
    for name, references in _REFERENCES.items():
        for row in merged.rows(name):
            for column, sheet in references:
                if row[column] and row[column] not in known[sheet]:
                    yield row.fault(column, say.not_imported(row[column]))
                    break


def _told(merged: Merged, at: datetime) -> list[str]:
    pending = sum(1 for row in merged.rows("群") if _waits(merged.stored, row))
    return [*notices(merged, at.date()), *([say.pending_chats(pending)] if pending else [])]


def _waits(stored: Stored, row: Row) -> bool:
    return row["平台"] != "sim" and row["群编号"] not in stored.chats


def _town(merged: Merged) -> TownId | None:
    return next((TownId(row["编号"]) for row in merged.rows("单位") if row["层级"] is Tier.TOWN), None)
