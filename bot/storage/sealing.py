"""Sealed columns: what names or quotes a person is encrypted in the file, with a key that is kept elsewhere.

Rules of this file: a value is sealed by AES-GCM with the name of its column as associated data, so that it opens nowhere else; the
sealed text begins with ``MARK`` and the id of its key, so that keys can be changed while old values are still read; '' and NULL stay
as they are, for they say nothing. Where equality must be asked, a column beside it holds the blind index: a keyed digest. The ring of
keys belongs to a ``Database`` and is lent to the dialects of its engines; without a ring (rehearsals that search the file for real
words) values are kept in the open. The nonce is the one randomness of this floor: it changes no behaviour.
"""

import binascii
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators

MARK = "\x1e"
"""What is written with a ring is sealed whatever it begins with; a value in the open that begins so was never written by us."""
KEY_BYTES = 32
_ID = 6
_HEAD = len(MARK) + _ID
_NONCE = 12
_RAW = b"\x00"
"""Stands behind the key's id where bytes follow as they are; a text has base64 there."""
_REMEMBERED = 20_000
_SHORT = 200
_LENT = "xianglin_ring"


class NoKey(Exception):
    """Values are sealed with keys that are not at hand; ``ids`` names them."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(sorted(ids))
        super().__init__(", ".join(self.ids))


class Spoilt(Exception):
    """A sealed value does not open in this column: it was changed, or moved here from elsewhere."""


def key_id(key: bytes) -> str:
    """Tells keys apart without telling anything about them."""
    return hashlib.sha256(b"xianglin key " + key).hexdigest()[:_ID]


class Ring:
    """Keys at hand: all of them open, the last one seals; one more makes the blind indexes and stays the same."""

    def __init__(self, keys: Iterable[bytes], index: bytes) -> None:
        found = list(keys)
        self._ciphers = {key_id(key): AESGCM(key) for key in found}
        self.current = key_id(found[-1])
        self.index_id = key_id(index)
        self._index = index
        self._salts: dict[str, bytes] = {}
        self._opened: dict[tuple[str, str], str] = {}
        """Short values lately opened (names, read again with every message): in memory only, emptied with ``forget``."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The keys that open values, oldest first."""
        return tuple(self._ciphers)

    def seal(self, label: str, text: str) -> str:
        """``text`` as it may lie in the column ``label``."""
        nonce = os.urandom(_NONCE)
        data = nonce + self._ciphers[self.current].encrypt(nonce, text.encode(), label.encode())
        return f"{MARK}{self.current}{binascii.b2a_base64(data, newline=False).decode()}"

    def open(self, label: str, sealed: str) -> str:
        """What was sealed.

        Raises:
            NoKey: its key is not at hand.
            Spoilt: it does not belong here.
        """
        known = self._opened.get((label, sealed))
        if known is not None:
            return known
        cipher = self._ciphers.get(sealed[1:_HEAD])
        if cipher is None:
            raise NoKey([sealed[1:_HEAD]])
        try:
            data = binascii.a2b_base64(sealed[_HEAD:])
            text = cipher.decrypt(data[:_NONCE], data[_NONCE:], label.encode()).decode()
        except (InvalidTag, ValueError) as fault:
            raise Spoilt(label) from fault
        if len(sealed) <= _SHORT:
            if len(self._opened) >= _REMEMBERED:
                self._opened.clear()
            self._opened[label, sealed] = text
        return text

    def seal_bytes(self, label: str, data: bytes) -> bytes:
        """A file as it may lie in the column ``label``: as long as it is, for it is not written as text."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self.current].encrypt(nonce, data, label.encode())
        return b"".join((MARK.encode(), self.current.encode(), _RAW, nonce, sealed))

    def open_bytes(self, label: str, sealed: bytes) -> bytes:
        """What was sealed. Raises as ``open``."""
        if sealed[_HEAD : _HEAD + 1] != _RAW:  # written before files were sealed as they are
            return binascii.a2b_base64(self.open(label, sealed.decode()))
        cipher = self._ciphers.get(sealed[1:_HEAD].decode())
        if cipher is None:
            raise NoKey([sealed[1:_HEAD].decode()])
        try:
            begin = _HEAD + 1 + _NONCE
            return cipher.decrypt(sealed[_HEAD + 1 : begin], sealed[begin:], label.encode())
        except (InvalidTag, ValueError) as fault:
            raise Spoilt(label) from fault

    def blind(self, label: str, text: str) -> str:
        """The same text in the same column always gives the same digest; nothing leads back without the key."""
        salt = self._salts.get(label)
        if salt is None:
            salt = self._salts[label] = hashlib.blake2b(label.encode(), digest_size=16).digest()
        return hashlib.blake2b(text.encode(), key=self._index, salt=salt, digest_size=16).hexdigest()

    def forget(self) -> None:
        """Empty what is remembered of opened values: somebody's may have been erased."""
        self._opened.clear()


