"""What is held about a person, found by walking the marks of the metadata; and the switches a person has set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bot.ids import HouseholdId, PersonId, TownId
from bot.storage.database import Db
from bot.storage.schema import metadata, personal, plain, town
from bot.storage.sealing import Blind, Sealed, SealedBytes

preference = sa.Table(
    "preference",
    metadata,
    town(),
    personal("person", sa.Text, primary_key=True),
    plain("name", sa.Text, primary_key=True),
)

QUIET = "quiet"
"""Notices and digests are not sent to this person in private."""
ERASED = "erased"
"""The person has had their data erased: a later import does not bring it back."""


def switch(db: Db, code: TownId, who: PersonId, name: str, *, on: bool) -> None:
    """Set or clear a switch."""
    if on:
        db.execute(insert(preference).values(town=code, person=who, name=name).on_conflict_do_nothing())
    else:
        c = preference.c
        db.execute(sa.delete(preference).where(c.town == code, c.person == who, c.name == name))


def list_on(db: Db, code: TownId, name: str) -> set[str]:
    """Everybody who has set a switch."""
    c = preference.c
    return {str(row[0]) for row in db.all(sa.select(c.person).where(c.town == code, c.name == name))}


def is_on(db: Db, code: TownId, who: PersonId, name: str) -> bool:
    """Whether a person has set a switch."""
    c = preference.c
    return db.first(sa.select(c.name).where(c.town == code, c.person == who, c.name == name)) is not None


@dataclass(frozen=True, slots=True)
class Holding:
    """So many rows of a table have this person in that column."""

    table: str
    column: str
    count: int


WORDS: frozenset[tuple[str, str]] = frozenset(
    {
        ("account", "address"),
        ("ballot", "answers"),
        ("ballot", "key"),
        ("ballot", "wish"),
        ("care", "kind"),
        ("care", "often"),
        ("check_in", "home"),
        ("check_in", "household"),
        ("check_in", "need"),
        ("check_in", "note"),
        ("check_in", "reason"),
        ("check_in", "remark"),
        ("check_in", "target"),
        ("check_in", "task"),
        ("concern", "on_behalf_of"),
        ("concern", "resolution"),
        ("concern", "text"),
        ("concern_attachment", "name"),
        ("concern_note", "text"),
        ("file", "name"),
        ("honour", "basis"),
        ("honour", "name"),
        ("honour", "reason"),
        ("household", "head"),
        ("household", "place"),
        ("ledger", "reason"),
        ("list_entry", "facts"),
        ("list_entry", "mended"),
        ("list_entry", "reason"),
        ("list_entry", "statement"),
        ("list_objection", "answer"),
        ("list_objection", "text"),
        ("lesson", "text"),
        ("notice", "reason"),
        ("pledge", "items"),
        ("pledge", "reason"),
        ("notice_receipt", "household"),
        ("outbox", "account"),
        ("outbox", "choices"),
        ("outbox", "lane"),
        ("outbox", "text"),
        ("person", "gender"),
        ("person", "household"),
        ("person", "id"),
        ("person", "name"),
        ("person", "phone"),
        ("person", "tags"),
        ("person", "unit"),
        ("points_reversal", "reason"),
        ("settlement_objection", "answer"),
        ("spot_check", "household"),
        ("spot_check", "remark"),
        ("settlement_objection", "text"),
        ("poll_wish", "text"),
        ("push", "place"),
    }
)
"""Personal columns that hold words, a household, or the key of a place: none of them is the bare id of a person."""


def columns_of_persons() -> Iterator[tuple[sa.Table, sa.Column[object]]]:
    """Every column that says who a person is, by the marks."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.info["personal"] and isinstance(column.type, sa.Text) and (table.name, column.name) not in WORDS:
                yield table, column


def holdings(db: Db, code: TownId, who: PersonId) -> list[Holding]:
    """Where a person is found, with counts; the person's own row is not among them."""
    found: list[Holding] = []
    for table, column in columns_of_persons():
        count = int(
            db.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.town == code, column == who)) or 0
        )
        if count:
            found.append(Holding(table.name, column.name, count))
    return found


OTHERS = "(别人)"
"""Stands in an export where the id of somebody else is."""


def without_others(table_name: str, row: Mapping[str, object], who: PersonId, *, words: bool) -> dict[str, object]:
    """A row as its person may take it along: ids of others blanked; sealed words only when they are the person's (``words``)."""
    table = metadata.tables[table_name]
    persons = {column.name for source, column in columns_of_persons() if source is table}
    shown: dict[str, object] = {}
    for name, value in row.items():
        type_ = table.c[name].type
        if name == "town" or isinstance(type_, Blind | SealedBytes) or name in {"hidden_from", "lane"}:
            continue
        if isinstance(type_, Sealed) and not words:
            continue
        shown[name] = OTHERS if name in persons and value not in {None, who} else value
    return shown


