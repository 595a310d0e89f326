"""Honours that count (handbook §5.1, HONOUR): of which level, on what document, the same one only once a year and at its highest. Pure; texts are normalised."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.list_sentences import day_in
from bot.domain.points import HONOURS
from bot.ids import PersonId, UnitId

LONGEST_NAME, LONGEST_BASIS = 30, 60
OLDEST = timedelta(days=366)
"""An honour older than that is no more told."""


class Level(StrEnum):
    """Who has given it, the lowest first."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"
    CITY = "city"
    """市 and above."""

    @property
    def rank(self) -> int:
        """0 for the village."""
        return list(Level).index(self)

    @property
    def kind(self) -> str:
        """Its row in the points table."""
        return HONOURS[self.rank]


class State(StrEnum):
    """Life of an honour here."""

    ASKED = "asked"
    """Waits for a second person."""
    COUNTED = "counted"
    REFUSED = "refused"
    REVOKING = "revoking"
    """Somebody wants it taken back; it counts until a second person agrees."""
    REVOKED = "revoked"


STANDING = frozenset({State.COUNTED, State.REVOKING})
WAITING = frozenset({State.ASKED, State.REVOKING})


@dataclass(frozen=True, slots=True)
class Honour:
    """One honour of a warden, with the document that shows it."""

    number: int
    warden: PersonId
    unit: UnitId
    """The village in which they served on its day."""
    level: Level
    name: str
    basis: str
    day: date
    state: State
    asked_by: PersonId
    asked_at: datetime
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    back_by: PersonId | None = None
    """Who wants it taken back."""
    reason: str = ""
    """Why."""

    @property
    def cause(self) -> str:
        """How the ledger refers to it."""
        return f"honour:{self.number}"

    @property
    def asker(self) -> PersonId:
        """Whose wish waits for a second person."""
        return self.back_by if self.state is State.REVOKING and self.back_by is not None else self.asked_by

    @property
    def same(self) -> tuple[int, str]:
        """Honours with the same are one and the same, whoever has given it: the year, and the name without it."""
        return self.day.year, plain(self.name)


_YEAR = re.compile(r"(?:19|20)\d{2}\s*(?:年度?|届)?|年度")
_LEVELS = r"(?:国家|全国|省|市|县|区|镇|乡|街道|村)(?:级|里|委|上)?"


def plain(name: str) -> str:
    """An honour's name without year, level and signs: 2026年度县级优秀党员 → 优秀党员."""
    bare = re.sub(r"[\s,.;:、。()“”\"'《》【】-]+", "", _YEAR.sub("", name))
    return re.sub(rf"^{_LEVELS}", "", bare) or bare


def best(honours: Iterable[Honour]) -> Honour | None:
    """Of the same honour the one that counts: the highest, and of these the first."""
    standing = [one for one in honours if one.state in STANDING]
    return max(standing, key=lambda one: (one.level.rank, -one.number), default=None)


_LEVEL = re.compile(
    r"(?:(?:19|20)\d{2}\s*(?:年度?|届)?\s*)?"
    r"(国家级?|全国|省级?|市(?!民)级?(?:及以上|以上)?|县(?!城)级?|区级?|镇级?|乡(?![村贤风])级?|街道级?|村(?![民规官])级?)(?:里的|上的)?"
)
_OF = {
    "村": Level.VILLAGE,
    "镇": Level.TOWN,
    "乡": Level.TOWN,
    "街": Level.TOWN,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
}
_BASIS = re.compile(r"[\s,;、]*(?:凭(?:证(?!书))?|依据|根据|证书|文件)\s*(?:是|为|:)?\s*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of an honour, as far as it says so."""

    level: Level | None
    name: str
    basis: str
    day: date | None


def read(text: str, today: date) -> Wanted:
    """``县级 优秀共产党员 凭 宁国市委〔2026〕8号文件 11月20日``: level, name and document; the day is today where none is said."""
    head, found, basis = text.strip(), _BASIS.search(text.strip()), ""
    if found:
        head, basis = text.strip()[: found.start()], text.strip()[found.end() :]
        if re.match(r"(?:证书|文件)", found[0].strip(" ,;、")):
            basis = f"{found[0].strip(' ,;、')} {basis}"
    day, _ = day_in(text, today)
    level = _LEVEL.match(head.strip(" :,"))
    named = head.strip(" :,")[level.end() :] if level else head
    _, named = day_in(named, today)
    name = " ".join(re.sub(r"^(?:的|荣誉|表彰)+|(?:荣誉|称号)$", "", named.strip(" :,;的")).split())
    return Wanted(_OF.get(level[1][0], Level.CITY) if level else None, name, " ".join(basis.split()), day or today)
