"""Sentences around what is delivered: several messages in one, a correction in the place of the original."""

from collections.abc import Sequence


def merged(texts: Sequence[str], *, card: bool) -> str:
    """Several held messages as one, in their order."""
    head = f"今天攒下的{len(texts)}条消息,合成一条:" if card else f"休息时间里的{len(texts)}条消息,合成一条发:"
    return "\n————\n".join((head, *texts))


def corrected_in_place(correction: str, original: str) -> str:
    """What an edited message says: the correction first, the former words below it."""
    return f"{correction}\n————\n{original}"