def own_row(db: Db, code: TownId, who: PersonId) -> dict[str, object]:
    """The person's own row of the roster."""
    table = metadata.tables["person"]
    row = db.first(sa.select(table).where(table.c.town == code, table.c.id == who))
    names = [column.name for column in table.columns]
    return without_others("person", dict(zip(names, row, strict=True)), who, words=True) if row else {}


def rows_of(db: Db, code: TownId, who: PersonId, table: str, column: str, most: int) -> list[dict[str, object]]:
    """The rows themselves, the newest last; columns by name."""
    source = metadata.tables[table]
    order = list(source.primary_key.columns)
    rows = db.all(
        sa.select(source)
        .where(source.c.town == code, source.c[column] == who)
        .order_by(*(one.desc() for one in order))
        .limit(most)
    )
    names = [column.name for column in source.columns]
    return [dict(zip(names, row, strict=True)) for row in reversed(rows)]


class Fate(StrEnum):
    """What 删除 does with the rows in which a person stands in a column."""

    DROP = "drop"
    MOVE = "move"
    """They become those of nobody in particular: counts stay true, nobody is found by them."""
    FREE = "free"
    """The column is emptied, the row stays."""
    KEEP = "keep"
    """They are a public record, or what others are owed (points, reviews); they hold no words of the person."""


FATES: dict[tuple[str, str], Fate] = {
    ("account", "person"): Fate.DROP,
    ("audit", "actor"): Fate.KEEP,
    ("bind_code", "person"): Fate.DROP,
    ("care", "carer"): Fate.KEEP,
    ("care", "person"): Fate.DROP,
    ("chat_request", "asked_by"): Fate.KEEP,
    ("check_in", "person"): Fate.MOVE,
    ("check_in", "reviewer"): Fate.KEEP,
    ("check_in", "warden"): Fate.KEEP,
    ("concern", "claimed_by"): Fate.KEEP,
    ("consent", "person"): Fate.KEEP,
    ("concern", "collected_by"): Fate.KEEP,
    ("concern", "reporter"): Fate.MOVE,
    ("concern_attachment", "person"): Fate.DROP,
    ("concern_follower", "person"): Fate.DROP,
    ("concern_note", "author"): Fate.KEEP,
    ("identity_claim", "asked"): Fate.KEEP,
    ("identity_claim", "claimed"): Fate.DROP,
    ("identity_claim", "guest"): Fate.DROP,
    ("inbox", "person"): Fate.FREE,
    ("leave", "asked"): Fate.FREE,
    ("leave", "deputy"): Fate.FREE,
    ("leave", "person"): Fate.KEEP,
    ("ledger", "by"): Fate.KEEP,
    ("ledger", "second"): Fate.KEEP,
    ("ledger", "warden"): Fate.KEEP,
    ("list_entry", "author"): Fate.KEEP,
    ("list_entry", "decided_by"): Fate.KEEP,
    ("list_entry", "person"): Fate.KEEP,
    ("list_entry", "rectified_by"): Fate.KEEP,
    ("list_item", "by"): Fate.KEEP,
    ("list_objection", "answered_by"): Fate.KEEP,
    ("list_objection", "person"): Fate.MOVE,
    ("honour", "asked_by"): Fate.KEEP,
    ("honour", "back_by"): Fate.KEEP,
    ("honour", "decided_by"): Fate.KEEP,
    ("honour", "warden"): Fate.KEEP,
    ("lesson", "person"): Fate.DROP,
    ("notice", "approver"): Fate.KEEP,
    ("notice_by_hand", "person"): Fate.KEEP,
    ("notice_relay", "person"): Fate.KEEP,
    ("notice", "author"): Fate.KEEP,
    ("notice_receipt", "person"): Fate.MOVE,
    ("office", "person"): Fate.KEEP,
    ("outbox", "person"): Fate.KEEP,
    ("pledge", "person"): Fate.DROP,
    ("pledge", "reviewer"): Fate.KEEP,
    ("point_rule", "asked_by"): Fate.KEEP,
    ("point_rule", "decided_by"): Fate.KEEP,
    ("point_trial", "asked_by"): Fate.DROP,
    ("points_year", "warden"): Fate.KEEP,
    ("redemption_entry", "by"): Fate.KEEP,
    ("redemption_entry", "warden"): Fate.KEEP,
    ("redemption_item", "listed_by"): Fate.KEEP,
    ("redemption_order", "settled_by"): Fate.KEEP,
    ("redemption_order", "warden"): Fate.KEEP,
    ("redemption_purse", "warden"): Fate.KEEP,
    ("settlement", "approved_by"): Fate.KEEP,
    ("settlement", "drafted_by"): Fate.KEEP,
    ("settlement", "locked_by"): Fate.KEEP,
    ("settlement", "signed_by"): Fate.KEEP,
    ("settlement_objection", "answered_by"): Fate.KEEP,
    ("settlement_objection", "warden"): Fate.KEEP,
    ("settlement_result", "warden"): Fate.KEEP,
    ("points_credit", "warden"): Fate.KEEP,
    ("points_reversal", "approved_by"): Fate.KEEP,
    ("points_reversal", "asked_by"): Fate.KEEP,
    ("points_sum", "warden"): Fate.KEEP,
    ("preference", "person"): Fate.DROP,
    ("question", "person"): Fate.DROP,
    ("spot_check", "asked"): Fate.FREE,
    ("spot_check", "judged_by"): Fate.KEEP,
    ("task", "author"): Fate.KEEP,
    ("wrong_code", "person"): Fate.DROP,
}
"""Every column of persons has one: a column that is missing here fails a test, and its rows are kept."""

