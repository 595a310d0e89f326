"""How the answers to a check-in's questions are read: JSON values for the draft, or what to write instead."""

import re
from typing import cast

from bot.actions import check_ins as act
from bot.actions.check_in_hearing import hear
from bot.actions.check_in_reading import LONGEST, Draft
from bot.actions.check_ins import Whom
from bot.context import Context
from bot.domain import answers
from bot.domain.check_in_corrections import correction
from bot.domain.check_in_telling import Telling
from bot.domain.check_ins import Kind, Unmet
from bot.domain.durations import MOST_MINUTES, minutes_in
from bot.domain.resident_names import find_mentions
from bot.domain.service_words import NAMES, kind_words
from bot.domain.spoken_days import day_in
from bot.domain.visit_absence import unmet_in
from bot.forms import Misread, NotAnswer
from bot.ids import HouseholdId, PersonId, UnitId
from bot.texts import check_in_questions as asking
from bot.texts import check_ins as say
from bot.texts.check_ins import KIND_NAMES

_SHORT = 12
"""A longer sentence that cannot be read is something else."""
_WORD = 6
"""A kind is said in a word."""


def texts(value: object) -> list[str]:
    """A JSON list of strings."""
    return [str(one) for one in cast("list[object]", value)] if isinstance(value, list) else []


def pairs(value: object) -> list[tuple[int, str]]:
    """A JSON list of numbers with words."""
    rows = cast("list[list[object]]", value) if isinstance(value, list) else []
    return [(int(str(number)), str(words)) for number, words in rows]


def numbers(value: object) -> list[int]:
    """A JSON list of numbers."""
    return [int(str(one)) for one in cast("list[object]", value)] if isinstance(value, list) else []


def read_what(ctx: Context, _draft: Draft) -> object:
    """What was done, in words: [normalised, as written]."""
    said = _bare(ctx.full)
    if not re.search(r"[一-龥]{2}", said):
        raise Misread(asking.ask_what())
    return [said[:LONGEST], _bare(ctx.full_original)[:LONGEST]]


def _bare(text: str) -> str:
    """An answer without 打卡 before it."""
    return re.sub(r"^\s*[/、!！]?\s*(?:打卡|补记)[\s:：,，]*", "", text)


def read_kind(ctx: Context, _draft: Draft) -> object:
    """A number of the list, or a word of a kind."""
    number = answers.number(ctx.full)
    if number is not None and 1 <= number <= len(asking.CHOICES):
        return asking.CHOICES[number - 1].value
    bare = ctx.full.strip(" .。!,")
    if bare in NAMES:
        return NAMES[bare].value
    if correction(bare) is not None:
        raise NotAnswer
    if len(bare) <= _SHORT and (words := kind_words(bare)):
        return words[0].kind.value
    if len(bare) > _WORD:
        raise NotAnswer
    raise Misread(asking.bad_kind())


def read_who(ctx: Context, draft: Draft) -> object:
    """A number of the list or a name in it; ``-`` for none of them."""
    names, keys = texts(draft["names"]), texts(draft["keys"])
    number, bare = answers.number(ctx.full), ctx.full.strip(" .。!,")
    if number is not None and 1 <= number <= len(names):
        return keys[number - 1]
    if number == len(names) + 1 or bare in {"都不是", "不是", "没有", "都不对"}:
        return "-"
    for name, key in zip(names, keys, strict=True):
        if bare and bare in {name, name.removesuffix("家"), name.partition("(")[0]}:
            return key
    if len(bare) > _SHORT:
        raise NotAnswer
    raise Misread(asking.bad_who(len(names) + 1))


_AROUND_A_DAY = re.compile(
    r"\W|不对|不是|应该|可能|其实|大概|那天|就是|去的|记得|改成|改为|农历|阳历|阴历|上午|下午|早上|晚上|中午|[是的对号日去那就]"
)
_FEW = 2


def read_day(ctx: Context, draft: Draft) -> object:
    """是 to the day guessed, or a day."""
    guess = str(draft.get("guess", ""))
    if guess and answers.yes_or_no(ctx.full):
        return guess
    spoken = day_in(ctx.full, ctx.work.today)
    if spoken is None or spoken.day is None:
        if len(ctx.full) > _SHORT:
            raise NotAnswer
        raise Misread(asking.bad_day())
    if len(_AROUND_A_DAY.sub("", ctx.full[: spoken.start] + ctx.full[spoken.end :])) > _FEW:
        raise NotAnswer  # 今儿看了周大娘: another thing that was done
    if spoken.day > ctx.work.today:
        raise Misread(say.future(spoken.word))
    return spoken.day.isoformat()


def read_minutes(ctx: Context, draft: Draft) -> object:
    """是 to the long time, or the right one."""
    if answers.yes_or_no(ctx.full):
        return int(str(draft["long"]))
    minutes = minutes_in(ctx.full)
    if minutes is None or minutes > MOST_MINUTES:
        if len(ctx.full) > _SHORT:
            raise NotAnswer
        raise Misread(asking.bad_minutes())
    return minutes


_AGAIN = re.compile(r"^(?:改打卡|撤销打卡|打卡|补打卡|补记)([\s:,]+(?=\S))?(.*)$", re.DOTALL)
"""打卡 走访马永贵家; 打卡忘了 is a reason."""


