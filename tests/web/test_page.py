"""The demo page by plain forms, as without JavaScript; and its stream, as with it."""

import asyncio
import re
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import QueuePool
from starlette.types import Message

from bot.domain.pacing import Pace
from bot.ids import ChatId, PersonId
from bot.messages import InChat, Outbound, ToPerson
from bot.outgoing import post
from bot.storage import paces
from bot.web.moving import settle
from tests.web.conftest import Visitor

NEAR = "康桥三组2邻群"
PATIENCE = 60.0


def bubbles(html: str, pane: str) -> list[tuple[str, str]]:
    """(kind, text) of each line of a pane."""
    found = re.search(rf'id="pane-{pane}".*?</section>', html, re.DOTALL)
    assert found is not None
    return re.findall(r'<li class="line ([\w ]+)".*?<p class="text">(.*?)</p>', found[0], re.DOTALL)


async def test_the_page_shows_four_tiers_and_a_phone(visitor: Visitor) -> None:
    html = await visitor.page()
    for pane in ("town", "village", "grid", "near", "phone"):
        assert f'id="pane-{pane}"' in html
    assert "11月24日(周二)" in html
    assert "09:00" in html
    assert "小邻没听、没存" in html


async def test_no_inline_script_or_style_and_nothing_from_elsewhere(visitor: Visitor) -> None:
    html = await visitor.page()
    assert not re.search(r"<script(?![^>]* src=\"/static/)", html)
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", html)
    assert not re.search(r"(?:src|href|action)=\"(?!/|#)", html)


async def test_what_is_vendored_is_there(visitor: Visitor) -> None:
    html = await visitor.page()
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
        assert (await visitor.http.get(path)).status_code == 200


async def test_speaking_to_the_bot_in_a_group(visitor: Visitor) -> None:
    answer = await visitor.send("/demo/say", pane="near", chat="c-kq03-02", speaker="张小明", text="帮助", mention="1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/#pane-near"
    lines = bubbles(await visitor.page(), "near")
    assert lines[0] == ("person handled", "@小邻 帮助")
    assert lines[1][0] == "bot"


async def test_talk_among_neighbours_is_grey(visitor: Visitor) -> None:
    await visitor.send("/demo/say", pane="near", chat="c-kq03-02", speaker="刘长林", text="今天萝卜涨价了")
    assert bubbles(await visitor.page(), "near") == [("person ignored", "今天萝卜涨价了")]


async def test_talk_among_neighbours_is_in_no_file(visitor: Visitor) -> None:
    await visitor.send("/demo/say", pane="near", chat="c-kq03-02", speaker="刘长林", text="紫云英开得早")
    path = visitor.town.app.database.path
    assert path is not None
    for file in path.parent.iterdir():
        assert "紫云英".encode() not in file.read_bytes()


async def test_script_is_text(visitor: Visitor) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    await visitor.send("/demo/say", pane="near", chat="c-kq03-02", speaker="刘长林", text=evil)
    html = await visitor.page()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)" in html


async def test_a_private_chat_is_seen_on_that_phone_alone(visitor: Visitor) -> None:
    await visitor.send("/demo/say", pane="phone", speaker="张小明", text="帮助")
    await visitor.http.get("/", params={"pane": "phone", "speaker": "张小明"})
    lines = bubbles(await visitor.page(), "phone")
    assert [kind for kind, _ in lines] == ["person handled", "bot"]
    await visitor.http.get("/", params={"pane": "phone", "speaker": "王建国"})
    assert bubbles(await visitor.page(), "phone") == []


async def test_a_stranger_may_speak(visitor: Visitor) -> None:
    await visitor.send("/demo/say", pane="phone", speaker="unknown:路人甲", text="你好")
    await visitor.http.get("/", params={"pane": "phone", "speaker": "unknown:路人甲"})
    assert [kind for kind, _ in bubbles(await visitor.page(), "phone")][:2] == ["person handled", "bot"]


async def test_a_pane_keeps_what_was_chosen(visitor: Visitor) -> None:
    await visitor.http.get("/", params={"pane": "near", "chat": "c-hs01-01", "speaker": "何玉梅"})
    html = await visitor.page()
    assert re.search(r'<option value="c-hs01-01" selected>黄石新村1邻群', html)
    assert re.search(r'<option value="何玉梅" selected>', html)


