"""WeCom's HTTP interface: one call, what its answer means, its sizes, cards with buttons. Shared by the faces of WeCom."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import httpx

from bot.adapters.base import DeliveryError, Gone, Refused, TryLater
from bot.texts import wecom as say

LONGEST = 2048
"""Bytes of a text message."""
LONGEST_CARD = 112
"""Characters of the text on a card; a longer question stays a text, to be answered by its number."""
MOST_BUTTONS = 6
LONGEST_BUTTON = 10

BUSY = {-1: 5, 45009: 60, 45033: 30, 45047: 60, 846607: 60}
"""Not now: seconds to wait."""
_GONE = frozenset(
    {40003, 40031, 60111, 81013, 86001, 86003, 86004, 86008, 86009, 86215, 86217, 93000, 93001, 93004, 93008}
)
"""No such member, group or robot any more."""
TOKEN_OVER = frozenset({40001, 40014, 41001, 42001})
BAD_SECRET = frozenset({40001, 40013, 40091, 41002, 41004})
BARRED = frozenset({40056, 60020, 301002})
"""The secret is right, the app may not all the same: another app's number, a machine that is not trusted."""
SHUT = TOKEN_OVER | BAD_SECRET | BARRED
"""Nothing goes until somebody has set it right in the console: no message's fault."""


class NotAnswered(Exception):
    """The service gave an answer that says no; ``code`` is its own."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code

    def meaning(self) -> DeliveryError:
        """The same as one of the three ways to fail."""
        if self.code in BUSY:
            return TryLater(timedelta(seconds=BUSY[self.code]))
        if self.code in SHUT:
            return TryLater()
        return Gone() if self.code in _GONE else Refused()


async def call(
    client: httpx.AsyncClient, method: str, path: str, query: Mapping[str, str], **body: Any
) -> dict[str, Any]:
    """One call; what the service answered.

    Raises:
        TryLater: it was not reached, or is busy. TimeoutError: nobody knows. NotAnswered: it said no. Refused: no answer of its kind.
    """
    try:
        answer = await client.request(method, path, params=dict(query), **body)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise TryLater from None
    except httpx.TimeoutException:
        raise TimeoutError from None
    except httpx.HTTPError:
        raise TimeoutError from None  # it may have been taken before the line broke
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TryLater(timedelta(seconds=30))
    try:
        found: object = answer.json()
    except ValueError:
        raise Refused from None
    if not isinstance(found, dict):
        raise Refused
    told = cast("dict[str, Any]", found)
    code = told.get("errcode", 0)
    if code != 0:
        raise NotAnswered(code if isinstance(code, int) else -2)
    return told


def ended(trouble: NotAnswered | DeliveryError, *, begun: bool) -> Exception:
    """What the failure of a part means for a message: when another one has arrived (``begun``) only a person can say whether that is enough."""
    if begun:
        return TimeoutError()
    return trouble.meaning() if isinstance(trouble, NotAnswered) else trouble


def card(text: str, choices: tuple[str, ...], task: str) -> dict[str, Any] | None:
    """A card with a button for each choice; None when it does not fit, and the text alone must do."""
    if (
        not 0 < len(choices) <= MOST_BUTTONS
        or len(text) > LONGEST_CARD
        or any(len(one) > LONGEST_BUTTON for one in choices)
    ):
        return None
    return {
        "card_type": "button_interaction",
        "main_title": {"title": say.choose()},
        "sub_title_text": text,
        "task_id": task,
        "button_list": [{"text": one, "style": 1, "key": str(n)} for n, one in enumerate(choices, 1)],
    }
