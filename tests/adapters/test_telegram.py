"""What only Telegram has: menu, buttons that have grown old, pictures left where they are, webhook, long texts; and nothing secret in the log."""

import asyncio
import io
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from bot import logs
from bot.adapters.base import ChatFound, ChatMoved, Parcel, Refused, TryLater
from bot.adapters.telegram import SECRET_HEADER, TelegramAdapter
from bot.adapters.telegram_sending import LONGEST
from bot.adapters.telegram_setup import findings
from bot.clock import SHANGHAI, SystemClock
from bot.config import load
from bot.messages import Attachment, AttachmentKind, Inbound
from bot.rehearsal import RehearsedTown
from bot.web.server import build
from tests.conformance.bench import LONG, SHORT
from tests.conformance.benches.telegram import TelegramBench, settings
from tests.conformance.house import Listening, running, until
from tests.peers.loopback import Loopback
from tests.peers.telegram import Fault

GROUP, PERSON = "康桥三组2邻群", "张小明"
SMALL = b"\x89PNG\r\n\x1a\n" + bytes(100)
MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
SECRET = "a-secret-of-sixteen"


@pytest.fixture
async def bench() -> AsyncIterator[TelegramBench]:
    made = TelegramBench()
    await made.start()
    yield made
    await made.stop()


@asynccontextmanager
async def connected(
    bench: TelegramBench, house: Listening, *, allow_personal: bool = True
) -> AsyncGenerator[TelegramAdapter]:
    waits = settings(bench.api.base, bench.world.token, allow_personal=allow_personal, patience=bench.patience)
    adapter = TelegramAdapter(waits, SystemClock())
    async with running(adapter, house):
        await until(lambda: adapter.link.up, "link up")
        yield adapter


class Deaf(Listening):
    """Nothing said in a group is meant for it."""

    def wants(self, message: Inbound) -> bool:
        return message.chat is None or message.mention


def called(bench: TelegramBench, method: str) -> int:
    return sum(one.method == method for one in bench.world.calls)


async def test_the_menu_has_latin_words(bench: TelegramBench) -> None:
    async with connected(bench, Listening()):
        pass
    assert bench.world.menu == [
        {"command": "help", "description": "看看能帮您做什么"},
        {"command": "daka", "description": "打卡"},
    ]


async def test_a_picture_that_nobody_meant_for_us_stays_where_it_is(bench: TelegramBench) -> None:
    house = Deaf()
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    picture = Attachment(AttachmentKind.IMAGE, "", SMALL)
    async with connected(bench, house):
        first = await bench.say(person, "我孙子", group, attach=picture)
        await until(lambda: first in house.numbers, "the first")
        assert called(bench, "getFile") == 0
        second = await bench.say(person, "路面塌了", group, mention=True, attach=picture)
        await until(lambda: second in house.numbers, "the second")
        assert called(bench, "getFile") == 1
    assert [one.attachments[0].data for one in house.messages] == [None, SMALL]


async def test_no_picture_of_a_resident_is_fetched_for_a_real_town(bench: TelegramBench) -> None:
    house, person = Listening(), await bench.person(PERSON)
    async with connected(bench, house, allow_personal=False) as adapter:
        assert not adapter.capabilities.personal
        number = await bench.say(person, "", attach=Attachment(AttachmentKind.IMAGE, "", SMALL))
        await until(lambda: number in house.numbers, "the picture")
    assert called(bench, "getFile") == 0


async def test_a_picture_too_large_stays_where_it_is(bench: TelegramBench) -> None:
    house, person = Listening(), await bench.person(PERSON)
    async with connected(bench, house):
        number = await bench.say(person, "", attach=Attachment(AttachmentKind.FILE, "", bytes(5_000_001)))
        await until(lambda: number in house.numbers, "it")
    assert called(bench, "getFile") == 0


async def test_a_button_that_has_grown_old_says_so(bench: TelegramBench) -> None:
    class Answered(Listening):
        async def receive(self, message: Inbound) -> object:
            await super().receive(message)
            return type("Outcome", (), {"result": "ignored" if message.presses else "handled"})

    house, person = Answered(), await bench.person(PERSON)
    async with connected(bench, house) as adapter:
        ours = await adapter.send(Parcel(None, person, "满意吗?", None, 1, choices=("满意", "不满意")))
        await bench.press(person, ours, 1)
        await until(lambda: bool(bench.world.toasts), "a toast")
    assert ["过去" in text for text in bench.world.toasts.values()] == [True]


