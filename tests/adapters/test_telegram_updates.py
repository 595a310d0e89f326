"""Telegram's updates translated: every kind that matters, and whatever else may come."""

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.base import ChatFound, ChatLost, ChatMoved, ChatRenamed
from bot.adapters.telegram_updates import BadUpdate, Heard, Pressed, Reader, numbered
from bot.messages import AttachmentKind, Inbound

Json = dict[str, Any]

READER = Reader(10, "Xiaolin_bot")
GROUP = {"id": -50, "type": "supergroup", "title": "康桥三组2邻群"}
PRIVATE = {"id": 7, "type": "private", "first_name": "桂花"}
WHO = {"id": 7, "is_bot": False, "first_name": "桂花", "last_name": "孙"}
FILE = {"file_id": "f1", "file_unique_id": "u1", "file_size": 900}


def message(text: str | None = None, chat: Json = GROUP, **more: Any) -> Json:
    content: Json = {"message_id": 3, "from": WHO, "chat": chat, "date": 1764000000, **more}
    return {"update_id": 99, "message": content | ({"text": text} if text is not None else {})}


def heard(update: Json) -> Inbound:
    found = READER.read(update)[2]
    assert isinstance(found, Heard)
    return found.message


@pytest.mark.parametrize(
    ("written", "text", "mention"),
    [
        ("打卡 巡查", "打卡 巡查", False),
        ("/打卡@xiaolin_bot 巡查", "/打卡 巡查", True),
        ("@Xiaolin_bot 打卡 巡查", "打卡 巡查", True),
        ("@xiaolin_bot打卡 巡查", "打卡 巡查", True),
        ("路灯坏了 @XIAOLIN_BOT", "路灯坏了", True),
        ("@xiaolin_bot2 打卡", "@xiaolin_bot2 打卡", False),
        ("@xiaolin 打卡", "@xiaolin 打卡", False),
        ("@小邻 打卡", "@小邻 打卡", False),
        ("@xiaolin_bot", "", True),
        ("/start", "/帮助", False),
        ("/start ref_1", "/帮助", False),
        ("/started", "/started", False),
        ("有\x00空", "有空", False),
    ],
)
def test_names_are_taken_off(written: str, text: str, mention: bool) -> None:
    said = heard(message(written))
    assert (said.text, said.mention) == (text, mention)


def test_a_message_of_a_group() -> None:
    said = heard(message("反映 路灯坏了"))
    assert (said.id, said.chat, said.sender, said.sender_name) == ("-50:3", "-50", "7", "桂花 孙")
    assert said.at.isoformat() == "2025-11-25T00:00:00+08:00"


def test_a_private_one_has_no_chat() -> None:
    said = heard(message("你好", PRIVATE))
    assert (said.id, said.chat, said.sender) == ("7:3", None, "7")


@pytest.mark.parametrize(
    ("more", "kind", "file"),
    [
        ({"photo": [{**FILE, "file_id": "s", "file_size": 9}, FILE]}, AttachmentKind.IMAGE, "f1"),
        ({"document": {**FILE, "file_name": "表.pdf"}}, AttachmentKind.FILE, "f1"),
        ({"document": {**FILE, "mime_type": "image/png"}}, AttachmentKind.IMAGE, "f1"),
        ({"voice": FILE}, AttachmentKind.VOICE, "f1"),
        ({"video": FILE}, AttachmentKind.VIDEO, None),
        ({"animation": FILE, "document": FILE}, AttachmentKind.VIDEO, None),
        ({"location": {"latitude": 1, "longitude": 2}}, AttachmentKind.LOCATION, None),
        ({"sticker": FILE}, AttachmentKind.STICKER, None),
        ({"contact": {"phone_number": "1"}}, AttachmentKind.MINI_PROGRAM, None),
        ({"forward_origin": {"type": "user"}, "text": "/广播 全镇"}, AttachmentKind.FORWARDED, None),
    ],
)
def test_what_is_attached(more: Json, kind: AttachmentKind, file: str | None) -> None:
    found = READER.read(message(**more))[2]
    assert isinstance(found, Heard)
    assert [one.kind for one in found.message.attachments] == [kind]
    assert (found.media.file if found.media else None) == file


def test_a_forwarded_text_is_never_a_command() -> None:
    assert heard(message("/广播 全镇", forward_origin={"type": "hidden_user"})).text == ""


def test_a_caption_is_the_text() -> None:
    said = heard(message(photo=[FILE], caption="@xiaolin_bot 路面塌了"))
    assert (said.text, said.mention) == ("路面塌了", True)


def test_a_reply_to_us_and_to_others() -> None:
    ours = {"message_id": 2, "from": {"id": 10, "is_bot": True}, "chat": GROUP}
    assert heard(message("催一下", reply_to_message=ours)).quote == "-50:2"
    assert heard(message("催一下", reply_to_message={**ours, "from": WHO})).quote is None
    assert heard(message("催一下", reply_to_message={"message_id": 2})).quote is None


def test_an_edit_names_what_it_changes() -> None:
    update = message("反映 桥上路灯坏了")
    update["edited_message"] = update.pop("message")
    said = heard(update)
    assert (said.id, said.edits) == ("-50:3:e99", "-50:3")
    update["edited_message"] = message(location={"latitude": 1, "longitude": 2})["message"]
    assert READER.read(update)[2] is None, "a position that moves"


