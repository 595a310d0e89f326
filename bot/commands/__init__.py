"""The `xianglin` command: one file a command. Heavy parts are imported inside the functions, so that each command starts light."""

COMMANDS = {
    "demo": "演示:一个完整的镇,不用任何账号",
    "serve": "正式运行",
    "import": "导入名册(xlsx)",
    "bind-chat": "登记平台上的群是哪个单位的(第一道)",
    "rehearse": "排演剧本文件",
    "route": "给句子分类(每行一条 JSON)",
    "learn": "从标好类别的消息(CSV)学权重",
    "job": "现在就跑一个定时任务",
    "jobs": "列出定时任务和下次时间",
    "check": "检查数据是否自洽",
    "doctor": "查看配置和周围环境,缺什么、怎么补",
    "backup": "备份(可以边运行边备份)",
    "restore": "从备份恢复到空的地方",
    "export": "把一个人的全部资料写成文件,交给本人",
    "wall": "红榜、提醒榜的上墙版(打印、盖章)",
    "key": "密钥:看看用的是哪几把,换一把新的",
    "bench": "在这台机器上测速度",
}
"""Name → what it does. The module of ``x`` is ``bot.commands.x`` (``import``: ``import_``, ``bind-chat``: ``bind_chat``)."""