@pytest.mark.parametrize(
    "cookie", ["", "nonsense", "%7B", "%5B%5D", "%7B%22near%22%3A1%7D", "%7B%22near%22%3A%5B%22x%22%2C%22y%22%5D%7D"]
)
async def test_an_odd_cookie_is_as_none(visitor: Visitor, cookie: str) -> None:
    answer = await visitor.http.get("/", headers={"Cookie": f"xianglin-panes={cookie}"})
    assert answer.status_code == 200
    assert "selected>康桥三组2邻群" in answer.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"pane": "near", "chat": "c-kq03-02", "speaker": "张小明", "text": " "}, 400),
        ({"pane": "near", "chat": "c-kq03-02", "speaker": "没这个人", "text": "帮助"}, 404),
        ({"pane": "near", "chat": "没这个群", "speaker": "张小明", "text": "帮助"}, 404),
        ({"pane": "near", "chat": "c-kq03-02", "speaker": "张小明", "text": "长" * 20_001}, 400),
    ],
)
async def test_a_wrong_form_is_told_kindly(visitor: Visitor, fields: dict[str, str], status: int) -> None:
    answer = await visitor.send("/demo/say", **fields)
    assert answer.status_code == status
    assert "回到演示" in answer.text
    short = await visitor.send("/demo/say", True, **fields)
    assert short.status_code == status
    assert "<html" not in short.text


async def test_a_chat_that_refuses_is_waited_for_and_tried_again(visitor: Visitor) -> None:
    await visitor.send("/demo/fault", chat="c-kq03-02", how="later", times="1")
    await visitor.send("/demo/say", pane="near", chat="c-kq03-02", speaker="张小明", text="@小邻 帮助")
    await visitor.stage.look_what_waits()
    html = await visitor.page()
    assert [kind for kind, _ in bubbles(html, "near")] == ["person handled"]
    assert "还有 1 条没发：被退回 1 次" in html
    await visitor.send("/demo/clock", to="10m")
    await visitor.stage.look_what_waits()
    html = await visitor.page()
    assert [kind for kind, _ in bubbles(html, "near")] == ["person handled", "bot"]
    assert "条没发" not in html
    number = re.findall(r"/demo/why/(\d+)", html)[-1]
    assert "试了 2 次" in (await visitor.http.get(f"/demo/why/{number}")).text


async def test_a_chat_that_is_gone(visitor: Visitor) -> None:
    await visitor.send("/demo/fault", chat="c-kq03-02", how="gone", times="1")
    await visitor.send("/demo/say", pane="near", chat="c-kq03-02", speaker="张小明", text="@小邻 帮助")
    await visitor.send("/demo/clock", to="1h")
    assert [kind for kind, _ in bubbles(await visitor.page(), "near")] == ["person handled"]


async def test_the_same_message_twice(visitor: Visitor) -> None:
    assert (await visitor.send("/demo/again", chat="c-kq03-02")).status_code == 400
    await visitor.send("/demo/say", pane="near", chat="c-kq03-02", speaker="张小明", text="@小邻 帮助")
    await visitor.send("/demo/again", chat="c-kq03-02")
    kinds = [kind for kind, _ in bubbles(await visitor.page(), "near")]
    assert kinds == ["person handled", "bot", "person duplicate"]


@pytest.mark.parametrize("kind", ["voice", "image", "location"])
async def test_what_is_no_text(visitor: Visitor, kind: str) -> None:
    answer = await visitor.send("/demo/say", pane="phone", chat="", speaker="张小明", attach=kind)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("10m", ("11月24日(周二)", "09:10")),
        ("1h", ("11月24日(周二)", "10:00")),
        ("8", ("11月25日(周三)", "08:00")),
        ("sun", ("11月29日(周日)", "19:00")),
        ("mon", ("11月30日(周一)", "08:30")),
    ],
)
async def test_the_clock_buttons(visitor: Visitor, to: str, shown: tuple[str, str]) -> None:
    answer = await visitor.send("/demo/clock", to=to)
    assert answer.status_code == 303
    html = await visitor.page()
    assert shown[0] in html
    assert f">{shown[1]}</strong>" in html


async def test_the_clock_by_date(visitor: Visitor) -> None:
    await visitor.send("/demo/clock", to="when", when="2026-12-01T09:05")
    assert "12月1日(周二)" in await visitor.page()


@pytest.mark.parametrize("when", ["", "2026-11-20T09:00", "2036-01-01T00:00", "tomorrow"])
async def test_no_way_back(visitor: Visitor, when: str) -> None:
    assert (await visitor.send("/demo/clock", to="when", when=when)).status_code == 400


async def test_why_tells_rule_and_delivery(visitor: Visitor) -> None:
    heard = await visitor.say("帮助", "张小明", id="m-1")
    number = heard.json()["replies"][0]["id"].removeprefix("x-")
    html = (await visitor.http.get(f"/demo/why/{number}")).text
    for word in ("起因", "发到", "张小明(私聊)", "消息 m-1", "放进发件箱", "送到了"):
        assert word in html
    part = (await visitor.http.get(f"/demo/why/{number}", headers={"HX-Request": "true"})).text
    assert "<html" not in part
    assert (await visitor.http.get("/demo/why/999999")).status_code == 404


