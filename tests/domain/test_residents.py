"""People named in a sentence, and what it costs to look for them among a whole neighbourhood."""

import re
import sys
from collections.abc import Callable
from datetime import date
from types import FrameType

import pytest

from bot.domain.check_in_acts import read_sentences
from bot.domain.resident_names import find_mentions
from bot.domain.residents import Resident
from bot.ids import HouseholdId, PersonId, UnitId

TODAY = date(2026, 11, 24)
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋"


def neighbourhood(number: int) -> list[Resident]:
    """Twenty households of three, other names in each neighbourhood."""
    return [
        Resident(
            HouseholdId(f"H{at // 3}"),
            name,
            PersonId(f"P{at}"),
            name,
            UnitId("N"),
        )
        for at in range(60)
        for name in [SURNAMES[(at + number) % 10] + GIVEN[at // 10] + GIVEN[(at * 7 + number) % 10]]
    ]


def patterns_made(run: Callable[[], object], known: list[Resident]) -> int:
    """How many regular expressions with somebody's given name in them are compiled while ``run`` does its work."""
    given = {one.name[1:] for one in known}
    made = 0

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal made
        code = frame.f_code
        if (
            event == "call"
            and code.co_name == "compile"
            and code.co_filename.endswith(("_compiler.py", "sre_compile.py"))
        ):
            made += any(one in str(frame.f_locals["p"]) for one in given)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        run()
    finally:
        sys.setprofile(before)
    return made


def test_no_pattern_is_made_for_the_names_of_a_list() -> None:
    """It took 90 ms a sentence where every neighbourhood has other names: Python keeps only the last few hundred patterns."""
    known = neighbourhood(1)
    near = known[7].name[:2] + "桂"
    text = f"今天去{known[3].name}家走访了半小时,{known[5].name[1:]}姐也在,又到{near}家坐了坐"
    re.purge()
    assert patterns_made(lambda: read_sentences(text, known, TODAY), known) == 0
    assert patterns_made(lambda: re.search(re.escape(known[3].name), text), known) == 1


@pytest.mark.parametrize(
    ("text", "said", "near"),
    [
        ("去马永贵家", "马永贵家", False),
        ("去马永桂家", "马永桂家", True),
        ("去马勇贵家", "马勇贵家", True),
        ("去马勇桂家", "马勇桂家", False),
        ("永贵叔不在", "永贵叔", False),
    ],
)
def test_a_name_is_found_whole_by_its_given_name_or_nearly(text: str, said: str, near: bool) -> None:
    known = [Resident(HouseholdId("H1"), "马永贵", PersonId("P1"), "马永贵", UnitId("N"), "男")]
    (found,) = find_mentions(text, known, TODAY)
    assert (found.text, found.near) == (said, near)


def test_a_person_whose_name_has_been_erased_is_named_nowhere() -> None:
    gone = Resident(HouseholdId("H1"), "", PersonId("P1"), "", UnitId("N"))
    assert find_mentions("今天走访了三户", [gone], TODAY) == []
