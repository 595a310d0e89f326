"""Sentences that belong to conversations as such."""


def cancelled() -> str:
    """After 取消."""
    return "好的,不弄了。想起来随时找我。"
