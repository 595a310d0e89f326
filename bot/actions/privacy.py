"""Verbs of one's own data: what is held, as lines that only its person may read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.actions import concerns, list_hearings
from bot.context import Work
from bot.domain import calendar
from bot.domain import polls as poll_rules
from bot.domain.consents import Purpose
from bot.domain.directory import Person
from bot.domain.roles import Role
from bot.ids import PersonId, UnitId
from bot.messages import Outbound
from bot.storage import audit, people, polls, retention
from bot.storage import concerns as concern_rows
from bot.storage import privacy as rows
from bot.texts import concerns as say_concerns
from bot.texts import consents as say_consents
from bot.texts import people as say_people
from bot.texts import privacy as say

MOST_LINES = 5
MOST_CONCERNS = 100_000
Line = Callable[[Work, Mapping[str, object]], str]


def _concern(_work: Work, row: Mapping[str, object]) -> str:
    return f"【{row['number']}】{row['title']} {_cut(row['text'])}".strip()


def _office(work: Work, row: Mapping[str, object]) -> str:
    return f"{work.directory.title(UnitId(str(row['unit'])))}{say_people.role_name(Role(str(row['role'])))}"


def _care(_work: Work, row: Mapping[str, object]) -> str:
    return f"{row['kind']} {row['often']}".strip()


def _notice(_work: Work, row: Mapping[str, object]) -> str:
    return f"【{row['number']}】{_cut(row['title'])}"


def _check_in(_work: Work, row: Mapping[str, object]) -> str:
    return f"#{row['number']} {row['day']} {_cut(row['note'])}".strip()


SHOWN: Mapping[tuple[str, str], Line] = {
    ("concern", "reporter"): _concern,
    ("concern", "on_behalf_of"): _concern,
    ("office", "person"): _office,
    ("care", "person"): _care,
    ("notice", "author"): _notice,
    ("check_in", "warden"): _check_in,
}
"""Whose words the rows hold is the person: these are shown. All other tables are only counted, for their words are others' too."""


def _visit(_work: Work, row: Mapping[str, object]) -> str:
    return f"{row['day']} {row['note']}".strip()


def _consent(_work: Work, row: Mapping[str, object]) -> str:
    return say.decided(say_consents.NAMES[Purpose(str(row["purpose"]))], row["at"], given=bool(row["given"]))


def _done(_work: Work, row: Mapping[str, object]) -> str:
    return f"#{row['number']} {row['day']}"


def _message(_work: Work, row: Mapping[str, object]) -> str:
    """Not what an office was told of others' matters."""
    return say.sent(row["made_at"], str(row["text"])) if row["text"] and not row["about"] else ""


FULL: Mapping[tuple[str, str], Line] = {
    **SHOWN,
    ("concern", "reporter"): lambda _work, row: say.reported(row),
    ("check_in", "person"): _visit,
    ("check_in", "warden"): _done,
    ("consent", "person"): _consent,
    ("outbox", "person"): _message,
}
"""What the full list tells word by word: also what was written about the person, and to them; not what they wrote of others."""
OTHERS_WORDS = frozenset({("check_in", "warden"), ("outbox", "person")})
"""Rows of the person in which others are spoken of."""
PAGE = 1200


def full_list(work: Work, person: Person) -> list[str]:
    """Everything held about ``person``, every row of it, in messages of a readable length; asking for it is noted."""
    lines = _head(work, person)
    for held in rows.holdings(work.db, work.town, person.id):
        key = (held.table, held.column)
        lines.append(say.section(say.NAMES.get(key) or say.other(held.table), held.count))
        show = FULL.get(key)
        if show is not None:
            for row in rows.rows_of(work.db, work.town, person.id, held.table, held.column, held.count):
                lines += [f"· {told}" for told in [show(work, row)] if told]
    audit.put(work.db, work.town, work.new_id(), work.now, person.id, "privacy", person.id, "export")
    return _pages([*lines, say.foot(whole=True)])


def _pages(lines: Sequence[str]) -> list[str]:
    pages: list[str] = []
    for line in lines:
        if pages and len(pages[-1]) + len(line) < PAGE:
            pages[-1] += "\n" + line
        else:
            pages.append(line)
    return pages


def export(work: Work, person: Person) -> dict[str, object]:
    """Everything held about ``person`` as data, for a file that the desk hands over (PIPL 45); others in it have no name.

    Words that others wrote stay out unless they are about the person; the export is noted.
    """
    audit.put(work.db, work.town, work.new_id(), work.now, work.actor_id, "privacy", person.id, "export_file")
    tables: dict[str, list[dict[str, object]]] = {}
    for held in rows.holdings(work.db, work.town, person.id):
        own = (held.table, held.column) in FULL.keys() - OTHERS_WORDS
        for row in rows.rows_of(work.db, work.town, person.id, held.table, held.column, held.count):
            shown = rows.without_others(held.table, row, person.id, words=own)
            if shown not in tables.setdefault(held.table, []):
                tables[held.table].append(shown)
    return {"person": rows.own_row(work.db, work.town, person.id), "rows": tables}


