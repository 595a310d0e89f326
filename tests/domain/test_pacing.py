"""An account's pace: no sliding window is ever exceeded, replies need not wait for notices, the end is foretold."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import calendar
from bot.domain.directory import ChatKind
from bot.domain.pacing import ENOUGH, Account, Pace, Queued, finished
from bot.domain.settings import Settings

NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)


@settings(max_examples=60)
@given(
    st.integers(1, 30),
    st.lists(st.tuples(st.booleans(), st.integers(0, 5000), st.sampled_from("abc"), st.floats(0, 1)), max_size=90),
)
def test_no_window_is_ever_exceeded(most: int, sends: list[tuple[bool, int, str, float]]) -> None:
    """However replies and notices come, and however long each takes."""
    account = Account((most, MINUTE), (2, timedelta(seconds=10)), 0.1)
    now, sent = NOW, list[tuple[datetime, str]]()
    for asked, milliseconds, place, chance in sends:
        while (wait := account.wait(now, place, asked=asked)) > timedelta(0):
            now += wait
        if not asked:
            account.step(now, chance)
        now += timedelta(milliseconds=milliseconds)
        account.note(now, place)
        sent.append((now, place))
    times = [at for at, _ in sent]
    assert all(times[n + most] - times[n] >= MINUTE for n in range(len(times) - most))
    for one in "abc":
        here = [at for at, place in sent if place == one]
        assert all(here[n + 2] - here[n] >= timedelta(seconds=10) for n in range(len(here) - 2))


def test_a_reply_finds_a_place_while_notices_go_out() -> None:
    account = Account((20, MINUTE), None, 0.1)
    now = NOW
    for _ in range(200):
        now += account.wait(now, "g", asked=False)
        account.step(now, 0.5)
        account.note(now, "g")
        assert account.wait(now, "p", asked=True) == timedelta(0)


def test_the_end_is_foretold_within_a_tenth() -> None:
    pace = Pace(20, MINUTE, 0.1)
    account = Account((20, MINUTE), None, 0.1)
    foretold = finished([Queued(NOW, True)] * 700, pace, NOW)
    now = NOW
    for n in range(700):
        now += account.wait(now, "g", asked=False)
        account.step(now, (n % 11) / 10)
        account.note(now, "g")
    assert foretold is not None
    assert 0.9 < (foretold - NOW) / (now - NOW) < 1.1


def test_what_waits_for_its_hour_is_foretold_from_then_on() -> None:
    pace = Pace(10, MINUTE, 0)
    later = NOW + timedelta(hours=2)
    assert finished([Queued(NOW, False), Queued(later, True)], pace, NOW) == later
    assert finished([Queued(NOW, False)], pace, NOW) is None


def test_an_account_that_has_been_slower_is_expected_to_stay_so_but_not_because_it_stood_still() -> None:
    pace = Pace(20, MINUTE, 0.1)
    slow = [NOW + n * timedelta(seconds=5) for n in range(20)]
    assert pace.seen_step(slow) == timedelta(seconds=5)
    after_a_night = [one + timedelta(hours=9 * (n > 9)) for n, one in enumerate(slow)]
    assert pace.seen_step(after_a_night) == timedelta(seconds=5)
    assert pace.seen_step([NOW] * 20) == pace.step  # never faster than it may
    assert pace.seen_step(slow[:ENOUGH]) == pace.usual_step
    assert pace.seen_step([]) == pace.usual_step


def test_what_would_come_at_noon_comes_after_it_and_lets_the_others_go_first() -> None:
    late = datetime(2026, 11, 24, 11, 59, tzinfo=SHANGHAI)
    pace = Pace(1, MINUTE, 0.0)
    town = Settings()

    def next_open(kind: ChatKind | None, when: datetime) -> datetime:
        return calendar.next_open(kind, when, town)

    near, work = Queued(late, True, ChatKind.NEIGHBOURHOOD), Queued(late, True, ChatKind.VILLAGE_WORK)
    assert finished([near], pace, late, next_open=next_open) == late.replace(hour=14, minute=0)
    assert finished([near, work], pace, late, next_open=next_open) == late.replace(hour=14, minute=0)
    ours = [near, Queued(late, False, ChatKind.VILLAGE_WORK)]
    assert finished(ours, pace, late, next_open=next_open) == late.replace(hour=14, minute=0)
    evening = late.replace(hour=20, minute=29)
    both = [Queued(evening, True, ChatKind.NEIGHBOURHOOD)] * 3
    tomorrow = datetime(2026, 11, 25, 7, 2, tzinfo=SHANGHAI)
    assert finished(both, pace, evening, next_open=next_open) == tomorrow


def test_a_daily_limit_and_a_rest_between_messages_are_reckoned_with() -> None:
    account = Account(None, None, 0.0, daily=20, gap=(timedelta(seconds=2), timedelta(seconds=6)))
    pace = account.foretells
    assert pace is not None
    assert pace.usual_step == timedelta(seconds=4)
    ten = [Queued(NOW, True)] * 10
    assert finished(ten, pace, NOW) == NOW + timedelta(seconds=40)
    assert finished([Queued(NOW, True)] * 19, pace, NOW) == NOW + timedelta(days=1, seconds=4)
    sent = [NOW - timedelta(hours=23)] * 10
    assert finished(ten, pace, NOW, sent=sent) == NOW + timedelta(hours=1, seconds=4)
    assert Account(None, None, 0.1).foretells is None
