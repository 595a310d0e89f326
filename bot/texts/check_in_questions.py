"""What is asked about a check-in, and what is said to an answer that cannot be read."""

from collections.abc import Sequence
from datetime import date

from bot.domain.calendar import day_name
from bot.domain.check_ins import Kind, Unmet
from bot.texts.check_ins import KIND_NAMES

CHOICES: tuple[Kind, ...] = (
    Kind.VISIT,
    Kind.CARE,
    Kind.MEDIATE,
    Kind.POLICY,
    Kind.ENV,
    Kind.VOLUNTEER,
    Kind.SAFETY,
    Kind.HELP,
    Kind.MEETING,
)


MET: tuple[tuple[Unmet | None, str], ...] = (
    (None, "见着了"),
    (Unmet.NOBODY_HOME, "没人在家"),
    (Unmet.AWAY, "外出了"),
    (Unmet.IN_HOSPITAL, "住院了"),
    (Unmet.UNWILLING, "不愿意见"),
)
REACHED: tuple[tuple[Unmet | None, str], ...] = (
    (None, "联系上了"),
    (Unmet.UNREACHABLE, "没联系上"),
    (Unmet.UNWILLING, "不愿意说"),
)


def outcomes(kind: Kind) -> tuple[tuple[Unmet | None, str], ...]:
    """What may have come of a visit, or of a call, in the order of its question."""
    return REACHED if kind is Kind.CONTACT else MET


def ask_met(kind: Kind, number: int) -> str:
    """The record stands; whether anybody was met is not clear from what was said."""
    said = outcomes(kind)
    question = "联系上了吗" if kind is Kind.CONTACT else "见着人了吗"
    return f"#{number} {question}?" + _listed([label for _, label in said]) + f"\n回数字就行,不回就按“{said[0][1]}”记。"


def bad_met(kind: Kind) -> str:
    """No such number."""
    return f"回 1 到 {len(outcomes(kind))} 的数字就行。"


def ask_near(kinds: Sequence[Kind], number: int) -> str:
    """The record stands; what was said does not tell its kind for sure."""
    names = [KIND_NAMES[kind] for kind in kinds]
    return f"#{number} 算哪一类?" + _listed(names) + f"\n回数字,或写“巡查”这样的词;不回就按“{names[0]}”记。"


def bad_near(most: int) -> str:
    """No such number."""
    return f"回 1 到 {most} 的数字,或者写“走访”“巡查”这样的词。"


def _listed(labels: Sequence[str]) -> str:
    return "  ".join(f"{number} {label}" for number, label in enumerate(labels, 1))


def as_told(number: int) -> str:
    """The answer is what has been recorded."""
    return f"好的,#{number} 就这样记。"


def ask_what() -> str:
    """Nothing told yet."""
    return "您做了什么?说一句就行,比如“走访 马大爷家 半小时”。\n不用拍照,不用定位。"


def ask_kind() -> str:
    """What was done does not tell its kind."""
    lines = [f"{number} {KIND_NAMES[kind]}" for number, kind in enumerate(CHOICES, 1)]
    return "这算哪一类?回数字:\n" + "\n".join("  ".join(lines[at : at + 3]) for at in range(0, len(lines), 3))


def bad_kind() -> str:
    """No such number."""
    return f"没看懂是哪一类。回 1 到 {len(CHOICES)} 的数字,或者写“走访”“巡查”这样的词。不记了回“取消”。"


def ask_who(text: str, names: Sequence[str]) -> str:
    """A nickname that fits several."""
    lines = [f"{number} {name}" for number, name in enumerate(names, 1)]
    return f"“{text}”是哪一位?回数字:\n" + "  ".join([*lines, f"{len(names) + 1} 都不是"])


def bad_who(most: int) -> str:
    """No such number in the list of names."""
    return f"回 1 到 {most} 的数字就行。不记了回“取消”。"


def ask_day(word: str, guess: date | None) -> str:
    """A lunar or unclear day, or none at all in a backfill."""
    if guess is not None:
        return f"“{word}”是{day_name(guess)},对吗?\n对就回“是”,不对就写日期,比如“20号”。"
    about = f"“{word}”是哪一天?" if word else "是哪一天的事?"
    return f"{about}写个日期,比如“昨天”“20号”“11月20号”。"


def bad_day() -> str:
    """A day that could not be read."""
    return "没看懂是哪天。写“昨天”“上周三”或“11月20号”都行。不记了回“取消”。"


def ask_minutes(minutes: int) -> str:
    """More than eight hours."""
    hours = f"{minutes // 60}小时" + (f"{minutes % 60}分" if minutes % 60 else "")
    return f"一共{hours},时间有点长,对吗?\n对就回“是”,不对就写准的,比如“2小时”。"


def bad_minutes() -> str:
    """A duration that could not be read."""
    return "没看懂用了多久。写“半小时”“40分钟”“2小时”都行。不记了回“取消”。"


def ask_reason(day: date) -> str:
    """Told more than seven days late."""
    return f"{day_name(day)}过去超过7天了。请说一句原因,比如“那几天住院了”。"


def bad_reason() -> str:
    """A reason of less than two characters."""
    return "请用一句话说说为什么现在才记。不记了回“取消”。"


def ask_target(kind: Kind) -> str:
    """The record stands; whom it was about may still be said."""
    return (
        "走访的是哪一家?回个名字我补上,不补也算数。"
        if kind is Kind.VISIT
        else "看的是哪一位?回个名字我补上,不补也算数。"
    )


def offer_concern(need: str, number: int) -> str:
    """A need heard on the visit."""
    return f"听您说“{_short(need)}”(#{number}),要不要转成诉求?回 是 / 否"


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"


def ask_meant() -> str:
    """It may be a check-in, and may be something to report."""
    return "这是做完的事,要记成打卡吗?\n1 记打卡  2 是要反映问题  3 都不是\n回数字就行。"


def not_meant() -> str:
    """Neither a check-in nor something to report."""
    return "好的,没记。要记就说“打卡 …”,有事就说“反映 …”。"
