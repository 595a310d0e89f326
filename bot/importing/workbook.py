"""Opens a workbook that somebody has sent: nothing in it is trusted (pages.md §4).

Rules of this file: the file is looked at before it is opened (what it is, how large it says it is unpacked); openpyxl reads row by
row, never further than our caps whatever the sheet says of its own size; XML entities are refused (defusedxml); a formula is a
fault, not a value.
"""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.xml import DEFUSEDXML

from bot.importing.report import Fault, Unusable
from bot.texts import importing as say

MOST_MB = 5
MOST_UNPACKED = 50 * 1024 * 1024
MOST_ENTRIES = 200
MOST_RATIO = 100
RATIO_FROM = 1024 * 1024
"""Below so many bytes unpacked a ratio says nothing."""
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

assert DEFUSEDXML, "openpyxl must find defusedxml"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value, and whether it is a formula."""

    value: object
    formula: bool = False


@dataclass(slots=True)
class RawSheet:
    """A sheet's header (column → its name) and the rows below it that hold anything."""

    name: str
    header: list[str] = field(default_factory=list[str])
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list[tuple[int, list[Cell]]])
    cut: bool = False
    """There were more rows than are read."""


def open_workbook(path: Path) -> list[RawSheet]:
    """All sheets.

    Raises:
        Unusable: it is no workbook, or one that should not be opened.
    """
    _look_at(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            return [_read(page) for page in book.worksheets]
        finally:
            book.close()
    except Exception as fault:  # whatever is wrong inside: a broken file must never be a traceback
        raise Unusable(say.broken()) from fault


def _look_at(path: Path) -> None:
    try:
        if path.is_dir():
            raise Unusable(say.is_folder())
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError as fault:
        raise Unusable(say.no_file()) from fault
    except (OSError, ValueError) as fault:
        raise Unusable(say.not_readable(getattr(fault, "strerror", None) or "路径不对")) from fault
    if size == 0:
        raise Unusable(say.empty_file())
    if head == _OLD:
        raise Unusable(say.old_format())
    if size > MOST_MB * 1024 * 1024:
        raise Unusable(say.too_large(MOST_MB))
    _look_inside(path, size)


def _look_inside(path: Path, size: int) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise Unusable(say.not_workbook()) from fault
    if "[Content_Types].xml" not in {entry.filename for entry in entries}:
        raise Unusable(say.not_workbook())
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise Unusable(say.bomb())
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * size:
        raise Unusable(say.bomb())


def _read(page: Any) -> RawSheet:
    sheet = RawSheet(str(page.title).strip())
    width = MOST_COLUMNS
    for number, line in enumerate(page.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS), 1):
        cells = [Cell(one.value, getattr(one, "data_type", "") == "f") for one in line[:width]]
        if number == 1:
            sheet.header = ["" if one.value is None else str(one.value).strip() for one in cells]
            width = max((place for place, name in enumerate(sheet.header, 1) if name), default=0)
        elif any(_filled(one) for one in cells):
            if number > MOST_ROWS + 1:
                sheet.cut = True
                break
            sheet.rows.append((number, cells))
    return sheet


def _filled(cell: Cell) -> bool:
    return cell.value is not None and (not isinstance(cell.value, str) or bool(cell.value.strip()))


def cut_fault(sheet: RawSheet) -> Fault:
    """The sheet is longer than is read."""
    return Fault(sheet.name, MOST_ROWS + 2, "行数", say.too_many_rows(MOST_ROWS))