async def test_answering_by_quoting(visitor: Visitor) -> None:
    await visitor.page()
    heard = await visitor.say("@小邻 帮助", "张小明", NEAR)
    number = heard.json()["replies"][0]["id"].removeprefix("x-")
    html = (await visitor.http.get(f"/demo/why/{number}")).text
    form = re.search(r'<form class="quote".*?</form>', html, re.DOTALL)
    assert form is not None
    assert f'name="quote" value="x-{number}"' in form[0]
    assert '<option value="张小明" selected>' in form[0]
    fields = {"pane": "near", "chat": "c-kq03-02", "speaker": "马永贵", "text": "常用电话", "quote": f"x-{number}"}
    await visitor.send("/demo/say", **fields)
    lines = bubbles(await visitor.page(), "near")
    assert lines[-2] == ("person handled", "常用电话")
    assert lines[-1][0] == "bot"


async def test_reset_makes_a_new_town(visitor: Visitor) -> None:
    await visitor.send("/demo/say", pane="near", chat="c-kq03-02", speaker="张小明", text="@小邻 帮助")
    await visitor.send("/demo/clock", to="8")
    assert (await visitor.send("/demo/reset")).status_code == 303
    html = await visitor.page()
    assert bubbles(html, "near") == []
    assert "11月24日(周二)" in html
    assert (await visitor.http.get("/sim/messages")).json()["messages"] == []
    await visitor.say("帮助", "张小明")
    assert (await visitor.http.get("/sim/messages")).json()["messages"]


async def test_what_is_asked_during_a_reset_waits_for_the_new_town(visitor: Visitor) -> None:
    await visitor.page()
    body = {"chat": None, "sender": "张小明", "text": "帮助", "id": "m-9"}
    answers = await asyncio.gather(
        visitor.send("/demo/reset"),
        *[visitor.http.post("/sim/messages", json=body) for _ in range(5)],
        visitor.http.get("/"),
    )
    assert [answer.status_code for answer in answers] == [303, 200, 200, 200, 200, 200, 200]
    await settle(visitor.stage.app)
    assert (await visitor.http.get("/healthz")).status_code == 200


async def test_the_tour_by_plain_forms(visitor: Visitor) -> None:
    assert "让刘长林说句家常" in await visitor.page()
    answer = await visitor.send("/demo/tour", what="play")
    assert answer.headers["location"] == "/#tour"
    html = await visitor.page()
    assert "小邻没听，也没存。" in html
    assert bubbles(html, "near") == [("person ignored", "今天集上的萝卜又涨价了")]
    await visitor.send("/demo/tour", what="next")
    await visitor.send("/demo/tour", what="next")
    await visitor.send("/demo/tour", what="play")
    assert "前一步没有走完" in await visitor.page()
    await visitor.send("/demo/tour", what="first")
    assert "让刘长林说句家常" in await visitor.page()


async def test_a_notice_of_the_bot_appears_by_itself(visitor: Visitor) -> None:
    messages = [
        Outbound(InChat(ChatId("c-kq03-02")), "大家好", wakes=True),
        Outbound(ToPerson(PersonId("P0012")), "您好", wakes=True),
    ]
    await visitor.stage.app.writer.run(lambda work: post(work, messages))
    await settle(visitor.stage.app)
    html = await visitor.page()
    assert bubbles(html, "near") == [("bot", "大家好")]
    assert bubbles(html, "phone") == [("bot", "您好")]


