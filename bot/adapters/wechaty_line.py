"""The line to the gateway at this moment: the connection, who is logged in, and what a fault of it means."""

import asyncio
import ssl
from dataclasses import dataclass
from enum import Enum

from grpclib.const import Status
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError

from bot.adapters.wechaty_wire import Gateway
from bot.texts import wechaty as say

CUT = (StreamTerminatedError, ProtocolError, ConnectionError, EOFError)
"""The connection ended in the middle of something."""


class Silent(Exception):
    """The gateway takes calls, but its stream has no sign of life."""


class Trouble(Enum):
    """Why nothing comes and goes: a word for the log, a sentence for people, whether to come back only slowly."""

    STARTING = ("starting", say.starting(), False)
    ABSENT = ("absent", say.absent(), False)
    BROKEN = ("broken", say.broken(), False)
    SILENT = ("silent", say.silent(), False)
    UNWELL = ("unwell", say.unwell(), False)
    BAD_TOKEN = ("bad token", say.bad_token(), True)
    OCCUPIED = ("occupied", say.occupied(), True)
    BAD_CERTIFICATE = ("bad certificate", say.bad_certificate(), True)
    NO_GATEWAY = ("no gateway", say.no_gateway(), True)
    NOT_LOGGED_IN = ("not logged in", say.not_logged_in(), False)
    WANTS_SCAN = ("wants scan", say.wants_scan(), False)
    LOGGED_OUT = ("logged out", say.logged_out(), False)

    @property
    def code(self) -> str:
        """For the log."""
        return self.value[0].replace(" ", "_")

    @property
    def text(self) -> str:
        """For people."""
        return self.value[1]

    @property
    def slow(self) -> bool:
        """Whether trying again soon helps nobody."""
        return self.value[2]


_STATUS = {
    Status.UNAUTHENTICATED: Trouble.BAD_TOKEN,
    Status.PERMISSION_DENIED: Trouble.BAD_TOKEN,
    Status.ALREADY_EXISTS: Trouble.OCCUPIED,
    Status.UNIMPLEMENTED: Trouble.NO_GATEWAY,
}


def trouble_of(fault: BaseException | None) -> Trouble:
    """What the end of a connection means; None: the other side ended it in good order."""
    if isinstance(fault, GRPCError):
        return _STATUS.get(fault.status, Trouble.UNWELL)
    if isinstance(fault, Silent | TimeoutError):
        return Trouble.SILENT
    if isinstance(fault, ssl.SSLCertVerificationError):
        return Trouble.BAD_CERTIFICATE
    if fault is None or (isinstance(fault, (*CUT, ssl.SSLError)) and not isinstance(fault, ConnectionRefusedError)):
        return Trouble.BROKEN
    return Trouble.ABSENT if isinstance(fault, OSError) else Trouble.UNWELL


@dataclass
class Line:
    """What hearing, sending and looking after groups share."""

    gateway: Gateway | None = None
    me: str = ""
    """The account's own id; kept while logged out."""
    name: str = ""
    """What it calls itself."""
    logged_in: bool = False

    def __post_init__(self) -> None:
        self._connected = asyncio.Event()

    def connect(self, gateway: Gateway) -> None:
        """The stream is open."""
        self.gateway = gateway
        self._connected.set()

    def cut(self) -> None:
        """It is not any more."""
        self.gateway, self.logged_in = None, False
        self._connected.clear()

    async def ready(self) -> Gateway:
        """The connection, waited for."""
        while self.gateway is None:
            await self._connected.wait()
        return self.gateway
