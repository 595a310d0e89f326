"""What strangers post at a hook: not more of it is read than a message can have."""

from starlette.requests import Request

MOST_BYTES = 1024 * 1024


async def body_of(request: Request) -> bytes | None:
    """The body of a call; None when it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)
