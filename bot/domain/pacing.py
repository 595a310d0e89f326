"""How fast an account may speak: sliding windows that are never exceeded, even steps for what nobody asked for (ruling 25). Pure."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import pairwise

from bot.domain.directory import ChatKind

Limit = tuple[int, timedelta]
"""At most so many in any such span."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a platform allows an account, as the outbox's rows and the preview of a notice know it."""

    most: int
    span: timedelta
    jitter: float
    rest: timedelta = timedelta(0)
    """Between any two messages, on the average."""
    daily: int = 0
    """At most so many a day; 0: no such limit."""

    @property
    def reserve(self) -> int:
        """Places of the window that are kept free for replies."""
        return self.most // 10

    @property
    def step(self) -> timedelta:
        """From one unprompted message to the next, before jitter."""
        return self.span / (self.most - self.reserve)

    @property
    def usual_step(self) -> timedelta:
        """The same with the jitter it has on the average."""
        return max(self.step * (1 + self.jitter / 2), self.rest)

    def seen_step(self, sent: Sequence[datetime]) -> timedelta:
        """As fast as the account has been lately (``sent``, oldest first): a slow machine or platform, replies in between.

        Never faster than it may; where it stood still (a restart, the night) it was not slow.
        """
        usual = self.usual_step
        gaps = sorted(gap for one, following in pairwise(sent) if (gap := following - one) <= usual * STOOD)
        if len(gaps) < ENOUGH:
            return usual
        ordinary = gaps[: len(gaps) - len(gaps) // ENOUGH]  # without the few that a start or a hiccup has made long
        return max(sum(ordinary, timedelta(0)) / len(ordinary), self.step, self.rest)


STOOD = 4
"""Steps after which a pause is no slowness."""
ENOUGH = 8
"""So many messages tell how fast an account is."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that waits for an account."""

    opens: datetime
    ours: bool
    """Whether it is asked when this one is sent."""
    kind: ChatKind | None = None


NextOpen = Callable[[ChatKind | None, datetime], datetime]


def _any_time(_kind: ChatKind | None, when: datetime) -> datetime:
    return when


def finished(
    waiting: Iterable[Queued],
    pace: Pace,
    now: datetime,
    *,
    step: timedelta | None = None,
    next_open: NextOpen = _any_time,
    sent: Iterable[datetime] = (),
) -> datetime | None:
    """When the last of ours is sent of all that waits for an account, in its order; None without ours.

    What would come at a time when its group wants quiet lets the others go first, as ``deliver`` does. ``sent``: when the account has
    sent within the last day, oldest first, where it has a daily limit.
    """
    every, last, at = step or pace.usual_step, None, now
    left = pace.daily - pace.daily // 10
    day = deque(sent, maxlen=left) if pace.daily else deque[datetime]()
    queue = [(one.opens, number, one) for number, one in enumerate(waiting)]
    heapify(queue)
    while queue:
        opens, number, one = heappop(queue)
        when = max(at + every, opens)
        if pace.daily and len(day) == left:
            when = max(when, day[0] + timedelta(days=1))
        if (opened := next_open(one.kind, when)) > when:
            heappush(queue, (opened, number, one))
            continue
        at = when
        if pace.daily:
            day.append(at)
        last = at if one.ours else last
    return last


@dataclass(slots=True)
class Window:
    """A sliding window: when the messages in it were sent."""

    limit: Limit
    sent: deque[datetime] = field(default_factory=deque[datetime])

    def wait(self, now: datetime, reserve: int = 0) -> timedelta:
        """How long until one more may go, so many places being kept for others."""
        most, span = self.limit
        while self.sent and self.sent[0] <= now - span:
            self.sent.popleft()
        too_many = len(self.sent) - (most - reserve)
        return timedelta(0) if too_many < 0 else self.sent[too_many] + span - now


class Account:
    """One account's pace while the process runs; what it has sent before a restart is noted again at the start."""

    def __init__(
        self,
        per_account: Limit | None,
        per_place: Limit | None,
        jitter: float,
        daily: int | None = None,
        gap: tuple[timedelta, timedelta] | None = None,
    ) -> None:
        self.pace = Pace(*per_account, jitter) if per_account is not None else None
        self._day = Window((daily, timedelta(days=1))) if daily is not None else None
        self._gap = gap
        self._not_before: datetime | None = None
        self._window = Window(per_account) if per_account is not None else None
        self._per_place = per_place
        self._places: dict[str, Window] = {}
        self._even: datetime | None = None

    @property
    def paced(self) -> bool:
        """Whether there is any limit."""
        return any(one is not None for one in (self._window, self._per_place, self._day, self._gap))

    @property
    def one_at_a_time(self) -> bool:
        """Whether what goes to one place uses up what another may have; a limit for each place alone holds nobody else up."""
        return any(one is not None for one in (self._window, self._day, self._gap))

    @property
    def foretells(self) -> Pace | None:
        """The same as one reckons with it: what waits, when will it have gone; None: at once."""
        daily = self._day.limit[0] if self._day is not None else 0
        rest = (self._gap[0] + self._gap[1]) / 2 if self._gap is not None else timedelta(0)
        if self.pace is None and not daily and not rest:
            return None
        return replace(self.pace or Pace(1, timedelta(0), 0.0), rest=rest, daily=daily)

    @property
    def memory(self) -> timedelta:
        """So long a message that was sent matters."""
        windows = [window.limit for window in (self._window, self._day) if window is not None]
        limits = [*windows, *([self._per_place] if self._per_place else [])]
        return max((span for _, span in limits), default=timedelta(0))

    def wait(self, now: datetime, place: str, *, asked: bool) -> timedelta:
        """How long until a message may go there. ``asked``: a reply, or urgent; those use the whole window and keep no step."""
        found = timedelta(0)
        if self._window is not None and self.pace is not None:
            found = self._window.wait(now, 0 if asked else self.pace.reserve)
            if not asked and self._even is not None:
                found = max(found, self._even - now)
        if self._per_place is not None and place in self._places:
            found = max(found, self._places[place].wait(now))
        if self._day is not None:
            found = max(found, self._day.wait(now, 0 if asked else self._day.limit[0] // 10))
        if self._not_before is not None:
            found = max(found, self._not_before - now)
        return found

    def space(self, now: datetime, chance: float) -> None:
        """Any message starts now; ``chance`` (0–1) says how long the account then rests, where it must not look like clockwork."""
        if self._gap is not None:
            least, most = self._gap
            self._not_before = now + least + (most - least) * chance

    def step(self, now: datetime, chance: float) -> None:
        """An unprompted message starts now; ``chance`` (0–1) says by how much the next step is stretched."""
        if self.pace is None:
            return
        late = now - self._even if self._even is not None else self.pace.step
        begun = self._even if self._even is not None and late < self.pace.step else now  # a little late is made good
        self._even = begun + self.pace.step * (1 + self.pace.jitter * chance)

    def note(self, at: datetime, place: str) -> None:
        """A message has been handed over: at the moment it was settled, so that no window is exceeded however long it took."""
        for window in (self._window, self._day):
            if window is not None:
                window.sent.append(at)
        if self._per_place is None:
            return
        if place not in self._places and len(self._places) > 1000:
            self._places = {name: window for name, window in self._places.items() if window.wait(at) > timedelta(0)}
        self._places.setdefault(place, Window(self._per_place)).sent.append(at)
