"""The simulator's HTTP interface as contracts §2 has it."""

import asyncio
import base64
import json
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from bot.web.moving import settle
from bot.web.server import build
from tests.web.conftest import BASE, Visitor
from tests.web.town import DemoTown

NEAR = "康桥三组2邻群"


async def test_a_private_message_is_answered_after_the_commit(visitor: Visitor) -> None:
    answer = await visitor.say("帮助", "张小明", id="m-1")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["id"], told["outcome"]) == ("m-1", "handled")
    (reply,) = told["replies"]
    assert reply["to"] == "张小明"
    assert reply["answers"] == "m-1"
    assert reply["text"]
    assert set(reply) == {"id", "to", "text", "answers"}


async def test_the_same_id_again_changes_nothing(visitor: Visitor) -> None:
    await visitor.say("帮助", "张小明", id="m-1")
    before = (await visitor.http.get("/sim/messages")).json()
    answer = await visitor.say("帮助", "张小明", id="m-1")
    assert answer.json() == {"id": "m-1", "outcome": "duplicate", "replies": []}
    assert (await visitor.http.get("/sim/messages")).json() == before


async def test_unaddressed_group_talk_is_ignored(visitor: Visitor) -> None:
    answer = await visitor.say("今天集上的萝卜又涨价了", "刘长林", NEAR)
    assert answer.json()["outcome"] == "ignored"
    assert answer.json()["replies"] == []


async def test_a_mention_that_is_not_in_the_text(visitor: Visitor) -> None:
    answer = await visitor.say("帮助", "刘长林", NEAR, mention=True)
    assert answer.json()["outcome"] == "handled"
    assert answer.json()["replies"][0]["chat"] == NEAR


async def test_names_and_ids_are_the_same(visitor: Visitor) -> None:
    named = await visitor.say("@小邻 帮助", "张小明", NEAR)
    by_id = await visitor.say("@小邻 帮助", "P0023", "c-kq03-02")
    assert named.json()["replies"][0]["chat"] == by_id.json()["replies"][0]["chat"] == NEAR


async def test_an_id_is_given_when_there_is_none(visitor: Visitor) -> None:
    one, other = await visitor.say("帮助", "张小明"), await visitor.say("帮助", "张小明")
    assert one.json()["id"] != other.json()["id"]
    assert other.json()["outcome"] == "handled"


async def test_an_account_bound_to_nobody_keeps_its_name(visitor: Visitor) -> None:
    body = {"chat": None, "from_unknown": "路人甲", "text": "在吗"}
    answer = await visitor.http.post("/sim/messages", json=body)
    assert answer.json()["outcome"] == "handled"
    assert {reply["to"] for reply in answer.json()["replies"]} == {"路人甲"}
    await settle(visitor.stage.app)
    assert (await visitor.http.get("/sim/messages", params={"to": "路人甲"})).json()["messages"]


GOOD = {"chat": None, "sender": "张小明", "text": "帮助"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": "长" * 20_001}, "text"),
        ({"sender": None}, "sender"),
        ({"sender": ""}, "sender"),
        ({"sender": ["张小明"]}, "sender"),
        ({"from_unknown": "路人"}, "from_unknown"),
        ({"chat": 7}, "chat"),
        ({"chat": " "}, "chat"),
        ({"id": 1}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"mention": "yes"}, "mention"),
        ({"quote": 3}, "quote"),
        ({"txet": "帮助"}, "txet"),
        ({"attachments": "image"}, "attachments"),
        ({"attachments": ["image"]}, "attachments[0]"),
        ({"attachments": [{"kind": "picture"}]}, "attachments[0].kind"),
        ({"attachments": [{"kind": "image"}, {"kind": "image", "name": 1}]}, "attachments[1].name"),
        ({"attachments": [{"kind": "image", "data": "§"}]}, "attachments[0].data"),
        ({"attachments": [{"kind": "image", "size": 1}]}, "attachments[0].size"),
        ({"attachments": [{"kind": "image"}] * 10}, "attachments"),
    ],
)
async def test_400_names_the_wrong_field_in_chinese(visitor: Visitor, change: dict[str, object], field: str) -> None:
    answer = await visitor.http.post("/sim/messages", json=GOOD | change)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{field}:")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.json()["error"])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', "text=帮助".encode(), b"\xff\xfe", b"[" * 100_000])
async def test_a_body_that_is_no_object(visitor: Visitor, body: bytes) -> None:
    answer = await visitor.http.post("/sim/messages", content=body)
    assert answer.status_code == 400
    assert "JSON" in answer.json()["error"]


@pytest.mark.parametrize(("change", "field"), [({"sender": "没这个人"}, "sender"), ({"chat": "没这个群"}, "chat")])
async def test_404_for_an_unknown_chat_or_sender(visitor: Visitor, change: dict[str, object], field: str) -> None:
    answer = await visitor.http.post("/sim/messages", json=GOOD | change)
    assert answer.status_code == 404
    assert answer.json()["error"].startswith(f"{field}:")


@pytest.mark.parametrize("text", ["", "👌", "\x00\ud800", "嗯" * 5000])
async def test_odd_texts_are_taken_in(visitor: Visitor, text: str) -> None:
    answer = await visitor.http.post("/sim/messages", content=json.dumps(GOOD | {"text": text}))
    assert answer.status_code == 200
    assert answer.json()["outcome"] == "handled"


@pytest.mark.parametrize("change", [{"sender": "\ud800x"}, {"chat": "\ud800x"}, {"id": "\ud800"}, {"\ud800": 1}])
async def test_half_a_character_anywhere_is_no_fault_of_ours(visitor: Visitor, change: dict[str, object]) -> None:
    answer = await visitor.http.post("/sim/messages", content=json.dumps(GOOD | change))
    assert answer.status_code in {400, 404}


async def test_attachments_come_with_their_data(visitor: Visitor) -> None:
    data = base64.b64encode(b"\x89PNG").decode()
    one = {"kind": "image", "name": "路灯.png", "data": data}
    answer = await visitor.http.post("/sim/messages", json=GOOD | {"text": "", "attachments": [one]})
    assert answer.json()["outcome"] == "handled"


async def test_messages_after_a_cursor_oldest_first(visitor: Visitor) -> None:
    await visitor.say("帮助", "张小明", id="m-1")
    first = (await visitor.http.get("/sim/messages")).json()
    assert [one["answers"] for one in first["messages"]] == ["m-1"]
    again = (await visitor.http.get("/sim/messages", params={"after": first["cursor"]})).json()
    assert again == {"messages": [], "cursor": first["cursor"]}
    await visitor.say("@小邻 帮助", "刘长林", NEAR, id="m-2")
    later = (await visitor.http.get("/sim/messages", params={"after": first["cursor"]})).json()
    assert [one["answers"] for one in later["messages"]] == ["m-2"]


async def test_messages_of_one_place(visitor: Visitor) -> None:
    await visitor.say("帮助", "张小明", id="m-1")
    await visitor.say("@小邻 帮助", "刘长林", NEAR, id="m-2")
    in_chat = (await visitor.http.get("/sim/messages", params={"chat": NEAR})).json()["messages"]
    to_one = (await visitor.http.get("/sim/messages", params={"to": "P0023"})).json()["messages"]
    assert [one["answers"] for one in in_chat] == ["m-2"]
    assert [one["answers"] for one in to_one] == ["m-1"]


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"after": "x"}, 400, "after"),
        ({"after": "-1"}, 400, "after"),
        ({"after": "1-"}, 400, "after"),
        ({"after": "٣"}, 400, "after"),
        ({"chat": NEAR, "to": "张小明"}, 400, "to"),
        ({"since": "1"}, 400, "since"),
        ({"chat": "没这个群"}, 404, "chat"),
        ({"to": "没这个人"}, 404, "to"),
    ],
)
async def test_wrong_questions(visitor: Visitor, query: dict[str, str], status: int, field: str) -> None:
    answer = await visitor.http.get("/sim/messages", params=query)
    assert answer.status_code == status
    assert answer.json()["error"].startswith(f"{field}:")


