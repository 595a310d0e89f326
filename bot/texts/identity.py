"""Sentences about who is who: codes, claims of a name, vouching (handbook §1.5)."""

from datetime import datetime

from bot.domain.calendar import moment_name
from bot.domain.directory import Person

HELP_CODE = "给乡亲发绑定码"


def ask_code() -> str:
    """绑定 without a code."""
    return "请回“绑定 六位数字”。码在邻长或村干部手上,没有的话回“我是 三组 张小明”(换成您的组和姓名)也行。"


def not_a_code() -> str:
    """What follows 绑定 is no six digits."""
    return "绑定码是六位数字,例如“绑定 123456”。没有码就回“我是 三组 张小明”(换成您的组和姓名)。"


def wrong_code(left: int) -> str:
    """No open code is this one."""
    return f"这个码不对,或者过了24小时失效了。您还能试{left}次;可以请邻长重新发一个,或回“我是 三组 张小明”。"


def locked(until: datetime) -> str:
    """Too many wrong codes."""
    return f"码错了5次,先锁1小时,{moment_name(until)}后再试。急的话请邻长或村干部当面帮您认。"


def already_known(name: str) -> str:
    """Somebody known wants to be bound."""
    return f"您这个号已经认过了,是{name}。认错了就回“不是我”;替家里老人反映,直接说事就行。"


def bound(where: str, name: str) -> str:
    """An account is now a person's."""
    place = f"{where} " if where else ""
    return f"认上了:{place}{name}。不对回“不是我”。\n回“帮助”看小邻能办啥。"


def account_added(when: datetime) -> str:
    """To the accounts that a person had before."""
    return f"{moment_name(when)},有个新号认作了您本人。是您自己换号就不用管;不是您,马上回“不是我”。"


def released() -> str:
    """An account is nobody's again."""
    return "好的,这个号已经松开,不再算您。认错给您添麻烦了;要重新认,回“我是 三组 张小明”(换成您的组和姓名)。"


def others_released(count: int) -> str:
    """Newer accounts are nobody's again."""
    return f"好的,后来认上的{count}个号已经松开,您这个号照旧。村里会再核一下,您留意陌生消息。"


def guest_is_nobody() -> str:
    """不是我, from somebody who is nobody yet."""
    return "小邻还没把您认作谁,放心。想认上就回“我是 三组 张小明”(换成您的组和姓名)。"


def not_recently_bound() -> str:
    """不是我, but nothing has been bound lately."""
    return "您这个号认得久了,小邻不敢一句话就改。名字确实不对,请回“人工”找村干部改。"


def ask_name() -> str:
    """我是 without a name."""
    return "请连组和姓名一起说,例如“我是 三组 张小明”。邻长看一眼就能认上。"


def no_such_person(who: str) -> str:
    """The roster has nobody of that name there."""
    near = f"邻长{who}" if who else "邻长或村干部"
    return f"名册里没对上这个名字。请写全组和姓名再发一遍,例如“我是 康桥村三组 张小明”;还不行就请{near}给您发绑定码。"


def which_one() -> str:
    """The name is there more than once."""
    return "叫这个名字的不止一位。请把村和组也写上,例如“我是 康桥村三组 张小明”。"


def claimed(who: str) -> str:
    """Somebody has been asked to vouch."""
    return f"好的,已经请{who}认一下,认上了马上告诉您。\n要反映事情现在就可以说,不用等。"


def still_asking(who: str) -> str:
    """The same was claimed a moment ago."""
    return f"已经请{who}认了,还没回。请等一等,急的话给他打个电话。"


def too_many_claims() -> str:
    """One account has claimed many names today."""
    return "今天报的名字多了些,先歇一歇,明天再试;或者请邻长给您一个绑定码。"


def nobody_vouches() -> str:
    """There is nobody who could be asked."""
    return "这会儿没有能认您的邻长或村干部。请到村便民点领一个绑定码,再回“绑定 六位数字”。"


