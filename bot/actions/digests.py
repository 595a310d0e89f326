"""Verbs of digests: put a week into words for a group, for a warden, for who asks. From rows alone; nothing is written."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property

from bot.actions import topics
from bot.context import Work
from bot.domain import calendar
from bot.domain import digests as rules
from bot.domain.digest_weeks import GridWeek, ResidentWeek, Sending, TownWeek, VillageWeek
from bot.domain.digests import Matter, Period, Visits
from bot.domain.directory import ChatKind, Tier, Unit
from bot.domain.notices import Notice
from bot.domain.notices import State as NoticeState
from bot.domain.roles import Role
from bot.ids import UnitId
from bot.messages import InChat, Outbound, Place, Priority
from bot.storage import burden, notices, timers
from bot.storage import digests as rows
from bot.storage import polls as poll_rows
from bot.texts import digests as say
from bot.texts import topics as say_topics

VILLAGE, GRID, TOWN = "digest_village", "digest_grid", "digest_town"
NEIGHBOURHOOD, MIGRANT = "digest_neighbourhood", "digest_migrant"
MOST_HOUSEHOLDS = 20


@dataclass(frozen=True)
class Week:
    """The rows of one run, read once for all units."""

    work: Work
    period: Period

    @cached_property
    def matters(self) -> list[Matter]:
        return rows.list_matters(self.work.db, self.work.town, self.period)

    @cached_property
    def visits(self) -> dict[UnitId, Visits]:
        return rows.visits_by_unit(self.work.db, self.work.town, self.period)

    @cached_property
    def notices(self) -> list[Notice]:
        return [self._valid(one) for one in notices.list_released(self.work.db, self.work.town)]

    def _valid(self, original: Notice) -> Notice:
        """The latest words of a notice: a correction's, under its own number."""
        corrected = notices.list_corrections(self.work.db, self.work.town, original.number)
        return corrected[0] if corrected and original.state is NoticeState.RELEASED else original

    def within(self, place: UnitId) -> list[Matter]:
        """Matters of a place and below."""
        return [one for one in self.matters if self.work.directory.covers(place, one.unit)]

    def poll_until(self, place: UnitId) -> datetime | None:
        """When the poll that is being held there ends."""
        for poll in poll_rows.list_open(self.work.db, self.work.town):
            asked = poll_rows.units_of(self.work.db, self.work.town, poll.number)
            if poll.takes_votes(self.work.now) and any(self.work.directory.covers(place, unit) for unit in asked):
                return poll.closes_at
        return None


# --- for groups of residents -----------------------------------------------------------------------------------------


def neighbourhoods(work: Work, due: datetime) -> list[Outbound]:
    """J09: to every neighbourhood's group that has something to hear, Sunday evening."""
    return _to_residents(work, due, NEIGHBOURHOOD)


def migrants(work: Work, due: datetime) -> list[Outbound]:
    """J10: to the groups of people away."""
    return _to_residents(work, due, MIGRANT)


def _to_residents(work: Work, due: datetime, job: str) -> list[Outbound]:
    week = Week(work, rules.residents_period(due))
    kind = ChatKind.MIGRANT if job == MIGRANT else ChatKind.NEIGHBOURHOOD
    told: list[Outbound] = []
    for unit in rules.neighbourhoods_with_groups(work.directory, migrant=job == MIGRANT):
        groups = work.directory.chats_of(unit.id, kind)
        if not groups:
            continue
        found = _resident_week(week, unit)
        if found.anything:
            text = say.migrant(found) if job == MIGRANT else say.neighbourhood(found)
            told += [digest_to(InChat(chat.id), text, job, chat.id, week.period) for chat in groups]
    return told


def _resident_week(week: Week, unit: Unit) -> ResidentWeek:
    directory, today = week.work.directory, week.work.today
    grid = directory.at(unit.id, Tier.GRID)
    valid = rules.still_valid(week.notices, directory, unit.id, today)
    role, name = _contact(week.work, unit)
    return ResidentWeek(
        name=directory.title(unit.id),
        period=week.period,
        fixed=rules.fixed_titles(week.matters, unit.id, grid.id if grid else None, week.period),
        in_progress=sum(one.is_open for one in week.matters if one.unit == unit.id),
        notices=tuple(sorted(valid, key=lambda one: not rules.is_fresh(one, week.period, today))),
        season=rules.season_of(week.period.last),
        contact_role=role,
        contact=name,
        fresh=any(rules.is_fresh(one, week.period, today) for one in valid),
    )


def _contact(work: Work, unit: Unit) -> tuple[str, str]:
    warden = work.directory.warden_of(unit.id, work.today)
    if warden is not None:
        return "warden", warden.name
    leaders = work.directory.holders_above(Role.GRID_LEADER, unit.id, work.today)
    return ("grid_leader", leaders[0].name) if leaders else ("", "")


# --- for groups of staff ---------------------------------------------------------------------------------------------


