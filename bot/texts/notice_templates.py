"""The town's templates of notices: what is always said, with blanks to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """A notice but for its blanks; each ``{…}`` of body and plain words is one of ``blanks``."""

    title: str
    words: tuple[str, ...]
    """How people ask for it."""
    blanks: tuple[str, ...]
    example: str
    body: str
    plain: str
    receipt: bool = False


TEMPLATES: tuple[Template, ...] = (
    Template(
        "城乡居民医保缴费",
        ("医保缴费", "医保", "城乡医保"),
        ("截止日", "每人多少钱", "在哪儿缴"),
        "12月31日|400元|手机或村便民点",
        "城乡居民医保开始缴费,每人{每人多少钱},{截止日}前缴清,{在哪儿缴}都能办,请带身份证或户口本。过期不缴,看病不能报销。",
        "医保每人{每人多少钱},{截止日}前缴,{在哪儿缴}办。不会弄的找邻长帮忙。",
    ),
    Template(
        "防汛提醒",
        ("防汛", "汛期", "暴雨"),
        ("时间", "哪些地方要注意", "去哪儿躲避"),
        "今晚8点到明早8点|沿河、山边的住户|村部",
        "{时间}有强降雨,{哪些地方要注意}要特别当心。不要过漫水桥,不要下河。水涨得快就马上到{去哪儿躲避},听村里安排。",
        "{时间}雨大,{哪些地方要注意}当心,水涨就去{去哪儿躲避}。有危险打110、119。",
        receipt=True,
    ),
    Template(
        "防溺水提醒",
        ("防溺水", "溺水"),
        ("重点水域",),
        "水库、河湾、鱼塘",
        "天热了,请看好孩子:不私自下水,不结伴下水,不在没有大人带的时候下水,不到{重点水域}玩水。看见孩子下水请劝回来,并告诉家长。",
        "看好孩子,别到{重点水域}玩水。看见了请喊一声。",
    ),
    Template(
        "停水停电通知",
        ("停水停电", "停水", "停电"),
        ("停什么", "时间", "哪些地方", "为什么"),
        "停水|11月28日上午8点到下午5点|三组、五组|换管子",
        "因{为什么},{时间}{哪些地方}{停什么},请提前做好准备。提前完工会提前恢复,耽误不便请谅解。",
        "{时间}{哪些地方}{停什么},请提前准备好。",
    ),
    Template(
        "开会通知",
        ("会议", "开会", "村民会议"),
        ("什么会", "时间", "在哪儿", "谁来参加"),
        "村民代表会|11月29日上午9点|村部会议室|各组村民代表",
        "定于{时间}在{在哪儿}开{什么会},请{谁来参加}准时到会。来不了请提前说一声。",
        "{时间}在{在哪儿}开{什么会},请{谁来参加}来。",
        receipt=True,
    ),
)


def find(words: str) -> Template | None:
    """The template that somebody asks for."""
    said = words.removesuffix("模板").removeprefix("模板").strip(" :,。")
    return next((one for one in TEMPLATES if said and (said in one.words or said == one.title)), None)


def filled(text: str, blanks: Mapping[str, str]) -> str:
    """Body or plain words with the blanks filled in."""
    for name, value in blanks.items():
        text = text.replace("{" + name + "}", value)
    return text


def listing() -> str:
    names = "、".join(one.words[0] for one in TEMPLATES)
    return f"通知模板有:{names}。\n用哪个就回“发通知 {TEMPLATES[0].words[0]}”,只要填几个空。"


def ask_blanks(template: Template) -> str:
    """All blanks in one answer."""
    return f"《{template.title}》要填{len(template.blanks)}个空:{'、'.join(template.blanks)}。\n一次写全,中间用“|”隔开,比如:{template.example}"


def wrong_count(template: Template, given: int) -> str:
    return f"要填{len(template.blanks)}个空({'、'.join(template.blanks)}),您写了{given}个。用“|”隔开再写一遍,比如:{template.example}"
