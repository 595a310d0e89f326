"""Bad input to every command of who is who, whom to ask and one's own data: always a kind answer, never a fault, nothing half."""

import itertools
from datetime import datetime

import pytest

from bot.clock import SHANGHAI
from bot.handlers import chats, directory, identity, privacy
from bot.handlers import help as help_handlers
from bot.rehearsal import RehearsedTown
from bot.router import Router

START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
ROUTERS = (help_handlers.router, directory.router, identity.router, privacy.router, chats.router)
TAILS = {
    "nothing": "",
    "nonsense": " 啊巴啊巴",
    "long": " " + "长" * 5000,
    "emoji": " 😀🎉",
    "numbers": " 999999999999999999999",
    "signs": " ';--\"<b>%s{}\\",
    "nul": " a\x00b",
}
SPEAKERS = ["张小明", "王建国", "周文斌", "钱晓峰", "高值班", "路人甲"]
LONGEST = 900
UNKIND = ("指令错误", "权限不足", "未知命令", "None", "Traceback", "岔子")


@pytest.mark.parametrize("router", ROUTERS, ids=lambda router: router.area)
async def test_every_command_answers_kindly(router: Router) -> None:
    """Each word with each tail, by speakers and in places in turn."""
    words = [word for route in router.routes for word in route.words]
    turns = itertools.cycle(itertools.product(SPEAKERS, (False, True)))
    async with RehearsedTown(START) as town:
        chat = town.names.chats["康桥三组2邻群"]
        for word, (name, tail) in itertools.product(words, TAILS.items()):
            who, in_group = next(turns)
            sender = town.names.people.get(who, [who])[0]
            before = len(town.sent)
            outcome = await town.say(f"/{word}{tail}", sender, chat if in_group else None)
            answers = [one.text for one in town.sent[before:] if one.address in {sender, chat}]
            assert outcome.result == "handled", (word, name, who, in_group)
            assert answers, (word, name, who, in_group)
            for text in answers:
                assert 0 < len(text) <= LONGEST, (word, name, who, text)
                assert not any(bad in text for bad in UNKIND), (word, name, who, text)
                assert not (in_group and "100-0000" in text), (word, name, who, text)
        assert await town.breaches() == []
