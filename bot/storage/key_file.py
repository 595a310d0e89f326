"""The file of keys, kept apart from the database: one line a key, mode 0600. Written whole beside its place, then moved there."""

import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from bot.storage.sealing import KEY_BYTES, Ring

NAME = "xianglin.key"
_HEAD = """# 乡邻的密钥。没有它,数据库和备份里的姓名、电话、原话都打不开,丢了谁也补不出来。
# 请另外存一份,不要和备份放在一起,不要发给任何人。
"""
_LINE = re.compile(rf"(index|seal) ([0-9a-f]{{{2 * KEY_BYTES}}})")


class BadKeyFile(Exception):
    """The file cannot be used; the text tells why and what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the file holds: the key of the blind indexes, and the keys that seal, the newest last."""

    index: bytes
    seals: tuple[bytes, ...]

    @property
    def ring(self) -> Ring:
        """The keys ready for use."""
        return Ring(self.seals, self.index)


def read(path: Path) -> Keys:
    """The keys of a file.

    Raises:
        BadKeyFile: it is open to others, unreadable, or no file of keys.
    """
    try:
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadKeyFile(f"密钥文件 {path} 别人也能读。请运行:chmod 600 {path}")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadKeyFile(f"读不了密钥文件 {path}。请检查路径和权限") from fault
    index: list[bytes] = []
    seals: list[bytes] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise BadKeyFile(f"{path}:{number}: 不是密钥(要像 seal 后面 64 个十六进制数字)。请换回原来的文件")
        (index if found[1] == "index" else seals).append(bytes.fromhex(found[2]))
    if len(index) != 1 or not seals:
        raise BadKeyFile(f"{path}: 密钥不全(要一行 index、至少一行 seal)。请换回原来的文件")
    return Keys(index[0], tuple(seals))


def make(path: Path) -> Keys:
    """New keys in a new file.

    Raises:
        BadKeyFile: it cannot be written, or is already there.
    """
    if path.exists():
        raise BadKeyFile(f"{path} 已经有了,不会覆盖")
    return _write(path, Keys(secrets.token_bytes(KEY_BYTES), (secrets.token_bytes(KEY_BYTES),)))


def add_key(path: Path) -> Keys:
    """One more key that seals from now on; the older ones stay, to open what they have sealed (backups too)."""
    keys = read(path)
    return _write(path, Keys(keys.index, (*keys.seals, secrets.token_bytes(KEY_BYTES))))


def _write(path: Path, keys: Keys) -> Keys:
    text = _HEAD + f"index {keys.index.hex()}\n" + "".join(f"seal {key.hex()}\n" for key in keys.seals)
    half = path.with_name(path.name + ".half")
    try:
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as fault:
        raise BadKeyFile(f"写不了密钥文件 {path}({fault.strerror})。请检查文件夹的权限和磁盘空间") from fault
    return keys
