"""What an import has to say: faults by row, notices, counts."""

from dataclasses import dataclass, field

from bot.ids import TownId
from bot.texts import importing as say


class Unusable(Exception):
    """The file as such cannot be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, and where: ``row`` as the spreadsheet counts, 1 is the header."""

    sheet: str
    row: int
    column: str
    why: str

    def __str__(self) -> str:
        return say.line(self.sheet, self.row, self.column, self.why)


@dataclass(slots=True)
class Count:
    """How many rows of a sheet were new, changed, the same."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(slots=True)
class ImportReport:
    """How an import went. ``faults`` is empty when every row is good; ``unusable`` says why the file could not be read at all."""

    town: TownId | None = None
    unusable: str = ""
    faults: list[Fault] = field(default_factory=list[Fault])
    notices: list[str] = field(default_factory=list[str])
    counts: dict[str, Count] = field(default_factory=dict[str, Count])
    stored: bool = False
    dry_run: bool = False

    @property
    def good(self) -> bool:
        """Whether the file can be stored whole."""
        return not self.unusable and not self.faults

    def lines(self) -> list[str]:
        """All of it, in Chinese: faults first, then notices, then what was done."""
        if self.unusable:
            return [self.unusable]
        return [*(str(fault) for fault in self.faults), *self.notices, *self._done()]

    def _done(self) -> list[str]:
        counted = [(sheet, one.new, one.changed, one.same) for sheet, one in self.counts.items()]
        if self.dry_run:
            return [*([say.summary(counted)] if counted else []), say.tried(len(self.faults))]
        if not self.stored:
            return [say.nothing_stored(len(self.faults))]
        if self.faults:
            left = len({(fault.sheet, fault.row) for fault in self.faults})
            return [say.summary(counted), say.stored_partly(left)]
        if counted and not any(new or changed for _, new, changed, _ in counted):
            return [say.summary(counted), say.nothing_new()]
        return [say.summary(counted), say.stored()]