async def test_it_is_told_of_a_group_that_it_was_added_to(bench: TelegramBench) -> None:
    house, group = Listening(), await bench.group(GROUP)
    async with connected(bench, house):
        bench.world.take_in(int(group))
        await until(lambda: ChatFound("telegram", group, GROUP) in house.events, "told")


async def test_in_privacy_mode_it_hears_what_is_for_it(bench: TelegramBench) -> None:
    bench.world.privacy = True
    house = Listening()
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    async with connected(bench, house):
        await bench.say(person, "打卡 巡查", group)
        named = await bench.say(person, "打卡 巡查", group, mention=True)
        latin = await bench.say(person, "/daka 巡查", group)
        await until(lambda: latin in house.numbers, "the last")
    assert house.numbers == [named, latin]


# -- out


async def test_an_answer_in_a_group_points_at_its_question_even_when_that_is_gone(bench: TelegramBench) -> None:
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    number = await bench.say(person, "帮助", group)
    async with connected(bench, Listening()) as adapter:
        await adapter.send(Parcel(group, None, "这里", number, 1))
        await adapter.send(Parcel(group, None, "那里", f"{group}:99999", 2))
        await adapter.send(Parcel(None, person, "私下", number, 3))
    assert [one.answers for one in await bench.arrived()] == [number, None, None]


async def test_a_long_text_goes_in_pieces_and_goes_on_where_it_ended(bench: TelegramBench) -> None:
    text = "".join(f"第{n}行,停水通知请转告左邻右舍\n" for n in range(600)).rstrip()
    group = await bench.group(GROUP)
    assert 2 * LONGEST < len(text) < 3 * LONGEST
    async with connected(bench, Listening()) as adapter:
        bench.world.faults.append(Fault("sendMessage", 429, "later", None, {"retry_after": 1}, skip=1))
        with pytest.raises(TryLater):
            await adapter.send(Parcel(group, None, text, None, 6))
        bench.world.faults.append(Fault("sendMessage", 502, "Bad Gateway"))
        with pytest.raises(TimeoutError):
            await adapter.send(Parcel(group, None, text, None, 6))
        await adapter.send(Parcel(group, None, text, None, 6))
    arrived = [one.text for one in await bench.arrived()]
    assert len(arrived) == 3
    assert "\n".join(arrived) == text, "no piece twice, none missing"