def test_a_pressed_button() -> None:
    query = {"id": "q5", "from": WHO, "message": message("是哪一种?")["message"], "data": "n2"}
    found = READER.read({"update_id": 1, "callback_query": query})[2]
    assert isinstance(found, Pressed)
    assert found.message is not None
    assert (found.query, found.message.id, found.message.text, found.message.presses) == (
        "q5",
        "-50:3:bq5",
        "2",
        "-50:3",
    )
    strange = READER.read({"update_id": 1, "callback_query": {**query, "data": "drop table"}})[2]
    assert strange == Pressed("q5", None)
    gone = READER.read({"update_id": 1, "callback_query": {"id": "q5", "from": WHO}})[2]
    assert gone == Pressed("q5", None)


@pytest.mark.parametrize(
    "content",
    [
        {"from": {"id": 10, "is_bot": True, "first_name": "小邻"}},
        {"from": {"id": 11, "is_bot": True, "first_name": "别的机器人"}},
        {"sender_chat": {"id": -9, "type": "channel"}},
        {"is_automatic_forward": True},
        {"chat": {"id": -9, "type": "channel", "title": "频道"}},
    ],
)
def test_machines_and_channels_are_nobody(content: Json) -> None:
    assert READER.read(message("打卡 巡查", **{"chat": GROUP, **content}))[2] is None


@pytest.mark.parametrize("kind", ["channel_post", "poll", "inline_query", "message_reaction", "something_new"])
def test_what_was_not_asked_for_is_passed_over(kind: str) -> None:
    assert READER.read({"update_id": 5, kind: {"id": "1"}}) == (5, "", None)


def member(old: str, new: str, chat: Json = GROUP) -> Json:
    change = {
        "chat": chat,
        "from": WHO,
        "date": 1,
        "old_chat_member": {"status": old},
        "new_chat_member": {"status": new},
    }
    return {"update_id": 1, "my_chat_member": change}


def test_events_of_groups() -> None:
    assert READER.read(member("left", "member"))[2] == ChatFound("telegram", "-50", "康桥三组2邻群")
    assert READER.read(member("member", "administrator"))[2] is None
    assert READER.read(member("member", "kicked"))[2] == ChatLost("telegram", "-50")
    assert READER.read(member("member", "left"))[2] == ChatLost("telegram", "-50")
    assert READER.read(member("member", "kicked", PRIVATE))[2] is None, "a person who blocks us"
    assert READER.read(message(new_chat_title="广场舞群"))[2] == ChatRenamed("telegram", "-50", "广场舞群")
    assert READER.read(message(migrate_to_chat_id=-100))[2] == ChatMoved("telegram", "-50", "-100")
    assert READER.read(message(migrate_from_chat_id=-40))[2] == ChatMoved("telegram", "-40", "-50")


@pytest.mark.parametrize("service", ["pinned_message", "new_chat_members", "left_chat_member", "group_chat_created"])
def test_other_service_messages_say_nothing(service: str) -> None:
    assert READER.read(message(None, GROUP, **{service: True}))[2] is None


def test_numbers_of_messages() -> None:
    assert numbered("-50:3") == ("-50", 3)
    assert numbered("7:3:bq5") == ("7", 3)
    assert numbered(None) is None
    assert numbered("m-1") is None


def test_a_huge_text_is_cut() -> None:
    assert len(heard(message("长" * 1_000_000)).text) == 10_000


# -- whatever may come

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
GOOD = [
    message("打卡 巡查", entities=[{"type": "mention", "offset": 0, "length": 3}]),
    message(photo=[FILE, FILE], caption="路"),
    message("催", reply_to_message={"message_id": 2, "from": {"id": 10}}),
    message(document={**FILE, "file_name": "a", "mime_type": "image/png"}),
    message(migrate_to_chat_id=-100),
    message(new_chat_title="x"),
    member("left", "member"),
    {"update_id": 1, "edited_message": message("改")["message"]},
    {"update_id": 1, "callback_query": {"id": "q", "from": WHO, "message": message("?")["message"], "data": "n1"}},
]


def _paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [at]
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))  # pyright: ignore[reportUnknownArgumentType]
    return [at, *(path for key in keys for path in _paths(value[key], (*at, key)))]


def _storable(found: Any) -> None:
    """What comes out can be stored: no NUL, no lone surrogate, numbers of sane length."""
    said = found.message if isinstance(found, Heard | Pressed) else None
    if isinstance(said, Inbound):
        json.dumps([said.text, said.sender_name, said.id]).encode()
        assert "\x00" not in said.text + said.sender_name
        (said.text + said.sender_name + said.id).encode()
        assert len(said.text) <= 10_000


@given(ANYTHING)
def test_anything_is_read_or_refused(update: object) -> None:
    with contextlib.suppress(BadUpdate):
        _storable(READER.read(update)[2])


@given(st.data())
def test_a_good_one_with_anything_in_it_is_read_or_refused(data: st.DataObject) -> None:
    update = copy.deepcopy(data.draw(st.sampled_from(GOOD)))
    *way, last = data.draw(st.sampled_from(_paths(update)[1:]))
    place: Any = update
    for key in way:
        place = place[key]
    place[last] = data.draw(ANYTHING)
    with contextlib.suppress(BadUpdate):
        _storable(READER.read(update)[2])
