"""What a warden has earned, and how it comes about: looking only (handbook §3.4)."""

from bot.actions import point_rules as tables
from bot.context import Work
from bot.domain import namesakes
from bot.domain import points as rules
from bot.domain.namesakes import Named
from bot.domain.points import Entry, LedgerEntry
from bot.domain.roles import Action, Grant, Role
from bot.domain.settlements import parts_of
from bot.ids import PersonId
from bot.storage import check_in_histories as histories
from bot.storage import point_entries as entry_rows
from bot.storage import points as rows
from bot.texts import points as say


def balance(work: Work, warden: PersonId) -> tuple[str, dict[str, int], int, int]:
    """The running period, its sums by kind, how many check-ins wait, and what they would add."""
    half = rules.period_of(work.today)
    period = half[:4] if work.settings.points_yearly else half
    sums = sums_of(work, warden, period)
    waiting = histories.count_waiting(work.db, work.town, warden)
    hoped = 0
    if waiting:
        first, last = rules.period_days(period)
        records = histories.list_of_period(work.db, work.town, warden, first, last)
        hoped = sum(one.expected - one.points for one in records)
    return period, sums, waiting, hoped


def sums_of(work: Work, warden: PersonId, period: str) -> dict[str, int]:
    """Sums by kind of a half-year or year."""
    sums: dict[str, int] = {}
    for part in parts_of(period):
        for kind, amount in rows.balance(work.db, work.town, warden, part).items():
            sums[kind] = sums.get(kind, 0) + amount
    return dict(sorted(sums.items(), key=lambda pair: -pair[1]))


def entries(work: Work, warden: PersonId) -> list[LedgerEntry]:
    """The last twenty entries."""
    return entry_rows.list_entries(work.db, work.town, warden)


def explain(work: Work, warden: PersonId, period: str = "") -> str:
    """How the balance of a period (the running one) comes about, on one screen: what was done, caps, corrections, versions."""
    period = period or rules.period_of(work.today)
    first, last = rules.period_days(period)
    sums = rows.balance(work.db, work.town, warden, period)
    done = entry_rows.count_check_ins(work.db, work.town, warden, first, last)
    kinds = [(kind, count, value, sums.get(kind, 0)) for kind, count, value in done]
    others = {kind: amount for kind, amount in sums.items() if kind not in {one[0] for one in kinds}}
    table = tables.book(work).on(tables.village_on(work, warden, min(last, work.today)), min(last, work.today))
    return say.explained(
        period,
        say.total(sums),
        kinds,
        others,
        entry_rows.list_versions(work.db, work.town, warden, period) or [table.version],
        entry_rows.reversed_points(work.db, work.town, warden, period),
        entry_rows.sum_of_entries(
            work.db, work.town, warden, period, Entry.ADJUSTMENT, (rules.OBJECTION, rules.DEDUCTION)
        ),
        (table.a_day, table.a_month),
    )


def lifetime(work: Work, warden: PersonId) -> int:
    """All that was ever earned."""
    return max(0, rows.lifetime(work.db, work.town, warden))


def find_wardens(work: Work, said: str) -> tuple[list[Named], str]:
    """The wardens and grid leaders named at the start of ``said`` whose points the actor may see (handbook §1.4: one's grid, village,
    town), and what is left of the words; several bear the name, and no place tells them apart."""
    if not said or work.grant(Action.OTHERS_POINTS) is Grant.NO:
        return [], said
    assert work.actor_id is not None
    watching = [
        office.unit
        for office in work.directory.offices_of(work.actor_id, work.today)
        if office.role not in {Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN, Role.OPERATOR, Role.DUTY}
    ]
    near = [
        office
        for office in work.directory.offices
        if office.role in _SERVING
        and office.name in said
        and office.holds_on(work.today)
        and any(work.directory.covers(unit, office.unit) for unit in watching)
    ]
    return namesakes.meant(said, namesakes.with_places(work.directory, near))


_SERVING = frozenset({Role.WARDEN, Role.BUILDING_WARDEN, Role.MIGRANT_WARDEN, Role.GRID_LEADER})
