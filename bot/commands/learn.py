"""`xianglin learn`: labelled messages in, a file of weights out; needs the extra `learn`."""

import argparse
import csv
from pathlib import Path

from bot.commands.errors import Failed, Wrong
from bot.commands.parser import Parser

ABOUT = """从标好类别的消息学权重。CSV 要有 text 和 label 两列(类别叫什么都行),可以另有 group 列:同组的消息估计把握时不拆开。
学好的文件给 xianglin route --weights 用,那时只要 Python。学习本身要装 learn:pip install 'xianglin[learn]'。"""
_LEAST = 2
"""So many messages of a label are needed to learn anything of it."""


def arguments(parser: Parser) -> None:
    """From where, to where."""
    parser.positional.add_argument("csv", metavar="文件.csv", type=Path, help="标好的消息,UTF-8,列 text,label")
    parser.options.add_argument("--out", metavar="权重", type=Path, required=True, help="写到哪个文件")


def run(parsed: argparse.Namespace) -> int:
    """Learn, write, say how sure it is."""
    texts, labels, groups = _read(parsed.csv)
    if not parsed.out.parent.is_dir():
        raise Wrong(f"没有文件夹 {parsed.out.parent},先建好再来")
    try:
        from bot.learning.labelled import learn
    except ImportError as missing:
        raise Failed("学习要用 scikit-learn,还没装:pip install 'xianglin[learn]'") from missing
    weights = learn(texts, labels, groups)
    data = weights.to_bytes()
    parsed.out.write_bytes(data)
    print(
        f"学了 {len(texts)} 条、{len(weights.labels)} 类,记下 {len(weights.lanes)} 个词和字串,{len(data) / 1e6:.2f} MB。"
    )
    print(f"用它分类:xianglin route --weights {parsed.out}")
    return 0


def _read(path: Path) -> tuple[list[str], list[str], list[str]]:
    """Raises: Wrong: not such a file; says in which line."""
    csv.field_size_limit(2**24)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            if not {"text", "label"} <= set(table.fieldnames or ()):
                raise Wrong(
                    f"{path}:1: 第一行要有列名 text 和 label,这里是:{','.join(table.fieldnames or ()) or '空的'}"
                )
            return _columns(path, table)
    except FileNotFoundError:
        raise Wrong(f"没有文件 {path}") from None
    except IsADirectoryError:
        raise Wrong(f"{path} 是文件夹,要一个 CSV 文件") from None
    except PermissionError:
        raise Wrong(f"{path} 打不开:没有读的权限") from None
    except (UnicodeDecodeError, csv.Error) as broken:
        raise Wrong(f"{path}: 读不懂({broken})。要 UTF-8 的 CSV,列 text,label") from None


def _columns(path: Path, table: "csv.DictReader[str]") -> tuple[list[str], list[str], list[str]]:
    texts: list[str] = []
    labels: list[str] = []
    groups: list[str] = []
    for row in table:
        if not row["text"] or not row["text"].strip() or not row["label"] or not row["label"].strip():
            raise Wrong(f"{path}:{table.line_num}: text 和 label 都不能空")
        texts.append(row["text"])
        labels.append(row["label"].strip())
        groups.append(row.get("group") or str(len(texts)))
    few = sorted(label for label in set(labels) if labels.count(label) < _LEAST)
    if len(set(labels)) < 2 or few:
        told = f"“{few[0]}”只有一条" if few else f"只有 {len(set(labels))} 类"
        raise Wrong(f"{path}: {told}。至少要两类,每类至少 {_LEAST} 条")
    return texts, labels, groups
