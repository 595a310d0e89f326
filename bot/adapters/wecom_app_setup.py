"""The self-built app as it is configured, and what ``doctor`` finds about it."""

import asyncio
from dataclasses import dataclass

import httpx

from bot.adapters.base import DeliveryError, Finding, TryLater
from bot.adapters.wecom_api import NotAnswered, call
from bot.config import Config
from bot.texts import wecom as say

_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``wecom_app.*`` says."""

    corp_id: str
    agent_id: str
    secret: str
    token: str
    aes_key: str
    base: str = "https://qyapi.weixin.qq.com"
    patience: float = 15.0
    first_pause: float = 0.5
    fetch: float = 3.0
    """After which a file stays with WeCom: the call must be answered."""


def settings_of(config: Config) -> Settings:
    """What the configuration says."""
    corp, agent, secret, token, key = (config.values[f"wecom_app.{name}"] for name in say.WHERE)
    return Settings(corp, agent, secret, token, key, config.values["wecom.api"])


def missing(config: Config) -> list[Finding]:
    """Which of the five are not there."""
    names = [name for name in say.WHERE if not config.values[f"wecom_app.{name}"]]
    return [("错", say.missing(f"wecom_app.{name}"), say.missing_app_remedy(name)) for name in names]


def findings(config: Config) -> list[Finding]:
    """What is missing; else whether WeCom takes the company's number, the secret, the app, and calls from this machine."""
    return missing(config) or asyncio.run(_look(settings_of(config)))


async def _look(settings: Settings) -> list[Finding]:
    """A token and the app's own description: nobody is written to."""
    async with httpx.AsyncClient(base_url=settings.base, timeout=_PATIENCE) as client:
        try:
            secrets = {"corpid": settings.corp_id, "corpsecret": settings.secret}
            token = await call(client, "GET", "/cgi-bin/gettoken", secrets)
            query = {"access_token": str(token.get("access_token", "")), "agentid": settings.agent_id}
            told = await call(client, "GET", "/cgi-bin/agent/get", query)
        except NotAnswered as refusal:
            return [("错", say.app_refused(refusal.code), say.app_refused_remedy(refusal.code))]
        except TryLater:
            return [("错", say.unreachable(), say.unreachable_remedy(settings.base))]
        except (DeliveryError, TimeoutError):
            return [("错", say.no_answer(), say.unreachable_remedy(settings.base))]
    if told.get("close") == 1:
        return [("错", say.app_closed(), say.app_closed_remedy())]
    return [("好", say.app_stands(str(told.get("name", ""))[:40]), say.app_stands_remedy())]