def _cut(text: object, most: int = 30) -> str:
    said = "" if text is None else str(text)
    return said if len(said) <= most else said[:most] + "…"


def my_data(work: Work, person: Person) -> str:
    """Everything held about ``person``, in friendly words; reading it is noted, without content."""
    head = _head(work, person)
    sections: list[tuple[str, list[str], int]] = []
    for held in rows.holdings(work.db, work.town, person.id):
        key = (held.table, held.column)
        show = SHOWN.get(key)
        lines = []
        if show is not None:
            shown = rows.rows_of(work.db, work.town, person.id, held.table, held.column, MOST_LINES)
            lines = [show(work, row) for row in shown]
        sections.append((say.NAMES.get(key) or say.other(held.table), lines, held.count))
    audit.put(work.db, work.town, work.new_id(), work.now, person.id, "privacy", person.id, "my_data")
    return say.my_data(head if sections else [*head, say.nothing_else()], sections, say.foot())


def _head(work: Work, person: Person) -> list[str]:
    if not person.known:
        return [say.guest()]
    where = work.directory.title(person.unit) if person.unit else ""
    born = say.born_on(calendar.day_name(person.born)[: -len("(周二)")], lunar=person.lunar) if person.born else ""
    lines = [say.who(person.name, where, person.gender, born)]
    if person.phone:
        lines.append(say.phone(masked(person.phone), public=person.phone_public))
    if person.tags:
        lines.append(say.tags(person.tags))
    return lines


def masked(phone: str) -> str:
    """``138****5678``: enough to recognise one's own number by, over a borrowed shoulder too."""
    return phone[:3] + "****" + phone[-4:] if len(phone) > 7 else "****"


def ask_correction(work: Work, person: Person, text: str) -> tuple[str, list[Outbound]]:
    """Something in the roster is wrong: a private case for the village's desk; its number, and who is told."""
    opened, others = concerns.raise_concern(
        work,
        person,
        say.correction(text),
        category="VILLAGE",
        private=True,
        unit=person.unit,
        owed=True,
        title=say_concerns.title_correction(),
    )
    return opened.number, others


def what_goes(work: Work, person: Person) -> str:
    """What 删除 would do, told before anything is done."""
    office = bool(work.directory.offices_of(person.id, work.today))
    count = len(concern_rows.list_of_reporter(work.db, work.town, person.id, MOST_CONCERNS))
    ledger = not office and bool(retention.list_periods(work.db, work.town, person.id))
    return say.sure_to_erase(count, guest=not person.known, office=office, ledger=ledger)


def erase(work: Work, person: Person) -> tuple[str, list[Outbound]]:
    """Erase what is the person's own (handbook I47): at once in the rows, in the file with the night's compaction.

    What is told to the person, and to those who were still at work on something of theirs.
    """
    told: list[Outbound] = []
    mine = concern_rows.list_of_reporter(work.db, work.town, person.id, MOST_CONCERNS)
    numbers = [one.number for one in mine]
    retention.erase_lessons(work.db, work.town, {one.text for one in mine if one.text})
    for one in mine:
        if not one.final:
            left, others = concerns.withdraw(work, one)
            told += others
            if left.reporter != one.reporter:
                continue  # it goes on for somebody who follows it; the words of who leaves are gone already
        concern_rows.erase_words(work.db, work.town, one.number)
    told += list_hearings.take_back_consent(work.as_person(person))[1]
    office = bool(work.directory.offices_of(person.id, work.today))
    for poll in polls.list_open(work.db, work.town):
        polls.erase_ballot(work.db, work.town, poll.number, poll_rules.new_key(poll.secret, person.id))
    if person.known and person.household:
        rows.erase_visits_at(work.db, work.town, person.household, person.id, person.name)
    if not office:
        name = PersonId(retention.FORMER + work.token(6))
        for period in retention.list_periods(work.db, work.town, person.id):
            retention.pseudonymise(work.db, work.town, person.id, period, name)
    rows.erase_answers(work.db, work.town, person.id)
    nobody = Person(PersonId("G" + work.token(6)), "", known=False)
    people.put_person(work.db, work.town, nobody)
    rows.erase_messages(work.db, work.town, person.id, [f"concern:{number}" for number in numbers])
    rows.erase(work.db, work.town, person.id, nobody.id, office)
    bare = replace(person, gender="", born=None, lunar=False, phone="", phone_public=False, tags="")
    people.put_person(work.db, work.town, bare)
    if person.known:
        rows.switch(work.db, work.town, person.id, rows.ERASED, on=True)
    audit.put(work.db, work.town, work.new_id(), work.now, None, "privacy", person.id, "erase")
    return say.erased(office=office), told


def set_quiet(work: Work, person: Person, *, on: bool) -> None:
    """Less, or all, in private."""
    rows.switch(work.db, work.town, person.id, rows.QUIET, on=on)
    audit.put(work.db, work.town, work.new_id(), work.now, person.id, "privacy", person.id, "quiet" if on else "loud")


def desk(work: Work, person: Person) -> str:
    """Who answers for the data: the village's staff."""
    holders = work.directory.holders_above(Role.VILLAGE_STAFF, person.unit, work.today)
    return say.desk(holders[0].name if holders else "")
