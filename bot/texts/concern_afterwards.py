"""Sentences after a concern has just been registered: who sees the name of the one who told it (handbook §9.1)."""


def who_sees_the_name(number: str) -> str:
    """Somebody does not want it known that it came from them; ``number`` of what they have just told, if anything."""
    outcome = f"【{number}】办好了也只私下告诉您。" if number else ""
    then = "" if number else "\n什么事、在哪儿?直接发给我。"
    return f"您放心:名字只有经办的人看得到,群里不提。{outcome}\n想一点名字不留,可以打12345。{then}"