def lend(dialect: Dialect, ring: Ring | None) -> None:
    """From now on columns of this engine are sealed with ``ring``. Said before its first statement."""
    vars(dialect)[_LENT] = ring


def ring_of(dialect: Dialect) -> Ring | None:
    """What an engine's columns are sealed with."""
    found: Ring | None = vars(dialect).get(_LENT)
    return found


def is_sealed(value: object) -> bool:
    """Whether a stored text is sealed, by its look."""
    return isinstance(value, str) and value.startswith(MARK)


class _NotAsked(sa.types.TypeDecorator.Comparator[Any]):
    """Two sealings of one text differ: a condition or an order on the column would be wrong without a word, so it is refused."""

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        empty = all(one is None or one == "" or isinstance(one, (sa.TextClause, sa.Null)) for one in map(_bare, other))
        if op in _HARMLESS or (op in {operators.eq, operators.ne} and empty):
            return super().operate(op, *other, **kwargs)
        raise TypeError(f"{self.expr} is sealed: ask its blind index, or sort in Python")


_HARMLESS = frozenset({operators.is_, operators.is_not})


def _bare(value: Any) -> Any:
    literal = getattr(value, "is_literal", False)
    return "" if literal and value.name == "''" else value


Process = Callable[[Any], Any]


def _unless_none(process: Process) -> Process:
    def processed(value: Any) -> Any:
        return None if value is None else process(value)

    return processed


class Sealed(sa.types.TypeDecorator[Any]):
    """A text (``kind`` text), a date, or what JSON can say, sealed. ``label`` is ``table.column``."""

    impl = sa.Text
    cache_ok = True
    comparator_factory: Any = _NotAsked

    def __init__(self, label: str, kind: str = "text") -> None:
        super().__init__()
        self.label = label
        self.kind = kind

    def bind_processor(self, dialect: Dialect) -> Any:
        """How a value goes into the column."""
        written, ring, label = _WRITTEN[self.kind], ring_of(dialect), self.label
        if ring is None:
            return None if self.kind == "text" else _unless_none(written)

        if self.kind == "text":  # nearly all, and on the hot path
            return lambda value: ring.seal(label, value) if value else value  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType, reportUnknownVariableType]

        def process(value: Any) -> Any:
            text = written(value)
            return ring.seal(label, text) if text else text

        return _unless_none(process)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """How it comes out."""
        read, ring, label = _READ[self.kind], ring_of(dialect), self.label
        if ring is None:
            return None if self.kind == "text" else _unless_none(read)

        if self.kind == "text":
            return lambda value: ring.open(label, value) if value and value[0] == MARK else value  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType, reportUnknownVariableType]

        def process(value: Any) -> Any:
            return read(ring.open(label, value) if value[:1] == MARK else value)

        return _unless_none(process)


class SealedBytes(sa.types.TypeDecorator[bytes]):
    """A file, sealed."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Into the column."""
        ring = ring_of(dialect)
        if value is None or ring is None:
            return value
        return ring.seal_bytes(self.label, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Out of it."""
        ring = ring_of(dialect)
        if value is None or ring is None or bytes(value[:1]) != MARK.encode():
            return value
        return ring.open_bytes(self.label, bytes(value))


class Blind(sa.types.TypeDecorator[str]):
    """The blind index of a sealed column: filled with, and asked for, the very text; kept as a keyed digest."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    @property
    def of(self) -> str:
        """The column beside it that holds the very text."""
        return self.label.partition(".")[2].removesuffix("_key")

    def bind_processor(self, dialect: Dialect) -> Any:
        """How a value is kept and asked for."""
        ring, label = ring_of(dialect), self.label
        if ring is None:
            return None

        def process(value: Any) -> Any:
            return ring.blind(label, value)

        return _unless_none(process)

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Nothing leads back."""
        return


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(value: Any) -> str:
    return str(value)


_WRITTEN: dict[str, Callable[[Any], str]] = {"text": _text, "date": date.isoformat, "json": _as_json}
_READ: dict[str, Callable[[str], Any]] = {"text": _text, "date": date.fromisoformat, "json": json.loads}
