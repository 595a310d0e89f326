"""What a town may set for itself, with the defaults of the handbook. One frozen value, read once a unit of work."""

from dataclasses import dataclass, field
from datetime import date, time

from bot.domain.points import PointRules


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to print, and who answers."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults of the handbook; every one may be overridden in the town's configuration (contracts §6)."""

    bot_name: str = "小邻"
    bot_subtitle: str = "邻里助手"
    morning: tuple[time, time] = (time(8), time(12))
    afternoon: tuple[time, time] = (time(14), time(18))
    """Working hours, ruling 6."""
    residents_quiet: tuple[tuple[time, time], ...] = ((time(20, 30), time(7)), (time(12), time(14)))
    """Quiet hours of residents, handbook §7; work groups are open in office hours of working days, 8:00–18:00."""
    work_group_open: tuple[time, time] = (time(8), time(18))
    day_overrides: dict[date, bool] = field(default_factory=dict[date, bool])
    """Days that the official calendar does not know yet: True is a working day."""
    poll_threshold: int = 5
    desk_phone: str = ""
    """Phone of the village or town desk shown by 人工 and 电话; empty: not shown."""
    duty_phone: str = ""
    local_phones: tuple[Hotline, ...] = ()
    point_rules: PointRules = field(default_factory=PointRules)
    """The table of service points with its version, handbook §5.1: the first version, which the town and its villages may change."""
    points_yearly: bool = False
    """Points are settled once a year instead of each half-year."""
    redemption: bool = False
    """Whether points can be exchanged for things (积分超市)."""
    redemption_days: tuple[int, int] = (1, 5)
    """From which day of the month to which."""
    link_hosts: tuple[str, ...] = ("gov.cn",)
    """Hosts whose links may stand in a notice (handbook §4.1)."""
    largest_file: int = 10 * 1024 * 1024
    """Bytes of the largest picture or document that may go with a notice."""
    list_groups: tuple[str, ...] = ("village_public", "village_work")
    """Kinds of groups that a published list is posted to (handbook §4.7); none: it is only shown to who asks, and on the wall."""
    list_named: bool = False
    """Whether a reminder may carry a name where the village has a rule for it and its branch says so."""
    list_phone: str = ""
    """监督电话, printed on the wall version."""
    weekly_pushes_chat: int = 20
    """So many messages that nobody asked for a group gets in a week; what is over goes into one card a day. 0: no limit."""
    weekly_pushes_person: int = 15
    card_time: time = time(17, 30)
    """When the day's card goes out."""
    relay_hours: float = 4
    """Working hours in which a notice that is passed on by hand should go on, before its relayer is asked."""
    visit_hint_days: int = 90
    """A household that nobody has met for so long is hinted at, to its warden alone."""
