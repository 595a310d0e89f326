"""The project's sentences are well formed, its own, and enough."""

import csv
from pathlib import Path

import pytest

from bot import words
from bot.domain.decisions import NOTHING
from bot.domain.tact import Redirect
from bot.domain.urgent import Alarm
from bot.normal import normalise
from learning.sentences import read_sentences, read_words

SHARED = Path(__file__).parents[3] / "shared" / "messages"


def test_labels_are_known_and_no_sentence_comes_twice() -> None:
    sentences = read_sentences()
    codes = set(words.lexicon().categories) | {"OTHER"}
    assert len(sentences) >= 3000
    assert {one.category for one in sentences} == codes
    told = {*Alarm, NOTHING} - {Alarm.HOME}  # what a yes to the question about violence at home makes of POLICE
    assert {one.alarm for one in sentences} == told
    assert {one.redirect for one in sentences} == {*Redirect, NOTHING}
    texts = [one.text for one in sentences]
    assert len(set(texts)) == len(texts)
    assert {code for _, code in read_words()} <= codes


@pytest.mark.shared
def test_no_sentence_is_taken_from_the_files_it_is_measured_on() -> None:
    path = SHARED / "utterances.tsv"
    if not path.exists():
        pytest.skip("the files to measure on are not here")
    with path.open(encoding="utf-8") as file:
        theirs = {normalise(row["text"]) for row in csv.DictReader(file, delimiter="\t") if len(row["text"]) > 5}
    ours = {normalise(one.text) for one in read_sentences()}
    assert not ours & theirs
