"""What is said on a platform through which residents' personal data may not go."""


def not_here(bot_name: str) -> str:
    return f"这里不能说个人的事,请到微信里找{bot_name},或者给邻长打电话。\n在这里可以看“通知”、“电话”和“积分规则”,发这几个字就行。"


def only_call(hotline: str) -> str:
    """Urgent words: the numbers, and that nobody will hear of it from here."""
    return f"{hotline}\n我在这里转不了给干部,请您直接打电话。"
