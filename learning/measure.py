"""All numbers of routing in one go: ``python -m learning.measure``. What lies beside the project is measured on when it is there."""

import csv
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from bot import words
from bot.domain.decisions import NOTHING
from bot.domain.learned import Weights
from bot.learning.fitting import NO_PRIOR, fit_docs
from bot.learning.labelled import plan_for
from bot.normal import normalise
from learning import ship
from learning.sentences import Sentence, clusters, read_sentences

SHARED = Path(__file__).parents[2] / "shared" / "messages"


def tell(name: str, value: float, wanted: str = "") -> None:
    """One line."""
    told = f"{value:.3f}" if value <= 2 else f"{value:,.1f}"
    sys.stdout.write(f"{name:<44}{told:>12}   {wanted}\n")
    sys.stdout.flush()


def routed(texts: Sequence[str]) -> list[Any]:
    """Each as the product understands it."""
    return [words.route(text) for text in texts]


def told_of(found: Sequence[Any], sentences: Sequence[Sentence], name: str) -> None:
    """How many were understood rightly."""
    pairs = list(zip(found, sentences, strict=True))
    tell(f"{name}:第一个猜对", statistics.mean(f.category == s.category for f, s in pairs))
    tell(f"{name}:前三个里有", statistics.mean(s.category in f.top3 for f, s in pairs))
    sure = [f.category == s.category for f, s in pairs if f.sure]
    tell(f"{name}:直接给编号的份额", len(sure) / len(pairs))
    tell(f"{name}:直接给编号的对的", statistics.mean(sure), "≥ 0.9 上下")
    urgent = [f.urgent is not None for f, s in pairs if s.alarm != NOTHING]
    tell(f"{name}:急事听出来({len(urgent)} 句)", statistics.mean(urgent))
    tell(f"{name}:只是听着急的误报", statistics.mean(f.urgent is not None for f, s in pairs if s.only_sounds), "≤ 0.10")
    tell(f"{name}:法定渠道", statistics.mean(f.redirect == s.redirect for f, s in pairs if s.redirect != NOTHING))


def held_back() -> None:
    """Weights learned from four in five sentences, on the fifth; what means the same as one of the fifth is not learned from either."""
    sentences = read_sentences()
    names = clusters([normalise(one.text) for one in sentences])
    kept = {name for name, one in zip(names, sentences, strict=True) if one.held_back}
    taught = [one for name, one in zip(names, sentences, strict=True) if name not in kept]
    learned = {name: learn(taught) for name, learn in ship.LEARN.items()}
    test = [one for one in sentences if one.held_back]
    tell("自己写的句子", len(sentences), "≥ 3000")
    with words.using(learned):
        told_of(routed([one.text for one in test]), test, "留出的五分之一")


