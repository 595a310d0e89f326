"""Messages taken back or changed, through the simulator's interface."""

from tests.web.conftest import Visitor


async def test_a_message_is_taken_back(visitor: Visitor) -> None:
    await visitor.http.post(
        "/sim/messages", json={"chat": None, "sender": "张小明", "text": "反映 村口路灯坏了", "id": "m-1"}
    )
    answer = await visitor.http.post("/sim/messages", json={"sender": "张小明", "recalls": "m-1", "id": "m-2"})
    assert answer.status_code == 200
    assert "也要撤回吗" in answer.json()["replies"][0]["text"]
    again = await visitor.http.post("/sim/messages", json={"sender": "张小明", "recalls": "m-1", "id": "m-2"})
    assert again.json()["outcome"] == "duplicate"


async def test_what_was_never_for_the_bot_leaves_no_trace_when_taken_back(visitor: Visitor) -> None:
    answer = await visitor.http.post(
        "/sim/messages", json={"chat": "康桥三组2邻群", "sender": "张小明", "recalls": "m-9", "id": "m-3"}
    )
    assert (answer.json()["outcome"], answer.json()["replies"]) == ("ignored", [])


async def test_somebody_elses_message_cannot_be_taken_back(visitor: Visitor) -> None:
    await visitor.http.post("/sim/messages", json={"sender": "张小明", "text": "反映 村口路灯坏了", "id": "m-1"})
    answer = await visitor.http.post("/sim/messages", json={"sender": "马永贵", "recalls": "m-1", "id": "m-4"})
    assert answer.json()["outcome"] == "ignored"


async def test_taken_back_and_changed_at_once_is_refused(visitor: Visitor) -> None:
    answer = await visitor.http.post(
        "/sim/messages", json={"sender": "张小明", "text": "好", "recalls": "m-1", "edits": "m-1"}
    )
    assert answer.status_code == 400
