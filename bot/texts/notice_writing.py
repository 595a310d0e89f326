"""Sentences of the dialogue in which a notice is written: what is asked, what a gate says (handbook §3.6, §4.1, ruling 9)."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain import calendar
from bot.domain.notice_files import Unread
from bot.domain.notice_gates import Fault, Kind

_PARTS = {"title": "标题", "body": "正文", "plain": "大白话", "attachment": "附件说明", "line": "补充的话"}


def ask_title(returned: str = "") -> str:
    """First question of the dialogue; ``returned`` is a draft of theirs that was sent back."""
    hint = f"(退回的【{returned}】还在,要接着改就回“改通知 {returned}”)\n" if returned else ""
    return f"{hint}写通知,一步一步来,随时可回“上一步”“取消”。\n先写标题,20字以内,比如:医保缴费提醒。"


def ask_audience(examples: Sequence[str]) -> str:
    return f"发给谁?比如:{'、'.join(examples)}。"


def ask_body() -> str:
    return "写正文,800字以内:什么事、什么时候、在哪儿、要带什么。"


def ask_plain() -> str:
    return "再写一段大白话,150字以内,念给老人也听得懂。正文够短够直白的,回“同正文”。"


def ask_receipt() -> str:
    return "要不要回执(请大家回“收到”,只计数)?回 要 或 不要。"


def ask_until() -> str:
    return "回执到哪天截止?比如:11月26日(算到当天下午6点)。"


def ask_attachment() -> str:
    return "有附件吗?图片、文件现在发来;贴在哪儿的,写一句,比如:名额表贴在村部公告栏。没有就回“没有”。"


def ask_phone() -> str:
    return "咨询电话写哪个?比如:12345,或带区号的座机。"


def ask_valid() -> str:
    return "这条通知到哪天为止有效?比如:12月31日。"


def fault(of: str, found: Fault, most: int) -> str:
    """What a gate found in a part and what to do; never the number, name or link's path itself."""
    part = _PARTS[of]
    keep = "前面写的都还在,改好这一段再发一遍。"
    if found.kind is Kind.EMPTY:
        return f"{part}没看到字,请用文字写一遍。"
    if found.kind is Kind.LONG:
        return f"{part}最多{most}字,多了{found.detail}字。请缩短再发一遍,前面写的都还在。"
    if found.kind is Kind.CLASSIFIED:
        return f"{part}里有“{found.detail}”,涉密和内部的内容不能在群里发。{keep}"
    if found.kind is Kind.LINK:
        return f"{part}里的链接({found.detail})不在可用的网站里。请删掉,或换成政府网站的。{keep}"
    if found.kind is Kind.NAMES:
        return f"{part}里把好几个人的名字和困难、生病的事写在一起了。请去掉名字,只写人数。{keep}"
    what = {Kind.ID_CARD: "身份证号", Kind.BANK_CARD: "银行卡号", Kind.MOBILE: "手机号码"}[found.kind]
    return f"{part}里有{what},不能发到群里。请删掉,或写“见村部公告”。{keep}"


def no_line_breaks() -> str:
    return "标题写成一行就好,请再发一遍。"


def unknown_audience(words: str, examples: Sequence[str]) -> str:
    shown = f"没认出“{words}”。" if words else "没看出要发给谁。"
    return f"{shown}请写单位名,比如:{'、'.join(examples)}。"


def unclear_audience(words: str, options: Sequence[str]) -> str:
    return f"“{words}”有好几个:{'、'.join(options[:6])}。请写全是哪一个。"


def beyond(mine: Sequence[str], who: str) -> str:
    """The audience goes beyond what the author may address."""
    return f"您能发给:{'、'.join(mine)}。再大的范围请找{who}来发,或者换个范围再写。"


def no_chats(where: str) -> str:
    return f"{where}还没有登记好的群,发了没人收得到。请换个范围,或先让村干部在群里发“绑定群”。"


def say_receipt_again() -> str:
    return "请回 要 或 不要。"


def bad_until() -> str:
    return "没看懂是哪天。请写成“11月26日”或“明天”,算到当天下午6点。"


def past_until(when: datetime) -> str:
    return f"{calendar.moment_name(when)}已经过了,请写一个往后的日子,比如:明天。"


