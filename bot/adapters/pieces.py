"""A text cut to the size of a platform's messages, which is counted in bytes of some encoding. Pure."""

from collections.abc import Iterator


def pieces(text: str, most: int, encoding: str = "utf-8") -> Iterator[str]:
    """``text`` in parts of at most ``most`` bytes, cut at a line's end where one is near, never inside a character."""
    left = text
    while len(coded := left.encode(encoding)) > most:
        cut = len(coded[:most].decode(encoding, errors="ignore"))
        line = left.rfind("\n", cut // 2, cut)
        cut = line + 1 if line > 0 else cut
        yield left[:cut].rstrip("\n") or left[:cut]
        left = left[cut:]
    yield left
