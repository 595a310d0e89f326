"""Who may ask, and what the pages may load."""

import httpx
import pytest

from bot.web.guard import is_loopback
from bot.web.server import build
from tests.web.conftest import BASE, Visitor

GOOD = {"chat": None, "sender": "张小明", "text": "帮助"}


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("evil.example", False),
    ],
)
def test_which_addresses_are_this_machine(host: str, ours: bool) -> None:
    assert is_loopback(host) is ours


@pytest.mark.parametrize("path", ["/", "/sim/messages", "/demo/why/1", "/static/page.css"])
async def test_another_name_is_refused(visitor: Visitor, path: str) -> None:
    answer = await visitor.http.get(path, headers={"Host": "rebound.example:8765"})
    assert answer.status_code == 403
    assert "127.0.0.1" in answer.json()["error"]


async def test_another_machine_is_refused_but_for_health(visitor: Visitor) -> None:
    far = httpx.ASGITransport(app=visitor.site, client=("192.168.1.9", 4000))
    async with httpx.AsyncClient(transport=far, base_url=BASE) as http:
        assert (await http.post("/sim/messages", json=GOOD)).status_code == 403
        assert (await http.get("/healthz")).status_code == 200


async def test_the_operator_may_open_it_to_a_name(visitor: Visitor) -> None:
    site = await build(visitor.town.app, hosts=["Town.Example"])
    far = httpx.ASGITransport(app=site, client=("192.168.1.9", 4000))
    async with httpx.AsyncClient(transport=far, base_url="http://town.example") as http:
        assert (await http.post("/sim/messages", json=GOOD)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_post_from_another_site_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = await visitor.http.post("/sim/messages", json=GOOD, headers=headers)
    assert answer.status_code == 403


async def test_a_post_from_our_own_page_is_taken(visitor: Visitor) -> None:
    answer = await visitor.http.post(
        "/sim/messages", json=GOOD, headers={"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 200


async def test_too_much_is_refused_before_it_is_read(visitor: Visitor) -> None:
    answer = await visitor.http.post("/sim/messages", content=b"x", headers={"Content-Length": "99999999"})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/healthz", "/sim/messages", "/nowhere"])
async def test_every_answer_carries_the_policy(visitor: Visitor, path: str) -> None:
    answer = await visitor.http.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/demo/say", "/demo/again", "/demo/fault", "/demo/clock", "/demo/reset", "/demo/tour"]
)
async def test_forms_need_the_token(visitor: Visitor, path: str) -> None:
    await visitor.http.get("/")
    for token in ("", "0" * 32):
        answer = await visitor.http.post(path, data={"token": token, "pane": "near"})
        assert answer.status_code == 403
        assert "刷新" in answer.text


async def test_a_token_without_its_cookie_is_nothing(visitor: Visitor) -> None:
    await visitor.http.get("/")
    token = visitor.http.cookies["xianglin-form"]
    visitor.http.cookies.clear()
    answer = await visitor.http.post("/demo/reset", data={"token": token})
    assert answer.status_code == 403
