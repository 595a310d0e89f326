"""Texts cut to the size of a platform's messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.pieces import pieces

texts = st.text(max_size=3000) | st.text(alphabet=st.sampled_from("停水\n😀a "), max_size=900)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@given(text=texts, most=st.integers(8, 300))
def test_pieces_are_whole_and_fit(encoding: str, text: str, most: int) -> None:
    found = list(pieces(text, most, encoding))
    assert "".join(found).replace("\n", "") == text.replace("\n", "")
    assert all(0 < len(one.encode(encoding)) <= most for one in found) or found == [""]


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 3), ("utf-16-le", 2)])
def test_a_text_that_fits_is_one_piece(encoding: str, width: int) -> None:
    assert list(pieces("停" * 100, 100 * width, encoding)) == ["停" * 100]
    assert list(pieces("停" * 101, 100 * width, encoding)) == ["停" * 100, "停"]


def test_a_line_end_that_is_near_is_where_it_is_cut() -> None:
    assert list(pieces("今天停水\n明天有水", 24)) == ["今天停水", "明天有水"]
