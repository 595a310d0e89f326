"""Several things told in one sentence, taken apart: 上午清沟两个小时,下午去看了李奶奶 is two records (handbook §3.7). Pure; texts are normalised.

Rules of this file: a new thing begins only at a seam (punctuation, a time of day, 然后, 顺路, a number of a list), and only where its own
words say what it is; what merely goes on about the same household (又帮他代缴了电费) stays with it; a day or 各30分钟 said once is meant for all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain import service_kinds as service
from bot.domain import service_words as words
from bot.domain.check_in_rounds import read_round
from bot.domain.check_in_sentences import READ, Sentence, read_sentence
from bot.domain.check_ins import Kind
from bot.domain.durations import Duration, find_durations
from bot.domain.patterns import Pattern
from bot.domain.resident_names import find_mentions
from bot.domain.residents import Mention, Resident
from bot.domain.speech import plain_speech
from bot.domain.spoken_days import DayState, day_in
from bot.ids import HouseholdId

_PART = r"(?:一大早|大清早|清早|清晨|早上|早晨|上午|中午|晌午|下午|后晌|傍晚|擦黑|晚上|夜里|晚饭后|饭后)"
_ONWARD = r"(?:然后|接着|后来|之后|完了|紧接着|随后|再后来|另外|还有|又|还|再|顺路|顺道|顺便|顺手|散会后|会后|开完会|回来的?路上|回头|回来)"
_SEAM = Pattern(
    rf"[,。;!?\n\s]+|(?<![\d.])(?=\d\s?[.、):](?!\d))|(?<=[^\s,。;到至从日号天一二三四五六末])(?=(?:今天|昨天|前天)?{_PART}(?![到至]))|(?<=[^\s,。;])(?={_ONWARD}(?:{_PART})?(?:我|又|再|去|到|帮|给|看|走|陪|调|宣|打|清|开|把|在))|(?=[去又到])(?:(?<=完)|(?<=完.)|(?<=完..))(?=去看|又?[去到][一-龥]{{2,4}}家)"
)
_ONLY_ONWARD = Pattern(rf"[\s,。;]*(?!开完会)(?:{_ONWARD}|{_PART}|我)++[\s,]*")
"""回来路上|又把水沟清了: belongs to what follows."""
_MARKED = Pattern(rf"^\s*(?:{_ONWARD}|{_PART}|(?:今天|昨天|前天){_PART}?|\d\s?[.、):]|[一二三四五六][、.])")
_NUMBERED = Pattern(r"^\s*(?:\d\s?[.、):]|[一二三四五六][、.])\s*")
_HEADED = Pattern(rf"^\s*(?:打卡\s*)?(?:{'|'.join(sorted(words.NAMES, key=len, reverse=True))})")
"""走访甲20分钟;巡查水塘40分钟: each begins with its kind."""
_EACH = Pattern(r"^\s*(?:各|每家|每户|每人|都是?)(?:用|花|坐|待)?了?(?:差不多|大概|约)?")
_ONE_DAY = r"(大前天|前天|昨天|昨儿|今天|\d{1,2}号|\d{1,2}日)"
_TWO_DAYS = Pattern(rf"{_ONE_DAY}(?:和|跟|、|及|与){_ONE_DAY}[,\s]*(?:我)?(?:都|各|两天|每天)")
"""昨天和今天都去看了: one for each day."""
_TIMES = Pattern(
    r"\d\s?(?:分|小时|个|h|m|'|′)|分钟|钟头|小时|刻|[点时]|会儿?|半天|半晌|整?天|上午|下午|晚|早|晌|歇|[坐聊待陪站谈说看]了|[坐聊谈]坐|聊了聊"
)
_DAYISH = Pattern(r"[今昨前明后当]|[天号日周拜期初月廿]|\d\s?[./-]\s?\d")
_NEEDS_SOMEBODY = frozenset({Kind.VISIT, Kind.CARE, Kind.CONTACT, Kind.HELP})
_MOST = 12


@dataclass(slots=True)
class _Piece:
    """A stretch between two seams, with what stands in it."""

    start: int
    text: str
    kind: Kind | None
    worded: bool
    """Its kind is said in words, not only by a name."""
    mentions: list[Mention]
    durations: list[Duration]
    back: date | None
    future: bool


def read_sentences(
    text: str, residents: Sequence[Resident], today: date, own: HouseholdId | None = None, kind: Kind | None = None
) -> tuple[Sentence, ...]:
    """What normalised ``text`` says, one ``Sentence`` for each thing done; at least one."""
    text = text[:READ]
    whole = read_sentence(text, residents, today, own, kind)
    if kind is not None or len(text) < 8:
        return (whole,)
    plain = plain_speech(text)
    if (twice := _TWO_DAYS.search(plain)) is not None:
        days = [day_in(twice[at], today) for at in (1, 2)]
        return tuple(replace(whole, day=one) for one in days if one is not None)
    cuts = _cuts(_pieces(plain, residents, today, own)) if _may_be_several(plain) else []
    if len(cuts) < 2:
        told = read_round(plain, whole, residents, today, own)
        return (whole,) if len(told) < 2 else _in_a_row(told, whole)[:_MOST]
    ends = [*cuts[1:], len(text)]
    read: list[Sentence] = []
    rounds = False
    for start, end in zip([0, *cuts[1:]], ends, strict=True):
        part = _NUMBERED.sub("", plain[start:end])
        told = read_round(part, read_sentence(part, residents, today, own), residents, today, own)
        rounds = rounds or len(told) > 1
        read += told
    return (_in_a_row(read, whole) if rounds else _together(read, whole, plain))[:_MOST]


def _may_be_several(text: str) -> bool:
    """Whether there is anything by which ``_cuts`` could see a second thing begin; most sentences have none, and need not be taken apart."""
    if len(_TIMES.findall(text)) > 1:
        return True
    seams = [found.end() for found in _SEAM.finditer(text)]
    return bool(seams) and (
        _DAYISH.search(text, seams[0]) is not None
        or any(_MARKED.match(rest) or _SETS_OUT.match(rest) for rest in (text[place:] for place in seams))
    )


def _pieces(text: str, residents: Sequence[Resident], today: date, own: HouseholdId | None) -> list[_Piece]:
    mentions = find_mentions(text, residents, today, own)
    durations = find_durations(text)
    bounds = sorted(
        {0, *(found.end() for found in _SEAM.finditer(text) if not _within(found.end(), durations, mentions))}
    )
    bounds = [
        end
        for start, end in zip([0, *bounds], bounds, strict=False)
        if not end or not _ONLY_ONWARD.fullmatch(text, start, end)
    ]
    made: list[_Piece] = []
    for start, end in zip(bounds, [*bounds[1:], len(text)], strict=True):
        piece = text[start:end]
        if not piece.strip(" ,。;!?\n"):
            continue
        here = [
            replace(one, start=one.start - start, end=one.end - start) for one in mentions if start <= one.start < end
        ]
        word = words.chosen(
            [one for one in words.kind_words(piece) if not any(m.start < one.start < m.end for m in here)], piece
        )
        day = day_in(piece, today) if _MARKED.match(piece) or not made or _begins_with_day(piece, today) else None
        made.append(
            _Piece(
                start,
                piece,
                service.kind_of(piece, word, here, today) if word is not None or here else None,
                word is not None,
                here,
                [one for one in durations if start <= one.start < end],
                day.day if day is not None and day.state is DayState.SAID else None,
                day is not None and day.state is DayState.FUTURE,
            )
        )
    return made


def _within(place: int, durations: Sequence[Duration], mentions: Sequence[Mention]) -> bool:
    spans = [(one.start, one.end) for one in durations] + [(one.start, one.end) for one in mentions]
    return any(start < place < end for start, end in spans)


def _begins_with_day(piece: str, today: date) -> bool:
    day = day_in(piece, today)
    return day is not None and day.start <= 2


def _cuts(pieces: list[_Piece]) -> list[int]:
    """Where each thing done begins."""
    cuts: list[int] = []
    current: _Piece | None = None
    for piece in pieces:
        if current is None or _is_new(current, piece):
            cuts.append(piece.start)
            current = replace(piece, mentions=list(piece.mentions))
        else:
            current.kind = current.kind or piece.kind
            current.mentions += piece.mentions
            current.durations = [*current.durations, *piece.durations]
            current.back = current.back or piece.back
    return cuts


def _is_new(current: _Piece, piece: _Piece) -> bool:
    if current.kind is None or piece.kind is None:
        return False
    known = {one.text for one in current.mentions}
    others = [one for one in piece.mentions if one.text not in known and not one.own]
    if piece.kind in _NEEDS_SOMEBODY and not others and not _speaks_of_crowd(piece.text):
        return False
    dated = _begins_anew(piece) and (piece.future or (piece.back is not None and piece.back != current.back))
    if dated:
        return True
    if piece.kind is current.kind:
        return False
    if piece.kind is Kind.VISIT and not piece.worded and current.kind is Kind.CARE:  # 又到刘爷爷家坐了坐
        return False
    if piece.kind is Kind.VISIT and current.kind is Kind.POLICY and not piece.mentions and not piece.durations:
        return False  # 发了通知,又上门跟几户老人说了: how it was made known
    listed = piece.durations and current.durations and (_says_done(piece.text) or _HEADED.match(piece.text))
    if others and _leaves(current, piece):
        return True
    if not _MARKED.match(piece.text) and not listed:
        return False
    at_home = current.kind in _NEEDS_SOMEBODY and bool(current.mentions)
    if at_home and piece.kind not in _NEEDS_SOMEBODY:  # 走访李奶奶家,还讲了医保: one visit
        return (
            bool(piece.durations)
            or bool(re.match(rf"^\s*(?:{_PART}|\d\s?[.、):])", piece.text))
            or piece.kind is Kind.MEDIATE
            or (piece.kind is not Kind.POLICY and _ON_THE_WAY.match(piece.text) is not None)
        )
    return True


def _leaves(current: _Piece, piece: _Piece) -> bool:
    """巡河半小时,看了甲; 给乙打电话没接,去他爸那坐了会: somebody is gone to, after something that was done elsewhere."""
    if current.kind is Kind.CONTACT:
        return piece.kind in {Kind.VISIT, Kind.CARE} and _GOES.match(piece.text) is not None
    return (
        not current.mentions
        and bool(current.durations or "完" in current.text)
        and _LOOKS_IN.match(piece.text) is not None
    )


_LOOKS_IN = Pattern(r"^[\s,]*我?(?:去)?(?:顺路|顺道|又|再)?(?:去)?(?:看了|看望|探望|走访|陪|路过)")
_SETS_OUT = Pattern(r"[\s,]*(?:我|就|便|顺路|顺道|又|再)*+[去到上看走探陪路跑]")
"""With it ``_LOOKS_IN`` or ``_GOES`` may begin."""
_GOES = Pattern(r"^[\s,]*(?:我|就|便)*(?:去|到|上|跑到)(?:了)?")
_ON_THE_WAY = Pattern(r"^\s*(?:回来?的?路上|回来|回头|出来|完了|然后|接着|之后|随后|后来|顺路|顺道|紧接着)")
"""The home is left before it."""


def _begins_anew(piece: _Piece) -> bool:
    return not re.search(r"提醒|通知|约好|说好|截止|之前|以前", piece.text)


def _says_done(text: str) -> bool:
    return bool(re.search(r"了|过|完", text))


def _speaks_of_crowd(text: str) -> bool:
    return bool(re.search(r"[\d一二两三四五六七八九十几]+(?:户|家|位|个老人)", text))


def _in_a_row(read: list[Sentence], whole: Sentence) -> tuple[Sentence, ...]:
    """A day said once for all that follow; a thing yet to be done beside one that is done is left out."""
    done = [one for one in read if one.kind is not None and not (one.day and one.day.state is DayState.FUTURE)]
    dated: list[Sentence] = []
    for one in done:
        day = one.day or (dated[-1].day if dated else read[0].day)
        dated.append(replace(one, day=day, task=one.task or whole.task))
    return tuple(dated) or (whole,)


def _together(read: list[Sentence], whole: Sentence, text: str) -> tuple[Sentence, ...]:
    """Days and minutes said once for all."""
    dated = list(_in_a_row(read, whole))
    last = find_durations(text)[-1:] if _said_for_all(text, len(dated[-1].targets)) else []
    if last:
        dated = [_for_each(one, last[0].minutes) for one in dated]
    elif (total := [one for one in find_durations(text) if one.total]) and sum(bool(one.minutes) for one in dated) == 1:
        share = total[-1].minutes // (sum(max(1, len(one.targets)) for one in dated if not one.unmet) or 1)
        dated = [replace(_for_each(one, share), shared=True) for one in dated]
    return tuple(dated)


def _said_for_all(text: str, last: int) -> bool:
    """各30分钟 at the end; 每户 after several households is of those alone."""
    durations = find_durations(text)
    if not durations or last > 1:
        return False
    return bool(re.search(r"(?:[\s,]|^)(?:各|每家|每户|每人|都)[^,。;\d一二三]{0,3}$", text[: durations[-1].start]))


def _for_each(one: Sentence, minutes: int) -> Sentence:
    if one.unmet is not None:
        return one
    targets = tuple(replace(target, minutes=minutes) for target in one.targets)
    return replace(one, targets=targets, minutes=minutes * max(1, len(targets)) if len(targets) > 1 else minutes)
