"""An account's pace: no sliding window is ever exceeded, replies need not wait for notices, the end is foretold."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain.pacing import Account, Pace, finished

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
    foretold = finished([(NOW, True)] * 700, pace, NOW)
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
    assert finished([(NOW, False), (later, True)], pace, NOW) == later
    assert finished([(NOW, False)], pace, NOW) is None
