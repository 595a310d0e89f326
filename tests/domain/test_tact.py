"""What is treated with care: legal channels, private matters, complaints about handlers."""

from datetime import date

import pytest

from bot.domain.directory import Directory, Office, Tier, Unit
from bot.domain.roles import Role
from bot.domain.tact import Redirect, complaint_of, is_general_question, is_personal, redirect_of
from bot.ids import PersonId, UnitId

DAY = date(2026, 11, 24)


def office(person: str, role: Role, unit: str, name: str) -> Office:
    return Office(PersonId(person), name, role, UnitId(unit), DAY.replace(month=1))


TREE = Directory.of(
    [
        Unit(UnitId("T"), "某镇", Tier.TOWN, None),
        Unit(UnitId("V"), "某村", Tier.VILLAGE, UnitId("T")),
        Unit(UnitId("G"), "一组", Tier.GRID, UnitId("V")),
        Unit(UnitId("N"), "一组1邻", Tier.NEIGHBOURHOOD, UnitId("G")),
    ],
    [],
    [
        office("w", Role.WARDEN, "N", "吴有才"),
        office("g", Role.GRID_LEADER, "G", "郭大力"),
        office("s", Role.VILLAGE_STAFF, "V", "宋小梅"),
        office("b", Role.BRANCH_SECRETARY, "V", "白书记"),
        office("t", Role.TOWN_STAFF, "T", "唐干事"),
    ],
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("会计挪用集体的钱", Redirect.DISCIPLINE),
        ("村长收了红包才给盖章", Redirect.DISCIPLINE),
        ("我要检举支书", Redirect.DISCIPLINE),
        ("低保给了他小舅子", Redirect.DISCIPLINE),
        ("邻长收东西不办事", Redirect.DISCIPLINE),
        ("我要去法院起诉他", Redirect.LEGAL),
        ("行政复议交给哪里", Redirect.LEGAL),
        ("信访件一直没答复", Redirect.LEGAL),
        ("再不修我就上访了", None),
        ("普法讲座在法院几点开", None),
        ("老板克扣工钱", None),
        ("村口路灯坏了", None),
        ("保洁费收多少钱", None),
    ],
    ids=str,
)
def test_legal_channels(text: str, kind: Redirect | None) -> None:
    assert redirect_of(text) is kind


@pytest.mark.parametrize(
    ("text", "category", "sensitive", "private"),
    [
        ("我妈瘫在床上", "OTHER", False, True),
        ("他得了癌", "OTHER", False, True),
        ("身份证34170219800101001x帮我看看", "OTHER", False, True),
        ("打我电话13812345678", "WATER", False, True),
        ("低保怎么办", "SOCIAL", True, True),
        ("我孙子不肯上学", "JOB", False, True),
        ("小桥栏杆断了,娃娃上学天天走", "ROAD", False, False),
        ("村口路灯坏了", "POWER_NET", False, False),
        ("塘边没护栏,我家孩子差点滑下去", "SAFETY", False, False),
    ],
    ids=str,
)
def test_private_matters(text: str, category: str, sensitive: bool, private: bool) -> None:
    assert is_personal(text, category, sensitive) is private


@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("医保今年交多少钱", True),
        ("我想问问残疾证怎么办", True),
        ("低保要什么条件", True),
        ("我爸的低保怎么停了", False),
        ("他家低保怎么评上的", False),
        ("路灯坏了", False),
    ],
    ids=str,
)
def test_general_questions(text: str, general: bool) -> None:
    assert is_general_question(text) is general


@pytest.mark.parametrize(
    ("text", "hidden", "start"),
    [
        ("我们邻长说话冲,从来不来", {"w"}, Tier.VILLAGE),
        ("吴有才态度太差", {"w"}, Tier.VILLAGE),
        ("网格长电话不接", {"g"}, Tier.VILLAGE),
        ("村干部推来推去不办事", {"s", "b"}, Tier.TOWN),
        ("宋小梅说话难听", {"s"}, Tier.TOWN),
        ("邻长和村干部都不管", {"w", "s", "b"}, Tier.TOWN),
        ("镇干部唐干事不理人", {"t"}, Tier.TOWN),
        ("吴有才家的鸡天天啄我菜", {"w"}, Tier.VILLAGE),
        ("邻长正事不干,天天打麻将", {"w"}, Tier.VILLAGE),
        ("网格长郭大力态度恶劣", {"g"}, Tier.VILLAGE),
        ("邻长答应来修,一直没来", {"w"}, Tier.VILLAGE),
        ("邻长家砌墙占了我家地", {"w"}, Tier.VILLAGE),
    ],
    ids=str,
)
def test_a_complaint_is_hidden_and_starts_above(text: str, hidden: set[str], start: Tier) -> None:
    found = complaint_of(text, TREE, UnitId("N"), PersonId("me"), DAY)
    assert found is not None
    assert set(found.hidden_from) == hidden
    assert found.start is start


@pytest.mark.parametrize(
    "text",
    [
        "麻烦邻长来看看路灯",
        "请邻长吴有才帮忙瞅一眼我妈",
        "邻长吴有才人很好",
        "谢谢村干部",
        "班主任骂我家孩子",
        "路灯坏了没人管",
        "吴有才家门口的路灯坏了",
        "书记,这条路不行了,该修修",
        "邻长家旁边那段路太差了",
    ],
    ids=str,
)
def test_naming_a_handler_is_no_complaint(text: str) -> None:
    assert complaint_of(text, TREE, UnitId("N"), PersonId("me"), DAY) is None
