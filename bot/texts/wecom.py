"""Sentences about WeCom: how it stands, what doctor finds and what to do (for operators), what stands on a card. In few words."""

from collections.abc import Sequence

WHERE = {
    "corp_id": "后台“我的企业”最下面的企业 ID",
    "agent_id": "后台“应用管理”里这个应用的 AgentId",
    "secret": "同一页的 Secret,放环境变量 XIANGLIN_WECOM_APP__SECRET",
    "token": "应用的“接收消息”里的 Token,放环境变量 XIANGLIN_WECOM_APP__TOKEN",
    "aes_key": "应用的“接收消息”里的 EncodingAESKey,放环境变量 XIANGLIN_WECOM_APP__AES_KEY",
}
"""Where in WeCom's console each of the app's settings stands, and where it goes."""


def not_yet() -> str:
    return "还没有连上"


def unreachable() -> str:
    return "连不上企业微信的服务器"


def no_answer() -> str:
    return "企业微信没有回答"


def bad_secret() -> str:
    return "编号或密钥不对"


def intruder() -> str:
    return "另一个程序连上了这个机器人,把这边断开了"


def closed() -> str:
    return "企业微信断开了,正在重连"


def choose() -> str:
    """Title of a card with buttons."""
    return "请选一项"


def missing(name: str) -> str:
    return f"没写 {name}"


def missing_app_remedy(name: str) -> str:
    return f"{WHERE[name]};见 docs/企业微信.md"


def missing_bot_remedy() -> str:
    return (
        "后台“智能机器人”里选 API 模式、长连接,抄 Bot ID 和 Secret"
        "(Secret 放环境变量 XIANGLIN_WECOM_BOT__SECRET);见 docs/企业微信.md"
    )


def no_robot() -> str:
    return "开了企业微信群机器人,但一个也没写"


def no_robot_remedy() -> str:
    return (
        "在企业微信群里加群机器人,把地址里 key= 后面那串写成“群名=key”"
        "放进环境变量 XIANGLIN_WECOM_ROBOT__KEYS,几个用逗号隔开;见 docs/企业微信.md"
    )


def robots(names: Sequence[str]) -> str:
    return f"企业微信连得上;群机器人{len(names)}个:{'、'.join(names)}。key 对不对要真发一条才知道,doctor 不往群里发"


def unreachable_remedy(base: str) -> str:
    return f"这台机器要能访问 {base};要走代理就设环境变量 HTTPS_PROXY"


def shut(code: int) -> str:
    """Why nothing goes until somebody sets it right, for the link."""
    told = _REFUSALS.get(code, _SECRET)
    return bad_secret() if told is _SECRET else told[0]


def app_refused(code: int) -> str:
    """WeCom's code says what it does not like."""
    what = _REFUSALS.get(code, ("企业微信不答应", ""))[0]
    return f"企业微信应用:{what}(错误码 {code})"


def app_refused_remedy(code: int) -> str:
    return _REFUSALS.get(code, ("", "照错误码在 developer.work.weixin.qq.com 的“全局错误码”里查"))[1]


_SECRET = (
    "Secret 不对或已经重置",
    "后台“应用管理”里点开这个应用,重新看 Secret,放环境变量 XIANGLIN_WECOM_APP__SECRET",
)
_REFUSALS = {
    40001: _SECRET,
    40091: _SECRET,
    41004: _SECRET,
    40013: ("企业 ID 不对", "照后台“我的企业”最下面的企业 ID 改 wecom_app.corp_id,是 ww 开头的那串"),
    41002: ("企业 ID 不对", "照后台“我的企业”最下面的企业 ID 改 wecom_app.corp_id,是 ww 开头的那串"),
    40056: ("没有这个 AgentId 的应用", "照后台“应用管理”里这个应用的 AgentId 改 wecom_app.agent_id,是一串数字"),
    301002: ("Secret 和 AgentId 不是同一个应用的", "在后台同一个应用的页面上把 AgentId 和 Secret 一起重新抄一遍"),
    60020: ("不认这台服务器的 IP", "后台这个应用 → 企业可信 IP,填上这台服务器的外网 IP"),
    -1: ("企业微信正忙", "过一会儿再运行 xianglin doctor"),
    45009: ("今天问得太多了", "过一会儿再运行 xianglin doctor"),
}
"""By WeCom's code: what is wrong, and what to do."""


def app_closed() -> str:
    return "企业微信应用停用了,收发不了消息"


def app_closed_remedy() -> str:
    return "后台“应用管理”里点开这个应用,启用它"


def app_stands(name: str) -> str:
    return f"企业微信应用“{name}”连得上,企业 ID、AgentId、Secret 都对"


def app_stands_remedy() -> str:
    return "Token 和 EncodingAESKey 这里验不了:小邻开着时,在后台“接收消息”点“保存”,企业微信当场来验"


def bot_stands() -> str:
    return "企业微信智能机器人连得上,Bot ID 和 Secret 都对"


def bot_refused(code: int) -> str:
    return f"企业微信不认这个智能机器人的 Bot ID 或 Secret(错误码 {code})"


def bot_refused_remedy() -> str:
    return (
        "在后台“智能机器人”里点开它,看是不是 API 模式、长连接;重新抄 Bot ID,"
        "Secret 忘了就重新生成,放环境变量 XIANGLIN_WECOM_BOT__SECRET"
    )


def bot_unreachable_remedy(url: str) -> str:
    return f"这台机器要能访问 {url}(443 端口);防火墙要放行 WebSocket"


def bot_not_tried() -> str:
    return "企业微信智能机器人的 Bot ID 和 Secret 写了;小邻可能正开着,没有另外试连"


def bot_not_tried_remedy() -> str:
    return "一个机器人只能有一个程序连着,试连会把正开着的挤下来。通不通看下面运行中的状态;要试,先停小邻再运行 xianglin doctor"
