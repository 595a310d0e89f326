"""All that a town holds, without what a platform gives it: ids of the platform and chance are replaced by what they stand for."""

import re

from bot.context import Work
from bot.storage.schema import metadata
from tests.conformance.town import PlatformTown

_APART = {"pace", "platform", "found_chat", "chat_move", "seal_key"}
"""Tables about the platforms themselves."""
_CHANCE = {
    ("poll", "secret"),
    ("ballot", "key"),
    ("bind_code", "salt"),
    ("bind_code", "digest"),
    ("outbox", "platform_id"),
}
"""Columns that are random, or a platform's own."""
_TOKEN = re.compile(r"\b([GUX])[0-9a-f]{12}\b")

Records = dict[str, list[str]]


async def records(town: PlatformTown) -> Records:
    """Every table as sorted lines."""
    known = {address: f"<{home}>" for address, home in town.home.items()}
    known |= {number: f"<message {given}>" for given, number in town.numbers.items()}
    longest_first = "|".join(re.escape(one) for one in sorted(known, key=len, reverse=True)) or r"(?!)"
    pattern = re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])")
    name = re.compile(rf"(?<![\w]){re.escape(town.bench.name)}(?=[: ']|$)")

    def plain(value: object) -> str:
        text = pattern.sub(lambda found: known[found[0]], repr(value))
        return _TOKEN.sub(r"\1*", name.sub("<platform>", text))

    def look(work: Work) -> Records:
        found: Records = {}
        for table in metadata.sorted_tables:
            if table.name in _APART or "town" not in table.c:
                continue
            columns = [one.name for one in table.c if (table.name, one.name) not in _CHANCE]
            rows = work.db.all(table.select())
            found[table.name] = sorted(
                "; ".join(f"{one}={plain(getattr(row, one))}" for one in columns) for row in rows
            )
        return found

    return await town.app.writer.run(look)


def differences(one: Records, other: Records) -> list[str]:
    """What stands in one and not in the other, by table."""
    lines: list[str] = []
    for table in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(table, []), other.get(table, [])
        lines += [f"{table}: only first: {row}" for row in mine if row not in theirs]
        lines += [f"{table}: only second: {row}" for row in theirs if row not in mine]
        if len(mine) != len(theirs) and not lines:
            lines.append(f"{table}: {len(mine)} rows and {len(theirs)}")
    return lines