async def test_messages_from_before_a_restart(imported: Path, tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    shutil.copyfile(imported, path)
    first: dict[str, object] = {}
    for round_ in range(2):
        town = DemoTown(path)
        await town.open()
        site = await build(town.app, clock=town.clock, renew=town.renew)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url=BASE) as http:
            if round_ == 0:
                await http.post("/sim/messages", json=GOOD | {"id": "m-1"})
                await http.post("/sim/clock", json={"forward": "3h"})
                first = (await http.get("/sim/messages")).json()
            else:
                assert (await http.get("/sim/messages")).json() == first
                repeated = await http.post("/sim/messages", json=GOOD | {"id": "m-1"})
                assert repeated.json()["outcome"] == "duplicate"
                assert "帮助" not in (await http.get("/")).text.partition('class="lines"')[0]
        site.state.stage.close()
        await town.close()
    assert first["messages"]


async def test_the_hotline_comes_with_the_database_locked_and_once(visitor: Visitor) -> None:
    await visitor.say("帮助", "张小明", id="m-0")
    path = visitor.town.app.database.path
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    body = {"chat": None, "sender": "张小明", "text": "家里着火了,快来人", "id": "m-fire"}
    asking = asyncio.create_task(visitor.http.post("/sim/messages", json=body))
    found: list[dict[str, str]] = []
    try:
        async with asyncio.timeout(60):
            while not found:
                await asyncio.sleep(0.02)
                told = (await visitor.http.get("/sim/messages", params={"after": "1"})).json()
                found = [one for one in told["messages"] if one["answers"] == "m-fire"]
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert "119" in found[0]["text"]
    assert found[0]["to"] == "张小明"
    assert (await asking).json()["outcome"] == "handled"
    await settle(visitor.stage.app)
    everything = (await visitor.http.get("/sim/messages", params={"to": "张小明"})).json()
    assert sum("119" in one["text"] and one["answers"] == "m-fire" for one in everything["messages"]) == 1
    rest = (await visitor.http.get("/sim/messages", params={"after": everything["cursor"], "to": "张小明"})).json()
    assert rest == {"messages": [], "cursor": everything["cursor"]}


async def test_the_clock_goes_forward_from_due_time_to_due_time(visitor: Visitor) -> None:
    answer = await visitor.http.post("/sim/clock", json={"forward": "2d"})
    assert answer.status_code == 200
    now = datetime.fromisoformat(answer.json()["now"])
    assert now.strftime("%m-%d %H:%M") == "11-26 09:00"


@pytest.mark.parametrize("span", ["2", "2w", "-1d", "", None, 5, "999999d", "367d"])
async def test_a_span_that_is_none(visitor: Visitor, span: object) -> None:
    answer = await visitor.http.post("/sim/clock", json={"forward": span})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("forward:")


async def test_outside_the_demo_there_is_no_clock_and_no_page(visitor: Visitor) -> None:
    site = await build(visitor.town.app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url=BASE) as http:
        assert (await http.post("/sim/clock", json={"forward": "1d"})).status_code == 404
        assert (await http.get("/")).status_code == 404
        assert (await http.post("/sim/messages", json=GOOD)).json()["outcome"] == "handled"
        assert (await http.get("/healthz")).status_code == 200
