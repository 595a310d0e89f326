"""One-time codes, wrong tries, and claims of a name that wait for somebody to vouch (handbook §1.5)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.domain.identity import Claim
from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.people import account, person
from bot.storage.questions import question
from bot.storage.schema import At, metadata, personal, plain, row_id, town

bind_code = sa.Table(
    "bind_code",
    metadata,
    town(),
    personal("person", sa.Text, primary_key=True),
    plain("salt", sa.Text, nullable=False),
    plain("digest", sa.Text, nullable=False),
    plain("expires_at", At, nullable=False),
)

wrong_code = sa.Table(
    "wrong_code",
    metadata,
    town(),
    personal("person", sa.Text, primary_key=True),
    plain("tries", sa.Integer, nullable=False),
    plain("locked_until", At),
)

claim = sa.Table(
    "identity_claim",
    metadata,
    town(),
    row_id(),
    plain("number", sa.Integer, nullable=False),
    personal("guest", sa.Text, nullable=False),
    personal("claimed", sa.Text, nullable=False),
    personal("asked", sa.Text, nullable=False),
    plain("asked_at", At, nullable=False),
    plain("round", sa.Integer, nullable=False),
    sa.UniqueConstraint("town", "guest"),
    sa.Index("ix_identity_claim_asked", "town", "asked"),
)

_CLAIM = (claim.c.id, claim.c.number, claim.c.guest, claim.c.claimed, claim.c.asked, claim.c.asked_at, claim.c.round)


def put_code(db: Db, code: TownId, who: PersonId, salt: str, digest: str, expires_at: datetime) -> None:
    """Keep what is needed to know a code again; a newer one replaces the older."""
    row = {"salt": salt, "digest": digest, "expires_at": expires_at}
    statement = insert(bind_code).values(town=code, person=who, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "person"], set_=row))


def list_codes(db: Db, code: TownId, now: datetime) -> list[tuple[PersonId, str, str]]:
    """(person, salt, digest) of the codes that still hold; those that do not are erased on the way."""
    db.execute(sa.delete(bind_code).where(bind_code.c.town == code, bind_code.c.expires_at <= now))
    rows = db.all(
        sa.select(bind_code.c.person, bind_code.c.salt, bind_code.c.digest)
        .where(bind_code.c.town == code)
        .order_by(bind_code.c.person)
    )
    return [(PersonId(row[0]), str(row[1]), str(row[2])) for row in rows]


def erase_code(db: Db, code: TownId, who: PersonId) -> None:
    """A code is good for once."""
    db.execute(sa.delete(bind_code).where(bind_code.c.town == code, bind_code.c.person == who))


def find_tries(db: Db, code: TownId, who: PersonId) -> tuple[int, datetime | None]:
    """How many wrong codes in a row, and until when the door is closed."""
    row = db.first(
        sa.select(wrong_code.c.tries, wrong_code.c.locked_until).where(
            wrong_code.c.town == code, wrong_code.c.person == who
        )
    )
    return (int(row[0]), row[1]) if row else (0, None)


def put_tries(db: Db, code: TownId, who: PersonId, tries: int, locked_until: datetime | None) -> None:
    """Note a wrong code; ``tries`` 0 forgets them."""
    if not tries:
        db.execute(sa.delete(wrong_code).where(wrong_code.c.town == code, wrong_code.c.person == who))
        return
    row = {"tries": tries, "locked_until": locked_until}
    statement = insert(wrong_code).values(town=code, person=who, **row)
    db.execute(statement.on_conflict_do_update(index_elements=["town", "person"], set_=row))


def _claim(row: Any) -> Claim:
    return Claim(*row)


def list_claims(db: Db, code: TownId, asked: PersonId) -> list[Claim]:
    """What ``asked`` has been asked and has not answered, the oldest first."""
    rows = db.all(
        sa.select(*_CLAIM).where(claim.c.town == code, claim.c.asked == asked).order_by(claim.c.asked_at, claim.c.id)
    )
    return [_claim(row) for row in rows]


def find_claim(db: Db, code: TownId, number: int) -> Claim | None:
    """A claim by its row."""
    row = db.first(sa.select(*_CLAIM).where(claim.c.town == code, claim.c.id == number))
    return _claim(row) if row else None


def find_claim_of(db: Db, code: TownId, guest: PersonId) -> Claim | None:
    """What an account claims at present."""
    row = db.first(sa.select(*_CLAIM).where(claim.c.town == code, claim.c.guest == guest))
    return _claim(row) if row else None


def add_claim(db: Db, code: TownId, made: Claim) -> None:
    """A new claim."""
    db.execute(
        sa.insert(claim).values(
            town=code,
            id=made.id,
            number=made.number,
            guest=made.guest,
            claimed=made.claimed,
            asked=made.asked,
            asked_at=made.asked_at,
            round=made.round,
        )
    )


def erase_claim(db: Db, code: TownId, number: int) -> None:
    """It has been answered, withdrawn, or nobody could."""
    db.execute(sa.delete(claim).where(claim.c.town == code, claim.c.id == number))


_STAYS = frozenset({"person", "audit", "inbox", "bind_code", "wrong_code", "identity_claim"})
"""Tables that a guest's rows do not leave: their own row, and records of what happened under the old id."""


