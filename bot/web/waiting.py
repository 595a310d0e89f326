"""What has not got to a chat yet, in words: retries and quiet hours made visible."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.messages import ToPerson
from bot.storage.outbox import Delivery
from bot.texts import web as say
from bot.web.register import Register


def log_id(place: str, private: bool) -> str:
    """Id of the element that holds a chat's lines; any address can be made into one."""
    return "log-" + hashlib.sha256(f"{int(private)}{place}".encode()).hexdigest()[:12]


def words_by_log(register: Register, unsettled: Iterable[Delivery], now: datetime) -> Mapping[str, str]:
    """For each chat that something is held back from: how many, why, until when."""
    held: dict[str, list[Delivery]] = {}
    for one in unsettled:
        address = register.address_of(one.to)
        if address is not None and (one.attempts or one.not_before > now):
            held.setdefault(log_id(address, isinstance(one.to, ToPerson)), []).append(one)
    return {
        log: say.waiting(min(one.not_before for one in ones), len(ones), max(one.attempts for one in ones))
        for log, ones in held.items()
    }
