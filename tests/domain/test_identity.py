"""Codes, names in an introduction, and who may vouch for whom."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.domain import identity as rules
from bot.domain.directory import Directory, Office, Person, Tier, Unit
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId

DAY = date(2026, 11, 24)


@given(st.text("0123456789abcdef", min_size=16, max_size=16))
def test_a_code_is_six_digits(token: str) -> None:
    code = rules.code_from(token)
    assert len(code) == 6
    assert code.isdigit()


def test_what_is_kept_of_a_code_is_not_the_code() -> None:
    assert rules.digest("123456", "salt") != rules.digest("123456", "other")
    assert "123456" not in rules.digest("123456", "salt")


def test_the_door_opens_again_after_an_hour() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
    until = now + rules.LOCKED_FOR
    assert rules.is_locked(until, now)
    assert rules.is_locked(until, until - timedelta(seconds=1))
    assert not rules.is_locked(until, until)
    assert not rules.is_locked(None, now)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("三组 张小明", "张小明"),
        ("康桥村三组的张小明", "张小明"),
        ("张小明。", "张小明"),
        ("三组张小明呀", "张小明"),
        ("三组 欧阳小明", "欧阳小明"),
        ("三组 王芳", "王芳"),
        ("买买提·艾力", "买买提·艾力"),
    ],
    ids=lambda value: None,
)
def test_the_name_is_among_those_looked_for(words: str, name: str) -> None:
    assert name in rules.Introduction(words).names()


@pytest.mark.parametrize("words", ["", " ", "。", "我"], ids=lambda value: None)
def test_nothing_is_no_name(words: str) -> None:
    assert rules.Introduction(words).names() == []


def _office(person: str, role: Role, unit: str, until: date | None = None) -> Office:
    return Office(PersonId(person), person, role, UnitId(unit), date(2026, 1, 1), until)


TREE = Directory.of(
    [
        Unit(UnitId("T"), "镇", Tier.TOWN, None),
        Unit(UnitId("V"), "村", Tier.VILLAGE, UnitId("T")),
        Unit(UnitId("G"), "组", Tier.GRID, UnitId("V")),
        Unit(UnitId("N"), "邻", Tier.NEIGHBOURHOOD, UnitId("G")),
    ],
    [],
    [
        _office("warden", Role.WARDEN, "N"),
        _office("former", Role.WARDEN, "N", date(2026, 6, 30)),
        _office("leader", Role.GRID_LEADER, "G"),
        _office("staff", Role.VILLAGE_STAFF, "V"),
        _office("other", Role.VILLAGE_STAFF, "V"),
        _office("town", Role.TOWN_STAFF, "T"),
        _office("admin", Role.TOWN_ADMIN, "T"),
    ],
)


@pytest.mark.parametrize(
    ("person", "unit", "asked"),
    [
        ("villager", "N", ["warden", "leader", "staff", "other", "admin", "town"]),
        ("former", "N", ["warden", "leader", "staff", "other", "admin", "town"]),
        ("warden", "N", ["leader", "staff", "other", "admin", "town"]),
        ("leader", "N", ["staff", "other", "admin", "town"]),
        ("staff", "N", ["other", "admin", "town"]),
        ("town", None, ["admin"]),
        ("stranger", None, ["admin", "town"]),
    ],
)
def test_who_may_vouch(person: str, unit: str | None, asked: list[str]) -> None:
    one = Person(PersonId(person), person, UnitId(unit) if unit else None)
    assert [office.person for office in rules.vouchers(TREE, one, DAY)] == asked
    assert not rules.may_vouch(TREE, PersonId(person), one, DAY)