def follow(db: Db, code: TownId, guest: PersonId, known: PersonId) -> None:
    """Everything of a guest becomes the person's: concerns, open questions, messages on their way, the account itself.

    Walks the marks of the metadata, so that an area added later is not forgotten. Where the person already has such a row, the
    guest's is dropped.
    """
    for table in metadata.sorted_tables:
        if table.name in _STAYS:
            continue
        for column in table.columns:
            if column.info["personal"] and isinstance(column.type, sa.Text):
                _move(db, code, table, column, guest, known)
    db.execute(sa.delete(wrong_code).where(wrong_code.c.town == code, wrong_code.c.person == guest))
    db.execute(sa.delete(claim).where(claim.c.town == code, claim.c.guest == guest))
    db.execute(sa.delete(person).where(person.c.town == code, person.c.id == guest, person.c.known.is_(False)))


def _move(db: Db, code: TownId, table: sa.Table, column: sa.Column[object], guest: PersonId, known: PersonId) -> None:
    for unique in _uniques(table):
        if column in unique:
            _drop_doubles(db, code, table, column, unique, guest, known)
    db.execute(sa.update(table).where(table.c.town == code, column == guest).values({column: known}))


def _uniques(table: sa.Table) -> list[set[sa.Column[object]]]:
    found = [set(table.primary_key.columns)]
    found += [set(c.columns) for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    return found


def _drop_doubles(
    db: Db,
    code: TownId,
    table: sa.Table,
    column: sa.Column[object],
    unique: set[sa.Column[object]],
    guest: PersonId,
    known: PersonId,
) -> None:
    other = table.alias()
    same = [table.c[c.name] == other.c[c.name] for c in unique if c is not column]
    taken = sa.exists().where(*same, other.c[column.name] == known)
    db.execute(sa.delete(table).where(table.c.town == code, column == guest, taken))


def erase_account(db: Db, code: TownId, platform: str, address: str) -> None:
    """An account is nobody's again; whoever uses it next is a guest."""
    db.execute(
        sa.delete(account).where(
            account.c.town == code, account.c.platform == platform, account.c.address_key == address
        )
    )


def erase_questions(db: Db, code: TownId, who: PersonId) -> None:
    """Forget what a person had been asked: another may be reading it now."""
    db.execute(sa.delete(question).where(question.c.town == code, question.c.person == who))


def list_accounts_dated(db: Db, code: TownId, who: PersonId) -> list[tuple[str, str, datetime]]:
    """(platform, address, bound at) of a person, the latest bound first."""
    rows = db.all(
        sa.select(account.c.platform, account.c.address, account.c.at)
        .where(account.c.town == code, account.c.person == who)
        .order_by(account.c.at.desc(), account.c.address_key)
    )
    return [(str(row[0]), str(row[1]), row[2]) for row in rows]
