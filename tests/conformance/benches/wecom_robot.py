"""Group robots: sending only."""

from collections.abc import Mapping
from pathlib import Path

from bot.adapters.base import Adapter
from bot.adapters.wecom_robot import WecomRobot
from tests.conformance.bench import Trick
from tests.conformance.wecom import Noting, WecomBench
from tests.peers.wecom import Api

_DEAF = "群机器人只能发,听不见"
LACKS = {
    **dict.fromkeys(
        (Trick.REPLAY, Trick.QUEUE, Trick.GROUPS, Trick.PRIVATE, Trick.QUOTE, Trick.EDIT, Trick.IMAGE_IN), _DEAF
    ),
    **dict.fromkeys((Trick.DOWN, Trick.INTRUDER, Trick.LOGOUT, Trick.CLOSE, Trick.GARBLE), "两次发送之间没有连接"),
    **dict.fromkeys((Trick.KICK, Trick.MOVE, Trick.RENAME, Trick.ECHO), _DEAF),
    Trick.HEAR: _DEAF,
    Trick.BUTTONS: "群机器人的卡片没有按钮",
}
KEYS = {"康桥三组2邻群": "693a91f6-7aaa-4bc4-97a0-000000000001", "康桥工作群": "693a91f6-7aaa-4bc4-97a0-000000000002"}


class RobotBench(WecomBench):
    name = "wecom_robot"
    lacks: Mapping[Trick, str] = LACKS
    gone = 93000

    def __init__(self) -> None:
        super().__init__()
        self.api = Api(self.world, KEYS)

    async def start(self) -> None:
        await self.api.server.up()

    async def stop(self) -> None:
        await self.api.stop()

    def connect(self) -> Adapter:
        return Noting(WecomRobot(KEYS, self.api.server.url, patience=self.patience), self.world)

    async def group(self, name: str) -> str:
        return name


def bench(folder: Path) -> RobotBench:
    return RobotBench()
