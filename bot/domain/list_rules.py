"""What the rows of a quarter say of each warden: who may stand on the honour list, what the village might look at for the other (handbook §4.7, §5.1). Pure.

Rules of this file: a fact is counted, never judged; nothing here puts anybody on a list: candidates are drafted for people to decide about, and
what speaks against a warden is only shown to the village's staff.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST_CONCERNS = 5
ON_TIME = 95
LEAST_MEDIATIONS = 2
SATISFIED = 95
LEAST_BALLOTS = 5
OVERDUE = 3
"""So many matters watched over by the town and overdue are worth a look."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """One warden's quarter, counted from rows."""

    closed: int = 0
    """Concerns that the warden took and that were closed."""
    on_time: int = 0
    cared: int = 0
    """People on the care list whom the warden looks in on."""
    visited: int = 0
    """Of these, those seen in every month that asks for it."""
    mediations: int = 0
    emergencies: int = 0
    leads: int = 0
    advice: int = 0
    ballots: int = 0
    satisfied: int = 0
    """Of these, satisfied or very satisfied."""
    first: bool = False
    """Among the few of their league who may be named, in a locked settlement."""
    supervised_overdue: int = 0
    unconfirmed_visits: int = 0
    """Visits that a household did not confirm and the supervisors have verified."""


@dataclass(frozen=True, slots=True)
class Merit:
    """One item that a quarter fulfils, with the numbers for its sentence."""

    code: str
    number: int = 0
    rate: int = 0


def merits(quarter: Quarter) -> tuple[Merit, ...]:
    """The positive items that a warden's quarter fulfils, in their order."""
    found: list[Merit] = []
    if quarter.closed >= LEAST_CONCERNS and 100 * quarter.on_time >= ON_TIME * quarter.closed:
        found.append(Merit("正-01", quarter.on_time, 100 * quarter.on_time // quarter.closed))
    if quarter.cared and quarter.visited >= quarter.cared:
        found.append(Merit("正-02", quarter.cared))
    if quarter.mediations >= LEAST_MEDIATIONS:
        found.append(Merit("正-03", quarter.mediations))
    if quarter.emergencies:
        found.append(Merit("正-04", quarter.emergencies))
    if quarter.leads:
        found.append(Merit("正-05", quarter.leads))
    if quarter.ballots >= LEAST_BALLOTS and 100 * quarter.satisfied >= SATISFIED * quarter.ballots:
        found.append(Merit("正-06", quarter.ballots, round(100 * quarter.satisfied / quarter.ballots)))
    if quarter.advice:
        found.append(Merit("正-07", quarter.advice))
    return tuple(found)


def worth_a_look(quarter: Quarter) -> tuple[Merit, ...]:
    """Negative items that the village's staff may want to look into, as counts; nothing is entered by this."""
    found: list[Merit] = []
    if quarter.supervised_overdue >= OVERDUE:
        found.append(Merit("负-02", quarter.supervised_overdue))
    if quarter.unconfirmed_visits:
        found.append(Merit("负-04", quarter.unconfirmed_visits))
    return tuple(found)


def months_seen(often: str, months: int) -> int:
    """In how many of a quarter's ``months`` somebody looked in on ``often`` must have been seen: a quarterly one once."""
    return min(1, months) if "季" in often else months


def covered(seen: Mapping[str, set[int]], asked: Mapping[str, str], months: int) -> int:
    """How many of ``asked`` (person → how often) were seen often enough; ``seen``: person → months of the quarter."""
    return sum(len(seen.get(who, set())) >= months_seen(often, months) for who, often in asked.items())
