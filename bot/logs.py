"""What may stand in a log: named fields only, short values only. No message text, no name of a person can get in, whoever logs it.

Rules of this file: a field that is not in ``FIELDS`` is dropped (its name stays, so that the mistake shows); a fault is its type and the
places in our code that it passed, never its message (databases put whole rows there); other libraries' records keep logger and place.
"""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

FIELDS = frozenset(
    {
        "at",
        "count",
        "error",
        "event",
        "fault",
        "fire_at",
        "kind",
        "level",
        "library",
        "name",
        "number",
        "outcome",
        "platform",
        "port",
        "seconds",
        "state",
        "town",
        "version",
        "what",
        "where",
    }
)
_WORD = re.compile(r"[\x21-\x7e]{0,80}")
"""What a value may look like: one word of ASCII. Nobody's sentence and nobody's name is that."""
_SAYING = re.compile(r"[a-zA-Z ,.:-]{0,60}")


class Log:
    """What our own code writes: an event in a few English words, and named fields.

    The standard library's logging underneath: structlog loads rich and pygments where they are installed, 11 MB and 0.1 s of a start.
    """

    def warning(self, event: str, **fields: object) -> None:
        """Something to look at."""
        _OURS.warning(event, extra={"fields": fields})

    def error(self, event: str, **fields: object) -> None:
        """Something broke."""
        _OURS.error(event, extra={"fields": fields})

    def exception(self, event: str, **fields: object) -> None:
        """Something broke, and here is where: the fault that is being handled, its type and places only."""
        _OURS.exception(event, extra={"fields": fields})


_OURS = logging.getLogger("xianglin")


class _Line(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        fields: Mapping[str, object] = getattr(record, "fields", {})
        trace = record.exc_info[1] if record.exc_info else None
        return json.dumps(line | only_allowed(record.getMessage(), fields, trace), ensure_ascii=False)


def only_allowed(said: str, fields: Mapping[str, object], trace: BaseException | None) -> dict[str, Any]:
    """Keep what may stand in a log."""
    kept: dict[str, Any] = {"event": said if _SAYING.fullmatch(said) else "?"}
    dropped = sorted(key for key, value in fields.items() if key not in FIELDS or not _harmless(value))
    kept |= {key: value for key, value in fields.items() if key not in dropped}
    if dropped:
        kept["dropped"] = dropped
    if trace is not None:
        kept["kind"], kept["where"] = type(trace).__name__, places(trace.__traceback__)
    return kept


def _harmless(value: object) -> bool:
    return value is None or isinstance(value, (bool, int, float)) or bool(_WORD.fullmatch(str(value)))


def places(trace: TracebackType | None) -> str:
    """Where a fault passed through, the last four places."""
    found: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return ">".join(found[-4:])


class _Libraries(logging.Handler):
    """Records of other libraries: who and where, never the message."""

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        kind = type(fault).__name__ if fault else record.levelname
        Log().warning("library", library=record.name, where=f"{record.module}:{record.lineno}", kind=kind)


def configure(stream: TextIO) -> None:
    """Log lines of JSON to ``stream``, in place of any stream before."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Line())
    _OURS.handlers = [handler]
    _OURS.propagate = False


def reset() -> None:
    """Let go of the stream: what is logged from here on goes nowhere."""
    _OURS.handlers = [logging.NullHandler()]
    _OURS.propagate = False


def hear_libraries() -> None:
    """Other libraries' warnings go the same way."""
    root = logging.getLogger()
    root.handlers = [_Libraries()]
    root.setLevel(logging.WARNING)
