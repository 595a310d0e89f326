"""Verbs about who is who: issue a code, bind by it, claim a name, vouch for it, let an account go (handbook §1.5)."""

import hmac
from datetime import timedelta

from bot.actions.errors import Refused, UserError
from bot.context import Work
from bot.domain import identity as rules
from bot.domain.directory import Office, Person
from bot.domain.identity import Claim
from bot.domain.roles import Action, Grant, Role
from bot.ids import PersonId, UnitId
from bot.messages import Outbound, ToPerson
from bot.storage import audit, people, privacy, timers
from bot.storage import identity as rows
from bot.texts import identity as say
from bot.texts import people as say_people

TIMER = "identity_claim"


def issue_code(work: Work, target: Person) -> tuple[str, str]:
    """A fresh code for ``target``, and what its issuer is told.

    Raises:
        Refused: the actor may not vouch for this person.
    """
    if work.actor_id == target.id:
        raise Refused(say.not_for_oneself(_nearest(work, target)))
    if not in_scope(work, target):
        raise Refused(say.not_yours(_nearest(work, target)))
    taken = {(salt, digest) for _, salt, digest in rows.list_codes(work.db, work.town, work.now)}
    code = rules.code_from(work.token(8))
    while any(hmac.compare_digest(rules.digest(code, salt), digest) for salt, digest in taken):
        code = rules.code_from(work.token(8))
    salt, until = work.token(8), work.now + rules.CODE_LIVES
    rows.put_code(work.db, work.town, target.id, salt, rules.digest(code, salt), until)
    _audit(work, target.id, "issue_code")
    return code, say.code_for(target.name, code, until)


def in_scope(work: Work, target: Person) -> bool:
    """Whether the actor may vouch for ``target``: the matrix, the unit, and never for oneself."""
    if work.actor is None or work.actor.id == target.id or work.grant(Action.CONFIRM_IDENTITY) is Grant.NO:
        return False
    if rules.may_vouch(work.directory, work.actor.id, target, work.today):
        return True
    return work.grant(Action.CONFIRM_IDENTITY) is Grant.YES


def _nearest(work: Work, target: Person) -> str:
    near = rules.vouchers(work.directory, target, work.today)
    return _called(near[0]) if near else ""


def _called(office: Office) -> str:
    return say.title(say_people.role_name(office.role), office.name)


def bind_by_code(work: Work, guest: Person, code: str) -> tuple[Person | None, str, list[Outbound]]:
    """The account of ``guest`` becomes that of whom the code was made for; who that is, what the speaker and others are told.

    A wrong code is answered, not raised: that it was wrong must stay written. After five the door is closed for an hour.
    """
    tries, locked_until = rows.find_tries(work.db, work.town, guest.id)
    if locked_until is not None and rules.is_locked(locked_until, work.now):
        return None, say.locked(locked_until), []
    if locked_until is not None:
        tries = 0
    for person, salt, digest in rows.list_codes(work.db, work.town, work.now):
        if hmac.compare_digest(rules.digest(code, salt), digest):
            rows.erase_code(work.db, work.town, person)
            found = people.get_person(work.db, work.town, person)
            told = _bind(work.as_person(guest), guest.id, found, "code")
            return found, say.bound(where(work, found.unit), found.name), told
    tries += 1
    if tries >= rules.MOST_WRONG:
        until = work.now + rules.LOCKED_FOR
        rows.put_tries(work.db, work.town, guest.id, tries, until)
        _audit(work, guest.id, "lock")
        return None, say.locked(until), []
    rows.put_tries(work.db, work.town, guest.id, tries, None)
    return None, say.wrong_code(rules.MOST_WRONG - tries), []


def claim(work: Work, guest: Person, target: Person) -> tuple[str, list[Outbound]]:
    """``guest`` says to be ``target``: somebody near is asked; who that is, and the question to them.

    Raises:
        UserError: too many names today, or there is nobody to ask.
    """
    earlier = rows.find_claim_of(work.db, work.town, guest.id)
    if earlier is not None and earlier.claimed == target.id:
        asked = people.get_person(work.db, work.town, earlier.asked)
        raise UserError(say.still_asking(asked.name))
    since = work.now - timedelta(days=1)
    made = [at for at, _, verb, _, _ in audit.list_of(work.db, work.town, "identity", guest.id) if verb == "claim"]
    if len([at for at in made if at > since]) >= rules.MOST_CLAIMS:
        raise UserError(say.too_many_claims())
    near = rules.vouchers(work.directory, target, work.today)
    if not near:
        raise UserError(say.nobody_vouches())
    if earlier is not None:
        _settle(work, earlier)
    _audit(work, guest.id, "claim")
    return _called(near[0]), _ask(work, guest.id, target, near[0], 0)


