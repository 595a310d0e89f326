"""The road to the gateway: its own certificate is checked, and doctor says precisely what is wrong."""

import asyncio
import ipaddress
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.adapters.wechaty import WechatyAdapter, findings
from bot.adapters.wechaty_setup import Setup
from bot.bench.processes import free_port
from bot.clock import SystemClock
from bot.config import BadConfig, load
from tests.conformance.benches.wechaty import CALM, NO_PACE
from tests.conformance.house import Listening, running, until
from tests.peers import wechaty_gateway as peer


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for this machine, as one makes it by hand, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()))
    return files


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Path, Path], Path]:
    """The gateway's certificate with its key, and a stranger's certificate."""
    folder = tmp_path_factory.mktemp("tls")
    return certificate(folder, "gateway"), certificate(folder, "stranger")[0]


@pytest.fixture
async def secure(papers: tuple[tuple[Path, Path], Path]) -> AsyncIterator[peer.Gateway]:
    """A gateway with TLS and an account that is logged in."""
    if missing := peer.missing():
        if os.environ.get("XIANGLIN_REQUIRE_PLATFORMS"):
            pytest.fail(missing)
        pytest.skip(missing)
    gateway = peer.Gateway(tls=papers[0])
    await gateway.up()
    await gateway.ask("/contacts", contacts=[{"id": "bot", "name": "小邻"}])
    await gateway.ask("/login", id="bot")
    yield gateway
    gateway.down()


def adapter(port: int, tls: str, ca: Path | None, host: str = "127.0.0.1") -> WechatyAdapter:
    return WechatyAdapter(Setup(host, port, peer.TOKEN, tls, ca, None, NO_PACE), SystemClock(), CALM)


def told(gateway: peer.Gateway, **more: str) -> list[str]:
    """What doctor finds wrong, with its remedies."""
    given = {"ENDPOINT": f"127.0.0.1:{gateway.port}", "TOKEN": peer.TOKEN, **more}
    config = load(environ={f"XIANGLIN_WECHATY__{name}": value for name, value in given.items()})
    return [f"{what} → {remedy}" for mark, what, remedy in findings(config) if mark == "错"]


async def test_certificates(secure: peer.Gateway, papers: tuple[tuple[Path, Path], Path]) -> None:
    (own, _), stranger = papers
    for tls, ca, host in (
        ("checked", own, "127.0.0.1"),
        ("checked", own, "localhost"),
        ("unchecked", None, "127.0.0.1"),
    ):
        good = adapter(secure.port, tls, ca, host)
        async with running(good, Listening()):
            await until(lambda one=good: one.link.up, f"up: {tls} {host}")  # type: ignore[misc]  # bound now
        await secure.attached(False)
    for ca in (stranger, None):
        wrong = adapter(secure.port, "checked", ca)
        async with running(wrong, Listening()):
            await until(lambda one=wrong: "证书" in one.link.trouble, "a stranger's certificate")  # type: ignore[misc]
    plain = adapter(secure.port, "plain", None)
    async with running(plain, Listening()):
        await until(lambda: "断开" in plain.link.trouble, "no TLS where there is TLS")


async def test_doctor_is_precise(secure: peer.Gateway, papers: tuple[tuple[Path, Path], Path]) -> None:
    (own, _), stranger = papers

    async def asked(**more: str) -> str:
        return "".join(await asyncio.to_thread(told, secure, **more))

    assert not await asked(TLS_CA=str(own))
    assert not await asked(TLS="unchecked")
    assert "WECHATY_TOKEN" in await asked(TLS_CA=str(own), TOKEN="another")
    assert "wechaty.tls_ca" in await asked(TLS_CA=str(stranger))
    assert "wechaty.tls" in await asked(TLS="plain")
    assert "XIANGLIN_WECHATY__TOKEN" in await asked(TOKEN="")
    assert "先启动网关" in await asked(TLS="plain", ENDPOINT=f"127.0.0.1:{free_port()}")


def test_its_settings() -> None:
    def read(**given: str) -> object:
        return load(environ={f"XIANGLIN_{name}": value for name, value in given.items()}).values

    for name, value in (
        ("ENDPOINT", "gateway"),
        ("ENDPOINT", "gateway:99999"),
        ("ENDPOINT", "http://gateway:80"),
        ("TLS", "yes"),
        ("TLS_CA", "/nowhere.pem"),
        ("GAP", "8-3"),
        ("GAP", "0.1-0.2"),
        ("GAP", "快"),
        ("DAILY", "0"),
        ("DAILY", "99999"),
        ("TOKEN", "令牌"),
    ):
        with pytest.raises(BadConfig, match=f"wechaty.{name.lower()}"):
            read(**{f"WECHATY__{name}": value})
    for how in ("plain", "unchecked"):
        away = {"ADAPTERS__ENABLED": "wechaty", "WECHATY__ENDPOINT": "gateway.example:8788", "WECHATY__TLS": how}
        with pytest.raises(BadConfig, match="只许网关在本机"):
            read(**away)
        read(**(away | {"WECHATY__ENDPOINT": "127.0.0.1:8788"}))
        read(**(away | {"WECHATY__ENDPOINT": "[::1]:8788"}))
    values = load(environ={"XIANGLIN_WECHATY__GAP": "5 - 12", "XIANGLIN_WECHATY__ENDPOINT": "[::1]:8788"}).values
    assert values["wechaty.gap"] == (timedelta(seconds=5), timedelta(seconds=12))
    assert values["wechaty.endpoint"] == ("::1", 8788)
    assert "wechaty" not in values["adapters.enabled"], "off unless somebody turns it on"
    assert load(environ={"XIANGLIN_WECHATY__TOKEN": "abcdef"}).shown("wechaty.token") == "***"


def test_a_token_in_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "xianglin.toml"
    file.write_text('[wechaty]\ntoken = "abc"\n', encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(BadConfig, match="chmod 600"):
        load(file, {})
    file.chmod(0o600)
    assert load(file, {}).values["wechaty.token"] == "abc"
