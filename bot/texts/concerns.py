"""Sentences to whoever raises a concern: registered, guessed, moved to the private chat, redirected; photos and voice (handbook §3.3, §3.8, §3.9)."""

from collections.abc import Sequence

from bot.domain import calendar
from bot.domain.concerns import Concern

HELP_REPORT = "反映问题"

HELP_PROGRESS = "查进度"

HELP_TODO = "看待办"

HELP_CLAIM = "接单办事"

HELP_ON_BEHALF = "替人反映"

HOTLINES = "急事请打110、119、120。"


def what(concern: Concern, category: str) -> str:
    """``路灯(供电照明与通信)``."""
    return concern.title if concern.title == category else f"{concern.title}({category})"


def filed(
    concern: Concern, category: str, who: str, *, correctable: bool, cut: bool, photos: int, tip: str = ""
) -> str:
    """It is registered: number, what, who gets in touch until when."""
    due = calendar.moment_name(concern.ack_due_at) if concern.ack_due_at else ""
    lines = [f"收到,已登记【{concern.number}】{what(concern, category)}。", f"{who}最迟{due}前联系您。"]
    if tip:
        lines.append(tip)
    if photos:
        lines.append(f"照片{photos}张也附上了。")
    if cut:
        lines.append("字太多,只存了前1000个字,可以拍照补上。")
    lines.append("类别不对回2。" + HOTLINES if correctable else HOTLINES)
    return "\n".join(lines)


def filed_complaint(concern: Concern, who: str) -> str:
    """A complaint about a handler: it starts above and is kept from them."""
    due = calendar.moment_name(concern.ack_due_at) if concern.ack_due_at else ""
    return f"收到,已登记【{concern.number}】,由{who}来办,被反映的人看不到。\n{who}最迟{due}前联系您。\n想看办到哪了,回“进度”。"


def is_it_two(names: Sequence[str]) -> str:
    """A message that speaks of two things."""
    return f"听着是两件事:{'、'.join(names)}。是两件事吗?\n是的回“是”,分开登记,各有人管;是一件回“不是”。\n{HOTLINES}"


def first_of_two(concern: Concern, category: str, who: str) -> str:
    """The first of two has its number."""
    due = calendar.moment_name(concern.ack_due_at) if concern.ack_due_at else ""
    return f"第一件登记好了【{concern.number}】{what(concern, category)},{who}最迟{due}前联系您。\n再看第二件:"


_SHORT = {
    "WATER": "水",
    "POWER_NET": "电和网",
    "ROAD": "路桥",
    "ENV": "环境卫生",
    "FARM": "种田养殖",
    "LAND": "土地房屋",
    "SOCIAL": "社保救助",
    "HEALTH": "看病医保",
    "EDU": "上学",
    "ELDER": "养老",
    "DISPUTE": "纠纷",
    "SAFETY": "安全",
    "VILLAGE": "村务",
    "JOB": "务工办事",
    "OTHER": "其他",
}


def short_name(code: str, name: str) -> str:
    """A category in a menu."""
    return _SHORT.get(code, name)


def guess(names: Sequence[str], *, reported: bool, doubtful: bool = False) -> str:
    """Three numbered guesses."""
    numbered = " ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    head = "记下了。是哪类事?" if reported else "没太听准🙏 您是要反映事情吗?是哪类?"
    tail = "都不是,回“其他”。不选,10分钟后按“其他”登记。" if reported else "都不是,回“其他”;看能办啥,回“帮助”。"
    end = f"\n{HOTLINES}" if doubtful or reported else ""
    return f"{head}\n{numbered}\n回数字就行。{tail}{end}"


def guess_again(most: int) -> str:
    """The answer to the guesses was no number of the list."""
    return f"请回1到{most}的数字;都不是,回“其他”。"


def categories(names: Sequence[str]) -> str:
    """All categories to choose from."""
    numbered = " ".join(f"{number}{name}" for number, name in enumerate(names, 1))
    return f"换成哪类?回数字:\n{numbered}"


def correct_later(text: str, number: str) -> str:
    """Registered in the middle of another dialogue: how to correct it afterwards."""
    return f"{text}\n类别不对,回“改类 {number}”。"


def recategorise_which() -> str:
    """改类 without a number that is theirs."""
    return "是哪一件换类别?请带上号,比如“改类 7”。看号回“进度”。"


