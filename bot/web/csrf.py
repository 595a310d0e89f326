"""Forms carry what the page's cookie carries: another site can send neither."""

import hmac
import secrets

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "xianglin-form"
FIELD = "token"
_LENGTH = 32


def token_of(request: Request) -> str:
    """The browser's token, or a fresh one."""
    found = request.cookies.get(COOKIE, "")
    if len(found) == _LENGTH and found.isalnum():
        return found
    if not hasattr(request.state, "token"):
        request.state.token = secrets.token_hex(_LENGTH // 2)
    fresh: str = request.state.token
    return fresh


def keep(response: Response, token: str) -> None:
    """Give the browser its token."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")


def matches(request: Request, form: FormData) -> bool:
    """Whether a form came from a page of ours."""
    cookie, field = request.cookies.get(COOKIE, ""), form.get(FIELD)
    return bool(cookie) and isinstance(field, str) and hmac.compare_digest(cookie.encode(), field.encode())
