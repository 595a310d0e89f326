"""Two matters in one message are heard; one matter told at length is one."""

import pytest

from bot import words
from bot.domain.matters import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("路灯坏了三天了,另外自来水也停了", ("路灯坏了三天了", "自来水也停了")),
        ("村口路灯不亮,还有垃圾好几天没人收", ("村口路灯不亮", "垃圾好几天没人收")),
        ("门口水管漏水。我妈的养老金这个月没到账", ("门口水管漏水", "我妈的养老金这个月没到账")),
        ("第一件路灯坏了,第二件我家低保没到账", ("路灯坏了", "我家低保没到账")),
    ],
)
def test_two_are_two(text: str, parts: tuple[str, str]) -> None:
    assert parts_of(text, words.route) == parts


@pytest.mark.parametrize(
    "text",
    [
        "水管漏水,水都流到路上了",
        "垃圾没人收,臭得很,苍蝇又多",
        "停电了。冰箱里的肉都化了。什么时候来电",
        "",
        "。。。",
        "还有,还有,还有",
    ],
)
def test_one_is_one(text: str) -> None:
    assert parts_of(text, words.route) is None
