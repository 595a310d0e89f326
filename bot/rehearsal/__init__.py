"""A town with a hand-moved clock; plays scenario files (contracts §3), and is the tests' fixture."""

from bot.rehearsal.play import Report, rehearse
from bot.rehearsal.scenario import BadScenario, Scenario, read_scenario
from bot.rehearsal.town import RehearsedTown, Sent

__all__ = ["BadScenario", "RehearsedTown", "Report", "Scenario", "Sent", "read_scenario", "rehearse"]