async def test_a_picture_that_is_none_goes_as_a_document(bench: TelegramBench) -> None:
    group = await bench.group(GROUP)
    async with connected(bench, Listening()) as adapter:
        bench.world.faults.append(Fault("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
        files = (Attachment(AttachmentKind.IMAGE, "长图.png", SMALL),)
        await adapter.send(Parcel(group, None, "见图", None, 1, files=files))
    assert [one.files for one in await bench.arrived()] == [(), (SMALL,)]


async def test_the_house_hears_of_a_move_that_only_a_send_shows(bench: TelegramBench) -> None:
    house, group = Listening(), await bench.group(GROUP)
    async with connected(bench, house) as adapter:
        new = bench.world.migrate(int(group))
        bench.world.updates.clear()
        await adapter.send(Parcel(group, None, "停水", None, 1))
    assert ChatMoved("telegram", group, str(new)) in house.events


async def test_a_bad_gateway_is_unknown_and_a_lost_right_is_refused(bench: TelegramBench) -> None:
    group = await bench.group(GROUP)
    async with connected(bench, Listening()) as adapter:
        bench.world.faults.append(Fault("sendMessage", 502, "Bad Gateway"))
        with pytest.raises(TimeoutError):
            await adapter.send(Parcel(group, None, "停水", None, 1))
        bench.world.faults.append(Fault("sendMessage", 400, "Bad Request: TOPIC_CLOSED"))
        with pytest.raises(Refused):
            await adapter.send(Parcel(group, None, "停水", None, 2))


@pytest.mark.parametrize(
    ("status", "words"),
    [(429, "Too Many Requests: retry after 1"), (502, "Bad Gateway"), (0, "")],
)
async def test_a_void_message_whose_deleting_is_in_doubt_is_tried_again_before_anything_is_said(
    bench: TelegramBench, status: int, words: str
) -> None:
    group = await bench.group(GROUP)
    bench.patience = LONG if status else SHORT
    async with connected(bench, Listening()) as adapter:
        number = await adapter.send(Parcel(group, None, "25日停水", None, 1))
        void = Parcel(group, None, "通知作废", None, 2, recalls=(number,))
        bench.world.faults.append(Fault("deleteMessage", status, words, parameters={"retry_after": 1}))
        with pytest.raises(TryLater):
            await adapter.send(void)
        assert [one.text for one in await bench.arrived()] in (["25日停水"], [])
        await adapter.send(void)
    assert [one.text for one in await bench.arrived()] == ["通知作废"]


async def test_a_void_message_that_telegram_no_longer_deletes_stands_beside_the_word_that_it_is_void(
    bench: TelegramBench,
) -> None:
    group = await bench.group(GROUP)
    async with connected(bench, Listening()) as adapter:
        number = await adapter.send(Parcel(group, None, "25日停水", None, 1))
        bench.world.too_old.add((int(group), int(number.split(":")[1])))
        await adapter.send(Parcel(group, None, "通知作废", None, 2, recalls=(number,)))
    assert [one.text for one in await bench.arrived()] == ["25日停水", "通知作废"]


# -- webhook


@asynccontextmanager
async def hooked(bench: TelegramBench, house: Listening) -> AsyncGenerator[tuple[str, httpx.AsyncClient]]:
    """The adapter called by Telegram; its address."""
    adapter = TelegramAdapter(
        settings(
            bench.api.base, bench.world.token, webhook="https://xiaolin.example/hooks/telegram/update", secret=SECRET
        ),
        SystemClock(),
    )
    server = Loopback(adapter.hook)
    await server.up()
    try:
        async with running(adapter, house), httpx.AsyncClient() as client:
            await until(lambda: adapter.link.up, "link up")
            yield f"{server.url}/update", client
    finally:
        await server.down()


async def test_a_webhook_takes_in_order_what_telegram_pushes(bench: TelegramBench) -> None:
    house = Listening(breaks=2)
    group, person = await bench.group(GROUP), await bench.person(PERSON)
    async with hooked(bench, house) as (url, client):
        assert bench.world.webhook == ("https://xiaolin.example/hooks/telegram/update", SECRET)
        bench.world.webhook = (url, SECRET)
        said = [await bench.say(person, f"反映 第{n}件", group) for n in range(20)]
        await bench.world.push(client)
    assert house.numbers == said


@pytest.mark.parametrize(
    ("secret", "body", "status", "counted"),
    [
        (SECRET, b'{"update_id": 1, "message": 5}', 200, "shape"),
        (SECRET, b"{broken", 400, "json"),
        (SECRET, b"[" * 100_000, 400, "json"),
        (SECRET, b" " * 1_100_000, 413, "size"),
        ("wrong", b'{"update_id": 1}', 403, "secret"),
        ("", b'{"update_id": 1}', 403, "secret"),
        ("密", b'{"update_id": 1}', 403, "secret"),
    ],
)
async def test_what_a_webhook_refuses(
    bench: TelegramBench, secret: str, body: bytes, status: int, counted: str
) -> None:
    house = Listening()
    async with hooked(bench, house) as (url, client):
        headers = {SECRET_HEADER.encode(): secret.encode()} if secret else {}
        answer = await client.post(url, content=body, headers=headers)
    assert (answer.status_code, house.refusals, house.messages) == (status, [counted], [])


async def test_without_a_webhook_nobody_can_call(bench: TelegramBench) -> None:
    house = Listening()
    async with connected(bench, house) as adapter:
        server = Loopback(adapter.hook)
        await server.up()
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"{server.url}/update", json={"update_id": 1}, headers={SECRET_HEADER: ""})
        await server.down()
    assert answer.status_code == 403


# -- whatever comes, and the log


async def test_garbage_between_messages_is_counted_and_passed_over(bench: TelegramBench) -> None:
    house, person = Listening(), await bench.person(PERSON)
    async with connected(bench, house):
        bench.world.garbage = [7, None, {"update_id": "x"}, {"message": {}}, {"update_id": True}]
        number = await bench.say(person, "帮助")
        await until(lambda: number in house.numbers, "what came after it")
    assert house.refusals == ["shape"] * 5
    assert house.numbers == [number]


async def test_a_house_that_breaks_is_not_broken_again_for_ever(bench: TelegramBench) -> None:
    class Breaking(Listening):
        async def receive(self, message: Inbound) -> object:
            if "坏" in message.text:
                raise RuntimeError(message.text)
            return await super().receive(message)

    house, person = Breaking(), await bench.person(PERSON)
    async with connected(bench, house):
        await bench.say(person, "坏")
        number = await bench.say(person, "好")
        await until(lambda: number in house.numbers, "the next one")
    assert house.refusals == ["fault"]


async def test_neither_token_nor_words_get_into_the_log(bench: TelegramBench) -> None:
    stream = io.StringIO()
    logs.configure(stream)
    try:
        house, person = Listening(breaks=1), await bench.person(PERSON)
        async with connected(bench, house) as adapter:
            bench.world.faults.append(Fault("getUpdates", 500, "我家里没人"))
            number = await bench.say(person, "我叫张小明,住三组")
            await until(lambda: number in house.numbers, "heard")
            bench.world.faults.append(Fault("sendMessage", 400, "张小明"))
            with pytest.raises(Refused):
                await adapter.send(Parcel(None, person, "张小明您好", None, 1))
            await bench.down()
            await until(lambda: not adapter.link.up, "down")
            await bench.up()
    finally:
        logs.reset()
    said = stream.getvalue()
    assert "platform" in said
    assert not any(word in said for word in (bench.world.token, "stand-in", "张小明", "家里"))


async def test_doctor_says_what_to_do(bench: TelegramBench, tmp_path: Path) -> None:
    def told(**more: str) -> list[tuple[str, str]]:
        environ = {"XIANGLIN_TELEGRAM__API": bench.api.base, "XIANGLIN_DATA__DIR": str(tmp_path)}
        config = load(None, environ | {f"XIANGLIN_TELEGRAM__{name.upper()}": value for name, value in more.items()})
        return [(mark, text) for mark, text, _ in findings(config)]

    assert ("错", "没有填 Telegram 的令牌(telegram.token)") in await asyncio.to_thread(told)
    assert ("好", "Telegram 通着,机器人是 @xiaolin_test_bot") in await asyncio.to_thread(told, token=bench.world.token)
    wrong = await asyncio.to_thread(told, token="99:wrong")
    assert ("错", "令牌不对或已经作废") in wrong
    bench.world.privacy = True
    assert any("隐私模式" in text for _, text in await asyncio.to_thread(told, token=bench.world.token))
    allowed = await asyncio.to_thread(told, token=bench.world.token, allow_personal="true")
    assert any("只许用在编出来的镇" in text for _, text in allowed)
    await bench.down()
    assert any(
        mark == "错" and "连不上" in text for mark, text in await asyncio.to_thread(told, token=bench.world.token)
    )
    await bench.up()


async def test_a_webhook_through_the_web_side_into_the_town(bench: TelegramBench) -> None:
    """From anywhere, with the secret: heard by the town; without it: nothing is known of it."""
    adapter = TelegramAdapter(
        settings(
            bench.api.base,
            bench.world.token,
            webhook="https://xiaolin.example/hooks/telegram/update",
            secret=SECRET,
        ),
        SystemClock(),
    )
    async with RehearsedTown(MORNING, adapters={"telegram": adapter}) as town, running(adapter, town.app):
        await until(lambda: adapter.link.up, "link up")
        site = await build(town.app)
        transport = httpx.ASGITransport(site, client=("149.154.160.1", 4000))
        bench.world.say(int(await bench.person(PERSON)), "帮助")
        update = bench.world.updates[-1]
        async with httpx.AsyncClient(transport=transport, base_url="https://xiaolin.example") as client:
            wrong = await client.post("/hooks/telegram/update", json=update, headers={SECRET_HEADER: "x" * 20})
            before = dict(town.app.receiver.counts)
            right = await client.post("/hooks/telegram/update", json=update, headers={SECRET_HEADER: SECRET})
            again = await client.post("/hooks/telegram/update", json=update, headers={SECRET_HEADER: SECRET})
            elsewhere = await client.get("/sim/messages")
    assert (wrong.status_code, before["handled"]) == (403, 0)
    assert (right.status_code, again.status_code) == (200, 200)
    assert elsewhere.status_code == 403
    counts = town.app.receiver.counts
    assert (counts["handled"], counts["duplicate"]) == (1, 1)
    assert town.app.refusals == {("telegram", "secret"): 1}
