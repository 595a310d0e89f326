"""What a town teaches moves the sentence it taught, and what is like it, and little else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import words
from bot.domain import lessons as rules
from bot.normal import normalise


def _category(text: str, examples: list[tuple[str, str]]) -> str:
    weights = words.weights("categories")
    taught = rules.nudges(weights, [(weights.features(normalise(said), words.cut), code) for said, code in examples])
    return words.route(text, nudges=taught).category


def test_the_example_itself_comes_out_right() -> None:
    assert _category("屋后那个蜂箱挡了我的道", []) != "FARM"
    assert _category("屋后那个蜂箱挡了我的道", [("屋后那个蜂箱挡了我的道", "FARM")]) == "FARM"


def test_others_stay_as_they_were() -> None:
    examples = [("屋后那个蜂箱挡了我的道", "FARM")]
    for text in ("路灯坏了", "自来水停了两天", "低保怎么申请", "垃圾没人收", "孩子上学校车不来"):
        assert _category(text, examples) == _category(text, [])


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.text(max_size=20), st.sampled_from(["WATER", "LAND", "OTHER", "nothing we know"])), max_size=5
    )
)
def test_anything_may_be_taught(examples: list[tuple[str, str]]) -> None:
    assert _category("路灯坏了", examples)


def test_nothing_private_and_nothing_long_teaches() -> None:
    assert rules.teaches("路灯坏了", private=False)
    assert not rules.teaches("路灯坏了", private=True)
    assert not rules.teaches("路" * 500, private=False)
    assert not rules.teaches(" 1 ", private=False)
