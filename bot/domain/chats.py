"""Binding a group to a unit: the worst leak is a group bound to the wrong one, so two persons must agree (handbook M31, §1.2). Pure."""

from datetime import timedelta

from bot.domain.directory import WARDEN_ROLES, ChatKind, Tier, Unit, UnitKind
from bot.domain.roles import Role

LIVES = timedelta(hours=24)
"""So long a first word waits for the second."""


def kind_for(unit: Unit, words: str) -> ChatKind | None:
    """The kind of group that ``words`` mean at ``unit``; None when a village's two kinds must be told apart."""
    if unit.tier is Tier.TOWN:
        return ChatKind.TOWN_WORK
    if unit.tier is Tier.GRID:
        return ChatKind.GRID
    if unit.tier is Tier.NEIGHBOURHOOD:
        return ChatKind.MIGRANT if unit.kind is UnitKind.MIGRANT else ChatKind.NEIGHBOURHOOD
    if "公开" in words or "村务" in words:
        return ChatKind.VILLAGE_PUBLIC
    return ChatKind.VILLAGE_WORK if "工作" in words else None


def seconds(unit: Unit) -> tuple[Role, ...]:
    """Offices at this very unit whose holder may give the second word, besides the staff above it."""
    if unit.tier is Tier.NEIGHBOURHOOD:
        return WARDEN_ROLES
    return (Role.GRID_LEADER,) if unit.tier is Tier.GRID else ()
