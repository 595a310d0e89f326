"""Bodies of every shape at the simulator's interface: nothing breaks, what is no message is counted and leaves no row."""

import json
from collections import Counter

import sqlalchemy as sa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.context import Work
from bot.storage.inbox import inbox
from bot.storage.outbox import outbox
from bot.web.moving import settle
from tests.web.conftest import Visitor

EXAMPLES = 150
GROUP = "康桥三组2邻群"
_words = st.text(max_size=30) | st.sampled_from(["", "\x00", "\ud83d", "张小明", GROUP, "帮助", "打卡 巡查", "image"])
_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_files = st.lists(st.dictionaries(st.sampled_from(["kind", "name", "data", "x"]), _values, max_size=4) | _values, max_size=3)  # fmt: skip
_bodies = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("chat", "sender", "text", "id", "from_unknown", "mention", "quote", "recalls", "edits"), _values),
        "attachments": _files | _values,
        "more": _values,
    },
)  # fmt: skip
TRICKY = (
    b"",
    b"null",
    b"[]",
    b"{broken",
    b"\xff\xfe{",
    b'{"a":' * 5000,
    json.dumps({"sender": "张小明", "text": "长" * 20_001}).encode(),
    json.dumps({"sender": "张小明", "text": "长" * 400_000}).encode(),
    json.dumps({"sender": ["张小明"], "text": {"": ""}}).encode(),
    b'{"sender": "\\ud83d", "text": "\\ud83d"}',
    b'{"sender": "a", "text": NaN}',
    b'{"sender": "a", "text": "b", "attachments": [{"kind": "image", "data": "%%%"}]}',
)


def drawn() -> list[bytes]:
    """The same at every run."""
    found = list(TRICKY)

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, phases=(Phase.generate,), deadline=None)
    @given(st.binary(max_size=60) | (_bodies | _values).map(lambda one: json.dumps(one).encode()))
    def note(body: bytes) -> None:
        found.append(body)

    note()
    return found


async def rows(visitor: Visitor) -> tuple[int, int]:
    """Messages taken in, messages to be sent."""

    def look(work: Work) -> tuple[int, int]:
        counts = [work.db.scalar(sa.select(sa.func.count()).select_from(one)) for one in (inbox, outbox)]
        return int(counts[0]), int(counts[1])

    return await visitor.stage.app.writer.run(look)


async def test_bodies_of_every_shape_change_nothing(visitor: Visitor) -> None:
    before = await rows(visitor)
    ended: Counter[int] = Counter()
    taken = 0
    for body in drawn():
        answer = await visitor.http.post("/sim/messages", content=body, headers={"Content-Type": "application/json"})
        ended[answer.status_code] += 1
        taken += answer.status_code == 200 and answer.json()["outcome"] == "handled"
        assert answer.status_code in {200, 400, 404, 413}, (answer.status_code, body[:200])
    await settle(visitor.stage.app)
    assert ended[400] > EXAMPLES // 2
    after = await rows(visitor)
    assert after[0] - before[0] == taken, "only what was a message by chance"
    assert visitor.stage.app.refusals["sim", "shape"] == ended[400]
    figures = (await visitor.http.get("/metrics")).text
    assert 'xianglin_payloads_refused_total{platform="sim",why="shape"}' in figures
    assert (await visitor.say("帮助", "张小明")).json()["outcome"] == "handled"
