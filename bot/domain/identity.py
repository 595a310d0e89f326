"""Who is who: one-time codes, claims of a name, and who may vouch (handbook §1.5). Pure."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.directory import WARDEN_ROLES, Directory, Office, Person, Tier
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId

CODE_LIVES = timedelta(hours=24)
CODE_DIGITS = 6
MOST_WRONG = 5
LOCKED_FOR = timedelta(hours=1)
MOST_CLAIMS = 3
"""Names that one account may claim in a day: who tries names at random must not keep the wardens busy."""
UNANSWERED = timedelta(hours=24)
"""After so long a claim goes to the next who may vouch."""
UNDO_WITHIN = timedelta(days=7)
"""So long “不是我” from an older account releases a newer one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """``guest`` says to be ``claimed``; ``asked`` has been asked whether that is so, as item ``number`` of theirs."""

    id: int
    number: int
    guest: PersonId
    claimed: PersonId
    asked: PersonId
    asked_at: datetime
    round: int


def code_from(hex_digits: str) -> str:
    """A six-digit code out of fresh random hex digits."""
    return f"{int(hex_digits, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def digest(code: str, salt: str) -> str:
    """What is kept of a code: it keeps a code from being read over a shoulder or out of a backup, no more; it lives a day."""
    return hmac.new(salt.encode(), code.encode(), hashlib.sha256).hexdigest()


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether too many wrong codes have closed the door for now."""
    return locked_until is not None and now < locked_until


def vouchers(directory: Directory, person: Person, day: date) -> list[Office]:
    """Who may say that an account is ``person``, the nearest first: warden, grid leader, village staff, town.

    Never the person; and nobody below an office that the person holds: a warden does not vouch for a village officer.
    """
    held = directory.offices_of(person.id, day)
    at_least = max((_rank(directory, office) for office in held), default=-1)
    unit = person.unit or (held[0].unit if held else None) or (directory.town.id if directory.town else None)
    found: list[Office] = []
    for above in directory.up(unit):
        roles = _VOUCHERS[above.tier]
        if above.tier.rank < at_least:
            continue
        for role in roles:
            found += [o for o in directory.holders(role, above.id, day) if o.person != person.id and o not in found]
    return _each_once(found)


_VOUCHERS: dict[Tier, tuple[Role, ...]] = {
    Tier.NEIGHBOURHOOD: WARDEN_ROLES,
    Tier.GRID: (Role.GRID_LEADER,),
    Tier.VILLAGE: (Role.VILLAGE_STAFF,),
    Tier.TOWN: (Role.TOWN_ADMIN, Role.TOWN_STAFF),
}


def _rank(directory: Directory, office: Office) -> int:
    unit = directory.units.get(office.unit)
    return unit.tier.rank if unit else -1


def _each_once(offices: list[Office]) -> list[Office]:
    seen: set[PersonId] = set()
    kept: list[Office] = []
    for office in offices:
        if office.person not in seen:
            seen.add(office.person)
            kept.append(office)
    return kept


def may_vouch(directory: Directory, who: PersonId, person: Person, day: date) -> bool:
    """Whether ``who`` is one of those who may vouch for ``person``."""
    return any(office.person == who for office in vouchers(directory, person, day))


def living_in(directory: Directory, person: Person, units: list[UnitId]) -> bool:
    """Whether the person lives in one of ``units``, or holds an office in it."""
    return any(directory.covers(unit, person.unit) for unit in units)


@dataclass(frozen=True, slots=True)
class Introduction:
    """What “我是 三组 张小明” says: perhaps a place, and the words in which the name must be."""

    words: str

    def names(self) -> list[str]:
        """Names that it may hold, the likeliest first: the last word, the end of the sentence, its beginning."""
        words = _POLITE.sub("", self.words.strip())
        last = words.split()[-1] if words.split() else ""
        found = [last] if 2 <= len(last) <= MOST_NAME else []
        bare = words.replace(" ", "")
        found += [bare[-length:] for length in (3, 2, 4) if len(bare) >= length]
        found += [bare[:length] for length in (3, 2, 4) if len(bare) > length]
        return list(dict.fromkeys(found))


MOST_NAME = 12
_POLITE = re.compile(r"[。.!,，!呀啊哦吧~ ]+$")
