"""WeCom's pictures and documents: sealed ones against Tencent's published example, ours in chunks, each uploaded once; messages held."""

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto.cryptography import WeChatCipher
from wechatpy.crypto.pkcs7 import PKCS7Encoder

from bot.adapters.base import Parcel, Refused, TryLater
from bot.adapters.wecom_app import Settings as AppSettings
from bot.adapters.wecom_app import WecomApp
from bot.adapters.wecom_bot import MOST_FETCHED, Settings, WecomBot
from bot.adapters.wecom_media import CHUNK, Source, fetched, kind_of, opened
from bot.clock import SystemClock
from bot.messages import Attachment, AttachmentKind
from tests.adapters.test_wecom import PUBLIC, SEALED
from tests.conformance.bench import SHORT
from tests.conformance.house import PATIENCE, Listening, running, until
from tests.peers.wecom import AES_KEY, AGENT, CORP, SECRET, TOKEN, Api, Fault, World
from tests.peers.wecom_bot import BOT, BOT_SECRET, LongConnection

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
LARGE = b"%PDF-1.4\n" + bytes(range(251)) * (CHUNK // 100)
GROUP = "chat-三组"
KEYS = st.binary(min_size=32, max_size=32)


def test_the_published_example_is_opened() -> None:
    """The same sealing as that of the callback, of which Tencent has published one: random sixteen, length, text, whose it is."""
    plain = opened(base64.b64decode(SEALED), PUBLIC.aes_key)
    size = int.from_bytes(plain[16:20], "big")
    assert b"<Content><![CDATA[hello]]></Content>" in plain[20 : 20 + size]
    assert plain[20 + size :].decode() == PUBLIC.corp_id


@given(st.binary(max_size=500), KEYS)
def test_what_was_sealed_is_opened_again(data: bytes, key: bytes) -> None:
    sealed = WeChatCipher(key).encrypt(PKCS7Encoder.encode(data))
    for written in (base64.b64encode(key).decode(), base64.b64encode(key).decode().rstrip("=")):
        assert opened(sealed, written) == data


@given(st.binary(max_size=200), st.text(max_size=50) | KEYS.map(lambda key: base64.b64encode(key).decode()))
def test_anything_else_is_refused(sealed: bytes, key: str) -> None:
    try:
        opened(sealed, key)
    except ValueError:
        return
    assert len(sealed) % 16 == 0, "a chance in some dozens: its end looked like a filling"


def test_only_what_wecom_shows_goes_as_a_picture() -> None:
    def kind(data: bytes, named: AttachmentKind = AttachmentKind.IMAGE) -> str:
        return kind_of(Attachment(named, "x", data))

    assert kind(PICTURE) == kind(b"\xff\xd8\xff\xe0") == "image"
    assert kind(b"GIF89a") == kind(b"") == kind(PICTURE, AttachmentKind.FILE) == kind(PICTURE * 1000) == "file"


@asynccontextmanager
async def at_work(
    house: Listening, patience: float = PATIENCE
) -> AsyncGenerator[tuple[WecomBot, LongConnection, World]]:
    world = World()
    server = LongConnection(world)
    await server.up()
    bot = WecomBot(Settings(BOT, BOT_SECRET, server.url, PATIENCE, patience, 0.02, 0.1), SystemClock())
    try:
        async with running(bot, house):
            await until(lambda: bot.link.up, "up")
            yield bot, server, world
    finally:
        await server.down()


def said(server: LongConnection, number: str, who: str, kind: str, told: object) -> dict[str, object]:
    return {"msgid": number, "from": {"userid": who}, "chattype": "single", "msgtype": kind, kind: told}


async def test_words_and_pictures_in_one_message_of_a_group() -> None:
    house = Listening()
    async with at_work(house) as (_, server, _world):
        items = [
            {"msgtype": "text", "text": {"content": "@小邻 反映 桥栏杆断了"}},
            {"msgtype": "image", "image": server.seal(PICTURE, "一.png")},
            {"msgtype": "image", "image": server.seal(LARGE, "二.png")},
        ]
        body = said(server, "m1", "zhang", "mixed", {"msg_item": items})
        await server.tell(body | {"chattype": "group", "chatid": GROUP})
        await until(lambda: bool(house.messages), "the message")
    message = house.messages[0]
    assert (message.chat, message.text) == (GROUP, "反映 桥栏杆断了")
    assert [(one.kind, one.name, one.data) for one in message.attachments] == [
        (AttachmentKind.IMAGE, "一.png", PICTURE),
        (AttachmentKind.IMAGE, "二.png", LARGE),
    ]


async def test_a_voice_message_is_the_words_that_wecom_has_written_down() -> None:
    house = Listening()
    async with at_work(house) as (_, server, _world):
        await server.tell(said(server, "m1", "zhang", "voice", {"content": "反映 村口路灯坏了"}))
        await server.tell(said(server, "m2", "zhang", "voice", {"content": " "}))
        await until(lambda: "m2" in house.numbers, "both")
    assert [(one.text, [each.kind for each in one.attachments]) for one in house.messages] == [
        ("反映 村口路灯坏了", []),
        ("", [AttachmentKind.VOICE]),
    ]


@pytest.mark.parametrize("told", [{}, {"url": "no address", "aeskey": "AA"}, {"url": "http://127.0.0.1:9/x"}])
async def test_a_picture_that_cannot_be_had_is_still_a_picture(told: dict[str, str]) -> None:
    house = Listening()
    async with at_work(house) as (_, server, _world):
        await server.tell(said(server, "m1", "zhang", "image", told))
        await until(lambda: bool(house.messages), "the message")
    assert house.messages[0].attachments == (Attachment(AttachmentKind.IMAGE),)


async def test_a_file_of_another_key_or_of_too_many_bytes_is_none() -> None:
    server = LongConnection(World())
    await server.up()
    try:
        async with httpx.AsyncClient() as client:
            right = server.seal(PICTURE, "表.pdf")
            source = Source(right["url"], right["aeskey"])
            assert await fetched(client, source, len(PICTURE)) == ("表.pdf", PICTURE)
            assert await fetched(client, source, len(PICTURE) - 100) is None
            assert await fetched(client, Source(right["url"], server.seal(b"", "")["aeskey"]), MOST_FETCHED) is None
            assert await fetched(client, Source(f"{server.files.url}/", right["aeskey"]), MOST_FETCHED) is None
    finally:
        await server.down()


async def test_a_slow_picture_holds_up_nobody_else() -> None:
    house = Listening()
    async with at_work(house) as (_, server, _world):
        server.ready.clear()
        await server.tell(said(server, "m1", "zhang", "image", server.seal(PICTURE, "图.png")))
        await server.tell(said(server, "m2", "li", "text", {"content": "帮助"}))
        await until(lambda: "m2" in house.numbers, "what another says")
        assert house.numbers == ["m2"]
        server.ready.set()
        await until(lambda: "m1" in house.numbers, "the picture")
    assert house.messages[-1].attachments[0].data == PICTURE


async def test_what_the_house_cannot_take_is_held_until_it_can() -> None:
    """Nobody delivers it again: a full disk must not cost a message."""
    house = Listening(breaks=3)
    async with at_work(house) as (_, server, _world):
        await server.tell(said(server, "m1", "zhang", "text", {"content": "反映 路灯坏了"}))
        await until(lambda: "m1" in house.numbers, "later")
    assert (house.numbers, house.breaks) == (["m1"], 0)


async def test_a_large_file_goes_up_in_parts_and_arrives_whole() -> None:
    async with at_work(Listening()) as (bot, server, world):
        file = Attachment(AttachmentKind.FILE, "医保缴费表.pdf", LARGE)
        await bot.send(Parcel(GROUP, None, "见附件", None, 1, files=(file,)))
        assert [one.text or one.file for one in world.sent] == ["见附件", LARGE]
        assert next(iter(server.uploads.values())).chunks == 3


async def test_a_picture_for_many_groups_goes_up_once() -> None:
    async with at_work(Listening()) as (bot, server, world):
        picture = Attachment(AttachmentKind.IMAGE, "图.png", PICTURE)
        for number in range(3):
            await bot.send(Parcel(f"chat-{number}", None, "见图", None, number, files=(picture,)))
        assert [one.file for one in world.sent if one.file] == [PICTURE] * 3
        assert len(server.uploads) == 1


async def test_so_it_is_with_the_app() -> None:
    world = World()
    api = Api(world, {})
    await api.server.up()
    app = WecomApp(AppSettings(CORP, AGENT, SECRET, TOKEN, AES_KEY, api.server.url, PATIENCE, 0.02), SystemClock())
    picture = Attachment(AttachmentKind.IMAGE, "图.png", PICTURE)
    try:
        async with running(app, Listening()):
            for number in range(3):
                await app.send(Parcel(f"chat-{number}", None, "见图", None, number, files=(picture,)))
        assert [one.file for one in world.sent if one.file] == [PICTURE] * 3
        assert api.uploads == 1
    finally:
        await api.stop()


async def test_a_file_that_is_refused_leaves_nothing_half_said() -> None:
    async with at_work(Listening()) as (bot, _, world):
        with pytest.raises(Refused):
            await bot.send(Parcel(GROUP, None, "见附件", None, 1, files=(Attachment(AttachmentKind.FILE, "x", b"ab"),)))
        assert not world.sent


async def test_an_upload_without_an_answer_is_tried_again_and_nothing_has_been_said() -> None:
    async with at_work(Listening(), SHORT) as (bot, server, world):
        server.deaf = True
        file = Attachment(AttachmentKind.IMAGE, "图.png", PICTURE)
        with pytest.raises(TryLater):
            await bot.send(Parcel(GROUP, None, "见图", None, 1, files=(file,)))
        assert not world.sent


async def test_words_that_arrived_before_a_refused_file_make_it_unknown() -> None:
    async with at_work(Listening()) as (bot, _, world):
        keep = world.keep

        def refuse_the_next(place: str, body: object) -> str:
            world.faults.append(Fault(45009))
            return keep(place, body)  # type: ignore[arg-type]  # as the peer calls it

        world.keep = refuse_the_next  # type: ignore[method-assign]  # between the parts of one message
        with pytest.raises(TimeoutError):
            await bot.send(
                Parcel(GROUP, None, "见图", None, 1, files=(Attachment(AttachmentKind.IMAGE, "图.png", PICTURE),))
            )
        assert [one.text for one in world.sent] == ["见图"]
