"""What is measured, as data; how it is shown."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity: its rounds, and what it ought to be. ``most`` and ``least`` are the bounds of the target."""

    name: str
    unit: str
    rounds: tuple[float, ...]
    most: float | None = None
    least: float | None = None

    @property
    def median(self) -> float:
        """The middle round."""
        return statistics.median(self.rounds)

    @property
    def met(self) -> bool | None:
        """Whether the median keeps the target; None without one."""
        if self.most is not None:
            return self.median <= self.most
        return self.median >= self.least if self.least is not None else None

    @property
    def target(self) -> str:
        """The target in words."""
        if self.most is not None:
            return f"≤ {_number(self.most)}"
        return f"≥ {_number(self.least)}" if self.least is not None else ""

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self) | {"median": self.median, "met": self.met}


@dataclass(slots=True)
class Results:
    """All figures, in the order in which they were measured."""

    figures: list[Figure] = field(default_factory=list[Figure])

    def add(
        self, name: str, unit: str, rounds: Sequence[float], *, most: float | None = None, least: float | None = None
    ) -> None:
        """Note a figure."""
        self.figures.append(Figure(name, unit, tuple(rounds), most, least))

    def __getitem__(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)


def lines(results: Results, meanings: dict[str, str], wide: Callable[[str, int], str]) -> list[str]:
    """A table for people."""
    mark = {True: "✓", False: "✗", None: " "}
    return [
        f"{mark[one.met]} {wide(meanings[one.name], 46)} {wide(_number(one.median) + ' ' + one.unit, 18)} {one.target}"
        for one in results.figures
    ]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