def fresh(file: str = "fresh", name: str = "先放到一边的") -> None:
    """The shipped weights on our own sentences that were put aside before anything was learned or tuned."""
    lines = (Path(__file__).parent / f"{file}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    test = [Sentence(text, category, alarm, redirect, "negatives_fresh") for text, category, alarm, redirect in rows]
    told_of(routed([one.text for one in test]), test, name)


def blind() -> None:
    """The same with two more such files, each written before the round of tuning that followed it."""
    fresh("blind2", "第二批先放到一边的")
    fresh("blind3", "第三批先放到一边的")


def utterances() -> None:
    """The shipped weights on sentences that nobody has learned from."""
    path = SHARED / "utterances.tsv"
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    found = list(zip(routed([row["text"] for row in rows]), rows, strict=True))
    tell("utterances:第一个猜对", statistics.mean(f.category == r["category"] for f, r in found), "≥ 0.75,争取 0.85")
    tell("utterances:前三个里有", statistics.mean(r["category"] in f.top3 for f, r in found), "≥ 0.90,争取 0.95")
    tell(
        "utterances:急事听出来",
        statistics.mean(f.urgent is not None for f, r in found if r["urgent"] != "none"),
        "≥ 0.90",
    )
    tell(
        "utterances:误报",
        statistics.mean(f.urgent is not None for f, r in found if r["kind"] == "false_alarm"),
        "≤ 0.10",
    )
    tell(
        "utterances:法定渠道(对的句数)",
        sum(f.redirect == r["redirect"] for f, r in found if r["redirect"] != "none"),
        "≥ 8(共 9)",
    )


def chatter() -> None:
    """How much everyday talk would be taken for an emergency."""
    texts: list[str] = []
    path = SHARED / "chatter_nus_sms_zh_dev.csv"
    if path.exists():
        with path.open(encoding="utf-8") as file:
            texts += [row["text"] for row in csv.DictReader(file)]
    path = SHARED / "chatter_lccc_toy.jsonl"
    if path.exists():
        texts += [turn for line in path.read_text(encoding="utf-8").splitlines() for turn in json.loads(line)["turns"]]
    if texts:
        found = routed(texts)
        tell(
            f"闲聊 {len(texts)} 句:当成急事的千分数", 1000 * statistics.mean(f.urgent is not None for f in found), "≤ 1"
        )


def citizens() -> None:
    """What ``xianglin learn`` makes of labelled messages, by cross-validation that keeps groups together."""
    path = SHARED / "citizen_messages_labelled_train_dev.csv"
    if not path.exists():
        return
    csv.field_size_limit(2**24)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    labels, groups = [row["label"] for row in rows], [row["group"] for row in rows]
    plan = plan_for(len(rows))
    whole = [plan.features(f"{row['title']} {row['detail']}") for row in rows]
    titles = [plan.features(row["title"]) for row in rows]
    said, short = [""] * len(rows), [""] * len(rows)
    size = 0
    for train, test in GroupKFold(5, shuffle=True, random_state=1).split(whole, labels, groups):
        weights = fit_docs([whole[at] for at in train], [labels[at] for at in train], plan, NO_PRIOR, []).weights
        size = len(weights.to_bytes())
        for at in test:
            said[at], short[at] = best(weights, whole[at]), best(weights, titles[at])
    named = [at for at, row in enumerate(rows) if row["title"].strip()]
    tell(f"learn,{len(rows)} 条全文:macro-F1", f1_score(labels, said, average="macro"), "≥ 0.86")
    score = f1_score([labels[at] for at in named], [short[at] for at in named], average="macro")
    tell(f"learn,{len(named)} 个标题(用全文学):macro-F1", score, "≥ 0.81")
    tell("learn,权重文件(MB)", size / 1e6, "≤ 2")


def best(weights: Weights, doc: set[str]) -> str:
    """The label that wins."""
    return weights.labels[int(np.argmax(weights.scores(doc)))]


def speed() -> None:
    """Microseconds for a message of thirty characters, milliseconds to load, size."""
    data = Path(words.__file__).parent / "data"
    files = {path.stem: path.read_bytes() for path in sorted(data.glob("*.weights"))}
    tell("自带权重(MB)", sum(map(len, files.values())) / 1e6, "≤ 2")
    loads: list[float] = []
    for _ in range(5):
        begin = time.perf_counter()
        for one in files.values():
            Weights.read(one)
        loads.append(time.perf_counter() - begin)
    tell("载入(毫秒)", 1000 * statistics.median(loads), "≤ 50")
    texts = [one.text for one in read_sentences() if 25 <= len(one.text) <= 35]
    words.warm()
    times: list[float] = []
    for text in texts * 3:
        begin = time.perf_counter()
        words.route(text)
        times.append(time.perf_counter() - begin)
    tell(f"一条 30 字上下的({len(texts)} 句,微秒,中位)", 1e6 * statistics.median(times), "≤ 150")


PARTS: dict[str, Callable[[], None]] = {
    "speed": speed,
    "fresh": fresh,
    "blind": blind,
    "utterances": utterances,
    "chatter": chatter,
    "held-back": held_back,
    "citizens": citizens,
}


def main(arguments: Sequence[str]) -> int:
    """All of them, or those that are named."""
    for name in arguments or PARTS:
        if name not in PARTS:
            sys.stderr.write(f"没有“{name}”,可以是:{'、'.join(PARTS)}\n")
            return 2
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