def propose_move(work: Work, platform: str, old: str, new: str, shown: str) -> list[Outbound]:
    """An account probably has a new id: somebody near is asked, and only their word binds it. Nothing when it is nobody's, or known."""
    target = people.find_by_account(work.db, work.town, platform, old)
    if target is None or not target.known or people.find_by_account(work.db, work.town, platform, new) is not None:
        return []
    near = rules.vouchers(work.directory, target, work.today)
    if not near:
        return []
    guest = Person(PersonId("G" + work.token(6)), "", known=False)
    people.put_person(work.db, work.town, guest)
    people.put_account(work.db, work.town, platform, new, guest.id, work.now)
    _audit(work, guest.id, "propose_move")
    return _ask(work, guest.id, target, near[0], 0, shown)


def _ask(work: Work, guest: PersonId, target: Person, office: Office, round_: int, shown: str = "") -> list[Outbound]:
    taken = {open_.number for open_ in rows.list_claims(work.db, work.town, office.person)}
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    made = Claim(work.new_id(), number, guest, target.id, office.person, work.now, round_)
    rows.add_claim(work.db, work.town, made)
    timers.set_timer(work.db, work.town, TIMER, str(made.id), work.now + rules.UNANSWERED)
    home = where(work, target.unit)
    text = say.please_vouch(number, home, target.name)
    if shown:
        text = say.please_vouch_moved(number, home, target.name, shown)
    return [Outbound(ToPerson(office.person), text, wakes=True, about=f"claim:{made.id}", why="我是")]


def ask_next(work: Work, number: int) -> list[Outbound]:
    """Nobody has answered a claim in time: the next who may vouch is asked; after the last it lapses."""
    open_ = rows.find_claim(work.db, work.town, number)
    if open_ is None:
        return []
    target = people.find_person(work.db, work.town, open_.claimed)
    rows.erase_claim(work.db, work.town, open_.id)
    if target is None:
        return []
    near = rules.vouchers(work.directory, target, work.today)
    asked = [office.person for office in near]
    following = asked.index(open_.asked) + 1 if open_.asked in asked else 0
    to_guest = ToPerson(open_.guest)
    if following >= len(near) or open_.round >= len(near):
        return [Outbound(to_guest, say.nobody_vouches(), about="identity", why="我是")]
    office = near[following]
    told = Outbound(to_guest, say.claim_unanswered(_called(office)), about="identity", why="我是")
    return [told, *_ask(work, open_.guest, target, office, open_.round + 1)]


def vouch(work: Work, number: int | None, *, yes: bool) -> tuple[str, list[Outbound]]:
    """Answer a claim: the item ``number``, without one the only or the oldest. What the voucher is told, and messages to others.

    Raises:
        Refused: the actor is nobody's voucher any more. UserError: no such item.
    """
    assert work.actor is not None
    waiting = rows.list_claims(work.db, work.town, work.actor.id)
    if not waiting:
        raise UserError(say.nothing_to_vouch())
    chosen = next((one for one in waiting if number in {None, one.number}), None)
    if chosen is None:
        raise UserError(say.no_such_claim([one.number for one in waiting]))
    if number is None and len(waiting) > 1:
        raise UserError(say.waiting_claims([(one.number, _name(work, one.claimed)) for one in waiting]))
    target = people.get_person(work.db, work.town, chosen.claimed)
    if not in_scope(work, target):
        raise Refused(say.not_yours(_nearest(work, target)))
    _settle(work, chosen)
    if not yes:
        _audit(work, target.id, "refuse_claim")
        text = say.claim_refused(_title(work, work.actor))
        return say.not_vouched(), [Outbound(ToPerson(chosen.guest), text, wakes=True, about="identity", why="不认")]
    told = _bind(work, chosen.guest, target, "vouched")
    hello = say.bound(where(work, target.unit), target.name)
    return say.vouched(target.name), [
        *told,
        Outbound(ToPerson(target.id), hello, wakes=True, about="identity", why="认人"),
    ]


