"""The few ids that all floors share. Each is a string of the town's own making; none is a platform's id."""

from typing import NewType

TownId = NewType("TownId", str)
"""Code of the 镇, e.g. ``SL``. First in every key."""

UnitId = NewType("UnitId", str)
"""Code of a unit of any tier, e.g. ``KQ03-02`` (roster column 单位.编号)."""

HouseholdId = NewType("HouseholdId", str)
"""Code of a household (roster column 户.户编号)."""

PersonId = NewType("PersonId", str)
"""Code of a person (roster column 人员.人员编号), or ``G…`` for a guest whom nobody has vouched for yet."""

ChatId = NewType("ChatId", str)
"""Our id of a group chat (roster column 群.群编号), or ``U…`` for a chat that nobody has registered yet."""
