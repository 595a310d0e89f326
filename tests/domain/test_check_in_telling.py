"""What a warden says in private without 打卡: told, reported, asked, or to be asked about."""

import pytest

from bot.domain.check_in_acts import read_sentences
from bot.domain.check_in_telling import Telling, telling
from bot.normal import normalise
from tests.domain.test_check_in_voices import CASES, HUANGSHI, OWN, TODAY


def heard(text: str) -> Telling:
    plain = normalise(text)
    return telling(plain, read_sentences(plain, HUANGSHI, TODAY, OWN))


@pytest.mark.parametrize(
    "text",
    [
        "刚从李大爷家出来,坐了半个多小时",
        "给周满仓送了趟药",
        "清了村口的垃圾,一个小时",
        "昨天在村部学习民法典",
        "到菊花婶家看看,她不在",
        "刘大勇家没人,门锁着",
        "给两户困难户送煤",
        "打算去看周满仓",
        "#防溺水 沿河走了一趟",
    ],
)
def test_surely_told(text: str) -> None:
    assert heard(text) is Telling.SURE


@pytest.mark.parametrize("text", ["村晚彩排", "彭国庆说没空让我改天来", "义务献血"])
def test_to_be_asked(text: str) -> None:
    assert heard(text) is Telling.DOUBTFUL


@pytest.mark.parametrize(
    "text",
    [
        "今天天气真不错啊",
        "周满仓家的路灯坏了,帮忙报一下",
        "王菊花家水表坏了一直转",
        "走访要怎么记?",
        "彭国庆家电话多少",
        "垃圾堆了一天没人清",
        "围墙塌了两天了",
        "村口电线杆倒了",
        "我们天天在村口跳舞锻炼,灯黑了半个月了,可有人来换换",
        "谢谢小邻",
        "在吗",
        "😀😀😀😀",
        "",
    ],
)
def test_something_else(text: str) -> None:
    assert heard(text) is Telling.NO


@pytest.mark.parametrize("text", ["今天没去走访,下雨", "没空去巡查", "还没去看望"])
def test_nothing_done(text: str) -> None:
    assert heard(text) is Telling.UNDONE


def test_nine_in_ten_need_not_say_the_word() -> None:
    sure = sum(
        telling(plain, read_sentences(plain, residents, TODAY, OWN)) is Telling.SURE
        for text, _, residents in CASES
        if (plain := normalise(text))
    )
    assert sure >= 0.9 * len(CASES)
