"""Hot topics: several households about the same thing in a village (handbook §6, 同一问题多户反映). Pure; knows no names, shows no words of anybody."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.concerns import Concern
from bot.domain.digests import PLACES, titled
from bot.domain.directory import Directory, Tier
from bot.ids import PersonId, UnitId

HOUSEHOLDS = 3
"""From so many households on it is a topic."""
DAYS = timedelta(days=30)
LIKE = 0.5
"""From this likeness on two texts say the same (shared pairs of characters, Dice)."""
LISTED = 8

_NOT_WORDS = re.compile(r"[^一-鿿a-z0-9]+")
_EMPTY = re.compile(
    r"我们?(?:家|这|村|组)?|反映|报修|一下|已经|好几?天了?|几天了?|了|的|啊|呢|吧|请|麻烦|帮忙|有人|没人|还是|都|就|也|很|太"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that several households have reported, in words fit for the 一事一议 list."""

    title: str
    place: str
    """``三组``, or empty when it is all over the village."""
    households: int
    reports: int
    open: int
    category: str
    numbers: tuple[str, ...]


def likeness(one: str, other: str) -> float:
    """How much two normalised texts share, 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    shared = sum((first & second).values())
    return 2 * shared / max(sum(first.values()) + sum(second.values()), 1)


def _pairs(text: str) -> Counter[str]:
    bare = _NOT_WORDS.sub("", _EMPTY.sub("", text.lower()))
    return Counter(bare[place : place + 2] for place in range(len(bare) - 1))


def are_same(one: Concern, other: Concern, directory: Directory) -> bool:
    """Whether two concerns are most likely about the same thing: same village and kind, like texts or the same thing at the same place."""
    if one.category != other.category or directory.village_of(one.unit) != directory.village_of(other.unit):
        return False
    places, others = _places(one.text), _places(other.text)
    if places and others and not places & others:
        return False
    near = _grid(directory, one.unit) == _grid(directory, other.unit)
    if likeness(one.text, other.text) >= LIKE:
        return near or bool(places & others)
    return one.title == other.title and (one.unit == other.unit if not places & others else near)


def _places(text: str) -> set[str]:
    found = {place for place in PLACES if place in text}
    return {place for place in found if not any(place != longer and place in longer for longer in found)}


def _grid(directory: Directory, unit: UnitId) -> UnitId | None:
    found = directory.at(unit, Tier.GRID)
    return found.id if found is not None else unit


def topics_of(
    concerns: Sequence[Concern],
    followers: Mapping[str, Sequence[PersonId]],
    household_of: Callable[[PersonId], str],
    directory: Directory,
) -> list[Topic]:
    """What at least three households have said, the most first. ``concerns`` are of one village and none of them private."""
    heads: list[list[Concern]] = []
    for one in concerns:
        if one.private or one.complaint or one.alarm:
            continue
        found = [group for group in heads if any(are_same(one, other, directory) for other in group)]
        joined = [one, *(other for group in found for other in group)]
        heads = [group for group in heads if group not in found] + [joined]
    topics = [_topic(group, followers, household_of, directory) for group in heads]
    hot = [topic for topic in topics if topic.households >= HOUSEHOLDS]
    return sorted(hot, key=lambda topic: (-topic.households, topic.numbers))


def _topic(
    group: Sequence[Concern],
    followers: Mapping[str, Sequence[PersonId]],
    household_of: Callable[[PersonId], str],
    directory: Directory,
) -> Topic:
    people = [person for one in group for person in (one.reporter, *followers.get(one.number, ()))]
    titles = Counter(titled(one.title, one.text) for one in group)
    grids = {_grid(directory, one.unit) for one in group}
    only = next(iter(grids)) if len(grids) == 1 else None
    return Topic(
        title=min(titles, key=lambda title: (-titles[title], len(title), title)),
        place=directory.units[only].name if only is not None and only in directory.units else "",
        households=len({household_of(person) for person in people}),
        reports=len(group),
        open=sum(not one.final for one in group),
        category=group[0].category,
        numbers=tuple(sorted(one.number for one in group)),
    )
