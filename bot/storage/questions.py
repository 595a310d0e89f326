"""Open questions: one row each. Erased when answered or lapsed (handbook I4)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.questions import Question
from bot.ids import PersonId, TownId
from bot.storage.database import Db
from bot.storage.directory import chat_address
from bot.storage.people import account
from bot.storage.prepared import Prepared
from bot.storage.schema import At, metadata, personal, plain, row_id, sealed, town

question = sa.Table(
    "question",
    metadata,
    town(),
    row_id(),
    personal("person", sa.Text, nullable=False),
    plain("place", sa.Text, nullable=False),
    plain("form", sa.Text, nullable=False),
    plain("version", sa.Integer, nullable=False),
    plain("step", sa.Text, nullable=False),
    sealed("question.draft", "json", nullable=False),
    plain("failures", sa.Integer, nullable=False),
    plain("waits", sa.Boolean, nullable=False),
    plain("asked_at", At),
    plain("lapses_at", At, nullable=False),
    sa.Index("ix_question_person", "town", "person", "place"),
    sa.Index("ix_question_lapses_at", "town", "lapses_at"),
)

_COLUMNS = (
    question.c.id,
    question.c.person,
    question.c.place,
    question.c.form,
    question.c.version,
    question.c.step,
    question.c.draft,
    question.c.failures,
    question.c.waits,
    question.c.asked_at,
    question.c.lapses_at,
)
_of_person = Prepared(
    sa.select(*_COLUMNS)
    .where(
        question.c.town == sa.bindparam("code"),
        question.c.person == sa.bindparam("who"),
        question.c.place == sa.bindparam("at_place"),
    )
    .order_by(question.c.waits, question.c.asked_at.desc(), question.c.id.desc())
)

_NAMES = tuple(column.name for column in _COLUMNS)
_add = Prepared(sa.insert(question), ("town", *_NAMES))
_this = (question.c.town == sa.bindparam("code"), question.c.id == sa.bindparam("number"))
_change = Prepared(
    sa.update(question).where(*_this).values({name: sa.bindparam(f"new_{name}") for name in _NAMES if name != "id"})
)
_erase = Prepared(sa.delete(question).where(*_this))


def _question(row: Any) -> Question:
    return Question(*row)


def list_open(db: Db, code: TownId, who: PersonId, place: str) -> list[Question]:
    """What ``who`` has been asked at ``place``: the started form first, then the latest asked."""
    return [_question(row) for row in _of_person(db, code=code, who=who, at_place=place)]


def list_of(db: Db, code: TownId, who: PersonId) -> list[Question]:
    """All open questions of a person, wherever they were asked."""
    rows = db.all(sa.select(*_COLUMNS).where(question.c.town == code, question.c.person == who).order_by(question.c.id))
    return [_question(row) for row in rows]


def list_waiting(db: Db, code: TownId, form: str) -> list[Question]:
    """All open questions of one form."""
    rows = db.all(sa.select(*_COLUMNS).where(question.c.town == code, question.c.form == form).order_by(question.c.id))
    return [_question(row) for row in rows]


def addresses_asked(db: Db, code: TownId) -> set[tuple[str, str, str]]:
    """(platform, chat, sender) of every open question in a group: what ``addressing.Ears`` must know."""
    open_ = db.all(
        sa.select(question.c.person, question.c.place).where(question.c.town == code, question.c.place != "").distinct()
    )
    found: set[tuple[str, str, str]] = set()
    for person, place in open_:  # few: one query over all three tables would walk every account of the town
        chats = db.all(
            sa.select(chat_address.c.platform, chat_address.c.address).where(
                chat_address.c.town == code, chat_address.c.chat == place
            )
        )
        for platform, chat in chats:
            senders = sa.select(account.c.address).where(
                account.c.town == code, account.c.person == person, account.c.platform == platform
            )
            found |= {(str(platform), str(chat), str(row[0])) for row in db.all(senders)}
    return found


def list_lapsed(db: Db, code: TownId, now: datetime) -> list[Question]:
    """Those whose time is over."""
    rows = db.all(
        sa.select(*_COLUMNS)
        .where(question.c.town == code, question.c.lapses_at <= now)
        .order_by(question.c.lapses_at, question.c.id)
    )
    return [_question(row) for row in rows]


def next_lapse(db: Db, code: TownId) -> datetime | None:
    """When the next one lapses."""
    row = db.first(
        sa.select(question.c.lapses_at).where(question.c.town == code).order_by(question.c.lapses_at).limit(1)
    )
    return row[0] if row else None


def add(db: Db, code: TownId, asked: Question) -> None:
    """Store a new question."""
    _add(db, town=code, **_row(asked))


def change(db: Db, code: TownId, asked: Question) -> None:
    """Store where a question has got to."""
    values = {f"new_{name}": value for name, value in _row(asked).items() if name != "id"}
    _change(db, code=code, number=asked.id, **values)


def erase(db: Db, code: TownId, number: int) -> None:
    """Forget a question and its draft."""
    _erase(db, code=code, number=number)


def _row(asked: Question) -> dict[str, Any]:
    return {
        "id": asked.id,
        "person": asked.person,
        "place": asked.place,
        "form": asked.form,
        "version": asked.version,
        "step": asked.step,
        "draft": dict(asked.draft),
        "failures": asked.failures,
        "waits": asked.waits,
        "asked_at": asked.asked_at,
        "lapses_at": asked.lapses_at,
    }
