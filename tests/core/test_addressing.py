"""When is a message addressed to the bot (handbook §3.1): six ways, and what only looks like one."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addressing import Ears, Reason, judge
from bot.app import load_routes
from bot.clock import SHANGHAI
from bot.messages import Inbound

NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
EARS = Ears(("小邻",), load_routes().begins_with_command)


def said(
    text: str, *, chat: str | None = "c-kq03-02", quote: str | None = None, mention: bool = False
) -> Reason | None:
    return judge(Inbound("sim", "m-1", chat, "张小明", text, NOW, quote=quote, mention=mention), EARS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@小邻 帮助", Reason.MENTION),
        ("@小邻\u2005帮助", Reason.MENTION),
        ("@小邻\u00a0路灯坏了", Reason.MENTION),
        ("＠小邻,在吗", Reason.MENTION),
        ("路灯坏了 @小邻", Reason.MENTION),
        ("@小邻村口路灯坏了", Reason.MENTION),
        ("@小邻帮助", Reason.MENTION),
        ("/帮助", Reason.COMMAND),
        ("／帮助", Reason.COMMAND),
        ("、帮助", Reason.COMMAND),
        ("\\帮助", Reason.COMMAND),
        ("!帮助", Reason.COMMAND),
        ("！幫助", Reason.COMMAND),
        ("/help", Reason.COMMAND),
        ("/\u200b帮助", Reason.COMMAND),
        ("打卡", Reason.BARE),
        ("打卡 走访", Reason.BARE),
        ("打咔 走访", Reason.BARE),
        ("反應:路灯坏了", Reason.BARE),
        ("反映,路灯坏了", Reason.BARE),
        ("我要反映 路灯坏了", Reason.BARE),
        ("积分", Reason.BARE),
        ("收到", Reason.RECEIPT),
        ("收到。", Reason.RECEIPT),
        ("👌", Reason.RECEIPT),
        ("👌🏻👌🏻", Reason.RECEIPT),
        ("[OK]", Reason.RECEIPT),
        ("1", Reason.RECEIPT),
        ("１", Reason.RECEIPT),
    ],
    ids=str,
)
def test_what_is_meant_for_the_bot(text: str, reason: Reason) -> None:
    assert said(text) is reason


@pytest.mark.parametrize(
    "text",
    [
        "今晚谁家有空来打牌",
        "西头好像着火了,冒浓烟",
        "打卡机又坏了",
        "邻长家的狗又跑出来了",
        "积分商城上新了",
        "@马永贵 邻长家的狗又跑出来了",
        "@小邻居 你家快递",
        "@小邻居委会的通知看了吗",
        "@小邻客服 你好",
        "小邻真好用",
        "/今天吃啥",
        "!!!",
        "、",
        "",
        "反应慢得很",
        "受到一点影响",
        "收到了吗你那边的快递",
        "12",
        "满意",
        "😂",
    ],
    ids=lambda text: text or "nothing",
)
def test_what_is_not_meant_for_the_bot_is_forgotten(text: str) -> None:
    assert said(text) is None


def test_everything_in_private_is_meant_for_the_bot() -> None:
    assert said("今晚打牌吗", chat=None) is Reason.PRIVATE


def test_a_mention_that_only_the_platform_knows_counts() -> None:
    assert said("路灯坏了", mention=True) is Reason.MENTION


def test_a_quote_may_be_of_the_bot_so_the_rows_are_asked() -> None:
    assert said("好", quote="x-7") is Reason.QUOTE


def test_an_open_question_or_a_message_in_flight_is_a_yes() -> None:
    lane = ("sim", "c-kq03-02", "张小明")
    for ears in (Ears(("小邻",), EARS.is_command, asked={lane}), Ears(("小邻",), EARS.is_command, in_flight={lane: 1})):
        assert judge(Inbound("sim", "m-1", "c-kq03-02", "张小明", "村口", NOW), ears) is Reason.QUESTION
        assert judge(Inbound("sim", "m-1", "c-kq03-02", "马永贵", "村口", NOW), ears) is None


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text: str) -> None:
    said(text)
