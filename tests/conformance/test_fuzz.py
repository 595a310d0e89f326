"""Payloads of every shape, thrown at each adapter over its own wire: nothing breaks, what cannot be read is counted."""

import json
from typing import cast

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.messages import storable
from tests.conformance.bench import Bench, Trick
from tests.conformance.house import Listening, until
from tests.conformance.test_adapter import PERSON, connected, place

EXAMPLES = 120
_WORDS = st.text(max_size=20) | st.sampled_from(["", "\x00", "\ud83d", "aibot_msg_callback", "group", "打卡 巡查"])
_VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _holding(names: list[str]) -> st.SearchStrategy[object]:
    return st.dictionaries(st.sampled_from(names), _VALUES, max_size=6) | _VALUES


def _with_kind(body: object, kind: str) -> object:
    return {**cast("dict[str, object]", body), "msgtype": kind} if isinstance(body, dict) else body


_FRAMES = st.fixed_dictionaries(
    {},
    optional={
        "cmd": st.sampled_from(["aibot_msg_callback", "aibot_event_callback", "ping"]) | _VALUES,
        "headers": _holding(["req_id"]),
        "errcode": _VALUES,
        "body": st.builds(
            _with_kind,
            _holding(["msgid", "from", "chattype", "chatid", "text", "event", "mixed", "image"]),
            st.sampled_from(["text", "mixed", "event", "image"]),
        ),
    },
)
_UPDATES = st.fixed_dictionaries(
    {"update_id": st.integers(1, 9) | st.none() | _WORDS},  # a number far ahead would acknowledge what has not come yet
    optional={
        kind: _holding(["message_id", "from", "chat", "date", "text", "entities", "photo", "data", "id", "message"])
        for kind in ("message", "edited_message", "callback_query", "my_chat_member")
    },
)
_EVENTS = _holding(["messageId", "roomId", "contactId", "data", "payloadType", "payloadId"])
_DEEP = '{"mixed":{"msg_item":[' * 400 + '{"msgtype":"text"}' + "]}}" * 400
_TRICKY: list[bytes] = [
    b'{"cmd": ["aibot_msg_callback"], "headers": {}}',
    b'{"cmd": {"a": 1}, "headers": {"req_id": {}}}',
    ('{"cmd": "aibot_msg_callback", "body": {"msgid": "1", "msgtype": "mixed", "from": {"userid": "u"}, "mixed": '
     + '{"msg_item": [{"msgtype": "mixed", "mixed": ' * 300 + "{}" + "}]}" * 300 + "}}").encode(),
    _DEEP.encode(),
    b'{"update_id": 1, "message": 1}',
]  # fmt: skip


def drawn() -> list[bytes]:
    """The same payloads at every run, so that a failure can be looked at."""
    found: list[bytes] = list(_TRICKY)

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, phases=(Phase.generate,), deadline=None)
    @given(st.binary(max_size=60) | (_FRAMES | _UPDATES | _EVENTS).map(lambda one: json.dumps(one).encode()))
    def note(payload: bytes) -> None:
        found.append(payload)

    note()
    return found


@pytest.mark.needs(Trick.GARBLE)
async def test_payloads_of_every_shape_change_nothing(bench: Bench) -> None:
    house = Listening()
    chat, _ = await place(bench)
    person = await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        for payload in drawn():
            await bench.garble(payload)
        number = await bench.say(person, "帮助", chat)
        await until(lambda: number in house.numbers, "what came after them")
        assert adapter.link.up
    for heard in house.messages:  # some are messages by chance: they can be stored
        assert all(storable(one) == one for one in (heard.id, heard.sender, heard.text, heard.chat or ""))
    assert len(house.refusals) > EXAMPLES // 10