def bad_phone() -> str:
    return "没看懂电话。请写热线(如12345)或带区号的座机(如0566-1234567)。"


def private_phone() -> str:
    return "手机号码要本人同意公开才能写进通知。请换成座机或热线,比如村便民点电话、12345。"


def bad_valid() -> str:
    return "没看懂是哪天。请写成“12月31日”“一个月”这样。"


def past_valid(day: date) -> str:
    return f"{calendar.day_name(day)}已经过了,请写一个往后的日子。"


def valid_before_receipt(until: datetime) -> str:
    return f"有效期不能早于回执截止({calendar.moment_name(until)}),请写晚一点的日子。"


def past_send(when: datetime) -> str:
    return f"{calendar.moment_name(when)}已经过了。请回“定时 明天上午9点”这样改,马上发就回“定时 马上”。"


def bad_send() -> str:
    return (
        "没看懂什么时候发。请写“定时 明天上午9点”“重复 每月31号上午9点”“重复 每年农历九月初九”,马上发就回“定时 马上”。"
    )


def valid_before_send(when: datetime) -> str:
    return f"有效期比发出的时间({calendar.moment_name(when)})还早,请回“改有效期 12月31日”这样改。"


def receipt_before_send(when: datetime) -> str:
    return f"回执截止比发出的时间({calendar.moment_name(when)})还早,请回“改截止 12月31日”这样改。"


def goes_at(when: datetime, repeats: str) -> str:
    again = f"({repeats};每次一个新编号)" if repeats else ""
    return f"定时:{calendar.moment_name(when)}发{again}。"


def by_hand() -> str:
    return "逐级转达:先到各村工作群,村里、组里回“转达”再往下发。"


def only_wardens() -> str:
    return "回执只请邻长回。"


def bad_relay() -> str:
    return "转达方式请回“改转达 逐级”或“改转达 自动”。"


def plain_too_long_to_copy() -> str:
    return "正文超过150字,请另写一段短的大白话。"


def preview(post: str, reached: str, signs: bool) -> str:
    how = "要另一位镇干部或镇管理员批准" if signs else "发给本单位范围,送审就发出"
    return f"预览:\n{post}\n————\n{reached}\n({how})\n没问题回“送审”;要改回“改标题 新标题”,或改正文、改大白话、改范围、改回执、改附件、改电话、改有效期、定时、改转达,或标“重要”;不发回“取消”。"


def confirm_again() -> str:
    return "没问题回“送审”;要改就回“改标题 …”“改正文 …”这样;不发回“取消”。"


def changed(part: str) -> str:
    return f"{part}改好了。"


def returned_because(number: str, reason: str) -> str:
    return f"接着改【{number}】,退回的理由:{reason}"


def whole_town() -> str:
    return "全镇"


def all_but(whole: str, out: str) -> str:
    return f"{whole}除{out}"


_UNREAD = {
    Unread.NO_FILE: "照片、语音里的字小邻读不出来。",
    Unread.SEVERAL: "一次只能读一个文件。",
    Unread.NOT_HERE: "这个文件的内容没传过来。",
    Unread.LARGE: "这个文件太大了,不像一份通知。",
    Unread.DOCUMENT: "这种文件小邻打不开。",
    Unread.NOT_TEXT: "这个文件里不是文字,小邻打不开。",
    Unread.EMPTY: "这个文件里没有字。",
}


def unread(why: Unread) -> str:
    """A file that cannot be taken, and what to send instead."""
    return f"{_UNREAD[why]}请把通知存成文本文件(.txt)再发给我,每段前面写“标题:”“给谁:”“正文:”,或者直接打字。"


def file_and_words() -> str:
    return "文件和字一起来,先按您打的字写;要用文件,回“取消”,再只发“发通知”和文件。"


def file_read() -> str:
    return "文件读好了,还差下面的。"


def important(asked: bool) -> str:
    """Who is reminded once; without a receipt nobody can be."""
    if asked:
        return "重要:时间过半还没人回的邻,私下提醒邻长一次"
    return "重要:没要回执,不知道该提醒谁;要提醒就回“改回执 要”"
