"""Sentences about the WeChat gateway: how the link stands, and what doctor finds. For staff."""


def starting() -> str:
    return "正在连网关"


def absent() -> str:
    return "网关没有开,或地址不对"


def broken() -> str:
    return "和网关断开了"


def silent() -> str:
    return "网关连着却没有声音"


def bad_token() -> str:
    return "网关不认这个令牌"


def occupied() -> str:
    return "另一个程序正连着这个网关"


def bad_certificate() -> str:
    return "网关的证书不认识"


def no_gateway() -> str:
    return "那个地址上不是 Wechaty 网关"


def unwell() -> str:
    return "网关出错"


def not_logged_in() -> str:
    return "微信还没有登录"


def wants_scan() -> str:
    return "微信等人扫码登录"


def logged_out() -> str:
    return "微信退出了登录"


def warning() -> str:
    return "个人微信不许用程序自动收发(微信2024年3月26日公告),账号可能被限制或封停"


def warning_remedy() -> str:
    return "只用专门的号,少发慢发;要紧的用企业微信,或请人代发。见 docs/微信.md"


def no_token() -> str:
    return "没有写 wechaty.token"


def no_token_remedy() -> str:
    return "把网关的令牌写进环境变量 XIANGLIN_WECHATY__TOKEN"


def answers(where: str, version: str) -> str:
    return f"微信网关 {where} 连得上,令牌对({version[:40]})"


def unreachable(where: str, trouble: str) -> str:
    return f"微信网关 {where} 用不了:{trouble}"


def absent_remedy() -> str:
    return "先启动网关,再核对 wechaty.endpoint 的主机和端口"


def broken_remedy() -> str:
    return "多半是一边加密一边没加密:核对 wechaty.tls(checked、unchecked、plain)和网关的设置"


def bad_token_remedy() -> str:
    return "wechaty.token 要和网关启动时的 WECHATY_TOKEN 一样"


def bad_certificate_remedy() -> str:
    return "wechaty.tls_ca 写签发网关证书的文件;主机名要和证书里的一样。网关在本机、用它自带的证书时,wechaty.tls 写 unchecked"


def unwell_remedy() -> str:
    return "看网关自己的日志,重新启动网关"


def within_the_machine(how: str) -> str:
    return "和微信网关之间" + ("不加密" if how == "plain" else "加密但不核对证书") + ",只因为它在本机"


def within_the_machine_remedy() -> str:
    return "网关要搬到别的机器时,先给它配自己的证书,再把 wechaty.tls 改成 checked"