def refiled(concern: Concern, category: str, who: str) -> str:
    """The category has been changed."""
    return f"好,【{concern.number}】改成“{category}”了,由{who}来办。想看办到哪了,回“进度”。"


def right() -> str:
    """The category was right."""
    return "好的,有消息就告诉您。想看办到哪了,回“进度”。"


def ask_what() -> str:
    """反映 with nothing behind it."""
    return "您说,什么事、在哪儿?一句话就行,可以附照片。不说了回“取消”。"


def ask_where() -> str:
    """A guest or a staff member: where is it?"""
    return "记下了。在哪个村、哪个组?比如“康桥村三组”。不知道就回“不知道”。"


def ask_home() -> str:
    """Somebody away speaks of home: whose warden is to look."""
    return "家里是哪个组、哪家?回“康桥村三组2邻”这样的地方,或户主姓名,我请那边的邻长去看。\n说的是您现在住的地方,回“这边”;不清楚回“不知道”。"


def with_home(text: str, home: str) -> str:
    """What was said, and whose home it is about: for who goes there."""
    return f"{text}(家在:{home})"


def which_home() -> str:
    """Several homes may be meant."""
    return "这样的不止一家。请再写上村和组,比如“康桥村三组2邻”;不清楚回“不知道”,我请村里问。"


def no_such_home() -> str:
    """Nothing in the roster is called so."""
    return "没找到。请写村和组,比如“康桥村三组2邻”,或户主姓名;不清楚回“不知道”,我请村里问。"


def not_a_place() -> str:
    """That names no unit of the town."""
    return "没找到这个地方。请写村和组,比如“康桥村三组”;不知道就回“不知道”。"


def go_private(bot_name: str) -> str:
    """Said in a group, about somebody's private life (handbook §3.8)."""
    return f"这件事涉及个人情况,我私聊您办,群里不留。刚才那条您可以长按撤回。没收到私聊,请加“{bot_name}”为好友,或打邻长电话。"


def tell_privately() -> str:
    """The private side of it: nothing is stored yet."""
    return "您刚才在群里说的事,小邻没有存。请在这里再说一遍,说完就登记,只有办的人看得到。不说了回“取消”。"


def answer_how(line: str) -> str:
    """“How do I” asked in a group, without anybody in it."""
    return f"{line}\n要是您家有事要办,请私聊我说。"


_HOW = {
    "HEALTH": "医保的事打12393,看病拿药问村卫生室。",
    "POWER_NET": "停电、电线的事可以直接打95598。",
    "SOCIAL": "社保的事打12333,低保救助问村便民点。",
    "EDU": "上学的事问学校,或打12345。",
    "LAND": "地和房子的事问村便民点,办证要本人去。",
    "ELDER": "养老的事问村便民点,或打12345。",
    "DISPUTE": "有纠纷可以找村调委会,法律的事打12348。",
}


def tip(category: str) -> str:
    """The same beside a registered question; empty when there is nothing to add."""
    return _HOW.get(category, "")


def how(category: str) -> str:
    """Who knows the answer."""
    return answer_how(_HOW.get(category, "这件事可以打12345,或问村便民点。"))


def redirect_discipline() -> str:
    """What the discipline inspection handles: not registered, the words are not stored."""
    return "这类事小邻不登记、不留底,怕走漏。请打12388,或直接找镇纪委。要反映别的事,直接发给我。"


def redirect_legal() -> str:
    """What courts, the petition office and the office for disclosure handle."""
    return (
        "打官司、仲裁、复议、信访、申请信息公开,小邻不登记、不留底。法律上的事问12348(免费);"
        "信息公开向镇政府书面申请;已信访的找原来受理的信访部门。反映别的事,直接发给我。"
    )


def title_human() -> str:
    """Title of a case that only asks for a person to talk to."""
    return "想找人工"


def title_correction() -> str:
    """Title of a case about one's own data."""
    return "更正资料"


def photo_what(count_kind: str) -> str:
    """A photo without words (handbook §3.9)."""
    return f"{count_kind}收到。是要反映什么事?回 1路 2水电 3垃圾 4其他,或写一句话。10分钟内说就一起登记。"


def photo_of_that(count_kind: str, number: str, title: str) -> str:
    """A photo some minutes after the words: does it belong to them?"""
    return f"{count_kind}收到。是【{number}】{title}的吗?是,回“是”;别的事:回 1路 2水电 3垃圾 4其他,或写一句话。"


def too_large() -> str:
    """A video of more than 20 MB."""
    return "视频太大了,请发照片,或写一句话说清什么事、在哪儿。"


