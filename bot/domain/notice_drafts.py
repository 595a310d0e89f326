"""A notice's draft between two answers: the words that the dialogue understands, and how a draft is held as JSON values. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

from bot.domain.notices import Audience, Draft, Level, People, Receipt, Relay
from bot.ids import UnitId

NONE = frozenset(
    {
        "没有",
        "无",
        "没",
        "没附件",
        "没有附件",
        "无附件",
        "不用",
        "不要",
        "否",
        "2",
        "没得",
        "冇",
        "不带",
        "暂无",
        "不用了",
    }
)
DONE = frozenset(
    {
        "好了",
        "好",
        "好的",
        "没了",
        "没有了",
        "完了",
        "发完了",
        "就这些",
        "就这个",
        "就这一个",
        "就这张",
        "可以了",
        "行了",
        "行",
        "1",
        "下一步",
        "齐了",
    }
)
"""No more files; so is every word of ``NONE`` once there is one."""
DROP = frozenset(
    {"不带", "不带了", "不要了", "不要这些", "不要这些了", "都不要", "都不要了", "删掉", "删了", "去掉", "重来"}
)
SAME = frozenset({"同正文", "同上", "一样", "和正文一样", "跟正文一样", "正文就是", "就用正文", "用正文"})
SUBMIT = frozenset(
    {
        "送审",
        "发",
        "发吧",
        "发出",
        "发送",
        "提交",
        "确认",
        "确定",
        "没问题",
        "可以",
        "好",
        "好的",
        "是",
        "行",
        "1",
        "送审吧",
        "确认送审",
    }
)
FOREVER = re.compile(r"长期|永久|一直|不限|常年")
EDIT = re.compile(
    r"^\s*(?:改|修改|换|重写)(?:一下)?(标题|正文|内容|大白话|范围|给谁|发给|对象|单位|回执|截止|附件|咨询电话|电话|有效期)\s*(?:改为|改成|为|成)?\s*[:：,，]?\s*(.*)$",
    re.DOTALL,
)
WHEN = re.compile(r"^\s*(?:改)?(?:定时|发送时间|发出时间|重复)\s*(?:改为|改成|为|成)?\s*[:：,，]?\s*(.+)$", re.DOTALL)
AT_ONCE = frozenset({"马上", "马上发", "立即", "立即发", "现在", "现在发", "取消", "不定时", "不重复", "批了就发"})
HOW = re.compile(r"^\s*(?:改)?转达(?:方式)?\s*(?:改为|改成|为|成)?\s*[:：,，]?\s*(.*)$", re.DOTALL)
BY_HAND = frozenset({"逐级", "手动", "人工", "一级一级", "逐级转达", "人工转达", "手工"})
BY_ITSELF = frozenset({"自动", "直接", "直接发", "自动转达", "一起发"})
LEVELS = {"重要": Level.IMPORTANT, "一般": Level.NORMAL, "普通": Level.NORMAL, "不重要": Level.NORMAL}
LEVEL = re.compile(rf"^(?:改)?(?:级别|等级)?\s*(?:改为|改成|为|成)?\s*[:,]?\s*({'|'.join(LEVELS)})(?:通知)?$")
STEP_OF = {
    "标题": "title", "正文": "body", "内容": "body", "大白话": "plain", "范围": "to", "给谁": "to", "发给": "to", "对象": "to", "单位": "to",
    "回执": "receipt", "截止": "until", "附件": "attachment", "咨询电话": "phone", "电话": "phone", "有效期": "valid",
}  # fmt: skip


WARDENS = "wardens"
"""Answer to whether a receipt is wanted: of wardens alone."""


def asks_until(answers: Mapping[str, object]) -> bool:
    """Whether a receipt, and so its deadline, is wanted."""
    return answers.get("receipt") in (True, WARDENS)


def from_template(answers: Mapping[str, object]) -> bool:
    """Whether a template is being filled in."""
    return bool(answers.get("template"))


def written(answers: Mapping[str, object]) -> bool:
    """Whether body and plain words are the author's own."""
    return not from_template(answers)


def part(answers: Mapping[str, object], name: str) -> str:
    """``body`` or ``plain``: the author's own, else the filled-in template's."""
    filled = cast("Mapping[str, str]", answers.get("blanks") or {})
    return str(answers.get(name, filled.get(name, "")))


def read_draft(answers: Mapping[str, object]) -> Draft:
    """The whole draft, when every question has been answered."""
    until = answers.get("until") if asks_until(answers) else None
    return Draft(
        title=str(answers["title"]),
        audience=_audience(answers["to"]),
        body=part(answers, "body"),
        plain_text=part(answers, "plain"),
        receipt_until=datetime.fromisoformat(str(until)) if until else None,
        attachment=attachment_of(answers["attachment"])[0],
        files=attachment_of(answers["attachment"])[1],
        phone=str(answers["phone"]),
        valid_until=date.fromisoformat(str(answers["valid"])),
        receipt=Receipt.WARDEN if answers.get("receipt") == WARDENS else Receipt.COUNT,
        relay=Relay(str(answers.get("relay", Relay.AUTO.value))),
        send_at=datetime.fromisoformat(str(answers["send_at"])) if answers.get("send_at") else None,
        repeats=str(answers.get("repeats", "")),
        level=Level(str(answers.get("level", Level.NORMAL.value))),
    )


def write_draft(draft: Draft) -> dict[str, object]:
    """A draft as answers: one that was sent back is taken up again."""
    until = {} if draft.receipt_until is None else {"until": draft.receipt_until.isoformat()}
    return {
        "title": draft.title,
        "to": write_audience(draft.audience),
        "body": draft.body,
        "plain": draft.plain_text,
        "receipt": WARDENS
        if draft.receipt is Receipt.WARDEN and draft.receipt_until is not None
        else draft.receipt_until is not None,
        **until,
        "attachment": write_attachment(draft.attachment, draft.files),
        "phone": draft.phone,
        "valid": draft.valid_until.isoformat(),
        "relay": draft.relay.value,
        "send_at": draft.send_at.isoformat() if draft.send_at else "",
        "repeats": draft.repeats,
        "level": draft.level.value,
    }


def write_attachment(text: str, files: Sequence[str]) -> object:
    """An attachment as an answer: a line that says where to look, with files when there are any."""
    return {"text": text, "files": list(files)} if files else text


def attachment_of(held: object) -> tuple[str, tuple[str, ...]]:
    """The same back: the line, and the keys of the files."""
    if isinstance(held, Mapping):
        found = cast("Mapping[str, object]", held)
        return str(found["text"]), tuple(cast("Sequence[str]", found["files"]))
    return str(held), ()


def write_audience(audience: Audience) -> dict[str, list[str]]:
    """An audience as an answer."""
    people = [one.value for one in audience.people]
    return {"units": list(audience.units), "excluded": list(audience.excluded), "people": people}


def _audience(held: object) -> Audience:
    to = cast("Mapping[str, list[str]]", held)
    return Audience(
        tuple(UnitId(one) for one in to["units"]),
        tuple(UnitId(one) for one in to["excluded"]),
        tuple(People(one) for one in to.get("people", ())),
    )
