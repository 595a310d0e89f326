"""What a warden is told of what was written down."""

from collections.abc import Sequence

from bot.actions import check_in_marks as marks
from bot.actions import check_ins as act
from bot.actions.check_ins import Recorded
from bot.context import Work
from bot.texts import check_ins as say


def told_back(work: Work, recorded: Sequence[Recorded], *, shared: bool) -> str:
    """Every record in a line, what it counts for, and what was told before; ``shared``: the minutes were divided."""
    today = work.today
    new = [one for one in recorded if not one.merged]
    lines = [say.merged(one.record, today, one.kept) for one in recorded if one.merged][:3]
    if new:
        cut = next((one.cut for one in new if one.cut is not None), None)
        lines.insert(0, say.recorded([one.record for one in new], today, cut, shared, act.caps_of(work, new[0].record)))
    lines += marks.counted(work, [one.record for one in recorded if one.counts])
    lines += marks.strange_tag(work, [one.record for one in new if not one.counts])
    return "\n".join(lines)