def villages(work: Work, due: datetime) -> list[Outbound]:
    """J07: to the village work groups."""
    if _put_off(work, due, VILLAGE):
        return []
    week = Week(work, rules.staff_period(due, work.settings))
    told: list[Outbound] = []
    for unit in of_tier(work, Tier.VILLAGE):
        groups = work.directory.chats_of(unit.id, ChatKind.VILLAGE_WORK)
        if groups and (found := village_week(week, unit)).anything:
            told += [digest_to(InChat(chat.id), say.village(found), VILLAGE, chat.id, week.period) for chat in groups]
    return told


def grids(work: Work, due: datetime) -> list[Outbound]:
    """J07: to the grid groups."""
    if _put_off(work, due, GRID):
        return []
    week = Week(work, rules.staff_period(due, work.settings))
    told: list[Outbound] = []
    for unit in of_tier(work, Tier.GRID):
        groups = work.directory.chats_of(unit.id, ChatKind.GRID)
        within = week.within(unit.id) if groups else []
        standing = tuple(one for one in within if one.is_open)
        found = GridWeek(unit.name, week.period, rules.counted(within, week.period, work.now), standing)
        if groups and found.anything:
            told += [digest_to(InChat(chat.id), say.grid(found), GRID, chat.id, week.period) for chat in groups]
    return told


def town(work: Work, due: datetime) -> list[Outbound]:
    """J08: to the town's work group."""
    root = work.directory.town
    if root is None or _put_off(work, due, TOWN):
        return []
    week = Week(work, rules.staff_period(due, work.settings))
    found = town_week(week, root)
    if not found.anything:
        return []
    groups = work.directory.chats_of(root.id, ChatKind.TOWN_WORK)
    return [digest_to(InChat(chat.id), say.town(found), TOWN, chat.id, week.period) for chat in groups]


def _put_off(work: Work, due: datetime, job: str) -> bool:
    """Whether the Monday is no working day: then a deadline row brings the digest on the next one."""
    if due.weekday() != 0 or calendar.is_working_day(work.today, work.settings):
        return False
    day = calendar.next_working_day(work.today, work.settings)
    timers.set_timer(work.db, work.town, "digest_late", job, calendar.at(day, due.timetz().replace(tzinfo=None)))
    return True


def late(work: Work, job: str) -> list[Outbound]:
    """What a holiday Monday had put off: as if it were the Monday of this week."""
    monday = work.today - timedelta(days=work.today.weekday())
    run = {VILLAGE: villages, GRID: grids, TOWN: town}[job]
    return run(work, calendar.at(monday, time(8, 30)))


def of_tier(work: Work, tier: Tier) -> list[Unit]:
    return sorted((unit for unit in work.directory.units.values() if unit.tier is tier), key=lambda unit: unit.id)


def village_week(week: Week, unit: Unit) -> VillageWeek:
    work, within = week.work, week.within(unit.id)
    hot = tuple((say_topics.title(topic), topic.households) for topic in topics.of_village(work, unit.id) if topic.open)
    return VillageWeek(
        name=unit.name,
        period=week.period,
        counts=replace(rules.counted(within, week.period, work.now), repeated=hot[:3]),
        overdue_titles=tuple(one.title for one in within if one.is_overdue(work.now)),
        visits=rules.summed(week.visits, work.directory, unit.id),
        notices=tuple(_sending(week, one, unit.id) for one in week.notices if _is_of(week, one, unit.id)),
        poll_until=week.poll_until(unit.id),
    )


def _is_of(week: Week, one: Notice, unit: UnitId) -> bool:
    released = one.state is NoticeState.RELEASED and week.period.holds(one.released_at)
    return released and one.audience.concerns(week.work.directory, unit)


def _sending(week: Week, one: Notice, unit: UnitId) -> Sending:
    work = week.work
    addressed = {chat.id for chat in one.audience.chats(work.directory) if work.directory.covers(unit, chat.unit)}
    arrived = rows.chats_reached(work.db, work.town, one.root) & addressed
    return Sending(one.title, len(arrived), len(addressed))


def town_week(week: Week, root: Unit) -> TownWeek:
    work, directory = week.work, week.work.directory
    leaves = [unit for unit in directory.below(root.id) if unit.tier is Tier.NEIGHBOURHOOD]
    groups, before = list(directory.chats), week.period.before
    return TownWeek(
        name=root.name,
        period=week.period,
        villages=tuple(
            (unit.name, rules.counted(week.within(unit.id), week.period, work.now))
            for unit in of_tier(work, Tier.VILLAGE)
        ),
        counts=rules.counted(week.matters, week.period, work.now),
        vacant=tuple(directory.title(u.id) for u in leaves if directory.appointed_warden(u.id, work.today) is None),
        oversize=sum(unit.households > MOST_HOUSEHOLDS for unit in leaves),
        poll_until=week.poll_until(root.id),
        group_messages=rows.count_group_messages(work.db, work.town, week.period.since, week.period.until, groups),
        group_messages_before=rows.count_group_messages(work.db, work.town, before.since, before.until, groups),
        folded=burden.count_folded(work.db, work.town, week.period.last),
    )


def digest_to(to: Place, text: str, job: str, place: str, period: Period) -> Outbound:
    """``place`` and the period's last day make the key: a second start of the same run sends nothing."""
    return Outbound(to, text, Priority.DIGEST, about="digest", why=job, key=f"{job}:{place}:{period.last.isoformat()}")