def read_reason(ctx: Context, _draft: Draft) -> object:
    """Why it is told so late, in any words."""
    words = ctx.full_original.strip()
    again = _AGAIN.match(ctx.full)
    if again and ((again[1] and kind_words(again[2])) or hear(ctx.work, again[2]) is Telling.SURE):
        raise NotAnswer  # the whole is told once more
    if len(re.findall(r"\w", words)) < 2:
        raise Misread(asking.bad_reason())
    return words[:200]


def read_meant(ctx: Context, _draft: Draft) -> object:
    """True: a check-in; None: something to report; False: neither."""
    bare = ctx.full.strip(" .。!,")
    number = answers.number(bare)
    if number in {1, 2, 3}:
        return (True, None, False)[number - 1]
    if re.fullmatch(r"(?:是)?打卡|记(?:上|下|成打卡|一下)?(?:吧)?", bare):
        return True
    if re.fullmatch(r"(?:是|要|我要)?反映(?:问题|一下)?", bare):
        return None
    said = answers.yes_or_no(bare)
    if said is None:
        raise NotAnswer
    return said


_TURN = re.compile(
    r"^(?:要|好|可以|行|帮我|嗯)?[,]?(?:请|就|帮我)?转(?:成诉求|诉求)?(?:吧|了|一下|的)?$|^要的$|^好[啊吧嘞]$"
)
_LEAVE = re.compile(r"^(?:先|就)?(?:不|不用|不要|别|不必|先不)转(?:了|成诉求)?$|^(?:不用|不必)(?:了|麻烦了?)$|^没事$")


def read_need(ctx: Context, _draft: Draft) -> object:
    """Whether the need becomes a concern; anything else is no answer."""
    bare = ctx.full.strip(" .。!,")
    if (yes := answers.yes_or_no(bare)) is not None:
        return yes
    if _TURN.match(bare):
        return True
    if _LEAVE.match(bare):
        return False
    raise NotAnswer


_MET = re.compile(
    r"^(?:是的?|嗯|对|在(?:的|家)?|(?:见|碰|遇|看|找|联系|打|接)(?:到|着|上|通|见)?(?:人|面|他|她)?(?:了|的|过)?)$"
)
_NOT_MET = re.compile(
    r"^(?:没|没有|没见|没人|没见到|没见着|没碰到|没联系上|没打通|没接|没有见到|否|不|不是|不在)(?:人|家|他|她)?(?:了|的)?$"
)


def read_met(ctx: Context, draft: Draft) -> object:
    """The reason why nobody was met, empty when somebody was: a number of the list, or words."""
    kind, bare = Kind(str(draft["kind"])), ctx.full.strip(" .。!,")
    said = asking.outcomes(kind)
    number = answers.number(bare)
    if number is None:
        number = next((at for at, (_, label) in enumerate(said, 1) if bare == label), None)
    if number is not None:
        if not 1 <= number <= len(said):
            raise Misread(asking.bad_met(kind))
        return _value(said[number - 1][0])
    if len(bare) > _SHORT:
        raise NotAnswer
    if _MET.match(bare):
        return ""
    unmet = unmet_in(f"他{bare}") or (said[1][0] if _NOT_MET.match(bare) else None)
    if unmet is None:
        raise NotAnswer
    return unmet.value


def _value(unmet: Unmet | None) -> str:
    return unmet.value if unmet is not None else ""


def read_near(ctx: Context, draft: Draft) -> object:
    """A number of the few kinds, or a word of any."""
    kinds, bare = texts(draft["kinds"]), ctx.full.strip(" .。!,")
    number = answers.number(bare)
    if number is not None:
        if 1 <= number <= len(kinds):
            return kinds[number - 1]
        raise Misread(asking.bad_near(len(kinds)))
    said = _kind_said(bare)
    if said is None:
        raise NotAnswer
    return said.value


def _kind_said(bare: str) -> Kind | None:
    """A kind said by its name, or in a word or two."""
    named = next((kind for kind, name in KIND_NAMES.items() if bare == name), NAMES.get(bare))
    if named is None and len(bare) <= _WORD and (words := kind_words(bare)):
        return words[0].kind
    return named


KIND_WORDS = frozenset(NAMES) | frozenset(KIND_NAMES.values())
"""An answer to 算哪一类, also where the word is a command (开会, 关爱)."""
_UNNAMED = frozenset({"不补", "不说", "不用", "不用了", "没有", "算了", "不", "不方便", "不补了"})


def read_target(ctx: Context, _draft: Draft) -> object:
    """Whom it was about: somebody of the list, or a name that is said as one."""
    text = ctx.full.strip(" .。!,")
    if len(text) > 14 or text in _UNNAMED:
        raise NotAnswer
    residents = act.residents_of(ctx.work, ctx.person)
    mentions = find_mentions(text, residents, ctx.work.today, ctx.person.household)
    if not mentions or mentions[0].own or mentions[0].start > 4:
        raise NotAnswer
    one = mentions[0]
    whom = Whom.of(one.candidates[0], one.text, one.at_home) if len(one.candidates) == 1 else Whom(one.text)
    return [whom.target, whom.household, whom.person, whom.unit]


def as_whom(value: object) -> Whom:
    """What ``read_target`` has read."""
    target, household, person, unit = cast("list[str | None]", value)
    return Whom(
        target or "",
        HouseholdId(household) if household else None,
        PersonId(person) if person else None,
        UnitId(unit) if unit else None,
    )
