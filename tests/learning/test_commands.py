"""`xianglin learn` and `xianglin route --weights`, as they are called."""

import io
import json
from pathlib import Path

import pytest

from bot.__main__ import main

GOOD = "text,label\n" + "\n".join(
    f"{text},{label}"
    for label, texts in {
        "送货": ["快递还没到", "包裹丢了", "什么时候发货", "送错地址了"],
        "退款": ["我要退货", "钱什么时候退", "退款没到账", "质量差要退"],
    }.items()
    for text in texts
)


def _route(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, *arguments: str
) -> dict[str, object]:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"id": "1", "text": text}) + "\n"))
    assert main(["route", *arguments]) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_what_was_learned_is_routed_with_its_own_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    assert main(["learn", str(tmp_path / "a.csv"), "--out", str(tmp_path / "w")]) == 0
    capsys.readouterr()
    told = _route(monkeypatch, capsys, "退款怎么还没退", "--weights", str(tmp_path / "w"), "--explain")
    assert told["category"] == "退款"
    assert told["top3"] == ["退款", "送货"]
    assert told["why"]
    again = _route(monkeypatch, capsys, "我家着火了", "--weights", str(tmp_path / "w"))
    assert again["urgent"] == "FIRE"


def test_without_weights_the_shipped_ones_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _route(monkeypatch, capsys, "村口路灯坏了", "--explain")
    assert told["category"] == "POWER_NET"
    assert told["urgent"] is None
    assert any("灯" in str(word) for word, _ in told["why"])  # type: ignore[attr-defined]  # a list of pairs


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", ":1:"),
        ("a,b\n1,2\n", ":1:"),
        ("text,label\n路灯坏了,\n", ":2:"),
        ("text,label\n路灯坏了,电\n停电了,电\n", "至少要两类"),
        ("text,label\n路灯坏了,电\n停电了,电\n没水,水\n", "只有一条"),
    ],
)
def test_a_malformed_file_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, line: str
) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    assert main(["learn", str(tmp_path / "a.csv"), "--out", str(tmp_path / "w")]) == 2
    assert line in capsys.readouterr().err
    assert not (tmp_path / "w").exists()


def test_missing_and_foreign_files_say_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", str(tmp_path / "no.csv"), "--out", str(tmp_path / "w")]) == 2
    assert main(["route", "--weights", str(tmp_path / "no")]) == 2
    (tmp_path / "other").write_text("text,label", encoding="utf-8")
    assert main(["route", "--weights", str(tmp_path / "other")]) == 2
    told = capsys.readouterr().err
    assert "xianglin learn" in told
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00text")
    assert main(["learn", str(tmp_path / "b.csv"), "--out", str(tmp_path / "w")]) == 2
