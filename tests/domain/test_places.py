"""Which units a sentence names."""

import pytest

from bot.domain.directory import Directory, Tier, Unit, UnitKind
from bot.domain.places import plain_numbers, units_named
from bot.ids import UnitId


def _unit(code: str, name: str, tier: Tier, parent: str | None, kind: UnitKind = UnitKind.ORDINARY) -> Unit:
    return Unit(UnitId(code), name, tier, UnitId(parent) if parent else None, kind)


TREE = Directory.of(
    [
        _unit("SL", "胜利镇", Tier.TOWN, None),
        _unit("KQ", "康桥村", Tier.VILLAGE, "SL"),
        _unit("HS", "黄石村", Tier.VILLAGE, "SL"),
        _unit("KQ03", "康桥村三组", Tier.GRID, "KQ"),
        _unit("HS03", "黄石村三组", Tier.GRID, "HS"),
        _unit("HS13", "黄石村十三组", Tier.GRID, "HS"),
        _unit("HS01", "黄石新村", Tier.GRID, "HS"),
        _unit("KQ03-01", "三组1邻", Tier.NEIGHBOURHOOD, "KQ03"),
        _unit("KQ03-02", "三组2邻", Tier.NEIGHBOURHOOD, "KQ03"),
        _unit("HS03-02", "三组2邻", Tier.NEIGHBOURHOOD, "HS03"),
        _unit("HS01-B1", "新村1号楼", Tier.NEIGHBOURHOOD, "HS01", UnitKind.BUILDING),
        _unit("KQ-M1", "松江在外乡亲", Tier.NEIGHBOURHOOD, "KQ", UnitKind.MIGRANT),
    ],
    [],
    [],
)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("康桥村三组", ["KQ03"]),
        ("康桥三组", ["KQ03"]),
        ("康桥村 3组", ["KQ03"]),
        ("康桥村的三组", ["KQ03"]),
        ("三组", ["HS03", "KQ03"]),
        ("黄石三组二邻", ["HS03-02"]),
        ("三组2邻", ["HS03-02", "KQ03-02"]),
        ("康桥 三组 2邻", ["KQ03-02"]),
        ("黄石十三组", ["HS13"]),
        ("新村一号楼", ["HS01-B1"]),
        ("黄石新村1号楼潘家", ["HS01-B1"]),
        ("黄石新村", ["HS01"]),
        ("黄石", ["HS"]),
        ("kq03-02", ["KQ03-02"]),
        ("绑定群 KQ03", ["KQ03"]),
        ("松江在外乡亲", ["KQ-M1"]),
        ("胜利镇", ["SL"]),
        ("火星", []),
        ("", []),
        ("长" * 5000, []),
        ("桥坏了", []),
    ],
    ids=lambda value: None,
)
def test_units_named(said: str, named: list[str]) -> None:
    assert [unit.id for unit in units_named(TREE, said)] == named


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("三组二邻", "3组2邻"),
        ("十组", "10组"),
        ("十二组", "12组"),
        ("二十一组", "21组"),
        ("一号楼", "1号楼"),
        ("三个人", "三个人"),
        ("第三村民小组", "第3组"),
    ],
    ids=lambda value: None,
)
def test_numerals_before_a_unit_are_digits(written: str, plain: str) -> None:
    assert plain_numbers(written) == plain