def only_claim(work: Work) -> tuple[Claim, str] | None:
    """The claim that waits for the actor when it is the only one, and whose: ``康桥村三组2邻 马永贵``."""
    assert work.actor is not None
    waiting = rows.list_claims(work.db, work.town, work.actor.id)
    return (waiting[0], _name(work, waiting[0].claimed)) if len(waiting) == 1 else None


def find_claim(work: Work, claim_id: int) -> Claim:
    """A claim that still waits for the actor.

    Raises:
        UserError: it has been settled, or somebody else is asked by now.
    """
    assert work.actor is not None
    found = next((one for one in rows.list_claims(work.db, work.town, work.actor.id) if one.id == claim_id), None)
    if found is None:
        raise UserError(say.nothing_to_vouch())
    return found


def _settle(work: Work, open_: Claim) -> None:
    rows.erase_claim(work.db, work.town, open_.id)
    timers.cancel(work.db, work.town, str(open_.id), TIMER)


def _bind(work: Work, guest: PersonId, target: Person, how: str) -> list[Outbound]:
    """Make the guest's account the person's; the accounts that the person had before are told."""
    earlier = people.list_accounts(work.db, work.town, target.id)
    for platform, address in people.list_accounts(work.db, work.town, guest):
        people.put_account(work.db, work.town, platform, address, target.id, work.now)
    if (open_ := rows.find_claim_of(work.db, work.town, guest)) is not None:
        _settle(work, open_)
    rows.follow(work.db, work.town, guest, target.id)
    privacy.switch(work.db, work.town, target.id, privacy.ERASED, on=False)  # back by their own wish
    _audit(work, target.id, "bind", after=how)
    text = say.account_added(work.now)
    return [
        Outbound(ToPerson(target.id, account=account), text, wakes=True, about="identity", why="新号")
        for account in earlier
    ]


def release(work: Work, platform: str, address: str) -> str:
    """不是我: the speaking account, when it is the newest; otherwise the newer ones. What the person is told."""
    assert work.actor is not None
    dated = rows.list_accounts_dated(work.db, work.town, work.actor.id)
    own = next((at for p, a, at in dated if (p, a) == (platform, address)), None)
    recent = [(p, a) for p, a, at in dated if own is not None and at > own and work.now - at <= rules.UNDO_WITHIN]
    if recent:
        for one in recent:
            rows.erase_account(work.db, work.town, *one)
        _audit(work, work.actor.id, "release", after=str(len(recent)))
        return say.others_released(len(recent))
    if own is None or work.now - own > rules.UNDO_WITHIN:
        raise UserError(say.not_recently_bound())
    rows.erase_account(work.db, work.town, platform, address)
    rows.erase_questions(work.db, work.town, work.actor.id)
    _audit(work, work.actor.id, "release", after="own")
    return say.released()


def find_claimed(work: Work, units: list[UnitId], names: list[str]) -> list[Person]:
    """Known persons of one of ``names`` (the first that fits), in ``units`` if any are named."""
    for name in names:
        found = people.list_named(work.db, work.town, name)
        if units:
            found = [one for one in found if _belongs(work, one, units)]
        if found:
            return found
    return []


def _belongs(work: Work, person: Person, units: list[UnitId]) -> bool:
    held = work.directory.offices_of(person.id, work.today)
    return rules.living_in(work.directory, person, units) or any(
        work.directory.covers(unit, office.unit) for unit in units for office in held
    )


def where(work: Work, unit: UnitId | None) -> str:
    """A unit's title; empty for none."""
    return work.directory.title(unit) if unit else ""


def _title(work: Work, person: Person) -> str:
    held = work.directory.offices_of(person.id, work.today)
    return say.title(say_people.role_name(held[0].role if held else Role.VILLAGER), person)


def _name(work: Work, person: PersonId) -> str:
    found = people.find_person(work.db, work.town, person)
    return f"{where(work, found.unit)} {found.name}".strip() if found else ""


def _audit(work: Work, subject: PersonId, verb: str, after: str = "") -> None:
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "identity", subject, verb, after=after)
