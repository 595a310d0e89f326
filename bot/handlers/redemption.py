"""兑换: what can be had for points, asking for it, and the village's side: 上架, 加货, 下架, 待领, 发放 (handbook §5.1)."""

import re

from bot.actions import redemption as act
from bot.context import Context, Work
from bot.domain import redemption as rules
from bot.domain.answers import yes_or_no
from bot.domain.roles import Action
from bot.forms import Draft, Form, Misread, Step, start
from bot.messages import Outbound
from bot.router import Router
from bot.texts import redemption as say

router = Router("redemption")

_PUT_ON = re.compile(
    r"^上架\s*(?P<name>\D[^\d\s]{0,30}?|\S{1,30})\s*(?P<cost>\d{1,5})\s*(?:积?分)[\s,，、]*(?P<count>\d{1,5})\s*[份个件袋瓶桶盒][\s,，、;；。]*(?:依据|凭|根据|按)[\s:：]*(?P<basis>\S.{3,60})$",
    re.DOTALL,
)
_NUMBER = r"\s*(?:单|号)?\s*#?(\d{1,9})"
_ADD = re.compile(rf"^(?:加货|补货){_NUMBER}\s*号?[\s,，:]+(\d{{1,5}})")
_OFF = re.compile(rf"^下架{_NUMBER}")
_HAND = re.compile(rf"^(?:发放|发了|领走|已领){_NUMBER}")
_CANCEL = re.compile(rf"^(?:取消|退|不要了){_NUMBER}")
_STAFF = ("上架", "加货", "补货", "下架", "发放", "发了", "领走", "已领", "待领")


@router.command("兑换", "积分兑换", "积分超市", "duihuan", asks=Action.OWN_POINTS)
def redeem(ctx: Context) -> list[Outbound]:
    """兑换 — what there is; 兑换 2 asks for it; 兑换 取消 3; for the village 上架, 加货, 下架, 待领, 发放."""
    if ctx.in_group:
        return ctx.reply(say.in_private())
    act.must_be_on(ctx.work)
    said = ctx.text.strip(" .。!")
    if said.startswith(_STAFF):
        return _of_village(ctx, said)
    if found := _CANCEL.match(said):
        text, told = act.cancel(ctx.work, int(found[1]))
        return ctx.reply(text) + told
    if said and said not in {"我的", "列表", "有啥", "有什么"}:
        item = act.chosen(ctx.work, ctx.person, said.removesuffix("号"))
        return start(ctx, ORDER, {"item": item.number, "name": item.name, "cost": item.cost})
    shelf = act.shelf(ctx.work, ctx.person)
    window = ctx.work.settings.redemption_days
    opens = None if shelf.open_now else rules.next_opening(window, ctx.work.today)
    return ctx.reply(say.shelf(shelf.items, shelf.spendable, opens, shelf.waiting, shelf.places))


def _of_village(ctx: Context, said: str) -> list[Outbound]:
    if said.startswith("待领"):
        return ctx.reply(say.waiting(act.waiting(ctx.work)))
    if said.startswith("上架"):
        village, said = act.village_for(ctx.work, said)
        found = _PUT_ON.match(said)
        if found is None:
            return ctx.reply(say.how_to_put_on())
        count = int(found["count"])
        item = act.put_on(ctx.work, village, found["name"].strip(), int(found["cost"]), count, found["basis"].strip())
        return ctx.reply(say.put_on(item, count))
    if found := _ADD.match(said):
        return ctx.reply(say.stocked(act.add_stock(ctx.work, int(found[1]), int(found[2]))))
    if found := _OFF.match(said):
        return ctx.reply(say.taken_off(act.take_off(ctx.work, int(found[1]))))
    if found := _HAND.match(said):
        text, told = act.hand_out(ctx.work, int(found[1]))
        return ctx.reply(text) + told
    return ctx.reply(say.how_to_put_on())


def _ask(_work: Work, draft: Draft) -> str:
    return say.sure(str(draft["name"]), int(str(draft["cost"])))


def _read(ctx: Context, _draft: Draft) -> bool:
    meant = yes_or_no(ctx.text)
    if meant is None:
        raise Misread(say.sure_again())
    return meant


def _finish(ctx: Context, draft: Draft) -> list[Outbound]:
    if not draft["sure"]:
        return ctx.reply(say.not_taken())
    order, item, left, told = act.take(ctx.work, ctx.person, int(str(draft["item"])))
    return ctx.reply(say.taken(order, item, left), about=f"redemption:{order.number}") + told


ORDER = router.form(Form("redemption", (Step("sure", _ask, _read),), _finish))
