"""Pictures and documents over the simulator's interface and on the demo page."""

import base64

from bot.adapters.samples import document, picture
from tests.web.conftest import Visitor

NEAR = "康桥三组2邻群"
DRAFT = "发通知 集中换电表|康桥村|换电表,家里留人。|同正文|不要"
PICTURE = {"kind": "image", "name": "电表.png", "data": base64.b64encode(picture()).decode()}
PLAN = {"kind": "file", "name": "换表 安排.pdf", "data": base64.b64encode(document()).decode()}


async def released(visitor: Visitor, *attached: dict[str, str]) -> None:
    await visitor.say(DRAFT, "周文斌")
    for one in attached:
        await visitor.say("", "周文斌", attachments=[one])
    for text in ("好了", "95598", "12月30日", "送审"):
        await visitor.say(text, "周文斌")


async def test_what_was_sent_tells_its_picture_and_files_and_gives_them(visitor: Visitor) -> None:
    await released(visitor, PICTURE, PLAN)
    told = (await visitor.http.get("/sim/messages", params={"chat": NEAR})).json()["messages"]
    (post,) = told
    assert [(one["kind"], one["name"]) for one in post["files"]] == [("image", "电表.png"), ("file", "换表 安排.pdf")]
    assert post["image"] == post["files"][0]["url"]
    shown = await visitor.http.get(post["image"])
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.content.startswith(b"\x89PNG")
    assert b"117.48" not in shown.content
    saved = await visitor.http.get(post["files"][1]["url"])
    assert saved.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in saved.headers["content-security-policy"]
    assert saved.content == document()


async def test_replies_show_pictures_too_and_messages_without_any_say_nothing_of_them(visitor: Visitor) -> None:
    await released(visitor, PICTURE)
    (reply,) = (await visitor.say("通知 KQ26-001", "张小明")).json()["replies"]
    assert reply["image"]
    (reply,) = (await visitor.say("帮助", "张小明")).json()["replies"]
    assert "image" not in reply
    assert "files" not in reply


async def test_a_file_that_is_not_there_is_not_found(visitor: Visitor) -> None:
    await released(visitor, PICTURE)
    for path in ("/sim/files/999999/0", "/sim/files/1/0", "/sim/files/1/99999999999"):
        assert (await visitor.http.get(path)).status_code == 404


async def test_the_page_shows_the_picture_and_takes_one_from_the_visitor(visitor: Visitor) -> None:
    await visitor.say(DRAFT, "周文斌")
    await visitor.page()
    fields = {"token": visitor.http.cookies["xianglin-form"], "pane": "phone", "speaker": "周文斌"}
    answer = await visitor.http.post(
        "/demo/say", data=fields, files={"upload": ("路口<b>.png", picture(), "image/png")}
    )
    assert answer.status_code == 303
    for text in ("好了", "95598", "12月30日", "送审"):
        await visitor.say(text, "周文斌")
    page = await visitor.page()
    assert '<img src="/sim/files/' in page
    assert "路口b.png" in page
    assert "<b>.png" not in page
