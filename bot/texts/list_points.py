"""What is said of points that an entry of the reminder list takes off (handbook §5.1): to the branch, and to its warden at every step."""

from bot.domain.lists import Entry


def no_rule(entry: Entry) -> str:
    """扣分, and the town has no rule for it."""
    code = entry.items[0]
    return (
        f"{entry.number}号({code})不能扣分:镇里没有定这一项扣分(默认都不扣),或者起草以后才定的。\n"
        f"去掉“扣分”再发就行。要定由镇里来:“积分规则 改 {code} 扣 3 从 哪天”,还要第二个人同意。"
    )


def other_rule(entry: Entry, allowed: int) -> str:
    """扣5分, and the rule says otherwise."""
    return f"{entry.items[0]}按规则扣{allowed}分,不能多也不能少。写“扣分”就行,不扣就不写。"


def may_follow(points: int) -> str:
    """When served: what might come of it."""
    return f"这一项支部可以另定扣{points}分,整改好的不扣。" if points else ""


def decided(points: int) -> str:
    """Behind the branch's decision."""
    return f"另扣{points}分:公布满5天没人提出异议、也没整改好才扣,当期不会低于0,撤下就退回。" if points else ""


def tell_taken(entry: Entry, points: int) -> str:
    """To the warden."""
    less = f"(原定{entry.deducts}分,当期不低于0)" if points < entry.deducts else ""
    return (
        f"{entry.number}号提醒({entry.items[0]})公示期满,按支部审定扣{points}分{less}。\n"
        "不服请找村监委或镇里,撤下就全数退回。看怎么算的回“积分 为什么”。"
    )


def given_back(points: int) -> str:
    """Behind the message that an entry was taken down."""
    return f"扣的{points}分退回来了。" if points else ""
