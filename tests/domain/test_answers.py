"""Short answers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import number, yes_or_no
from bot.normal import normalise


@pytest.mark.parametrize(
    ("said", "meant"),
    [("1", 1), ("①", 1), ("一", 1), ("第一个", 1), ("头一个", 1), ("１", 1), ("3.", 3), ("三", 3), ("回2", 2), ("选2", 2), ("第12条", 12), ("我选二", 2),
     ("", None), ("一个", 1), ("十", None), ("123", None), ("1路", None), ("一家人", None), ("第", None), ("😀", None)],
    ids=lambda value: None,
)  # fmt: skip
def test_number(said: str, meant: int | None) -> None:
    assert number(normalise(said)) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [("是", True), ("对", True), ("好的", True), ("1", True), ("👌", True), ("同意。", True), ("嗯", True), ("否", False), ("不是", False), ("2", False), ("不用了", False), ("也许", None), ("", None), ("12", None)],
    ids=lambda value: None,
)  # fmt: skip
def test_yes_or_no(said: str, meant: bool | None) -> None:
    assert yes_or_no(normalise(said)) is meant


@given(st.text(max_size=40))
def test_anything_can_be_asked(text: str) -> None:
    assert number(text) is None or 0 <= (number(text) or 0) <= 99
    assert yes_or_no(text) in {True, False, None}
