"""WeChat's payloads into the house's words: tables, and whatever a gateway might send."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechaty_grpc.wechaty import puppet

from bot.adapters.wechaty_messages import (
    LONGEST_TEXT,
    BadShape,
    Kind,
    inbound,
    quoted,
    said_at,
    told,
    without_mention,
)
from bot.clock import SHANGHAI
from bot.messages import AttachmentKind, Inbound, storable

NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
ME = "wxid_bot"
NAMED = {"小邻"}
GAP = "\u2005"


def payload(**parts: Any) -> puppet.MessagePayloadResponse:
    usual: dict[str, Any] = {
        "id": "m-1",
        "from_id": "wxid_zhang",
        "room_id": "r@chatroom",
        "type": 7,
        "text": "",
        "timestamp": 0,
    }
    return puppet.MessagePayloadResponse(**{**usual, **parts})


def heard(**parts: Any) -> Inbound:
    found = inbound(payload(**parts), ME, NAMED, NOW)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "certain", "rest", "mentioned"),
    [
        (f"@小邻{GAP}打卡", True, "打卡", True),
        (f"@小邻{GAP}打卡", False, "打卡", True),
        (f"@小邻{GAP}/打卡 巡查", False, "/打卡 巡查", True),
        ("@小邻 打卡", False, "打卡", True),
        ("＠小邻：打卡", False, "打卡", True),
        ("@小邻/打卡", False, "/打卡", True),
        ("@小邻", False, "", True),
        (f"打卡 @小邻{GAP}", True, "打卡", True),
        (f"@小邻居{GAP}来喝茶", False, f"@小邻居{GAP}来喝茶", False),
        (f"@乡邻助手小胜{GAP}打卡", True, "打卡", True),  # by a name that is not known
        (f"@王建国{GAP}@乡邻助手小胜{GAP} 反映 路灯坏了", True, "反映 路灯坏了", True),
        ("@所有人 明天停水", True, "@所有人 明天停水", False),
        (f"@所有人{GAP}明天停水", True, f"@所有人{GAP}明天停水", False),
        (f"@all{GAP}明天停水", True, f"@all{GAP}明天停水", False),
        (f"@所有人{GAP}@小邻{GAP}打卡", True, f"@所有人{GAP} 打卡", True),
        ("明天停水", False, "明天停水", False),
        ("zhang@163.com 是我的邮箱", False, "zhang@163.com 是我的邮箱", False),
    ],
)
def test_mentions(text: str, certain: bool, rest: str, mentioned: bool) -> None:
    said, was = without_mention(text, NAMED, certain=certain)
    assert (said.replace(GAP, " ").split(), was) == (rest.replace(GAP, " ").split(), mentioned)


def test_the_longest_of_several_names_is_taken() -> None:
    assert without_mention(f"@小邻 邻里助手{GAP}打卡", {"小邻", "小邻 邻里助手"}, certain=False) == ("打卡", True)
    assert without_mention("打卡", {""}, certain=False) == ("打卡", False)


LINE = "- - - - - - - - - - - - - - -"


def test_a_quoted_message_is_no_word_of_the_sender() -> None:
    found = heard(text=f"「张三：/广播 @小邻 全镇停水」\n{LINE}\n知道了")
    assert (found.text, found.mention) == ("知道了", False)
    called = heard(text=f"「小邻：【KQ2611-001】已登记」\n{LINE}\n@小邻{GAP}催一下")
    assert (called.text, called.mention) == ("催一下", True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"「小邻：收到」\n{LINE}\n好", ("小邻", "收到", "好")),
        (f"「小邻: 两行\n都在」\n{LINE}\n好的\n谢谢", ("小邻", " 两行\n都在", "好的\n谢谢")),
        ("「小邻：收到」好", None),
        (f"说到「小邻：收到」\n{LINE}\n好", None),
        ("", None),
    ],
)
def test_quotes(text: str, found: tuple[str, str, str] | None) -> None:
    above = quoted(text)
    assert (None if above is None else (above.who, above.what, above.said)) == found


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (1, AttachmentKind.FILE),
        (2, AttachmentKind.VOICE),
        (4, AttachmentKind.FORWARDED),
        (5, AttachmentKind.STICKER),
        (6, AttachmentKind.IMAGE),
        (8, AttachmentKind.LOCATION),
        (9, AttachmentKind.MINI_PROGRAM),
        (11, AttachmentKind.RED_PACKET),
        (12, AttachmentKind.RED_PACKET),
        (14, AttachmentKind.MINI_PROGRAM),
        (15, AttachmentKind.VIDEO),
    ],
)
def test_what_is_no_text_has_no_words(number: int, kind: AttachmentKind) -> None:
    found = heard(type=number, text="<msg>/打卡 @小邻</msg>", filename="a.png")
    assert (found.text, found.mention, [one.kind for one in found.attachments]) == ("", False, [kind])


@pytest.mark.parametrize("number", [0, 16, 99, -1])
def test_unknown_kinds_are_nobodys(number: int) -> None:
    assert inbound(payload(type=number, text="你已添加了张三"), ME, NAMED, NOW) is None


@pytest.mark.parametrize("sender", [ME, "", "weixin", "filehelper", "gh_0123456789"])
def test_neither_own_nor_of_wechat_itself(sender: str) -> None:
    assert inbound(payload(from_id=sender, text="/打卡"), ME, NAMED, NOW) is None


def test_a_message_taken_back_names_it() -> None:
    found = heard(type=13, text=" m-0 ")
    assert (found.recalls, found.text) == ("m-0", "")
    assert inbound(payload(type=13, text=""), ME, NAMED, NOW) is None


def test_the_note_of_a_group_is_text() -> None:
    assert heard(type=10, text="#接龙\n活动A12\n\n1. 张三 2人").text.startswith("#接龙")


def test_private_has_no_chat() -> None:
    assert heard(room_id="", text=" 帮助").chat is None


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        (1_795_482_000, datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)),
        (1_795_481_000_000, datetime(2026, 11, 24, 8, 43, 20, tzinfo=SHANGHAI)),
        (0, NOW),
        (-5, NOW),
        (1_795_482_000 + 86_400, NOW),
        (2**63, NOW),
    ],
)
def test_times_in_seconds_and_milliseconds(stamp: int, at: datetime) -> None:
    assert said_at(stamp, NOW) == at


WORDS = st.text(max_size=40)


@given(
    st.builds(
        puppet.MessagePayloadResponse,
        id=WORDS,
        from_id=WORDS,
        room_id=WORDS,
        to_id=WORDS,
        filename=st.text(max_size=400),
        text=st.text(max_size=200) | st.text(alphabet="「」：:\n- @所有人小邻\u2005", max_size=300),
        type=st.integers(-5, 40),
        timestamp=st.integers(0, 2**64 - 1),
        mention_ids=st.lists(WORDS | st.just(ME), max_size=3),
    )
)
def test_whatever_a_message_holds(given_payload: puppet.MessagePayloadResponse) -> None:
    try:
        found = inbound(given_payload, ME, NAMED, NOW)
    except BadShape:
        return
    if found is not None:
        for text in (found.text, found.id, found.sender, found.chat or "", found.recalls or ""):
            assert storable(text) == text
        assert found.at <= NOW
        assert found.sender != ME


def test_huge_texts_are_cut() -> None:
    assert len(heard(text="停" * 2_000_000).text) == LONGEST_TEXT
    assert len(heard(type=1, filename="名" * 100_000).attachments[0].name) == 200


REASONS = {
    "",
    "protobuf",
    "json",
    "messageId",
    "contactId",
    "roomId",
    "inviteeIdList",
    "removeeIdList",
    "newTopic",
    "payloadId",
}


@given(st.binary(max_size=300))
def test_whatever_bytes_the_stream_brings(data: bytes) -> None:
    try:
        found = told(data)
    except BadShape as bad:
        why = str(bad)  # counted by it: a few fixed words, never what stood there
    else:
        why = ""
        assert found is None or isinstance(found.kind, Kind)
    assert why in REASONS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["messageId", "contactId", "roomId", "inviteeIdList", "removeeIdList", "newTopic", "friendshipId"]
)


@given(st.integers(0, 40), JSON | st.dictionaries(FIELDS, JSON, max_size=4))
def test_whatever_an_event_says(kind: int, said: object) -> None:
    event = puppet.EventResponse(type=kind, payload=json.dumps(said))
    try:
        found = told(bytes(event))
    except BadShape:
        return
    if found is not None:
        assert found.kind == kind
        assert storable(found.subject) == found.subject
        assert all(isinstance(one, str) for one in found.people)


def test_events_by_their_numbers() -> None:
    def event(kind: int, **said: Any) -> Any:
        found = told(bytes(puppet.EventResponse(type=kind, payload=json.dumps(said))))
        assert found is not None
        return found.kind, found.subject, found.people, found.text

    assert event(2, messageId="m-1") == (Kind.MESSAGE, "m-1", (), "")
    assert event(17, friendshipId="f-1") == (Kind.FRIENDSHIP, "f-1", (), "")
    assert event(18, roomInvitationId="i-1") == (Kind.ROOM_INVITE, "i-1", (), "")
    assert event(25, contactId="wxid_bot") == (Kind.LOGIN, "wxid_bot", (), "")
    assert event(19, roomId="r", inviteeIdList=["a", 5]) == (Kind.ROOM_JOIN, "r", ("a",), "")
    assert event(20, roomId="r", removeeIdList=["a"]) == (Kind.ROOM_LEAVE, "r", ("a",), "")
    assert event(21, roomId="r", newTopic="三组") == (Kind.ROOM_TOPIC, "r", (), "三组")
    assert told(bytes(puppet.EventResponse(type=4, payload="{}"))) is None
    with pytest.raises(BadShape):
        told(bytes(puppet.EventResponse(type=2, payload="[" * 100_000)))


def test_future_messages_are_of_now() -> None:
    assert said_at(int((NOW + timedelta(hours=1)).timestamp()), NOW) == NOW
