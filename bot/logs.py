"""What may stand in a log: named fields only, short values only. No message text, no name of a person can get in, whoever logs it.

Rules of this file: a field that is not in ``FIELDS`` is dropped (its name stays, so that the mistake shows); a fault is its type and the
places in our code that it passed, never its message (databases put whole rows there); other libraries' records keep logger and place.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

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


def only_allowed(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep what may stand in a log."""
    said = str(event.pop("event", ""))
    kept: dict[str, Any] = {"event": said if _SAYING.fullmatch(said) else "?"}
    trace = event.pop("exc_info", None)
    trace = sys.exc_info()[1] if trace is True else trace
    dropped = sorted(str(key) for key, value in event.items() if key not in FIELDS or not _harmless(value))
    kept |= {key: value for key, value in event.items() if str(key) not in dropped}
    if dropped:
        kept["dropped"] = dropped
    if isinstance(trace, BaseException):
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
        structlog.get_logger().warning(
            "library",
            library=record.name,
            where=f"{record.module}:{record.lineno}",
            kind=type(fault).__name__ if fault else record.levelname,
        )


def configure(stream: TextIO) -> None:
    """Log lines of JSON to ``stream``."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="at"),
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def hear_libraries() -> None:
    """Other libraries' warnings go the same way."""
    root = logging.getLogger()
    root.handlers = [_Libraries()]
    root.setLevel(logging.WARNING)
