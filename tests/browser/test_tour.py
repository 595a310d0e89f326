"""What a visitor sees: the tour from gossip to ballot, the drawer, the phone's width, no JavaScript at all."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Window, picture

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=\"document.title='stolen'\"><script>document.title='stolen'</script>"


async def play(page: Page, heading: str) -> None:
    """Play the step of that heading, and wait until it has been played."""
    await expect(page.locator("#tour h2")).to_have_text(heading)
    await page.locator("#tour button[value=play]").click()
    await expect(page.locator("#tour .tour-look, #tour .tour-trouble, #toast .problem")).to_be_visible()
    await expect(page.locator("#toast .problem")).to_have_count(0)
    await expect(page.locator("#tour .tour-trouble")).to_have_count(0)


async def follow(page: Page) -> None:
    await page.locator("#tour button[value=next]").click()


async def last_of_bot(page: Page, pane: str) -> str:
    return await page.locator(f"#pane-{pane} .line.bot .text").last.inner_text()


async def test_the_tour_from_gossip_to_ballot(window: Window) -> None:
    page = await window.open()
    near, phone = page.locator("#pane-near"), page.locator("#pane-phone")
    await play(page, "邻居聊天，小邻不听")
    await expect(near.locator(".line.ignored")).to_have_count(1)
    await follow(page)
    await play(page, "一句话报修")
    await expect(near.locator(".line.bot")).to_contain_text("KQ2611-001")
    await expect(phone.locator(".line.bot")).to_contain_text("KQ2611-001")
    await picture(page, "concern")
    await follow(page)
    await play(page, "邻长接单，办好")
    await expect(phone.locator(".line.person")).to_have_count(2)
    await expect(near.locator(".line.bot").last).to_contain_text("王建国")
    await follow(page)
    await play(page, "满意不满意，村民说了算")
    await expect(phone.locator(".line.bot").last).to_contain_text("谢")
    await follow(page)
    await play(page, "打卡就是说句话")
    await expect(phone.locator(".line.bot").filter(has_text="#1")).not_to_have_count(0)
    await follow(page)
    await play(page, "村里审过，积分到账")
    await expect(phone.locator(".line.bot").last).to_contain_text("分")
    await follow(page)
    await play(page, "发一个全镇通知")
    await expect(phone.locator(".line.bot").last).to_contain_text("T26-001")
    await follow(page)
    await play(page, "一声批准，跑下四级")
    for pane in ("town", "village", "grid", "near"):
        await expect(page.locator(f"#pane-{pane} .line.bot").filter(has_text="医保缴费提醒")).to_have_count(1)
    await picture(page, "notice")
    await follow(page)
    await play(page, "回一声收到，只数数")
    await expect(phone.locator(".line.bot").last).to_contain_text("回执")
    await follow(page)
    await play(page, "周日晚上，简报自己写好")
    await expect(page.locator("#clock .day")).to_have_text("11月29日(周日)")
    await expect(near.locator(".line.bot").last).to_contain_text("一周")
    await picture(page, "digest")
    await follow(page)
    await play(page, "星期一早上，村里看周报")
    await expect(page.locator("#pane-village .line.bot").last).to_contain_text("周报")
    await follow(page)
    await play(page, "测评只能悄悄投")
    await expect(phone.locator(".line.bot").last).to_contain_text("谢谢")
    await expect(near.locator(".line.bot").last).to_contain_text("私聊")
    window.assert_calm()


async def test_what_is_typed_is_text_and_comes_live(window: Window) -> None:
    page, other = await window.open(), await window.open()
    title = await page.title()
    await page.locator("#text-near").fill(EVIL)
    await page.locator("#text-near").press("Enter")
    for one in (page, other):
        await expect(one.locator("#pane-near .line.ignored .text")).to_have_text(EVIL)
        assert await one.title() == title
    await expect(page.locator("#text-near")).to_have_value("")
    await page.locator("#pane-near .at").click()
    await page.locator("#text-near").fill("帮助")
    await page.locator("#pane-near .send").click()
    await expect(other.locator("#pane-near .line.bot")).to_have_count(1)
    await expect(page.locator("#pane-near .line")).to_have_count(3)
    window.assert_calm()


@pytest.mark.parametrize("late", ["**/page.js", "**/htmx-*", "**/hx-sse-*"])
async def test_it_comes_alive_whichever_script_comes_last(window: Window, late: str) -> None:
    page = await window.open(late=late)
    await page.locator("#text-near").fill("闲话")
    await page.locator("#text-near").press("Enter")
    await expect(page.locator("#pane-near .line")).to_have_count(1)
    window.assert_calm()


async def test_a_switched_pane_still_hears(window: Window) -> None:
    page = await window.open()
    await page.locator("#chat-near").select_option("c-hs01-01")
    await expect(page.locator("#speaker-near")).to_have_value("胡海燕")
    await page.locator("#speaker-near").select_option("叶冬梅")
    await page.locator("#text-near").fill("@小邻 帮助")
    await page.locator("#text-near").press("Enter")
    await expect(page.locator("#pane-near .line.bot")).to_have_count(1)
    await expect(page.locator("#pane-near .line.person .who")).to_contain_text("叶冬梅")
    await page.reload()
    await expect(page.locator("#chat-near")).to_have_value("c-hs01-01")
    await expect(page.locator("#speaker-near")).to_have_value("叶冬梅")
    await expect(page.locator("#pane-near .line.bot")).to_have_count(1)
    window.assert_calm()


async def test_why_and_a_chat_that_refuses(window: Window) -> None:
    page = await window.open()
    await page.locator("#pane-phone .menu summary").click()
    await page.locator("#pane-phone").get_by_text("下一条发不出去").click()
    await expect(page.locator("#pane-phone .menu-body")).to_be_hidden()
    await page.locator("#text-phone").fill("帮助")
    await page.locator("#text-phone").press("Enter")
    await expect(page.locator("#pane-phone .waiting")).to_contain_text("被退回 1 次")
    await page.get_by_role("button", name="＋10分钟").click()
    await expect(page.locator("#pane-phone .line.bot")).to_have_count(1)
    await expect(page.locator("#pane-phone .waiting")).to_have_count(0)
    await page.locator("#pane-phone .whylink").click()
    await expect(page.locator("#drawer")).to_contain_text("试了 2 次")
    await picture(page, "why")
    await page.keyboard.press("Escape")
    await expect(page.locator("#drawer")).to_be_hidden()
    window.assert_calm()


async def test_a_reset_comes_to_every_open_page(window: Window) -> None:
    page, other = await window.open(), await window.open()
    await page.locator("#text-near").fill("闲话")
    await page.locator("#text-near").press("Enter")
    await expect(other.locator("#pane-near .line")).to_have_count(1)
    await page.locator(".corner").get_by_text("重来").click()
    await page.get_by_role("button", name="丢掉，从头来").click()
    for one in (page, other):
        await expect(one.locator("#pane-near .line")).to_have_count(0)
    await page.locator("#text-near").fill("又是闲话")
    await page.locator("#text-near").press("Enter")
    await expect(other.locator("#pane-near .line")).to_have_count(1)
    assert window.strangers == []


async def test_on_a_phone(window: Window) -> None:
    page = await window.open(360, 740)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.locator("[data-tab=near]").click()
    await page.locator("#text-near").fill("@小邻 帮助")
    await page.locator("#text-near").press("Enter")
    await expect(page.locator("#pane-near .line.bot")).to_be_in_viewport()
    box = await page.locator("#pane-near").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    for summary in await page.locator("details.menu > summary:visible").all():
        if await summary.evaluate(
            "one => one.getBoundingClientRect().left >= 0 && one.getBoundingClientRect().right <= 360"
        ):
            await summary.click()
            body = summary.locator("xpath=../*[contains(@class, 'menu-body')]")
            edges = await body.evaluate("one => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]")
            assert edges[0] >= 0
            assert edges[1] <= 360
            await summary.click()
    await picture(page, "phone")
    window.assert_calm()


async def test_without_javascript(window: Window) -> None:
    page = await window.open(script=False)
    await page.locator("#text-near").fill("@小邻 帮助")
    await page.locator("#pane-near .send").click()
    await expect(page.locator("#pane-near .line.bot")).to_have_count(1)
    await page.locator("#who-phone").select_option("张小明")
    await page.locator("#pane-phone .pick button").click()
    await expect(page.locator("#who-phone")).to_have_value("张小明")
    await page.get_by_role("button", name="到周日19点").click()
    await expect(page.locator("#clock .day")).to_have_text("11月29日(周日)")
    await page.locator("#pane-near .whylink").first.click()
    await expect(page.locator(".why")).to_contain_text("送达")
    assert window.strangers == []