_VISIT_WORDS = ("target", "note", "need", "reason", "remark")


def erase_answers(db: Db, code: TownId, who: PersonId) -> None:
    """Blank what was answered to a person in groups: it quotes them. Before their messages lose their name."""
    inbox, outbox = metadata.tables["inbox"], metadata.tables["outbox"]
    rows = db.all(sa.select(inbox.c.message).where(inbox.c.town == code, inbox.c.person == who))
    said = [str(row[0]).partition(":")[2] for row in rows]
    for first in range(0, len(said), 500):
        answers = outbox.c.answers.in_(said[first : first + 500])
        _blank(db, outbox, (outbox.c.town == code) & outbox.c.chat.is_not(None) & answers)


def erase_visits_at(db: Db, code: TownId, home: HouseholdId, who: PersonId, name: str) -> None:
    """Blank what was told of visits at a household, where it speaks of the person."""
    visits = metadata.tables["check_in"]
    here = (visits.c.town == code) & (visits.c.household == home)
    words = [visits.c[column] for column in _VISIT_WORDS]
    for number, about, *told in db.all(sa.select(visits.c.number, visits.c.person, *words).where(here)):
        if about == who or any(name in text for text in told):
            blank = dict.fromkeys(words, "")
            db.execute(sa.update(visits).where(visits.c.town == code, visits.c.number == number).values(blank))


def erase(db: Db, code: TownId, who: PersonId, nobody: PersonId, keep_accounts: bool) -> None:
    """Do with each table what its fate says; ``nobody`` is the nameless one who takes over what only counts.

    ``keep_accounts``: the person holds an office and must be reached.
    """
    visits = metadata.tables["check_in"]
    blank = {visits.c[name]: "" for name in _VISIT_WORDS}
    db.execute(sa.update(visits).where(visits.c.town == code, visits.c.person == who).values(blank))
    for (table_name, column_name), fate in FATES.items():
        table = metadata.tables[table_name]
        column = table.c[column_name]
        mine = (table.c.town == code) & (column == who)
        if fate is Fate.DROP and not (keep_accounts and table_name == "account"):
            db.execute(sa.delete(table).where(mine))
        elif fate is Fate.MOVE:
            db.execute(sa.update(table).where(mine).values({column: nobody}))
        elif fate is Fate.FREE:
            db.execute(sa.update(table).where(mine).values({column: None}))


def erase_messages(db: Db, code: TownId, who: PersonId, abouts: list[str]) -> None:
    """Blank what was sent to a person, and what was sent to anybody about their matters; what has not gone yet does not go."""
    outbox = metadata.tables["outbox"]
    mine = outbox.c.person == who
    for about in abouts:
        _blank(db, outbox, (outbox.c.town == code) & (outbox.c.about == about))
    _blank(db, outbox, (outbox.c.town == code) & mine)


def _blank(db: Db, outbox: sa.Table, which: sa.ColumnElement[bool]) -> None:
    waiting = outbox.c.state.in_(("queued", "failed"))
    db.execute(sa.update(outbox).where(which, waiting).values(state="skipped", error="erased"))
    db.execute(sa.update(outbox).where(which, outbox.c.state != "sending").values(text="", account=None, choices=None))
