"""Sealed columns: nothing to be read in the file without the key; nothing lost when the key is missing, wrong, or being changed."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.app import load_tables, open_database
from bot.clock import SHANGHAI
from bot.context import Work
from bot.rehearsal import RehearsedTown
from bot.rehearsal.town import demo_roster, fill
from bot.storage.copying import copy_rows, open_polls_again, write_backup
from bot.storage.database import Database
from bot.storage.key_file import BadKeyFile, add_key, make, read
from bot.storage.people import account, list_all, list_named, person
from bot.storage.resealing import count_old, reseal, sealed_columns
from bot.storage.schema import metadata
from bot.storage.sealing import KEY_BYTES, MARK, Blind, NoKey, Ring, Sealed, SealedBytes, Spoilt, is_sealed
from bot.storage.towns import find_town

load_tables()
RING = Ring([b"1" * KEY_BYTES], b"x" * KEY_BYTES)
OTHER = Ring([b"2" * KEY_BYTES], b"x" * KEY_BYTES)
START = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS)
def test_what_is_sealed_opens_in_its_own_column_only(text: str) -> None:
    sealed = RING.seal("a.b", text)
    assert is_sealed(sealed)
    assert RING.open("a.b", sealed) == text
    with pytest.raises(Spoilt):
        RING.open("a.c", sealed)
    with pytest.raises(NoKey):
        OTHER.open("a.b", sealed)


@given(TEXTS.filter(bool), st.integers(0, 10_000))
def test_a_changed_value_does_not_open(text: str, place: int) -> None:
    sealed = RING.seal("a.b", text)
    at = len(MARK) + 6 + place % (len(sealed) - len(MARK) - 8)
    changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
    with pytest.raises(Spoilt):
        RING.open("a.b", changed)


def test_the_same_text_is_never_sealed_alike_and_always_indexed_alike() -> None:
    assert RING.seal("a.b", "张小明") != RING.seal("a.b", "张小明")
    assert RING.blind("a.b", "张小明") == RING.blind("a.b", "张小明")
    assert RING.blind("a.b", "张小明") != RING.blind("a.c", "张小明")
    assert RING.blind("a.b", "张小明") != Ring([b"1" * KEY_BYTES], b"y" * KEY_BYTES).blind("a.b", "张小明")


def test_every_label_is_the_name_of_its_column() -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedBytes | Blind):
                assert column.type.label == f"{table.name}.{column.name}"
            if isinstance(column.type, Blind):
                assert isinstance(table.c[column.type.of].type, Sealed)


TELLING = ("text", "note", "target", "reason", "remark", "phone", "name", "head", "address", "draft", "wish", "words")


def test_personal_columns_that_hold_words_are_sealed() -> None:
    open_words = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.info["personal"] and column.name in TELLING and not isinstance(column.type, Sealed | SealedBytes)
    ]
    assert open_words == []


@pytest.mark.parametrize("ask", ["==", "in", "order", "like"])
def test_a_condition_on_a_sealed_column_is_refused(ask: str) -> None:
    name = person.c.name
    with pytest.raises(TypeError, match="sealed"):
        {
            "==": lambda: name == "张小明",
            "in": lambda: name.in_(["张小明"]),
            "order": name.desc,
            "like": lambda: name.like("张%"),
        }[ask]()
    assert "name" in str(name == "")  # nothing is nothing, sealed or not


@pytest.fixture
def sealed(database_url: str) -> Iterator[Database]:
    fill(database_url, demo_roster(), RING)
    found = open_database(database_url, RING)
    yield found
    found.close()


def rows_in_the_open(database: Database) -> list[str]:
    """Values of sealed columns as they lie there, that are not sealed."""
    with database.reader() as db:
        return [
            f"{table.name}.{column.name}"
            for table, column in sealed_columns()
            if not isinstance(column.type, SealedBytes)
            for (value,) in db.all(sa.select(sa.type_coerce(column, sa.Text)))
            if value and not is_sealed(value)
        ]


def test_an_imported_roster_lies_sealed_and_is_found(sealed: Database) -> None:
    assert rows_in_the_open(sealed) == []
    with sealed.reader() as db:
        town = find_town(db)
        assert town is not None
        (found,) = list_named(db, town[0], "张小明")
        assert found.name == "张小明"
        assert db.scalar(sa.select(sa.func.count()).select_from(account).where(account.c.address_key == "x")) == 0


@pytest.mark.parametrize(
    "ring", [None, OTHER, Ring([b"1" * KEY_BYTES], b"y" * KEY_BYTES)], ids=["none", "wrong", "index"]
)
def test_without_the_key_nothing_opens_and_nothing_is_touched(sealed: Database, ring: Ring | None) -> None:
    url = sealed.url.render_as_string(hide_password=False)
    with pytest.raises(NoKey):
        open_database(url, ring)
    with sealed.reader() as db:
        town = find_town(db)
        assert town is not None
        assert list_named(db, town[0], "张小明")


def test_a_change_of_the_key_that_is_broken_off_goes_on(sealed: Database) -> None:
    url = sealed.url.render_as_string(hide_password=False)
    with sealed.reader() as db:
        town = find_town(db)
        assert town is not None
        before = list_all(db, town[0])
    both = Ring([b"1" * KEY_BYTES, b"2" * KEY_BYTES], b"x" * KEY_BYTES)
    for batches in (1, 2, None):
        database = open_database(url, both)
        for number, _ in enumerate(reseal(database), 1):
            if number == batches:
                break
        with database.reader() as db:
            assert list_all(db, town[0]) == before
            assert list_named(db, town[0], "张小明")
        database.close()
    database = open_database(url, OTHER)  # the older key is needed no more
    with database.reader() as db:
        assert list_all(db, town[0]) == before
        assert count_old(db, OTHER) == 0
    database.close()


def test_a_database_that_was_kept_in_the_open_is_sealed_whole_when_there_is_a_key(database_url: str) -> None:
    fill(database_url, demo_roster())
    database = open_database(database_url, RING)
    assert rows_in_the_open(database) == []
    with database.reader() as db:
        town = find_town(db)
        assert town is not None
        assert list_named(db, town[0], "张小明")
    database.close()


SPOKEN = ("紫藤小卖部", "138-0013-8000", "13800138000", "李大山家", "腰不好", "石榴巷")


async def spoken(town: RehearsedTown) -> None:
    """Dialogues that leave words in every area; the last one is left open."""
    names = town.names
    for who, text in (
        ("张小明", "反映 村口路灯坏了好几天,紫藤小卖部旁边,电话13800138000"),
        ("王建国", "接单 1"),
        ("王建国", "办结 1 石榴巷口的灯泡换好了"),
        ("张小明", "满意"),
        ("王建国", "打卡 走访 李大山家 30分钟 他说腰不好"),
        ("路人甲", "你好"),
        ("路人甲", "我是 三组 朱翠萍"),
        ("朱翠萍", "反映"),
        ("朱翠萍", "石榴巷的路坏了"),
    ):
        await town.say(text, names.people.get(who, [who])[0])
    group = names.chats["康桥三组2邻群"]
    await town.say("@小邻 我家没水了", names.people["张小明"][0], group)


async def test_dialogues_leave_nothing_to_be_read_in_file_journal_or_backup(tmp_path: Path) -> None:
    async with RehearsedTown(START, ring=RING) as town:
        await spoken(town)

        def everybody(work: Work) -> set[str]:
            return {one.name for one in list_all(work.db, work.town) if one.name}

        names = await town.app.writer.run(everybody)
        backup = tmp_path / "backup.db"
        write_backup(town.app.database, backup)
        journal = list(town.files())
        assert any(path.name.endswith("-wal") for path in journal)
        for path in [*journal, backup]:
            data = path.read_bytes()
            for word in [*SPOKEN, *names, "路人甲"]:
                assert word.encode() not in data, (word, path.name)
            if path.suffix == ".db":
                assert MARK.encode() in data
        assert await town.breaches() == []


async def test_the_search_would_find_what_is_not_sealed(tmp_path: Path) -> None:
    async with RehearsedTown(START) as town:
        await spoken(town)
        data = b"".join(path.read_bytes() for path in town.files())
        assert all(word.encode() in data for word in ("紫藤小卖部", "李大山", "张小明", "路人甲"))


async def test_a_sealed_town_speaks_like_an_open_one() -> None:
    said: list[list[str]] = []
    for ring in (None, RING):
        async with RehearsedTown(START, ring=ring) as town:
            await spoken(town)
            await town.restart()
            await town.say("进度", town.names.people["张小明"][0])
            said.append([one.text for one in town.sent])
    assert said[0] == said[1]


async def test_a_backup_holds_no_ballot_of_an_open_poll_and_can_be_restored(tmp_path: Path) -> None:
    async with RehearsedTown(datetime(2026, 12, 1, 8, tzinfo=SHANGHAI), ring=RING) as town:
        poll, ballot = metadata.tables["poll"], metadata.tables["ballot"]

        def vote(work: Work) -> None:
            at = {"opens_at": work.now, "closes_at": work.now, "template": "P1", "half": "2026H2", "scope": "KQ"}
            work.db.execute(sa.insert(poll).values(town=work.town, number=7, state="open", secret="5" * 64, **at))
            work.db.execute(sa.insert(poll).values(town=work.town, number=8, state="counted", secret="", **at))
            for number, key in ((7, "a" * 64), (8, "1")):
                row = {"poll": number, "key": key, "unit": "KQ", "answers": {"1": 2}, "wish": ""}
                work.db.execute(sa.insert(ballot).values(town=work.town, **row))

        await town.app.writer.run(vote)
        backup = tmp_path / "backup.db"
        write_backup(town.app.database, backup)
    assert b"a" * 64 not in backup.read_bytes()
    copy = open_database(f"sqlite:///{backup}", RING)
    target = open_database(f"sqlite:///{tmp_path / 'new.db'}", RING)
    copy_rows(copy, target)
    assert open_polls_again(target, lambda: "6" * 64) == 1
    with target.reader() as db:
        assert db.all(sa.select(ballot.c.poll, ballot.c.answers)) == [(8, {"1": 2})]
        assert dict(map(tuple, db.all(sa.select(poll.c.number, poll.c.secret)))) == {7: "6" * 64, 8: ""}  # type: ignore[arg-type]
        town_row = find_town(db)
        assert town_row is not None
        assert list_named(db, town_row[0], "张小明")  # the blind indexes were made anew
    copy.close()
    target.close()


def test_the_file_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "k"
    made = make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read(path) == made
    with pytest.raises(BadKeyFile, match="已经有了"):
        make(path)
    more = add_key(path)
    assert more.seals[0] == made.seals[0]
    assert more.index == made.index
    assert read(path).ring.ids == more.ring.ids
    shutil.copyfile(path, tmp_path / "open")
    (tmp_path / "open").chmod(0o644)
    with pytest.raises(BadKeyFile, match="chmod 600"):
        read(tmp_path / "open")


@pytest.mark.parametrize(
    "content", ["", "seal 00", "index " + "0" * 64, "seal " + "0" * 64, "index " + "0" * 64 + "\nnonsense"]
)
def test_what_is_no_file_of_keys_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "k"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(BadKeyFile, match="换回原来的文件"):
        read(path)
