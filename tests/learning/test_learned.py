"""Weights: what is stored says the same as what was fitted; reasons sum to the score; files are small, and odd ones are refused."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.domain.learned import LONGEST, Malformed, Weights, features, told
from bot.learning.fitting import Fitted, Plan, fit, matrix
from bot.normal import normalise

TEXTS = {
    "水": ["水管漏水了", "自来水停了", "水龙头没水", "水压太小了", "井水发黄", "水表坏了"],
    "电": ["停电一天了", "路灯不亮", "电线断了", "电压太低", "变压器响", "电表跳闸"],
    "路": ["路上有坑", "桥栏杆断了", "修路修一半", "路面结冰", "占道停车", "路太窄会不了车"],
}


def _of(text: str) -> set[str]:
    return features(normalise(text), 3, words.cut)


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    texts = [text for group in TEXTS.values() for text in group]
    labels = [label for label, group in TEXTS.items() for _ in group]
    return fit(texts, labels, Plan(_of, folds=3))


def test_plain_python_says_what_scikit_learn_says(fitted: Fitted) -> None:
    docs = [_of(text) for text in ("门口的水管爆了", "路灯和电线", "桥", "完全不相干", "hello")]
    said: Any = fitted.machine.decision_function(matrix(docs, fitted))
    for row, doc in zip(said.tolist(), docs, strict=True):
        assert fitted.weights.scores(doc) == pytest.approx(row, abs=1e-6)


def test_two_labels_are_two_scores() -> None:
    made = fit(TEXTS["水"] + TEXTS["电"], ["水"] * 6 + ["电"] * 6, Plan(_of, folds=3))
    doc = _of("自来水没水")
    water, power = made.weights.scores(doc)[::-1] if made.weights.labels[0] == "电" else made.weights.scores(doc)
    assert water > power
    assert water == pytest.approx(-power, abs=1e-9)


def test_a_file_comes_back_as_it_was(fitted: Fitted) -> None:
    again = Weights.read(fitted.weights.to_bytes())
    assert again == fitted.weights
    assert again.to_bytes() == fitted.weights.to_bytes()


def test_fitting_twice_gives_the_same_bytes(fitted: Fitted) -> None:
    texts = [text for group in TEXTS.values() for text in group]
    labels = [label for label, group in TEXTS.items() for _ in group]
    assert fit(texts, labels, Plan(_of, folds=3)).weights.to_bytes() == fitted.weights.to_bytes()


@pytest.mark.parametrize("name", ["categories", "alarms", "redirects"])
@given(text=st.text(max_size=80) | st.sampled_from(["路灯坏了", "自来水停了两天没人管", "我爸晕倒了"]))
def test_reasons_sum_to_the_score(name: str, text: str) -> None:
    weights = words.weights(name)
    found = weights.features(normalise(text), words.cut)
    for place, label in enumerate(weights.labels[:3]):
        parts = weights.shares(found, label)
        score = weights.scores(found)[place]
        assert sum(parts.values()) + weights.starts[place] == pytest.approx(score, abs=1e-9)
        said = told(parts, normalise(text), words.cut)
        assert sum(worth for _, worth in said) == pytest.approx(sum(parts.values()), abs=1e-9)


def test_what_a_town_taught_counts_and_is_told() -> None:
    weights = words.weights("categories")
    found = weights.features("羊肚蕈烂棒", words.cut)
    nudges = {"羊": (("FARM", 4.0), ("OTHER", -4.0))}
    before = dict(zip(weights.labels, weights.scores(found), strict=True))
    after = dict(zip(weights.labels, weights.scores(found, nudges), strict=True))
    assert after["FARM"] > before["FARM"]
    assert after["OTHER"] < before["OTHER"]
    parts = weights.shares(found, "FARM", nudges)
    start = weights.starts[weights.labels.index("FARM")]
    assert sum(parts.values()) + start == pytest.approx(after["FARM"], abs=1e-9)


def test_the_shipped_weights_are_small() -> None:
    data = Path(words.__file__).parent / "data"
    sizes = {path.stem: path.stat().st_size for path in data.glob("*.weights")}
    assert set(sizes) == {"categories", "alarms", "redirects"}
    assert sum(sizes.values()) <= 2_000_000


@pytest.mark.parametrize(
    "data",
    [b"", b"text,label\n", b"xianglin-weights 1\n", b"xianglin-weights 1\n{}\n", b"xianglin-weights 1\n[]\n\x00\x01"],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Weights.read(data)


def test_a_file_that_is_cut_off_is_refused(fitted: Fitted) -> None:
    whole = fitted.weights.to_bytes()
    for size in range(0, len(whole), max(1, len(whole) // 40)):
        with pytest.raises(Malformed):
            Weights.read(whole[:size])


@given(st.text(max_size=700))
def test_any_text_is_routed(text: str) -> None:
    found = words.route(text)
    codes = set(words.lexicon().categories) | {"OTHER"}
    assert found.category == found.top3[0]
    assert set(found.top3) <= codes
    assert len(found.top3) == len(set(found.top3)) == 3
    assert 0.0 <= found.confidence <= 1.0
    assert len(found.guesses) == 3
    assert "OTHER" not in found.guesses


def test_a_very_long_text_overflows_nothing() -> None:
    text = "".join(chr(0x4E00 + at * 7 % 20000) for at in range(5000))
    assert words.route(text).confidence <= 1.0
    assert words.route("路灯坏了" + "啊" * 5000).category == words.route(("路灯坏了" + "啊" * 5000)[:LONGEST]).category
