"""Logs hold named, harmless fields; nobody's words or name, whatever is thrown at them."""

import io
import json
import logging

import pytest

from bot import logs


@pytest.fixture
def stream() -> io.StringIO:
    kept = io.StringIO()
    logs.configure(kept)
    return kept


@pytest.fixture(autouse=True)
def _as_before() -> object:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    logs.reset()
    root.handlers, root.level = handlers, level


def last(stream: io.StringIO) -> dict[str, object]:
    found: dict[str, object] = json.loads(stream.getvalue().splitlines()[-1])
    return found


def test_allowed_fields_are_kept(stream: io.StringIO) -> None:
    logs.Log().error("unit failed", fault="a1b2c3", kind="ValueError", count=3)
    found = last(stream)
    assert (found["event"], found["fault"], found["count"], found["level"]) == ("unit failed", "a1b2c3", 3, "error")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"text": "路灯坏了"}, id="a-field-nobody-allowed"),
        pytest.param({"kind": "路灯坏了"}, id="words-in-an-allowed-field"),
        pytest.param({"name": "张小明"}, id="a-name-in-an-allowed-field"),
        pytest.param({"error": "row (张小明, 13800000000)"}, id="a-database-message"),
        pytest.param({"what": ["路灯坏了"]}, id="a-list"),
    ],
)
def test_anything_else_is_dropped(stream: io.StringIO, fields: dict[str, object]) -> None:
    logs.Log().error("unit failed", **fields)
    assert "路灯" not in stream.getvalue()
    assert "张小明" not in stream.getvalue()
    assert "13800000000" not in stream.getvalue()
    assert last(stream)["dropped"] == list(fields)


def test_words_as_the_event_are_not_written(stream: io.StringIO) -> None:
    logs.Log().error("张小明说路灯坏了")
    assert last(stream)["event"] == "?"


def test_a_fault_is_its_type_and_places(stream: io.StringIO) -> None:
    try:
        raise ValueError("张小明的电话")
    except ValueError:
        logs.Log().exception("unit failed")
    found = last(stream)
    assert found["kind"] == "ValueError"
    assert "test_logs.py:" in str(found["where"])
    assert "电话" not in stream.getvalue()


def test_other_libraries_are_heard_without_their_words(stream: io.StringIO) -> None:
    logs.hear_libraries()
    logging.getLogger("sqlalchemy.pool").warning("lost row %s", "张小明")
    found = last(stream)
    assert (found["library"], found["kind"]) == ("sqlalchemy.pool", "WARNING")
    assert "张小明" not in stream.getvalue()