def no_money(bot_name: str) -> str:
    """A red packet or a transfer (handbook §3.9)."""
    return f"{bot_name}不收钱、不发钱,请您收回。有人用{bot_name}名义要钱,请打96110。"


def not_opened_forwarded() -> str:
    """A bundle of forwarded messages."""
    return "转发的聊天记录小邻不打开。要反映什么事,请写一句话:什么事、在哪儿。"


def not_opened_program() -> str:
    """A mini-program's card."""
    return "小程序小邻打不开。要反映什么事,请写一句话:什么事、在哪儿。"


def photo_joined(number: str) -> str:
    """A photo after the words."""
    return f"照片收到,附到【{number}】里了。"


def voice(name: str, number: str) -> str:
    """A voice message: kept for the handler to listen to."""
    return f"小邻还听不懂语音,已登记【{number}】交给{name}听,今天内回您。急事请打电话:110、119、120。"


def voice_write() -> str:
    """A voice message of somebody whose place is not known."""
    return "小邻还听不懂语音,请写几个字:什么事、在哪个村哪个组。急事请打110、119、120。"


def attach_private(bot_name: str) -> str:
    """A photo or voice message to the bot in a group, without words."""
    return f"小邻在群里不看照片、不听语音。请写一句话,或私聊“{bot_name}”。急事请打110、119、120。"


def ask_place(number: str) -> str:
    """A location after a concern."""
    return f"用这个位置当【{number}】的地点吗?回 是/否"


def place_kept() -> str:
    """The location is kept."""
    return "好,位置附上了,只有办的人看得到。"


def place_dropped() -> str:
    """The location is not used."""
    return "好,位置没有存。"


def location_what() -> str:
    """A location without a concern."""
    return "位置收到,没有存。要反映什么事?写一句话就行,比如“反映 路边井盖没了”。"


def file_what() -> str:
    """A file."""
    return "小邻不看文件。要反映什么事,写一句话,或发照片。"


def empty_words() -> str:
    """Emoji or signs alone behind a report word."""
    return "没看出是什么事。请写一句话:什么事、在哪儿。比如“反映 村口路灯坏了”。"


def on_behalf_how() -> str:
    """代办 without name or content."""
    return "替谁反映、什么事?请写“代办 王奶奶 家里水管坏了”。"


def on_behalf_agreed(name: str) -> str:
    """Has the person agreed?"""
    return f"{name}本人同意您代为反映吗?回 是/否"


def on_behalf_not() -> str:
    """The person has not agreed: nothing is filed."""
    return "那先不登记。等本人同意了,再发“代办 谁 什么事”。"


def on_behalf_scope(name: str) -> str:
    """That person is not of the actor's household or neighbourhood."""
    return f"{name}不在您管的范围里。请告诉{name}那边的邻长,或让村干部来代办。"


def filed_for_you(concern: Concern, by: str, who: str) -> str:
    """To the person for whom it was filed."""
    return f"{by}替您登记了【{concern.number}】{concern.title},由{who}来办。不是您的意思,回“撤回 {concern.short}”。"


def cancelled_report() -> str:
    """The report was given up before it was registered."""
    return "好的,不登记了,刚才的话也删了。想起来随时说。"


def already(concern: Concern) -> str:
    """The same words by the same person."""
    return f"这件已经登记了【{concern.number}】{concern.title},不用再报。想看办到哪了,回“进度 {concern.short}”。"


def photo_waits() -> str:
    """A photo in the middle of telling."""
    return "照片收到,登记时一起附上。请接着说。"


def photo_which() -> str:
    """A number that is not in the list."""
    return "请回1到4的数字,或写一句话说是什么事。"


def photo_where() -> str:
    """The kind is known; the words are not."""
    return "在哪儿、什么情况?写一句话。"


def voice_text() -> str:
    """What stands in a concern that is still a voice message."""
    return "(语音,等您听)"


def why_another_warden() -> str:
    """换邻长 without a reason."""
    return "想换邻长,说说缘由?一句话就行,只有村里看得到,邻长不知道是谁提的。不说了回“取消”。"


def complaint_title() -> str:
    """Title of a complaint about a handler: of whom, is nobody's business."""
    return "对办事人的意见"


def tell_again() -> str:
    """是 where the words are needed: they were not kept."""
    return "刚才的话没有存,请在这里把事情再写一遍,一句话就行。不说了回“取消”。"