class Stream:
    """The page's stream, read without a socket (httpx's transport would wait for its end)."""

    def __init__(self, visitor: Visitor, cursor: str) -> None:
        self._visitor = visitor
        self._cursor = cursor
        self._sent: asyncio.Queue[bytes] = asyncio.Queue()
        self._gone = asyncio.Event()

    async def __aenter__(self) -> "Stream":
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/demo/stream",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1"), (b"last-event-id", self._cursor.encode())],
            "client": ("127.0.0.1", 1),
        }
        self._task = asyncio.create_task(self._visitor.site(scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._gone.set()
        await self._task

    async def _receive(self) -> dict[str, object]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        body: bytes = message.get("body", b"")
        if body:
            self._sent.put_nowait(body)

    async def until(self, wanted: str) -> str:
        """What came, up to the event that holds ``wanted``."""
        came = ""
        async with asyncio.timeout(PATIENCE):
            while wanted not in came:
                came += (await self._sent.get()).decode()
        return came

    async def ended(self) -> None:
        """Wait until the server has ended it."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.shield(self._task)


def cursor_of(html: str) -> str:
    found = re.search(r"/demo/stream\?after=([\w-]+)", html)
    assert found is not None
    return found[1]


async def test_lines_come_live(visitor: Visitor) -> None:
    async with Stream(visitor, cursor_of(await visitor.page())) as stream:
        await visitor.say("@小邻 帮助", "张小明", NEAR)
        came = await stream.until("为什么")
        assert "hx-partial" in came
        assert "@小邻 帮助" in came
        assert re.search(r"^id: \w+-\d+$", came, re.MULTILINE)


async def test_a_line_break_does_not_break_the_stream(visitor: Visitor) -> None:
    async with Stream(visitor, cursor_of(await visitor.page())) as stream:
        await visitor.say("第一行\r\n\n第三行\revent: startover", "张小明", NEAR)
        came = await stream.until("第三行")
        assert not re.search("^event:", came, re.MULTILINE)
        assert "data: \n" in came


async def test_the_stream_goes_on_from_the_last_event(visitor: Visitor) -> None:
    cursor = cursor_of(await visitor.page())
    await visitor.say("第一句", "张小明", NEAR)
    middle = visitor.stage.transcript.cursor
    await visitor.say("第二句", "张小明", NEAR)
    async with Stream(visitor, cursor) as stream:
        assert "第一句" in await stream.until("第二句")
    async with Stream(visitor, middle) as stream:
        assert "第一句" not in await stream.until("第二句")


@pytest.mark.parametrize("cursor", ["", "nonsense", "00000000-1", "-", "0-0"])
async def test_a_cursor_of_another_time_starts_over(visitor: Visitor, cursor: str) -> None:
    async with Stream(visitor, cursor) as stream:
        assert "event: startover" in await stream.until("startover")
        await stream.ended()


async def test_a_reset_ends_the_streams(visitor: Visitor) -> None:
    async with Stream(visitor, cursor_of(await visitor.page())) as stream:
        await stream.until("retry")
        await visitor.send("/demo/reset")
        await stream.ended()


async def test_the_stream_holds_no_connection(visitor: Visitor) -> None:
    async with Stream(visitor, cursor_of(await visitor.page())) as stream:
        await visitor.say("第一句", "张小明", NEAR)
        await stream.until("第一句")
        pool = cast("QueuePool", visitor.town.app.database._reading.pool)  # pyright: ignore[reportPrivateUsage]
        async with asyncio.timeout(PATIENCE):
            while pool.checkedout():  # noqa: ASYNC110  # it rings no bell
                await asyncio.sleep(0.01)


NOTICE = "发通知 集中换电表|康桥村|换电表,家里留人。|同正文|不要|没有|95598|12月30日"


def going_out(html: str) -> list[str]:
    """The lines of notices in delivery."""
    found = re.search(r'id="notices".*?</div>', html, re.DOTALL)
    assert found is not None
    return re.findall(r"<span>(.*?)</span>", found[0])


async def test_a_notice_in_delivery_is_told_live_until_all_have_it(visitor: Visitor) -> None:
    assert going_out(await visitor.page()) == []
    async with Stream(visitor, cursor_of(await visitor.page())) as stream:
        await visitor.send("/demo/fault", chat="c-kq03-02", how="later", times="1")
        await visitor.say(NOTICE, "周文斌")
        await visitor.say("送审", "周文斌")
        came = await stream.until("#notices")
    line = going_out(await visitor.page())[0]
    assert line in came
    told = re.match(r"通知 (\S+)：已到 (\d+)/(\d+) 个群，", line)
    assert told is not None
    assert int(told[2]) + 1 == int(told[3])
    progress = (await visitor.say(f"通知进度 {told[1]}", "周文斌")).json()["replies"][0]["text"]
    assert f"已送到:{told[2]}个群" in progress
    assert "没发成,会再试:1个群(康桥三组2邻群)" in progress
    await visitor.send("/demo/clock", to="10m")
    assert going_out(await visitor.page()) == []


async def test_the_page_foretells_when_a_paced_account_is_through(visitor: Visitor) -> None:
    town = visitor.town.app.town
    pace = Pace(2, timedelta(minutes=10), 0.0)
    await visitor.send("/demo/fault", chat="c-kq03-02", how="later", times="3")
    await visitor.say(NOTICE, "周文斌")
    await visitor.say("送审", "周文斌")
    await visitor.stage.app.writer.run(lambda work: paces.put(work.db, town, "sim", pace))
    assert "个群，约 5 分钟后发完" in going_out(await visitor.page())[0]


async def test_what_waits_for_the_morning_says_when_and_many_are_told_in_few_lines(visitor: Visitor) -> None:
    await visitor.send("/demo/clock", to="when", when="2026-11-24T21:00")
    for title in "甲乙丙丁":
        await visitor.say(NOTICE.replace("集中", title), "周文斌")
        await visitor.say("送审", "周文斌")
    lines = going_out(await visitor.page())
    assert len(lines) == 4
    assert "预计11月25日(周三)上午" in lines[0]
    assert lines[-1] == "还有 1 份通知也在发"
