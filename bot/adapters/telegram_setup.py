"""Telegram as it is configured, and what ``doctor`` finds about it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from bot.adapters.base import Finding
from bot.adapters.telegram_api import Api, ApiError, NoAnswer, NotSent
from bot.config import Config
from bot.texts import telegram as say

_PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``telegram.*`` says. ``base`` is the API's address; ``webhook`` the public address of ``/hooks/telegram/update``, empty: fetch.

    ``poll`` is how long Telegram may keep a call open when there is nothing, ``patience`` how long an answer may take, ``first_pause``
    the wait after a first failure (it doubles from there); all in seconds.
    """

    token: str
    base: str = "https://api.telegram.org"
    webhook: str = ""
    secret: str = ""
    allow_personal: bool = False
    poll: float = 25.0
    patience: float = 15.0
    first_pause: float = 0.5


def settings_of(config: Config) -> Settings:
    """What the configuration says."""
    names = ("token", "api", "webhook", "secret", "allow_personal")
    return Settings(*(config.values[f"telegram.{name}"] for name in names))


def findings(config: Config) -> list[Finding]:
    """The token, whether Telegram can be reached with it, what the bot may hear, and what may not go through it."""
    settings = settings_of(config)
    found: list[Finding] = []
    if settings.allow_personal:
        found.append(("提醒", say.allowed_personal(), say.allowed_personal_remedy()))
    else:
        found.append(("提醒", say.no_personal(), say.no_personal_remedy()))
    if not settings.token:
        return [*found, ("错", say.no_token(), say.no_token_remedy())]
    return [*found, *asyncio.run(_look(settings))]


async def _look(settings: Settings) -> list[Finding]:
    """Ask Telegram who we are; nothing is fetched, so a running bot is not disturbed."""
    api = Api(settings.token, settings.base, _PATIENCE)
    await api.open()
    try:
        me = await api.call("getMe", {})
        hook = await api.call("getWebhookInfo", {})
    except ApiError as refusal:
        wrong = refusal.status in {401, 404}
        return [("错", say.bad_token() if wrong else say.refused(refusal.status), say.bad_token_remedy())]
    except (NotSent, NoAnswer):
        return [("错", say.unreachable(), say.unreachable_remedy())]
    finally:
        await api.close()
    if not isinstance(me, dict) or not isinstance(hook, dict):
        return [("错", say.no_answer(), say.unreachable_remedy())]
    us, calls = cast("Mapping[str, object]", me), cast("Mapping[str, object]", hook)
    found: list[Finding] = [("好", say.is_bot(str(us.get("username", ""))), "")]
    if us.get("can_read_all_group_messages") is not True:
        found.append(("提醒", say.privacy_mode(), say.privacy_mode_remedy()))
    if settings.webhook and (fault := calls.get("last_error_message")):
        found.append(("提醒", say.webhook_fault(str(fault)), say.webhook_fault_remedy()))
    return found
