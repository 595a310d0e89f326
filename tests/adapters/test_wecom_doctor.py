"""What ``xianglin doctor`` finds about WeCom's three faces: real calls that write to nobody and drive nobody out, and what to do."""

import asyncio
import fcntl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.adapters import wecom_app, wecom_bot, wecom_robot
from bot.adapters.base import Finding
from bot.config import Config, load
from tests.peers.wecom import AES_KEY, AGENT, CORP, SECRET, TOKEN, Api, World
from tests.peers.wecom_bot import BOT, BOT_SECRET, LongConnection

APP = {"CORP_ID": CORP, "AGENT_ID": AGENT, "SECRET": SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY}
NOWHERE = "http://127.0.0.1:9"


@asynccontextmanager
async def api() -> AsyncGenerator[Api]:
    made = Api(World(), {"康桥工作群": "693a91f6"})
    await made.server.up()
    try:
        yield made
    finally:
        await made.stop()


async def look(findings: Callable[[Config], list[Finding]], **environ: str) -> list[Finding]:
    config = load(None, {f"XIANGLIN_{name}": value for name, value in environ.items()})
    return await asyncio.to_thread(findings, config)


async def app_finding(url: str, **more: str) -> Finding:
    secrets = {f"WECOM_APP__{name}": value for name, value in (APP | more).items()}
    found = await look(wecom_app.findings, WECOM__API=url, **secrets)
    assert len(found) == 1
    return found[0]


async def test_an_app_that_stands_is_called_by_its_name_and_nobody_is_written_to() -> None:
    async with api() as peer:
        mark, what, remedy = await app_finding(peer.server.url)
        assert (mark, not peer.world.sent) == ("好", True)
        assert "“小邻”连得上" in what
        assert "EncodingAESKey" in remedy, "what cannot be tried from here"


@pytest.mark.parametrize(
    ("more", "told", "remedy"),
    [
        pytest.param({"SECRET": "another"}, "Secret 不对", "XIANGLIN_WECOM_APP__SECRET", id="secret"),
        pytest.param({"CORP_ID": "ww00"}, "企业 ID 不对", "wecom_app.corp_id", id="company"),
        pytest.param({"AGENT_ID": "7"}, "不是同一个应用", "AgentId 和 Secret 一起", id="app"),
    ],
)
async def test_what_wecom_refuses_is_told_with_its_remedy(more: dict[str, str], told: str, remedy: str) -> None:
    async with api() as peer:
        mark, what, do = await app_finding(peer.server.url, **more)
        assert mark == "错"
        assert told in what
        assert remedy in do


async def test_a_machine_that_is_not_trusted_an_app_that_is_off_and_codes_nobody_knows() -> None:
    async with api() as peer:
        peer.agent_code = 60020
        mark, what, do = await app_finding(peer.server.url)
        assert (mark, "IP" in what, "企业可信 IP" in do) == ("错", True, True)
        peer.agent_code = 48002
        mark, what, do = await app_finding(peer.server.url)
        assert (mark, "48002" in what, "全局错误码" in do) == ("错", True, True)
        peer.agent_code, peer.closed = 0, True
        mark, what, do = await app_finding(peer.server.url)
        assert (mark, "停用" in what, "启用" in do) == ("错", True, True)


async def test_a_service_out_of_reach_is_told_with_its_address() -> None:
    mark, what, do = await app_finding(NOWHERE)
    assert (mark, what, NOWHERE in do) == ("错", "连不上企业微信的服务器", True)
    [(mark, what, do)] = await look(wecom_robot.findings, WECOM__API=NOWHERE, WECOM_ROBOT__KEYS="群=12345678-a")
    assert (mark, what, NOWHERE in do) == ("错", "连不上企业微信的服务器", True)
    url = NOWHERE.replace("http", "ws")
    [(mark, what, do)] = await look(wecom_bot.findings, WECOM_BOT__ID=BOT, WECOM_BOT__SECRET="x", WECOM_BOT__URL=url)
    assert (mark, what, url in do) == ("错", "连不上企业微信的服务器", True)


async def test_of_robots_it_says_that_their_keys_can_only_be_tried_by_speaking() -> None:
    async with api() as peer:
        environ = {"WECOM__API": peer.server.url, "WECOM_ROBOT__KEYS": "康桥工作群=693a91f6,黄石工作群=7bd2a1f6"}
        [(mark, what, _)] = await look(wecom_robot.findings, **environ)
        assert mark == "好"
        assert "2个:康桥工作群、黄石工作群" in what
        assert "真发一条才知道" in what
        assert "693a91f6" not in what, "a key is a secret"
        assert not peer.world.sent
        assert (await look(wecom_robot.findings))[0][0] == "错"


async def bot_finding(server: LongConnection, folder: Path, secret: str = BOT_SECRET) -> Finding:
    environ = {"WECOM_BOT__ID": BOT, "WECOM_BOT__SECRET": secret, "WECOM_BOT__URL": server.url}
    [found] = await look(wecom_bot.findings, DATA__DIR=str(folder), **environ)
    return found


async def test_the_long_connections_secret_is_tried_unless_that_drives_out_a_running_bot(tmp_path: Path) -> None:
    server = LongConnection(World())
    await server.up()
    lock = tmp_path / "xianglin.db.lock"
    try:
        assert (await bot_finding(server, tmp_path))[0] == "好"
        mark, what, do = await bot_finding(server, tmp_path, "another")
        assert (mark, "40001" in what, "重新生成" in do) == ("错", True, True)
        assert server.subscriptions == 2
        with lock.open("w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            mark, what, do = await bot_finding(server, tmp_path)
            assert (mark, "没有另外试连" in what, "先停小邻" in do) == ("好", True, True)
            assert server.subscriptions == 2, "the running one is left alone"
        assert (await bot_finding(server, tmp_path))[0] == "好", "it was stopped"
        assert server.subscriptions == 3
    finally:
        await server.down()
    found = await look(wecom_bot.findings)
    assert [what for _, what, _ in found] == ["没写 wecom_bot.id", "没写 wecom_bot.secret"]


async def test_of_another_database_nobody_can_say_whether_a_bot_runs() -> None:
    environ = {"WECOM_BOT__ID": BOT, "WECOM_BOT__SECRET": "x", "DATABASE__URL": "postgresql+psycopg://a@127.0.0.1:1/b"}
    [(mark, what, _)] = await look(wecom_bot.findings, **environ)
    assert (mark, "没有另外试连" in what) == ("好", True)
