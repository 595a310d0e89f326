"""Sentences about Telegram: how it stands (for staff, in few words), and what a press on an old button says."""


def not_yet() -> str:
    return "还没有连上"


def unreachable() -> str:
    return "连不上 Telegram 的服务器"


def no_answer() -> str:
    return "Telegram 没有好好回答"


def bad_token() -> str:
    return "令牌不对或已经作废"


def intruder() -> str:
    return "另一个程序也在收这个账号的消息"


def refused(status: int) -> str:
    return f"Telegram 拒绝了({status})"


def stale() -> str:
    return "这一题已经过去了,请看最新的一条消息。"


def no_token() -> str:
    return "没有填 Telegram 的令牌(telegram.token)"


def no_token_remedy() -> str:
    return "在 Telegram 里找 @BotFather,发 /newbot,把给的令牌放进环境变量 XIANGLIN_TELEGRAM__TOKEN。步骤见 docs/Telegram.md"


def bad_token_remedy() -> str:
    return "在 @BotFather 里发 /mybots 选这个机器人,看 API Token;作废了就换新的,再填 telegram.token"


def unreachable_remedy() -> str:
    return "这台机器要能访问 telegram.api 的地址(内地网络访问不了 api.telegram.org);要走代理就设环境变量 HTTPS_PROXY"


def is_bot(username: str) -> str:
    return f"Telegram 通着,机器人是 @{username}"


def privacy_mode() -> str:
    return "机器人开着隐私模式:群里只收得到斜杠命令、@它的和回复它的消息,“/打卡”这样的中文命令可能收不到"


def privacy_mode_remedy() -> str:
    return (
        "在 @BotFather 里发 /setprivacy 选它,再选 Disable,然后把它移出群重新拉进来;不关也行,请用菜单里的英文命令或 @它"
    )


def webhook_fault(fault: str) -> str:
    return f"Telegram 送消息时出了错:{fault[:80]}"


def webhook_fault_remedy() -> str:
    return "检查 telegram.webhook 的域名、证书和反向代理,是不是把 /hooks/telegram/update 转给了本程序"


def no_personal() -> str:
    return "Telegram 的服务器不在境内:居民的个人信息不走它,群里只发通知,问别的会请人到微信"


def no_personal_remedy() -> str:
    return "这是应当的。只有镇和人都是编的(演示、测试),才可以开 telegram.allow_personal"


def allowed_personal() -> str:
    return "telegram.allow_personal 开着:什么都走 Telegram,只许用在编出来的镇"


def allowed_personal_remedy() -> str:
    return "名册里有真人就必须关掉:去掉 telegram.allow_personal"
