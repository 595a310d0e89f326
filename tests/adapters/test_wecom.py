"""WeCom: the callback against Tencent's published example, replays, ended tokens, texts cut to bytes, payloads of every shape."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

import httpx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.adapters import wecom_frames, wecom_messages, wecom_robot
from bot.adapters.base import Gone, NotConfigured, Parcel, TryLater
from bot.adapters.wecom_api import LONGEST, MOST_BUTTONS, card
from bot.adapters.wecom_app import Settings, WecomApp, make
from bot.clock import HandClock, SystemClock
from bot.config import load
from bot.domain.settings import Settings as Town
from bot.messages import storable
from bot.rehearsal import RehearsedTown
from tests.conformance.house import PATIENCE, Listening, running, until
from tests.peers.wecom import AES_KEY, AGENT, CORP, SECRET, TOKEN, Api, Fault, World

# The example of WeCom's own documentation (developer.work.weixin.qq.com, “加解密方案说明”).
PUBLIC = Settings("wx5823bf96d3bd56c7", "218", "s", "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C")
LONG = "停水通知" * 400
SAID_AT = 1409659813
SAID = {"msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6", "timestamp": str(SAID_AT), "nonce": "1372623149"}
SEALED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUk"
    "SUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekU"
    "NXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rU"
    "PA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+"
    "qN+E7Q=="
)
ECHO = {
    "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "timestamp": "1409659589",
    "nonce": "263014780",
    "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
}


def body(sealed: str = SEALED) -> bytes:
    return f"<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


async def call(app: WecomApp, query: Mapping[str, str], content: bytes = b"", method: str = "POST") -> httpx.Response:
    transport = httpx.ASGITransport(app=cast("Any", app.hook))
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.request(method, "/callback", params=dict(query), content=content)


async def called(house: Listening, query: Mapping[str, str], content: bytes, late: float = 0) -> int:
    """The status with which the public example is answered, so many seconds after it was sent."""
    now = datetime.fromtimestamp(SAID_AT, UTC) + timedelta(seconds=late)
    app = WecomApp(PUBLIC, HandClock(now))
    async with running(app, house):
        return (await call(app, query, content)).status_code


async def test_the_consoles_check_is_answered_with_the_published_number() -> None:
    answer = await call(WecomApp(PUBLIC, SystemClock()), ECHO, method="GET")
    assert (answer.status_code, answer.text) == (200, "1616140317555161061")


async def test_the_published_message_is_read() -> None:
    house = Listening()
    assert await called(house, SAID, body()) == 200
    assert [(one.sender, one.text, one.chat) for one in house.messages] == [("mycreate", "hello", None)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param({"msg_signature": "0" * 40}, "signature", id="another signature"),
        pytest.param({"nonce": "1"}, "signature", id="another nonce"),
        pytest.param({"timestamp": "abc"}, "signature", id="no time"),
        pytest.param({"timestamp": str(SAID_AT - 1000)}, "old", id="an old time"),
    ],
)
async def test_what_is_not_wecoms_is_refused_and_counted(change: dict[str, str], why: str) -> None:
    house = Listening()
    assert await called(house, SAID | change, body()) == 403
    assert (house.messages, house.refusals) == ([], [why])


async def test_a_replay_after_five_minutes_is_refused() -> None:
    house = Listening()
    assert await called(house, SAID, body(), late=299) == 200
    assert await called(house, SAID, body(), late=301) == 403
    assert house.refusals == ["old"]


async def test_entities_and_no_xml_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>'
    for content in (bomb, b"", b"{}", b"\xff\xfe<", body("not base64"), body("")):
        house = Listening()
        assert await called(house, SAID, content) == 403
        assert house.messages == []
        assert len(house.refusals) == 1


@asynccontextmanager
async def at_work(house: Listening) -> AsyncGenerator[tuple[Api, WecomApp, World]]:
    world = World()
    api = Api(world, {})
    await api.server.up()
    app = WecomApp(
        Settings(CORP, AGENT, SECRET, TOKEN, AES_KEY, api.server.url, PATIENCE, 0.02, PATIENCE), SystemClock()
    )
    api.hook = lambda: app.hook
    try:
        async with running(app, house):
            await until(lambda: app.link.up, "a token")
            yield api, app, world
    finally:
        await api.stop()


async def test_a_token_that_was_ended_early_is_fetched_anew_once() -> None:
    async with at_work(Listening()) as (api, app, world):
        api.forget_token()
        await app.send(Parcel(None, "zhang", "您好", None, 1))
        assert [one.text for one in world.sent] == ["您好"]
        assert next(api.tokens) == 3


async def test_a_secret_taken_back_while_it_works_loses_nothing_and_is_told_at_once() -> None:
    async with at_work(Listening()) as (api, app, world):
        api.secret = "another"
        api.forget_token()
        with pytest.raises(TryLater):
            await app.send(Parcel(None, "zhang", "您好", None, 1))
        assert not app.link.up
        assert "密钥不对" in app.link.trouble
        api.secret = SECRET
        await until(lambda: app.link.up, "up")
        await app.send(Parcel(None, "zhang", "您好", None, 1))
    assert [one.text for one in world.sent] == ["您好"]


async def test_an_interface_that_is_gone_is_told_by_the_first_send_and_waited_for() -> None:
    async with at_work(Listening()) as (api, app, world):
        await api.server.down()
        with pytest.raises((TryLater, TimeoutError)):
            await app.send(Parcel(None, "zhang", "您好", None, 1))
        await until(lambda: not app.link.up, "told")
        assert "连不上" in app.link.trouble
        await api.server.up()
        await until(lambda: app.link.up, "up")
        await app.send(Parcel(None, "zhang", "您好", None, 1))
    assert [one.text for one in world.sent] == ["您好"]


@pytest.mark.parametrize(
    ("code", "told"), [(60020, "不认这台服务器的 IP"), (301002, "不是同一个应用"), (40056, "没有这个 AgentId")]
)
async def test_an_app_that_is_turned_away_in_spite_of_its_secret_loses_nothing_and_comes_back(
    code: int, told: str
) -> None:
    async with at_work(Listening()) as (api, app, world):
        api.agent_code = code
        with pytest.raises(TryLater):
            await app.send(Parcel(None, "zhang", "您好", None, 1))
        assert told in app.link.trouble
        api.agent_code = 0
        await until(lambda: app.link.up, "back")
        await app.send(Parcel(None, "zhang", "您好", None, 1))
        assert [one.text for one in world.sent] == ["您好"]


@pytest.mark.parametrize(
    ("kind", "media_type"), [("voice", "audio/amr"), ("video", "video/mp4"), ("image", "image/jpeg")]
)
async def test_what_can_be_heard_or_seen_is_fetched_also_with_a_token_that_was_ended_early(
    kind: str, media_type: str
) -> None:
    house = Listening()
    async with at_work(house) as (api, _, world):
        api.media_type, world.media["m"] = media_type, b"something"
        api.forget_token()
        inner = {"FromUserName": "zhang", "CreateTime": "1", "MsgId": "77", "MsgType": kind, "MediaId": "m"}
        api.tell(inner)
        await until(lambda: bool(house.messages), "the message")
    assert [(one.kind.value, one.data) for one in house.messages[0].attachments] == [(kind, b"something")]


async def test_a_file_that_never_comes_holds_up_no_message() -> None:
    """The call must be answered within five seconds, or WeCom asks again and then no more."""
    house = Listening()
    async with at_work(house) as (api, _, _world):
        inner = {"FromUserName": "zhang", "CreateTime": "1", "MsgId": "77", "MsgType": "voice", "MediaId": "gone"}
        api.tell(inner)
        await until(lambda: bool(house.messages), "the message")
    assert house.messages[0].attachments[0].data is None


async def test_a_wrong_secret_is_a_loud_state_and_a_right_one_ends_it() -> None:
    world = World()
    api = Api(world, {})
    await api.server.up()
    api.secret = "another"
    app = WecomApp(
        Settings(CORP, AGENT, SECRET, TOKEN, AES_KEY, api.server.url, PATIENCE, 0.02, PATIENCE), SystemClock()
    )
    try:
        async with running(app, Listening()):
            await until(lambda: "密钥不对" in app.link.trouble, "told")
            api.secret = SECRET
            await until(lambda: app.link.up, "up")
    finally:
        await api.stop()


async def test_a_member_who_left_is_gone() -> None:
    async with at_work(Listening()) as (_, app, world):
        world.faults.append(Fault(81013))
        with pytest.raises(Gone):
            await app.send(Parcel(None, "zhang", "您好", None, 1))


async def test_a_long_text_goes_in_parts_that_fit() -> None:
    async with at_work(Listening()) as (_, app, world):
        await app.send(Parcel(None, "zhang", LONG, None, 1))
        assert "".join(one.text for one in world.sent) == LONG
        assert len(world.sent) > 1
        assert all(len(one.text.encode()) <= LONGEST for one in world.sent)


def turn_busy(world: World, code: int) -> None:
    """The service says no from the second part on."""
    keep = world.keep

    def refuse_the_next(place: str, body: Mapping[str, Any]) -> str:
        world.faults.append(Fault(code))
        return keep(place, body)

    world.keep = refuse_the_next  # type: ignore[method-assign]  # between two parts of one message


@pytest.mark.parametrize("code", [45009, 503])
async def test_a_refusal_after_a_part_has_arrived_is_unknown(code: int) -> None:
    async with at_work(Listening()) as (_, app, world):
        turn_busy(world, code)
        with pytest.raises(TimeoutError):
            await app.send(Parcel(None, "zhang", LONG, None, 1))
        assert len(world.sent) == 1


@pytest.mark.parametrize("code", [45009, 503])
async def test_so_it_is_with_a_robot_of_a_group(code: int) -> None:
    world = World()
    api = Api(world, {"邻里群": "key"})
    await api.server.up()
    robot = wecom_robot.WecomRobot({"邻里群": "key"}, api.server.url)
    try:
        async with running(robot, Listening()):
            turn_busy(world, code)
            with pytest.raises(TimeoutError):
                await robot.send(Parcel("邻里群", None, LONG, None, 1))
            assert len(world.sent) == 1
    finally:
        await api.stop()


async def test_a_robot_calls_everybody_once_and_only_for_what_is_urgent() -> None:
    world = World()
    api = Api(world, {"邻里群": "key"})
    await api.server.up()
    robot = wecom_robot.WecomRobot({"邻里群": "key"}, api.server.url)
    try:
        async with running(robot, Listening()):
            await robot.send(Parcel("邻里群", None, LONG, None, 1, everyone=True))
            await robot.send(Parcel("邻里群", None, "来水了", None, 2))
        assert [one.everyone for one in world.sent] == [True, *(False for _ in world.sent[1:])]
        assert len(world.sent) > 2
    finally:
        await api.stop()


async def test_a_message_that_is_called_three_times_has_one_effect() -> None:
    async with RehearsedTown(datetime(2026, 11, 24, 9, tzinfo=UTC), settings=Town()) as town:
        inner = {"FromUserName": "zhang", "CreateTime": "1", "MsgId": "77", "MsgType": "text", "Content": "帮助"}
        read = wecom_messages.read("wecom_app", inner, town.clock.now())
        assert read is not None
        outcomes = [(await town.app.receive(read)).result for _ in range(3)]
        assert outcomes == ["handled", "duplicate", "duplicate"]


def test_what_is_missing_is_told_with_where_to_find_it() -> None:
    config = load(None, {"XIANGLIN_ADAPTERS__ENABLED": "wecom_app"})
    with pytest.raises(NotConfigured) as told:
        make(config, SystemClock())
    assert len(told.value.faults) == 5
    assert any("EncodingAESKey" in line for line in told.value.faults)
    with pytest.raises(NotConfigured, match="XIANGLIN_WECOM_ROBOT__KEYS"):
        wecom_robot.make(load(None, {"XIANGLIN_ADAPTERS__ENABLED": "wecom_robot"}), SystemClock())


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=15), max_size=9))
def test_a_card_is_made_only_where_all_of_it_fits(text: str, choices: list[str]) -> None:
    made = card(text, tuple(choices), "t")
    assert (made is not None) == (
        0 < len(choices) <= MOST_BUTTONS and len(text) <= 112 and all(len(one) <= 10 for one in choices)
    )
    if made is not None:
        assert [one["key"] for one in made["button_list"]] == [str(n) for n in range(1, len(choices) + 1)]


json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(["msgid", "from", "msgtype", "text", "chatid", "chattype", "event", "mixed", "image"])
kinds = st.sampled_from(["text", "image", "mixed", "event", "voice", "file", "?"])


def with_kind(some: dict[str, object], kind: object) -> dict[str, object]:
    return some | {"msgtype": kind}


files = st.dictionaries(st.sampled_from(["url", "aeskey", "content", "filename", "msg_item", "userid"]), json_values)
frames = st.builds(with_kind, st.dictionaries(names, json_values | files, max_size=8), kinds | json_values)


@given(json_values | frames)
def test_a_frame_of_any_shape_is_read_or_refused(frame: object) -> None:
    try:
        heard = wecom_frames.read("wecom_bot", frame, datetime.now(UTC))
    except ValueError:
        return
    assert heard is None or len(heard.sources) in {0, len(heard.message.attachments)}


@given(
    st.dictionaries(
        st.sampled_from(["FromUserName", "MsgType", "MsgId", "Content", "Event", "EventKey", "TaskId", "Label"]),
        st.sampled_from(["text", "event", "image", "template_card_event", "3", ""]) | st.text(max_size=50),
    )
)
def test_a_message_of_any_shape_is_read_or_left(fields: dict[str, str]) -> None:
    read = wecom_messages.read("wecom_app", fields, datetime.now(UTC))
    assert read is None or (read.id and read.sender)


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_no_xml_or_fields(content: bytes) -> None:
    try:
        wecom_messages.fields(content)
    except ValueError:
        return


INSIDE = st.dictionaries(
    st.sampled_from(["FromUserName", "MsgType", "MsgId", "Content", "Event", "EventKey", "TaskId", "MediaId", "x"]),
    st.sampled_from(["text", "event", "image", "template_card_event", "3", "", "zhang"])
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).filter(lambda text: "]]>" not in text),
    max_size=7,
)


def test_signed_calls_of_every_shape_are_answered_and_nothing_breaks() -> None:
    """What bears WeCom's signature and is no message is let go; what is no XML inside is counted."""
    drawn: list[dict[str, str] | bytes] = [b"", b"<xml>", b"<!DOCTYPE x><xml/>", b"\xff\xfe", b"<xml/>"]

    @settings(max_examples=60, derandomize=True, database=None, phases=(Phase.generate,), deadline=None)
    @given(INSIDE | st.binary(max_size=80))
    def note(one: dict[str, str] | bytes) -> None:
        drawn.append(one)

    note()
    asyncio.run(_signed_calls(drawn))


async def _signed_calls(drawn: Sequence[dict[str, str] | bytes]) -> None:
    house = Listening()
    crypto: Any = WeChatCrypto(TOKEN, AES_KEY, CORP)  # seals bytes as well as text
    async with at_work(house) as (api, app, _):
        for one in drawn:
            if isinstance(one, dict):
                query, content = api.sealed(one)
            else:
                stamp = str(int(datetime.now(UTC).timestamp()))
                outer = crypto.encrypt_message(one, "nonce", stamp)
                cut = partial(_element, outer)
                query = {"msg_signature": cut("MsgSignature"), "timestamp": stamp, "nonce": "nonce"}
                content = body(cut("Encrypt"))
            assert (await call(app, query, content)).status_code in {200, 403}
        assert app.link.up
    assert "shape" in house.refusals
    assert all(storable(one) == one for heard in house.messages for one in (heard.id, heard.sender, heard.text))


def _element(outer: str, name: str) -> str:
    return outer.split(f"<{name}><![CDATA[")[1].split("]]>", maxsplit=1)[0]