def please_vouch(number: int, where: str, name: str) -> str:
    """To the warden: is this account that person?"""
    return (
        f"有个新号说自己是{where}{name},是本人吗?拿不准先打个电话问问。\n是就回“认人 {number}”,不是回“不认 {number}”。"
    )


def please_vouch_moved(number: int, where: str, name: str, shown: str) -> str:
    """To the warden: an account of that person probably has a new id."""
    return (
        f"{where}{name}的号像是换了,新号显示“{shown}”,是本人吗?拿不准先打个电话问问。\n"
        f"是就回“认人 {number}”,不是回“不认 {number}”。"
    )


def vouched(name: str) -> str:
    """To who has vouched."""
    return f"好,认上了,{name}现在能用小邻了。"


def not_vouched() -> str:
    """To who has said no."""
    return "好,没认。再有人冒名,请告诉村干部。"


def nothing_to_vouch() -> str:
    """认人, but nobody waits."""
    return "现在没有等您认的人。"


def no_such_claim(numbers: list[int]) -> str:
    """认人 with a number that is not there."""
    listed = "、".join(str(number) for number in numbers)
    return f"没有这一号,等您认的是:{listed}。请回“认人 {numbers[0]}”。"


def waiting_claims(lines: list[tuple[int, str]]) -> str:
    """认人 without a number, and several wait."""
    listed = "\n".join(f"{number} {name}" for number, name in lines[:5])
    return f"等您认的有这几位:\n{listed}\n是本人就回“认人 号”,不是回“不认 号”。"


def is_it_really(name: str) -> str:
    """认人 without a number, and one waits: who it is, before it is done."""
    return f"等您认的是:{name}。新号真是本人吗?拿不准先打个电话问问。\n是本人回“是”,不是回“不认”。"


def left_waiting(number: int) -> str:
    """The answer was no, and may have meant not yet."""
    return f"好,没认,先放着。不是本人回“不认 {number}”,问清楚了是本人回“认人 {number}”。"


def how_to_vouch() -> str:
    """认人 with something that is no number."""
    return "是本人就回“认人 1”,不是回“不认 1”,数字照小邻发给您的那条写。"


def claim_refused(who: str) -> str:
    """To the guest: no."""
    return f"{who}没认上您。是不是名字或组写错了?可以再回“我是 三组 张小明”,或当面请邻长给个绑定码。"


def claim_unanswered(who: str) -> str:
    """To the guest: the next one has been asked."""
    return f"上一位还没回,已经改请{who}认您。"


def ask_whose_code() -> str:
    """发码 without a name."""
    return "给谁发?请写姓名,例如“发码 张小明”。"


def code_for(name: str, code: str, until: datetime) -> str:
    """To the issuer: the code."""
    return f"{name}的绑定码:{code}\n{moment_name(until)}前有效,只能用一次。请当面给本人,让他私聊小邻回“绑定 {code}”。别发群里。"


def not_yours(who: str) -> str:
    """The person is outside the issuer's unit."""
    named = f",可以请{who}发" if who else ""
    return f"您管的邻里没有这个人{named}。名字写全了吗?例如“发码 张小明”。"


def not_for_oneself(who: str) -> str:
    """Nobody vouches for themselves."""
    return f"自己的绑定码要别人发,请{who or '村干部'}发一个。"


def which_of(people: list[tuple[str, str]]) -> str:
    """Several of that name: choose."""
    listed = "\n".join(f"{number} {place} {name}" for number, (place, name) in enumerate(people, 1))
    return f"叫这个名字的有几位,回数字:\n{listed}"


def choose_between(count: int) -> str:
    """The answer was no number of the list."""
    return f"请回1到{count}里的一个数字,不发了就回“取消”。"


def title(role: str, person: Person | str) -> str:
    """``邻长王建国``."""
    return role + (person if isinstance(person, str) else person.name)
