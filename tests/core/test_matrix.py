"""Each role × command × place answers as the matrix says (handbook §1.4); bad input always gets a kind answer; nothing breaks."""

import itertools
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.app import load_routes
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.roles import MATRIX, Action, Grant, Role, grant
from bot.messages import Inbound, InChat, storable
from bot.rehearsal import RehearsedTown
from bot.router import Route, Where
from bot.storage import outbox_reading, people

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
ROUTES = load_routes()
NUMBERS = itertools.count()
SPEAKERS = {
    "张小明": "villager",
    "王建国": "warden",
    "汪建军": "building warden",
    "黄志强": "migrant warden",
    "李大山": "grid leader",
    "周文斌": "village staff",
    "郑国平": "branch secretary",
    "何秀英": "supervisor",
    "吴敏": "care officer",
    "钱晓峰": "town staff",
    "吕明": "town admin",
    "高值班": "duty",
    "unknown:路人甲": "stranger",
}
PLACES = {"private": None, "neighbourhood": "c-kq03-02", "village work": "c-kq"}
NONSENSE = {
    "nothing": "",
    "nonsense": " 啦啦啦%%%{}",
    "long": " 啊这个事情说来话长" * 500,
    "emoji": " 😂🎉",
    "zero": " 0",
    "numbers": " 999999999999999999999",
    "signs": " '\"; DROP TABLE person; -- \x00",
}


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING) as made:
        yield made


async def answers_to(town: RehearsedTown, text: str, speaker: str, chat: str | None) -> tuple[str, list[str]]:
    """What became of a message, and what is going to be said to its speaker or where it was said (nothing is delivered: quicker)."""
    number = f"n-{next(NUMBERS)}"
    outcome = await town.app.receive(Inbound("sim", number, chat, speaker, storable(text), town.clock.now()))

    def look(work: Work) -> list[str]:
        person = people.find_by_account(work.db, work.town, "sim", speaker)
        rows = [outbox_reading.find(work.db, work.town, row) for row in outcome.queued]
        return [
            row.text
            for row in rows
            if row is not None
            and (
                row.to.chat == chat if isinstance(row.to, InChat) else person is not None and row.to.person == person.id
            )
        ]

    return outcome.result, await town.app.writer.run(look)


async def roles_of(town: RehearsedTown, address: str) -> frozenset[Role] | None:
    def look(work: Work) -> frozenset[Role] | None:
        found = people.find_by_account(work.db, work.town, "sim", address)
        return work.roles(found.id) if found is not None and found.known else None

    return await town.app.writer.run(look)


def expected(route: Route, roles: frozenset[Role] | None, place: str) -> str:
    """What the answer must be: ``bind``, ``denied``, ``private`` or ``carried out``."""
    if roles is None and not route.guests:
        return "bind"
    if route.asks is not None and grant(route.asks, roles or frozenset[Role]()) is Grant.NO:
        return "denied"
    if route.where is Where.PRIVATE and place != "private":
        return "private"
    if route.where is Where.WORK and place == "neighbourhood":
        return "private"
    return "carried out"


def kind_of(text: str) -> str:
    """Which of those an answer is."""
    if "还不认得您" in text:
        return "bind"
    if text.startswith(("这一步要由", "这一步小邻替您办不了")):
        return "denied"
    return "private" if text.startswith("这件事请私聊") else "carried out"


@pytest.mark.parametrize("speaker", SPEAKERS, ids=SPEAKERS.get)
async def test_every_command_answers_every_role_as_the_matrix_says(town: RehearsedTown, speaker: str) -> None:
    roles = await roles_of(town, speaker)
    for route in ROUTES.routes:
        for place, chat in PLACES.items():
            result, answers = await answers_to(town, f"/{route.name}", speaker, chat)
            where = f"/{route.name} by {SPEAKERS[speaker]} in {place}"
            assert result == "handled", where
            assert answers, f"silence after {where}"
            wanted = expected(route, roles, place)
            if wanted != "carried out":
                assert kind_of(answers[0]) == wanted, f"{where}: {answers[0]}"
            else:
                assert kind_of(answers[0]) != "denied" or route.asks is None, f"{where}: {answers[0]}"
            if chat is None:
                await answers_to(town, "取消", speaker, None)
    assert not await town.breaches()


@pytest.mark.parametrize("what", NONSENSE)
@pytest.mark.parametrize("speaker", ["张小明", "王建国", "周文斌", "钱晓峰", "unknown:路人甲"], ids=SPEAKERS.get)
async def test_bad_input_gets_a_kind_answer(town: RehearsedTown, speaker: str, what: str) -> None:
    for route in ROUTES.routes:
        for chat in PLACES.values():
            result, answers = await answers_to(town, f"/{route.name}{NONSENSE[what]}", speaker, chat)
            where = f"/{route.name} + {what} by {SPEAKERS[speaker]} in {chat}"
            assert result == "handled", where
            assert answers, f"silence after {where}"
            for text in answers:
                assert "Traceback" not in text
                assert "None" not in text, f"{where}: {text}"
                assert "指令错误" not in text
            if chat is None:
                await answers_to(town, "取消", speaker, None)
    assert not await town.breaches()


def test_every_action_of_the_matrix_is_granted_to_somebody() -> None:
    for action in Action:
        assert any(MATRIX[action].of(role) is not Grant.NO for role in Role), action


def test_an_operator_sees_no_content() -> None:
    allowed = {action for action in Action if grant(action, frozenset({Role.OPERATOR})) is not Grant.NO}
    assert allowed == {
        Action.OWN_DATA,
        Action.MANAGE_PLATFORMS,
    }  # the second shows and stops links, never anybody's words
