"""The table of transitions, whose desk it is, when it is due, how numbers are read."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import calendar
from bot.domain import concern_clocks as clocks
from bot.domain import concern_states as states
from bot.domain import concerns as rules
from bot.domain.concern_states import FINAL, Event, IllegalMove, State
from bot.domain.concerns import Level
from bot.domain.directory import Directory, Office, Tier, Unit
from bot.domain.roles import Role
from bot.domain.settings import Settings
from bot.domain.urgent import Alarm
from bot.ids import PersonId, UnitId

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
SINCE = date(2026, 1, 1)


def office(person: str, role: Role, unit: str) -> Office:
    return Office(PersonId(person), person, role, UnitId(unit), SINCE)


def tree(*offices: Office) -> Directory:
    units = [
        Unit(UnitId("T"), "某镇", Tier.TOWN, None),
        Unit(UnitId("V"), "某村", Tier.VILLAGE, UnitId("T")),
        Unit(UnitId("G"), "一组", Tier.GRID, UnitId("V")),
        Unit(UnitId("N"), "一组1邻", Tier.NEIGHBOURHOOD, UnitId("G")),
    ]
    return Directory.of(units, [], offices)


WHOLE = tree(
    office("w", Role.WARDEN, "N"),
    office("g", Role.GRID_LEADER, "G"),
    office("s", Role.VILLAGE_STAFF, "V"),
    office("c", Role.CARE_OFFICER, "V"),
    office("t", Role.TOWN_STAFF, "T"),
    office("d", Role.DUTY, "T"),
)


def test_every_state_and_every_event_stand_in_the_table() -> None:
    assert set(states.TRANSITIONS) == set(State)
    used = {event for moves in states.TRANSITIONS.values() for event in moves}
    assert used == set(Event)


def test_final_states_lead_nowhere_but_back_by_reopening() -> None:
    for state in FINAL:
        assert set(states.TRANSITIONS[state]) <= {Event.REOPEN, Event.CALL_BACK}


def test_every_open_state_can_end() -> None:
    for state in set(State) - FINAL:
        reached, todo = {state}, [state]
        while todo:
            for following in states.TRANSITIONS[todo.pop()].values():
                if following not in reached:
                    reached.add(following)
                    todo.append(following)
        assert State.CLOSED in reached


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.FILED, Event.RESOLVE),
        (State.FILED, Event.RATE_GOOD),
        (State.RESOLVED, Event.CLAIM),
        (State.CLOSED, Event.CLAIM),
        (State.WITHDRAWN, Event.ADD),
        (State.ON_HOLD, Event.EXTEND),
    ],
)
def test_what_is_not_in_the_table_is_illegal_and_names_the_state(state: State, event: Event) -> None:
    with pytest.raises(IllegalMove) as illegal:
        states.after(state, event)
    assert illegal.value.state is state


@given(st.lists(st.sampled_from(list(Event)), max_size=40))
def test_any_sequence_of_events_stays_inside_the_table(events: list[Event]) -> None:
    state = State.FILED
    for event in events:
        with suppress(IllegalMove):
            state = states.after(state, event)
    assert state in State


@pytest.mark.parametrize(
    ("start", "hidden", "tier", "people"),
    [
        (Tier.NEIGHBOURHOOD, (), Tier.NEIGHBOURHOOD, ("w",)),
        (Tier.NEIGHBOURHOOD, ("w",), Tier.GRID, ("g",)),
        (Tier.GRID, ("g",), Tier.VILLAGE, ("s",)),
        (Tier.VILLAGE, (), Tier.VILLAGE, ("s",)),
        (Tier.VILLAGE, ("s",), Tier.TOWN, ("t",)),
        (Tier.TOWN, ("t",), Tier.TOWN, ()),
    ],
)
def test_the_desk_is_the_first_that_has_somebody(
    start: Tier, hidden: tuple[str, ...], tier: Tier, people: tuple[str, ...]
) -> None:
    found = rules.desk_of(WHOLE, UnitId("N"), start, TUESDAY, [PersonId(one) for one in hidden])
    assert (found.tier, found.people) == (tier, people)


def test_a_vacant_neighbourhood_goes_to_the_grid_and_an_empty_village_to_the_town() -> None:
    vacant = tree(office("g", Role.GRID_LEADER, "G"), office("t", Role.TOWN_STAFF, "T"))
    assert rules.desk_of(vacant, UnitId("N"), Tier.NEIGHBOURHOOD, TUESDAY).people == ("g",)
    assert rules.desk_of(vacant, UnitId("N"), Tier.VILLAGE, TUESDAY).people == ("t",)
    above = rules.desk_above(vacant, UnitId("G"), TUESDAY)
    assert above is not None
    assert above.tier is Tier.TOWN
    assert rules.desk_above(vacant, UnitId("T"), TUESDAY) is None


@pytest.mark.parametrize(
    ("alarm", "people"),
    [(Alarm.LIFE, ("w", "g", "s", "d")), (Alarm.POWERLINE, ("w", "g", "s", "d")), (Alarm.CRISIS, ("c", "d"))],
)
def test_who_is_called(alarm: Alarm, people: tuple[str, ...]) -> None:
    assert rules.called(alarm.value, UnitId("N"), WHOLE, TUESDAY) == people


@pytest.mark.parametrize(
    ("category", "alarm", "level"),
    [
        ("WATER", None, Level.YELLOW),
        ("ELDER", None, Level.YELLOW),
        ("ROAD", None, Level.BLUE),
        ("OTHER", None, Level.BLUE),
        ("OTHER", Alarm.FIRE, Level.RED),
        ("OTHER", Alarm.POWERLINE, Level.ORANGE),
    ],
)
def test_levels(category: str, alarm: Alarm | None, level: Level) -> None:
    assert rules.level_of(category, alarm) is level


@pytest.mark.parametrize(
    ("level", "start", "due"),
    [
        (Level.YELLOW, TUESDAY, datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)),
        (Level.YELLOW, datetime(2026, 11, 27, 17, tzinfo=SHANGHAI), datetime(2026, 11, 30, 17, tzinfo=SHANGHAI)),
        (Level.BLUE, TUESDAY, datetime(2026, 11, 25, 18, tzinfo=SHANGHAI)),
        (Level.ORANGE, TUESDAY, TUESDAY + timedelta(hours=1)),
        (Level.RED, TUESDAY, TUESDAY + timedelta(minutes=30)),
    ],
)
def test_until_when_somebody_must_have_taken_it(level: Level, start: datetime, due: datetime) -> None:
    assert clocks.acknowledge_by(level, start, Settings()) == due


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("7 换了灯泡", "7", "换了灯泡"),
        ("7号", "7", ""),
        ("007", "007", ""),
        ("【kq2611-007】弄好了", "KQ2611-007", "弄好了"),
        ("kq2611-007 弄好了", "KQ2611-007", "弄好了"),
        ("3个灯泡都换了", "", "3个灯泡都换了"),
        ("换了3个灯泡", "", "换了3个灯泡"),
        ("", "", ""),
    ],
    ids=str,
)
def test_numbers(text: str, number: str, rest: str) -> None:
    found, end = rules.take_number(text)
    assert (found, text[end:]) == (number, rest)


@given(st.text(max_size=200))
def test_any_text_may_stand_where_a_number_is_wanted(text: str) -> None:
    found, end = rules.take_number(text)
    assert 0 <= end <= len(text)
    assert bool(found) or end == 0


WEEKS = Settings()


@pytest.mark.parametrize(
    ("level", "first", "days"),
    [
        (Level.BLUE, calendar.add_working_days(TUESDAY, 1, WEEKS), [2, 5, 5, 5]),  # not taken at the town
        (Level.YELLOW, calendar.add_working_hours(TUESDAY, 8, WEEKS), [1, 2, 5, 5]),
        (Level.BLUE, calendar.add_working_days(TUESDAY, 15, WEEKS), [1, 2, 5, 5]),  # taken and not done
        (Level.ORANGE, TUESDAY + timedelta(hours=1), [1, 1, 1, 1]),
    ],
)
def test_at_the_top_it_is_asked_again_ever_more_seldom(level: Level, first: datetime, days: list[int]) -> None:
    since, due = TUESDAY, first
    for gap in days:
        following = clocks.remind_at(level, since, due, due, WEEKS)
        assert following == calendar.add_working_days(due, gap, WEEKS)
        since, due = due, following
